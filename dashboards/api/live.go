package api

import (
	"context"
	"errors"
	"net/http"
	"time"
)

const eventStream = "text/event-stream"

const (
	mostLive  = 500              // open pages that wait for news, of all athletes
	liveEvery = 2 * time.Second  // at most one event in so long: an import changes the results many times
	liveBeat  = 25 * time.Second // a comment so often, or proxies take the connection for dead
)

// live tells an open page that the results changed (server-sent events). What changed, it fetches itself.
func (d *Doors) live(w http.ResponseWriter, r *http.Request, v visit) error {
	if d.open.Add(1) > mostLive {
		d.open.Add(-1)
		return Problem{http.StatusServiceUnavailable, errors.New("too many pages are open")}
	}
	defer d.open.Add(-1)
	if !v.private {
		leave, ok := d.limits.pages.enter(v.grant.ID)
		if !ok {
			return d.tooMany(limitPages, liveEvery)
		}
		defer leave()
	}
	ctx, stop := context.WithCancel(r.Context())
	defer stop()
	news, ended := make(chan struct{}, 1), make(chan error, 1)
	go func() {
		ended <- d.backend.Watch(ctx, v.athlete, func() {
			select {
			case news <- struct{}{}:
			default: // the page is told anyway
			}
		})
	}()
	err := sendNews(ctx, w, v.still, news, ended)
	stop()
	return err
}

// sendNews writes an event for what is in news, the first of which says that it began, until the watch ends, or the visitor may not look any more.
func sendNews(ctx context.Context, w http.ResponseWriter, still func() bool, news <-chan struct{}, ended <-chan error) error {
	flush := http.NewResponseController(w).Flush
	w.Header().Set("Content-Type", eventStream)
	beat := time.NewTicker(liveBeat)
	defer beat.Stop()
	look := time.NewTicker(liveEvery)
	defer look.Stop()
	rest := time.NewTimer(0)
	defer rest.Stop()
	ready, text := news, "event: began\ndata:\n\n"
	for {
		select {
		case err := <-ended:
			return err
		case <-ctx.Done():
			return nil
		case <-look.C:
			if !still() {
				return nil
			}
			continue
		case <-rest.C:
			ready = news
			continue
		case <-ready:
			ready = nil
			rest.Reset(liveEvery)
		case <-beat.C:
			text = ": still here\n\n"
		}
		if _, err := w.Write([]byte(text)); err != nil {
			return nil // nobody listens any more
		}
		if err := flush(); err != nil {
			return nil
		}
		text = "event: changed\ndata:\n\n"
	}
}
