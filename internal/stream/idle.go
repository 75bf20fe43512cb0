package stream

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
)

// Idle tells whether stages have nothing to do for an athlete: no message waits, and none is held; in a cluster, for all of the athlete's
// partition. A stage that nobody has ever run has nothing to do.
func (s *Stream) Idle(ctx context.Context, athlete string, stages ...string) (bool, error) {
	for _, stage := range stages {
		c, err := consumerOf(stage)
		if err != nil {
			return false, err
		}
		st, err := s.handle(ctx, c.stream)
		if err != nil {
			return false, err
		}
		cons, err := st.Consumer(ctx, durable(stage, s.partitionOf(athlete)))
		if errors.Is(err, jetstream.ErrConsumerNotFound) {
			continue
		}
		if err != nil {
			return false, fmt.Errorf("ask stage %s for its state: %w", stage, Transient(err))
		}
		i := cons.CachedInfo()
		if i.NumPending == 0 && i.NumAckPending == 0 {
			continue
		}
		last, err := lastOf(ctx, st, c.filtersOf(athlete))
		if err != nil {
			return false, fmt.Errorf("ask stage %s for its state: %w", stage, err)
		}
		if i.AckFloor.Stream < last && !s.doneFor(stage, athlete, last) {
			return false, nil
		}
	}
	return true, nil
}

// doneFor tells whether a stage that has others' messages is done with an athlete's, of which the newest is the last. Only the process that runs it knows,
// and of an embedded server's stages that is this one.
func (s *Stream) doneFor(stage, athlete string, last uint64) bool {
	d := s.loops.get(stage)
	return s.embedded.here() && d != nil && d.doneFor(athlete, last)
}
