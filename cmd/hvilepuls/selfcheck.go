package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/ingest"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

const (
	checkHour   = 3 // local time at which nobody waits for a verdict
	checkMinute = 30
	firstCheck  = 10 * time.Minute // after the start: a computer that is off at night is checked too
	lookEvery   = time.Minute      // a computer that sleeps keeps no timer
)

// selfCheck is what the program found out about itself.
type selfCheck struct {
	differences, success prometheus.Gauge

	mu   sync.Mutex
	last api.Checked
}

// newSelfCheck registers what is told of it; a process that does not check itself tells nothing.
func newSelfCheck(reg prometheus.Registerer, streams *stream.Stream) *selfCheck {
	f := promauto.With(reg)
	f.NewGaugeFunc(prometheus.GaugeOpts{
		Namespace: "hvilepuls", Name: "streams_doubted", Help: "1 while the streams are to be held against the archive, for they may not hold all that they did.",
	}, func() float64 {
		if streams.Doubt() == stream.NoDoubt {
			return 0
		}
		return 1
	})
	return &selfCheck{
		differences: f.NewGauge(prometheus.GaugeOpts{
			Namespace: "hvilepuls", Name: "selfcheck_differences", Help: "Differences between archive, records, days and results that the last check found, before it mended them.",
		}),
		success: f.NewGauge(prometheus.GaugeOpts{
			Namespace: "hvilepuls", Name: "selfcheck_last_success_timestamp_seconds", Help: "When the last check was made to its end, whatever it found; 0 before the first.",
		}),
	}
}

func (c *selfCheck) ended(at time.Time, found, left int) {
	c.differences.Set(float64(found))
	c.success.Set(float64(at.Unix()))
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last = api.Checked{At: at, Differences: left}
}

func (c *selfCheck) failed(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last.Trouble = err.Error()
}

func (c *selfCheck) newest() api.Checked {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last
}

// dueCheck is the newest night's hour of a check at or before an instant, in that instant's zone.
func dueCheck(now time.Time) time.Time {
	due := time.Date(now.Year(), now.Month(), now.Day(), checkHour, checkMinute, 0, 0, now.Location())
	if due.After(now) {
		due = due.AddDate(0, 0, -1)
	}
	return due
}

// keepChecked settles doubts about the streams as soon as there are any, fills a bucket of InfluxDB that somebody deleted, and has the program
// check itself soon after the start and every night, until ctx ends. Nothing waits for it, and readiness says nothing of it.
func (b backend) keepChecked(ctx context.Context) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	start := b.now()
	done := dueCheck(start)
	var gone <-chan struct{}
	if b.sink != nil {
		gone = b.sink.Gone()
	}
	for first, empty := true, false; ; {
		if err := b.settleDoubt(ctx); err != nil && ctx.Err() == nil {
			b.log.Warn("the streams are not mended yet", "error", err)
		}
		if empty {
			b.log.Warn("a bucket of InfluxDB was deleted; all of it is written again")
			if err := b.fillInflux(ctx); err == nil {
				empty = false
			} else if ctx.Err() == nil {
				b.log.Warn("InfluxDB is not filled yet", "error", err)
			}
		}
		now := b.now()
		due := dueCheck(now)
		if first && now.Sub(start).Abs() >= firstCheck || !due.Equal(done) { // whichever way the clock was set
			b.checkItself(ctx)
			first, done = false, due
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-gone:
			empty = true
		}
	}
}

// fillInflux is distrustInflux by itself.
func (b backend) fillInflux(ctx context.Context) error {
	b.tending.Lock()
	defer b.tending.Unlock()
	return b.distrustInflux(ctx)
}

// checkItself makes a cheap verification, which reads no archived file: first beside the work that goes on, and only where something differs
// once more with everything drained and paused. What differs then is mended from the archive.
func (b backend) checkItself(ctx context.Context) {
	b.tending.Lock()
	defer b.tending.Unlock()
	found, left, err := b.check(ctx)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		b.checked.failed(err)
		b.log.Warn("the self-check could not be made", "error", err)
	default:
		b.checked.ended(b.now(), found, left)
		b.log.Info("self-check", "differences", found, "left", left)
	}
}

func (b backend) check(ctx context.Context) (found, left int, err error) {
	looks, calm := b.looksAtStreams(ingest.Quick), true
	for _, look := range looks {
		f, err := look(ctx, "")
		calm = calm && err == nil && len(f.found) == 0
	}
	if b.streams.Embedded() {
		unsound, err := b.streams.Unsound(ctx)
		calm = calm && err == nil && len(unsound) == 0
		found = len(unsound)
	}
	if calm {
		return 0, 0, nil
	}
	if found == 0 {
		ds, err := b.verify(ctx, looks)
		if found = len(ds); err != nil || found == 0 {
			return found, found, err
		}
	}
	out, err := b.repair(ctx, looks)
	return max(found, len(out.Mended)), len(out.Differences), err
}

// settleDoubt holds the streams against the archive where a process did not end by itself, or they are not as it left them.
func (b backend) settleDoubt(ctx context.Context) error {
	doubt := b.streams.Doubt()
	if doubt == stream.NoDoubt {
		return nil
	}
	b.tending.Lock()
	defer b.tending.Unlock()
	out, err := b.repair(ctx, b.looksAtStreams(ingest.Quick))
	if err == nil && doubt == stream.Damaged && b.sink != nil {
		err = b.distrustInflux(ctx)
	}
	if err != nil {
		return fmt.Errorf("hold the streams against the archive: %w", err)
	}
	if doubt == stream.Damaged || len(out.Mended) > 0 {
		b.log.Error("what the streams had lost was made again from the archive", "because", string(doubt), "mended", len(out.Mended), "left", len(out.Differences))
	}
	b.streams.Trust()
	return nil
}

// distrustInflux has everything written again that InfluxDB is to hold: the memory of what it holds may be an older one, which would be
// believed.
func (b backend) distrustInflux(ctx context.Context) error {
	resume, err := b.streams.Pause(ctx, stages()...)
	if err != nil {
		return err
	}
	defer resume()
	if err := b.streams.Purge(ctx, stream.Written, "written.>"); err != nil {
		return err
	}
	for _, name := range []string{stream.Records, stream.Days, stream.Results} {
		if err := b.streams.Restart(ctx, name); err != nil {
			return err
		}
	}
	return nil
}
