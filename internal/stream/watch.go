package stream

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
)

// Watch calls fn once it watches, and then for each message that is stored under one of the filters, until ctx ends, which is no error. fn
// must be quick: it says that something may have changed, and what that is, is read elsewhere.
func (s *Stream) Watch(ctx context.Context, stream string, filters []string, fn func()) error {
	st, err := s.handle(ctx, stream)
	if err != nil {
		return err
	}
	c, err := st.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{FilterSubjects: filters, DeliverPolicy: jetstream.DeliverNewPolicy})
	if err != nil {
		return fmt.Errorf("watch %s: %w", stream, Transient(err))
	}
	messages, err := c.Messages()
	if err != nil {
		return fmt.Errorf("watch %s: %w", stream, Transient(err))
	}
	defer context.AfterFunc(ctx, messages.Stop)()
	for {
		fn()
		if _, err := messages.Next(); err != nil {
			if ctx.Err() != nil || errors.Is(err, jetstream.ErrMsgIteratorClosed) {
				return nil
			}
			return fmt.Errorf("watch %s: %w", stream, Transient(err))
		}
	}
}
