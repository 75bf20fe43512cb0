package stream

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

const (
	readMessages = 1000            // of one pull
	readIdle     = 2 * time.Second // after which a reader asks whether anything is left
)

// Read gives the last message of every subject that matches one of the filters, in stream order. Filters must not overlap. The messages
// are those at the time of the call or newer.
func (s *Stream) Read(ctx context.Context, stream string, filters []string, fn func(Message) error) error {
	if len(filters) == 0 {
		return nil
	}
	done, err := s.reading(ctx, stream)
	if err != nil {
		return err
	}
	if err := s.read(ctx, stream, filters, fn); err != nil {
		return err
	}
	return done()
}

func (s *Stream) read(ctx context.Context, stream string, filters []string, fn func(Message) error) error {
	st, err := s.handle(ctx, stream)
	if err != nil {
		return err
	}
	c, err := st.CreateConsumer(ctx, jetstream.ConsumerConfig{
		FilterSubjects:    filters,
		DeliverPolicy:     jetstream.DeliverLastPerSubjectPolicy,
		AckPolicy:         jetstream.AckNonePolicy,
		MemoryStorage:     true,
		Replicas:          1,
		InactiveThreshold: time.Minute,
	})
	if err != nil {
		return fmt.Errorf("read %s: %w", stream, Transient(err))
	}
	name := c.CachedInfo().Name
	defer func() { _ = st.DeleteConsumer(context.WithoutCancel(ctx), name) }() // else the server does after a minute
	return fetchAll(ctx, stream, c, c.CachedInfo().NumPending, fn)
}

// fetchAll gives so many messages of a consumer, in pulls that each ask for no more than are left: what is asked for has room to arrive.
func fetchAll(ctx context.Context, stream string, c jetstream.Consumer, left uint64, fn func(Message) error) error {
	for left > 0 {
		got, err := c.Fetch(int(min(left, readMessages)), jetstream.FetchMaxBytes(pullBytes), jetstream.FetchMaxWait(readIdle))
		if err != nil {
			return fmt.Errorf("read %s: %w", stream, Transient(err))
		}
		n := 0
		for m := range got.Messages() {
			meta, err := m.Metadata()
			if err != nil {
				return fmt.Errorf("read %s: %w", stream, err)
			}
			if err := fn(Message{Subject: m.Subject(), Data: m.Data(), Seq: meta.Sequence.Stream, Cause: m.Headers().Get(causeHeader), At: meta.Timestamp}); err != nil {
				return err
			}
			left, n = meta.NumPending, n+1
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case got.Error() != nil:
			return fmt.Errorf("read %s: %w", stream, Transient(got.Error()))
		case n > 0:
			continue
		}
		info, err := c.Info(ctx) // what was counted may have been replaced meanwhile
		if err != nil {
			return fmt.Errorf("read %s: %w", stream, Transient(err))
		}
		left = info.NumPending
	}
	return nil
}
