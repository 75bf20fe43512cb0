package stream

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/hvilepuls/hvilepuls/internal/killpoint"
)

const pollEvery = 3 * time.Millisecond

func poll(ctx context.Context, done func() (bool, error)) error {
	wait := pollEvery
	for {
		ok, err := done()
		if ok || err != nil {
			return err
		}
		sleep(ctx, wait)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		wait = min(wait*3/2, 50*time.Millisecond)
	}
}

// Drain waits until all that was published before the call has passed through the stages, in the order given. A stage that nobody has
// ever run is passed over.
func (s *Stream) Drain(ctx context.Context, stages ...string) error {
	return s.drain(ctx, "", stages)
}

// Settle is Drain for what was published of one athlete; it waits for nobody else's, in a cluster for those of the same partition too.
func (s *Stream) Settle(ctx context.Context, athlete string, stages ...string) error {
	return s.drain(ctx, athlete, stages)
}

// drain drains for an athlete, or "" for all.
func (s *Stream) drain(ctx context.Context, athlete string, stages []string) error {
	for _, stage := range stages {
		c, err := consumerOf(stage)
		if err != nil {
			return err
		}
		st, err := s.handle(ctx, c.stream)
		if err != nil {
			return err
		}
		if err := s.drainStage(ctx, st, c, athlete); err != nil {
			return fmt.Errorf("drain stage %s: %w", stage, err)
		}
	}
	return nil
}

func (s *Stream) drainStage(ctx context.Context, st jetstream.Stream, c consumer, athlete string) error {
	if d := s.loops.get(c.stage); d != nil {
		defer d.hurry()()
	}
	partitions, filters := s.partitions(), c.filters
	if athlete != "" {
		partitions, filters = []string{s.partitionOf(athlete)}, func(string) []string { return c.filtersOf(athlete) }
	}
	for _, p := range partitions {
		last, err := lastOf(ctx, st, filters(p))
		if err != nil {
			return err
		}
		if err := s.caughtUp(ctx, st, c, p, last, athlete); err != nil {
			return err
		}
	}
	return nil
}

// partitionOf is the partition whose consumer has an athlete's messages.
func (s *Stream) partitionOf(athlete string) string {
	if s.embedded.here() {
		return "*"
	}
	return partitionToken(athlete)
}

// lastOf is the sequence of the newest message that matches one of the filters, 0 if there is none.
func lastOf(ctx context.Context, st jetstream.Stream, filters []string) (uint64, error) {
	last := uint64(0)
	for _, f := range filters {
		m, err := st.GetLastMsgForSubject(ctx, f)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			continue
		}
		if err != nil {
			return 0, Transient(err)
		}
		last = max(last, m.Sequence)
	}
	return last, nil
}

// idlePolls is how often in a row a consumer must say that nothing is pending before that is believed: it hears of a message a moment after
// the stream has it. It matters only where the message that was waited for was replaced or purged.
const idlePolls = 5

func (s *Stream) caughtUp(ctx context.Context, st jetstream.Stream, c consumer, partition string, last uint64, athlete string) error {
	idle := 0
	return poll(ctx, func() (bool, error) {
		cons, err := st.Consumer(ctx, durable(c.stage, partition))
		if errors.Is(err, jetstream.ErrConsumerNotFound) {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		i := cons.CachedInfo()
		if i.NumPending == 0 && i.NumAckPending == 0 {
			idle++
		} else {
			idle = 0
		}
		return i.AckFloor.Stream >= last || i.Delivered.Stream >= last && i.NumAckPending == 0 || idle == idlePolls ||
			athlete != "" && s.doneFor(c.stage, athlete, last), nil
	})
}

// StageStats is how far a stage is behind.
type StageStats struct {
	Stage   string
	Pending uint64    // messages it has not been given
	Held    int       // given and not acknowledged
	Again   int       // of those, given more than once
	Oldest  time.Time // when the oldest unprocessed message was stored; zero if there is none
}

// Stats is how far each stage is behind. Stages that this process does not run are left out of an embedded server's (InfluxDB may not be
// configured), and those that nobody has ever run out of a cluster's.
func (s *Stream) Stats(ctx context.Context) ([]StageStats, error) {
	var out []StageStats
	for _, c := range consumers() {
		if s.embedded.here() && s.loops.get(c.stage) == nil {
			continue
		}
		st, err := s.handle(ctx, c.stream)
		if err != nil {
			return nil, err
		}
		total, seen := StageStats{Stage: c.stage}, false
		for _, p := range s.partitions() {
			cons, err := st.Consumer(ctx, durable(c.stage, p))
			if errors.Is(err, jetstream.ErrConsumerNotFound) {
				continue
			}
			if err != nil {
				return nil, fmt.Errorf("ask stage %s for its state: %w", c.stage, Transient(err))
			}
			seen = true
			i := cons.CachedInfo()
			total.Pending += i.NumPending
			total.Held += i.NumAckPending
			total.Again += i.NumRedelivered
			if i.NumPending > 0 || i.NumAckPending > 0 {
				total.Oldest = earlier(total.Oldest, oldest(ctx, st, c, p, i.AckFloor.Stream+1))
			}
		}
		if seen {
			out = append(out, total)
		}
	}
	return out, nil
}

// oldest is when the first message at or after seq was stored that the consumer reads; zero if it is gone.
func oldest(ctx context.Context, st jetstream.Stream, c consumer, partition string, seq uint64) time.Time {
	var first time.Time
	for _, f := range c.filters(partition) {
		if m, err := st.GetMsg(ctx, seq, jetstream.WithGetMsgSubject(f)); err == nil {
			first = earlier(first, m.Time)
		}
	}
	return first
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// TableStats is the size of a stream.
type TableStats struct {
	Stream   string
	Messages uint64
	Bytes    uint64
	Limit    int64 // bytes
}

// Tables is the size of each stream.
func (s *Stream) Tables(ctx context.Context) ([]TableStats, error) {
	var out []TableStats
	for _, t := range tables() {
		st, err := s.handle(ctx, t.name)
		if err != nil {
			return nil, err
		}
		i, err := st.Info(ctx)
		if err != nil {
			return nil, fmt.Errorf("ask %s for its size: %w", t.name, Transient(err))
		}
		out = append(out, TableStats{t.name, i.State.Msgs, i.State.Bytes, i.Config.MaxBytes})
	}
	return out, nil
}

// Rebuild empties the streams and has their stages begin anew. They must be paused.
func (s *Stream) Rebuild(ctx context.Context, streams ...string) error {
	for _, name := range streams {
		st, err := s.handle(ctx, name)
		if err != nil {
			return err
		}
		killpoint.Before(killpoint.Purge, name)
		err = st.Purge(ctx)
		killpoint.After(killpoint.Purge, name)
		if err != nil {
			return fmt.Errorf("empty %s: %w", name, Transient(err))
		}
		if err := s.Restart(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// Restart has the stages of a stream read it from the beginning. They must be paused. The consumers stay: the server deletes one's folder
// behind one's back, also from under the next of that name.
func (s *Stream) Restart(ctx context.Context, stream string) error {
	st, err := s.handle(ctx, stream)
	if err != nil {
		return err
	}
	for _, c := range consumers() {
		if c.stream != stream {
			continue
		}
		for _, p := range s.partitions() {
			killpoint.Before(killpoint.Restart, c.stage)
			_, err := st.ResetConsumerToSequence(ctx, durable(c.stage, p), 1)
			killpoint.After(killpoint.Restart, c.stage)
			if err != nil && !errors.Is(err, jetstream.ErrConsumerNotFound) { // nobody runs this stage
				return fmt.Errorf("restart stage %s: %w", c.stage, Transient(err))
			}
		}
	}
	return nil
}
