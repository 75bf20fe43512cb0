package stream

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"
)

// Watch calls fn once it watches all of the subjects, given by stream, and then whenever a message is stored under one of them, until ctx ends,
// which is no error. What is stored before the first call is told by that one. fn must be quick, and is called by several at once: it says
// that something may have changed, and what that is, is read elsewhere.
func (s *Stream) Watch(ctx context.Context, subjects map[string][]string, fn func()) error {
	var watching atomic.Int32
	g, ctx := errgroup.WithContext(ctx)
	for stream, filters := range subjects {
		g.Go(func() error {
			return s.watch(ctx, stream, filters, func(first bool) {
				n := watching.Load()
				if first {
					n = watching.Add(1)
				}
				if int(n) == len(subjects) {
					fn()
				}
			})
		})
	}
	return g.Wait()
}

func (s *Stream) watch(ctx context.Context, stream string, filters []string, fn func(first bool)) error {
	st, err := s.handle(ctx, stream)
	if err != nil {
		return err
	}
	c, err := st.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{FilterSubjects: filters, DeliverPolicy: jetstream.DeliverNewPolicy, HeadersOnly: true})
	if err != nil {
		return fmt.Errorf("watch %s: %w", stream, Transient(err))
	}
	messages, err := c.Messages()
	if err != nil {
		return fmt.Errorf("watch %s: %w", stream, Transient(err))
	}
	defer context.AfterFunc(ctx, messages.Stop)()
	for first := true; ; first = false {
		fn(first)
		if _, err := messages.Next(); err != nil {
			if ctx.Err() != nil || errors.Is(err, jetstream.ErrMsgIteratorClosed) {
				return nil
			}
			return fmt.Errorf("watch %s: %w", stream, Transient(err))
		}
	}
}

// Newest is the sequence of the newest message under a subject, which may hold wildcards; 0 if there is none.
func (s *Stream) Newest(ctx context.Context, stream, subject string) (uint64, error) {
	m, _, err := s.Last(ctx, stream, subject)
	return m.Seq, err
}
