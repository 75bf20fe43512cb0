package stream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/nats-io/nats.go"
)

// again is how a process does what was purged again on a server elsewhere. That one may have been killed whenever the connection was made anew,
// and says nothing of it.
type again struct {
	done  atomic.Uint64 // the connection for which it was last done, counted from 1
	nudge chan struct{} // the connection was made anew
	stop  context.CancelFunc
	ended chan struct{}
}

// connection is the number of the connection that there is now, counted from 1; false while there is none.
func (s *Stream) connection() (uint64, bool) {
	n := s.nc.Stats().Reconnects + 1
	return n, s.nc.IsConnected()
}

func (s *Stream) onReconnect(*nats.Conn) {
	select {
	case s.again.nudge <- struct{}{}:
	default:
	}
}

// beginAgain purges again what a server elsewhere may have brought back, and from then on whenever the connection is made anew, until endAgain.
func (s *Stream) beginAgain(ctx context.Context) error {
	if err := s.purgeConnected(ctx); err != nil {
		return err
	}
	ctx, s.again.stop = context.WithCancel(context.WithoutCancel(ctx))
	s.again.ended = make(chan struct{})
	go func() {
		defer close(s.again.ended)
		for {
			select {
			case <-ctx.Done():
				return
			case <-s.again.nudge:
			}
			for err := s.purgeConnected(ctx); err != nil && ctx.Err() == nil; err = s.purgeConnected(ctx) {
				s.log.Warn("what was purged may have come back; nothing is read until it is purged again", "error", err)
				sleep(ctx, firstPause)
			}
		}
	}()
	return nil
}

func (s *Stream) endAgain() {
	if s.again.stop != nil {
		s.again.stop()
		<-s.again.ended
	}
}

func (s *Stream) purgeConnected(ctx context.Context) error {
	n, ok := s.connection()
	if !ok {
		return errors.New("reach nats: there is no connection")
	}
	if err := s.purgeAgain(ctx); err != nil {
		return err
	}
	s.again.done.Store(n)
	return nil
}

// purgeAgain removes what has come back because the server did not end by itself, of the streams whose rows this process may remove.
func (s *Stream) purgeAgain(ctx context.Context) error {
	for _, t := range tables() {
		if s.cfg.Purges != nil && !slices.Contains(s.cfg.Purges, t.name) {
			continue
		}
		all, err := s.remembered(ctx, t.name)
		for _, p := range all {
			if err != nil {
				break
			}
			if covered(p, all) { // what of it may come back, the other purge removes
				p = purged{Filter: purgedSubject(t.name, shortHash(p.Filter)), Before: p.seq + 1}
			}
			err = s.remove(ctx, t.name, p)
		}
		if err != nil {
			return fmt.Errorf("purge again: %w", err)
		}
	}
	return nil
}

// remembered are the purges that a stream remembers.
func (s *Stream) remembered(ctx context.Context, name string) ([]purged, error) {
	var out []purged
	err := s.read(ctx, name, []string{purgedSubject(name, "*")}, func(m Message) error {
		p := purged{seq: m.Seq}
		if err := json.Unmarshal(m.Data, &p); err != nil {
			return fmt.Errorf("read a purge of %s: %w", name, err)
		}
		out = append(out, p)
		return nil
	})
	return out, err
}

// covered tells whether one of the purges, of everything below a subject, removes all that p does.
func covered(p purged, by []purged) bool {
	return slices.ContainsFunc(by, func(o purged) bool {
		below, wide := strings.CutSuffix(o.Filter, ">")
		return wide && o.Before >= p.Before && len(p.Filter) > len(o.Filter)-1 && p.Filter != o.Filter && strings.HasPrefix(p.Filter, below)
	})
}

// reading waits until a stream may be read: until it has been written anew, and, of a server elsewhere, until what was purged has been purged again
// on the connection that there is now. What was asked for over one connection and answered over another may have come back meanwhile: done says so.
func (s *Stream) reading(ctx context.Context, stream string) (done func() error, err error) {
	s.gates.pass(stream)
	if s.embedded.here() {
		return func() error { return nil }, nil
	}
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	var at uint64
	if err := poll(ctx, func() (bool, error) {
		n, ok := s.connection()
		at = n
		return ok && s.again.done.Load() == n, nil
	}); err != nil {
		return nil, fmt.Errorf("read %s: nats is away: %w", stream, Transient(err))
	}
	return func() error {
		if n, _ := s.connection(); n != at {
			return fmt.Errorf("read %s: %w", stream, Transient(errors.New("the connection was made anew meanwhile")))
		}
		return nil
	}, nil
}
