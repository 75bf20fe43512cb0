package stream

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/hvilepuls/hvilepuls/internal/killpoint"
)

// dispatcher holds the pulled messages of a stage in lanes, one per athlete, and hands them to workers.
type dispatcher struct {
	s    *Stream
	c    consumer
	loop Loop

	mu      sync.Mutex
	lanes   map[string]*lane
	running int
	paused  chan struct{}      // not nil while paused; closed on resume
	stop    context.CancelFunc // of the round that runs
	wake    chan struct{}      // something changed: one worker looks
	until   time.Time          // no work before this: a transient error
	pause   time.Duration      // the last pause after a transient error
	drains  int                // who wait until the stage has caught up
}

func newDispatcher(s *Stream, c consumer, l Loop) *dispatcher {
	return &dispatcher{s: s, c: c, loop: l, lanes: map[string]*lane{}, wake: make(chan struct{}, 1)}
}

func (d *dispatcher) nudge() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// pull moves messages of one partition from the server into the lanes until ctx ends.
func (d *dispatcher) pull(ctx context.Context, partition string) error {
	for ctx.Err() == nil {
		err := d.pullOnce(ctx, partition)
		if err == nil || ctx.Err() != nil {
			return nil
		}
		d.s.log.Warn("pulling stops for a moment", "stage", d.loop.Stage, "error", err)
		sleep(ctx, firstPause)
	}
	return nil
}

func (d *dispatcher) pullOnce(ctx context.Context, partition string) error {
	c, err := d.s.ensure(ctx, d.c, partition)
	if err != nil {
		return err
	}
	failed := make(chan error, 1)
	fail := func(err error) {
		select {
		case failed <- err:
		default: // the first is told
		}
	}
	opts := []jetstream.PullConsumeOpt{
		jetstream.PullMaxBytes(pullBytes), // Messages instead of Consume would make room for 1,000,000: 8 MB a stage
		jetstream.ConsumeErrHandler(func(_ jetstream.ConsumeContext, err error) { fail(err) }),
	}
	if partition != "*" {
		opts = append(opts, jetstream.PullPriorityGroup(pinnedGroup), jetstream.PullHeartbeat(serverHeartbeat))
	}
	in, err := c.Consume(func(m jetstream.Msg) {
		if err := d.hold(m); err != nil {
			fail(err)
		}
	}, opts...)
	if err != nil {
		return err
	}
	defer last(in)
	select {
	case <-ctx.Done():
		return nil
	case err := <-failed:
		return err
	}
}

// last ends the pulling once what was on the way is held, to be given back with the rest: a message that comes to nobody would come again
// only after ackWait.
func last(in jetstream.ConsumeContext) {
	closed := in.Closed()
	in.Drain()
	timer := time.NewTimer(requestTime)
	defer timer.Stop()
	select {
	case <-closed:
	case <-timer.C:
	}
}

func (d *dispatcher) hold(m jetstream.Msg) error {
	meta, err := m.Metadata()
	if err != nil {
		return err
	}
	d.add(held{Message: Message{m.Subject(), m.Data(), meta.Sequence.Stream, m.Headers().Get(causeHeader), meta.Timestamp}, raw: m, at: meta.Timestamp, n: meta.NumDelivered})
	return nil
}

func (d *dispatcher) add(h held) {
	athlete := AthleteOf(h.Subject)
	if d.loop.Rank != nil {
		h.rank = d.loop.Rank(h.Message)
	}
	d.mu.Lock()
	l := d.lanes[athlete]
	if l == nil {
		l = &lane{}
		d.lanes[athlete] = l
	}
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
		athlete, group, wait := d.take(time.Now())
		if group != nil {
			d.nudge() // there may be work for another
			d.process(ctx, athlete, group)
			d.release(athlete)
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

// take gives the group that is due and goes first, or how long to wait for one.
func (d *dispatcher) take(now time.Time) (athlete string, group []held, wait time.Duration) {
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
	best.busy, best.passed = true, now
	best.taken = best.cut(d.loop.Max)
	best.first = now
	d.running++
	return athlete, best.taken, 0
}

func (d *dispatcher) release(athlete string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	l := d.lanes[athlete]
	l.busy, l.taken = false, nil
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
			d.bury(ctx, h, fmt.Errorf("given up after %d deliveries: each attempt ended without an answer", h.n-1))
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
