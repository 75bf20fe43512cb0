package stream

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/killpoint"
)

// dispatcher holds the pulled messages of a stage in lanes, one per athlete, and hands them to workers.
type dispatcher struct {
	s    *Stream
	c    consumer
	loop Loop

	mu      sync.Mutex
	lanes   map[string]*lane
	pulled  uint64            // the newest message that came into a lane since the round began
	shares  map[string]*share // of a server elsewhere, by partition
	running int
	paused  chan struct{}      // not nil while paused; closed on resume
	stop    context.CancelFunc // of the round that runs
	wake    chan struct{}      // something changed: one worker looks
	until   time.Time          // no work before this: a transient error
	pause   time.Duration      // the last pause after a transient error
	drains  int                // who wait until the stage has caught up
}

func newDispatcher(s *Stream, c consumer, l Loop) *dispatcher {
	return &dispatcher{s: s, c: c, loop: l, lanes: map[string]*lane{}, shares: map[string]*share{}, wake: make(chan struct{}, 1)}
}

func (d *dispatcher) nudge() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

func (d *dispatcher) add(h held) {
	athlete := AthleteOf(h.Subject)
	if d.loop.Rank != nil {
		h.rank = d.loop.Rank(h.Message)
	}
	d.mu.Lock()
	l := d.lanes[athlete]
	if l == nil {
		l = &lane{partition: Token(h.Subject, 1)}
		d.lanes[athlete] = l
	}
	d.pulled = max(d.pulled, h.Seq)
	l.arrived = time.Now()
	if len(l.waiting) == 0 {
		l.first = l.arrived
	}
	heap.Push(&l.waiting, h)
	d.mu.Unlock()
	d.nudge()
}

// work takes groups until ctx ends.
func (d *dispatcher) work(ctx context.Context) error {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for ctx.Err() == nil {
		own, stop := context.WithCancelCause(ctx)
		athlete, group, wait := d.take(time.Now(), stop)
		if group != nil {
			d.nudge() // there may be work for another
			d.process(own, athlete, group)
			d.release(athlete)
		}
		stop(nil)
		if group != nil {
			continue
		}
		timer.Reset(wait)
		select {
		case <-ctx.Done():
		case <-d.wake:
		case <-timer.C:
		}
	}
	return nil
}

// take gives the group that is due and goes first, or how long to wait for one. Stop cuts the work on it short.
func (d *dispatcher) take(now time.Time, stop context.CancelCauseFunc) (athlete string, group []held, wait time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	wait = time.Hour
	if now.Before(d.until) {
		return "", nil, d.until.Sub(now)
	}
	var best *lane
	for name, l := range d.lanes {
		if l.busy || len(l.waiting) == 0 {
			continue
		}
		if sh := d.shares[l.partition]; sh != nil && sh.shut.After(now) {
			wait = min(wait, sh.shut.Sub(now))
			continue
		}
		if left := l.due(d.loop.Gather, d.drains > 0).Sub(now); left > 0 {
			wait = min(wait, left)
			continue
		}
		if best == nil || before(l.waiting[0], best.waiting[0]) {
			athlete, best = name, l
		}
	}
	if best == nil {
		return "", nil, wait
	}
	best.busy, best.passed, best.stop = true, now, stop
	best.taken = best.cut(d.loop.Max)
	best.first = now
	d.running++
	return athlete, best.taken, 0
}

// doneFor tells whether all of an athlete's messages up to the last have come and are done.
func (d *dispatcher) doneFor(athlete string, last uint64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	l := d.lanes[athlete]
	return d.pulled >= last && (l == nil || !l.busy && len(l.waiting) == 0)
}

func (d *dispatcher) release(athlete string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	l := d.lanes[athlete]
	l.busy, l.taken, l.stop = false, nil, nil
	d.running--
	if len(l.waiting) == 0 && d.loop.Gather == 0 {
		delete(d.lanes, athlete)
	}
	d.nudge()
}

// hurry makes the stage gather no longer than a moment until done is called.
func (d *dispatcher) hurry() (done func()) {
	add := func(n int) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.drains += n
	}
	add(1)
	d.nudge()
	return func() { add(-1) }
}

// process handles one group and acknowledges it, or puts it back.
func (d *dispatcher) process(ctx context.Context, athlete string, group []held) {
	healthy := group[:0:0]
	for _, h := range group {
		if h.n > deadAfter && !d.loop.Harmless && d.s.deadly() {
			d.bury(ctx, h, fmt.Errorf("given up after %d deliveries: %w", h.n-1, errNoAnswer))
			continue
		}
		healthy = append(healthy, h)
	}
	if len(healthy) == 0 {
		return
	}
	ms := messages(healthy)
	cause := causes(ms)
	err := d.loop.handleSafely(WithCause(ctx, cause), athlete, ms)
	switch {
	case err == nil:
		d.done(healthy)
		if cause != "" {
			d.s.log.Info("a stage is done", "stage", d.loop.Stage, "messages", len(ms), "request", cause)
		}
	case lost(ctx, healthy):
	case ctx.Err() != nil || IsTransient(err) || errors.Is(err, context.DeadlineExceeded):
		d.again(ctx, athlete, healthy, err)
	case len(healthy) == 1:
		d.bury(ctx, healthy[0], err)
	default:
		for _, h := range healthy {
			d.process(ctx, athlete, []held{h})
		}
	}
}

func messages(group []held) []Message {
	out := make([]Message, len(group))
	for i, h := range group {
		out[i] = h.Message
	}
	return out
}

// done acknowledges: the effect is durable.
func (d *dispatcher) done(group []held) {
	now := time.Now()
	for _, h := range group {
		killpoint.Before(killpoint.Ack, d.loop.Stage)
		_ = h.raw.Ack() // lost: the message comes again and changes nothing
		killpoint.After(killpoint.Ack, d.loop.Stage)
		if d.loop.Observe != nil {
			d.loop.Observe(now.Sub(h.at))
		}
	}
	d.mu.Lock()
	d.pause = 0
	d.mu.Unlock()
}

// again puts the group back and stops all work of the stage for a while.
func (d *dispatcher) again(ctx context.Context, athlete string, group []held, cause error) {
	d.mu.Lock()
	l := d.lanes[athlete]
	for _, h := range group {
		heap.Push(&l.waiting, h)
	}
	d.pause = min(max(2*d.pause, firstPause), longestPause)
	d.until = time.Now().Add(d.pause)
	pause := d.pause
	d.mu.Unlock()
	if ctx.Err() == nil {
		d.s.log.Warn("stage waits", "stage", d.loop.Stage, "for", pause, "error", cause)
	}
}

func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
