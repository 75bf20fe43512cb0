package api

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
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

// revision names the state that a page is drawn from. It is asked for before anything is read, so what is read is no older. The name tells
// nothing: the backend's may count what others do.
func (d *Doors) revision(ctx context.Context, athlete string) (string, error) {
	at, err := d.backend.Revision(ctx, athlete)
	if err != nil {
		return "", err
	}
	h := hmac.New(sha256.New, d.secret)
	_, _ = h.Write([]byte(athlete + " " + at))
	const enough = 12 // bytes
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:enough]), nil
}

// newestIs tells whether a revision is the newest.
func (d *Doors) newestIs(ctx context.Context, athlete, since string) bool {
	now, err := d.revision(ctx, athlete)
	return err == nil && now == since
}

// live tells an open page that what it shows changed (server-sent events): at once if that happened since the revision ?since=, so that nothing
// is lost between drawing and listening. What changed, the page fetches itself.
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
	return d.sendNews(ctx, w, v, r.URL.Query().Get("since"), news, ended)
}

// sendNews writes an event for what is in news until the watch ends. The first says that it watches; that is an event if the page's revision is
// no longer the newest. It also ends when the visitor may not look any more.
func (d *Doors) sendNews(ctx context.Context, w http.ResponseWriter, v visit, since string, news <-chan struct{}, ended <-chan error) error {
	const changed, nothing = "event: changed\ndata:\n\n", ": nothing new\n\n"
	flush := http.NewResponseController(w).Flush
	w.Header().Set("Content-Type", eventStream)
	beat := time.NewTicker(liveBeat)
	defer beat.Stop()
	look := time.NewTicker(liveEvery)
	defer look.Stop()
	rest := time.NewTimer(0)
	defer rest.Stop()
	ready, first := news, true
	for {
		text := changed
		select {
		case err := <-ended:
			return err
		case <-ctx.Done():
			return nil
		case <-look.C:
			if !v.still() {
				return nil
			}
			continue
		case <-rest.C:
			ready = news
			continue
		case <-ready:
			ready = nil
			rest.Reset(liveEvery)
			if first && d.newestIs(ctx, v.athlete, since) {
				text = nothing
			}
			first = false
		case <-beat.C:
			text = nothing
		}
		if _, err := w.Write([]byte(text)); err != nil {
			return nil // nobody listens any more
		}
		if err := flush(); err != nil {
			return nil
		}
	}
}
