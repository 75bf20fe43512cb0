package stream

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"
)

// Loop pulls a stage's messages and hands them, grouped by athlete, to Handle. Groups of one athlete never run at the same time.
//
// Handle returning nil acknowledges the group. An error marked Transient stops the pulling; the group is tried again after a pause. Any
// other error sends the group's messages through one by one: the one that fails goes to DEAD with its reason, and only then is it done.
type Loop struct {
	Stage   string              // names the durable consumer
	Workers int                 // athletes at a time
	Gather  time.Duration       // at most one pass per Gather for an athlete while more is coming; 0: no gathering
	Max     int                 // messages per group; 0: all that wait
	Rank    func(Message) int64 // the lowest goes first, of equals the older; nil: the older
	Handle  func(ctx context.Context, athlete string, ms []Message) error
	Observe func(age time.Duration) // told how old each message was when it was done; may be nil

	// Harmless says that no message of the stage can kill the process, so that none is given up for having been given often: where the
	// process is killed again and again, what waits in a lane is given as often as what did it.
	Harmless bool
}

const (
	ackWait     = time.Minute            // after which an unacknowledged message comes again
	window      = 8192                   // messages held at most
	pullBytes   = 8 << 20                // of one pull, no less than a message; without it the server cuts the connection at big messages
	quiet       = 40 * time.Millisecond  // without a new message, after which gathering ends early
	deadAfter   = 5                      // deliveries; one more means that each attempt killed the process
	releaseTime = 250 * time.Millisecond // the server looks for messages held too long 100 ms after ackWait was changed

	firstPause   = time.Second // after a transient error; doubled each time
	longestPause = 30 * time.Second
)

// Run runs the loop until ctx ends or the stage is stopped by Pause and never resumed. It returns nil when ctx ended.
func (s *Stream) Run(ctx context.Context, l Loop) error {
	c, err := consumerOf(l.Stage)
	if err != nil {
		return err
	}
	if l.Workers < 1 {
		l.Workers = 1
	}
	d := newDispatcher(s, c, l)
	if err := s.loops.add(l.Stage, d); err != nil {
		return err
	}
	defer s.loops.remove(l.Stage)
	for ctx.Err() == nil {
		if err := d.waitResumed(ctx); err != nil {
			break
		}
		if err := s.round(ctx, d); err != nil {
			return fmt.Errorf("run stage %s: %w", l.Stage, err)
		}
	}
	return nil
}

// round runs the pullers and workers until ctx ends or the stage is paused.
func (s *Stream) round(ctx context.Context, d *dispatcher) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	d.begin(stop)
	defer d.end()
	g, ctx := errgroup.WithContext(ctx)
	for _, p := range s.partitions() {
		g.Go(func() error { return d.pull(ctx, p) })
	}
	g.Go(func() error { return d.keep(ctx) })
	for range d.loop.Workers {
		g.Go(func() error { return d.work(ctx) })
	}
	err := g.Wait()
	d.giveBack()
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// partitions are the consumers a stage needs: one for all, or one per partition in a cluster.
func (s *Stream) partitions() []string {
	if s.embedded.here() {
		return []string{"*"}
	}
	out := make([]string, Partitions)
	for p := range out {
		out[p] = fmt.Sprintf("%02d", p)
	}
	return out
}

// ensure makes the durable consumer, anew if it is ahead of its stream (the stream lost a block or was rebuilt).
func (s *Stream) ensure(ctx context.Context, c consumer, partition string) (jetstream.Consumer, error) {
	st, err := s.handle(ctx, c.stream)
	if err != nil {
		return nil, err
	}
	cfg := jetstream.ConsumerConfig{
		Durable:        durable(c.stage, partition),
		FilterSubjects: c.filters(partition),
		DeliverPolicy:  jetstream.DeliverAllPolicy,
		AckPolicy:      jetstream.AckExplicitPolicy,
		AckWait:        ackWait,
		MaxAckPending:  window,
	}
	if partition != "*" {
		cfg.AckWait, cfg.MaxAckPending = partAckWait, partWindow
		cfg.PriorityPolicy, cfg.PinnedTTL, cfg.PriorityGroups = jetstream.PriorityPolicyPinned, pinnedTTL, []string{pinnedGroup}
	}
	if old, err := st.Consumer(ctx, cfg.Durable); err == nil {
		info, err := st.Info(ctx)
		if err != nil {
			return nil, fmt.Errorf("ask %s for its state: %w", c.stream, Transient(err))
		}
		if old.CachedInfo().Delivered.Stream > info.State.LastSeq {
			s.log.Warn("a consumer is ahead of its stream and is made anew", "stage", c.stage, "stream", c.stream)
			if err := st.DeleteConsumer(ctx, cfg.Durable); err != nil {
				return nil, fmt.Errorf("remove consumer %s: %w", cfg.Durable, Transient(err))
			}
		}
	}
	out, err := st.CreateOrUpdateConsumer(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("make consumer %s: %w", cfg.Durable, Transient(err))
	}
	return out, nil
}

func durable(stage, partition string) string {
	if partition == "*" {
		return stage
	}
	return stage + "-" + partition
}

// releaseHeld makes messages that a killed process held come again at once instead of after ackWait. Only the owner of an embedded
// server may do so: nobody else holds any.
func (s *Stream) releaseHeld(ctx context.Context) error {
	found := false
	for _, c := range consumers() {
		st, err := s.handle(ctx, c.stream)
		if err != nil {
			return err
		}
		held, err := st.Consumer(ctx, c.stage)
		if errors.Is(err, jetstream.ErrConsumerNotFound) {
			continue
		}
		if err != nil {
			return fmt.Errorf("open consumer %s: %w", c.stage, err)
		}
		if held.CachedInfo().NumAckPending == 0 {
			continue
		}
		cfg := held.CachedInfo().Config
		cfg.AckWait = time.Millisecond
		if _, err := st.UpdateConsumer(ctx, cfg); err != nil {
			return fmt.Errorf("release what stage %s held: %w", c.stage, err)
		}
		found = true
	}
	if found {
		sleep(ctx, releaseTime)
	}
	for _, c := range consumers() { // so that Drain knows them before their loops run
		if _, err := s.ensure(ctx, c, "*"); err != nil {
			return err
		}
	}
	return nil
}

// handleSafely calls the loop's Handle; a panic is an error like any other, so that one message cannot stop the process.
func (l Loop) handleSafely(ctx context.Context, athlete string, ms []Message) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v\n%s", errPanic, r, debug.Stack())
		}
	}()
	return l.Handle(ctx, athlete, ms)
}
