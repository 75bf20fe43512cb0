package stream

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

const readIdle = 2 * time.Second // after which a reader asks whether anything is left

// Read gives the last message of every subject that matches one of the filters, in stream order. Filters must not overlap. The messages
// are those at the time of the call or newer.
func (s *Stream) Read(ctx context.Context, stream string, filters []string, fn func(Message) error) error {
	if len(filters) == 0 {
		return nil
	}
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
	if c.CachedInfo().NumPending == 0 {
		return nil
	}
	return drainConsumer(ctx, stream, c, fn)
}

func drainConsumer(ctx context.Context, stream string, c jetstream.Consumer, fn func(Message) error) error {
	it, err := c.Messages(jetstream.PullMaxMessagesWithBytesLimit(pullMessages, pullBytes))
	if err != nil {
		return fmt.Errorf("read %s: %w", stream, Transient(err))
	}
	defer it.Stop()
	for {
		m, err := it.Next(jetstream.NextMaxWait(readIdle))
		if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, jetstream.ErrNoMessages) || isTimeout(err) {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			info, err := c.Info(ctx)
			if err != nil {
				return fmt.Errorf("read %s: %w", stream, Transient(err))
			}
			if info.NumPending == 0 { // what was counted has been replaced meanwhile
				return nil
			}
			continue
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", stream, Transient(err))
		}
		meta, err := m.Metadata()
		if err != nil {
			return fmt.Errorf("read %s: %w", stream, err)
		}
		if err := fn(Message{Subject: m.Subject(), Data: m.Data(), Seq: meta.Sequence.Stream}); err != nil {
			return err
		}
		if meta.NumPending == 0 {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}
