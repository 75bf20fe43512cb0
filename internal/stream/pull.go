package stream

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// pull moves messages of one partition from the server into the lanes until ctx ends.
func (d *dispatcher) pull(ctx context.Context, partition string) error {
	for ctx.Err() == nil {
		err := d.pullOnce(ctx, partition)
		if err == nil || ctx.Err() != nil {
			return nil
		}
		d.s.log.Warn("pulling stops for a moment", "stage", d.loop.Stage, "error", err)
		sleep(ctx, d.pauseOf(partition))
	}
	return nil
}

func (d *dispatcher) pullOnce(ctx context.Context, partition string) error {
	c, err := d.ensure(ctx, partition)
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
		jetstream.ConsumeErrHandler(func(_ jetstream.ConsumeContext, err error) {
			if errors.Is(err, jetstream.ErrPinIDMismatch) { // it is asked again by itself, and then waits for the pin
				d.taken(partition)
				return
			}
			fail(err)
		}),
	}
	if partition != "*" {
		d.begins(partition, c.CachedInfo())
		opts = append(opts, jetstream.PullPriorityGroup(pinnedGroup), jetstream.PullHeartbeat(serverHeartbeat), jetstream.PullExpiry(pullTime))
	}
	shut := make(chan struct{}, 1)
	in, err := c.Consume(func(m jetstream.Msg) {
		meta, err := m.Metadata()
		if err != nil {
			fail(err)
			return
		}
		if partition != "*" && d.given(partition, meta.Sequence.Consumer) {
			select {
			case shut <- struct{}{}:
			default: // it is looked at already
			}
		}
		d.hold(m, meta)
	}, opts...)
	if err != nil {
		return err
	}
	defer func() {
		last(in)
		if partition != "*" && ctx.Err() == nil {
			d.lose(partition) // what came until the end
		}
	}()
	var look, contact <-chan time.Time
	if partition != "*" {
		t := time.NewTicker(contactEvery)
		defer t.Stop()
		contact = t.C
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-failed:
			if partition != "*" {
				d.lose(partition)
			}
			return err
		case <-contact:
			if err := d.contact(ctx, partition, c); err != nil {
				fail(err)
			}
		case <-shut:
			look = time.After(0)
		case <-look:
			look = nil
			if !d.opens(ctx, partition, c) {
				look = time.After(lookEvery)
			}
		}
	}
}

// ensure makes sure of the stage's consumer. Of a server elsewhere there are many, of which few are asked for at a time.
func (d *dispatcher) ensure(ctx context.Context, partition string) (jetstream.Consumer, error) {
	if partition == "*" {
		return d.s.ensure(ctx, d.c, partition)
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case d.s.ensuring <- struct{}{}:
	}
	defer func() { <-d.s.ensuring }()
	ctx, cancel := context.WithTimeout(ctx, ensureTime)
	defer cancel()
	return d.s.ensure(ctx, d.c, partition)
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

func (d *dispatcher) hold(m jetstream.Msg, meta *jetstream.MsgMetadata) {
	d.add(held{Message: Message{m.Subject(), m.Data(), meta.Sequence.Stream, m.Headers().Get(causeHeader), meta.Timestamp}, raw: m, at: meta.Timestamp, n: meta.NumDelivered})
}
