package stream

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/synadia-io/orbit.go/jetstreamext"

	"github.com/hvilepuls/hvilepuls/internal/killpoint"
)

// BatchLimit is the largest number of messages of one atomic batch (NATS ADR-50).
const BatchLimit = 1000

var (
	// ErrConflict means that the subject is no longer at the sequence that was expected: read again.
	ErrConflict = errors.New("the subject was written in between")
	// ErrFull means that the stream's limit is reached: nothing was stored.
	ErrFull = errors.New("the stream is full")
)

// Message is a message as read.
type Message struct {
	Subject string
	Data    []byte
	Seq     uint64    // of the stream; never compare across a rebuild
	Cause   string    // what it follows from, "" if that is not known; see WithCause
	At      time.Time // stored
}

// Put is a message to be written.
type Put struct {
	Subject string
	Data    []byte
	Expect  *uint64 // the subject's last sequence, 0 for none; nil where it does not matter
	Cause   string  // what it follows from, "" if that is not known; see CauseOf
}

func (p Put) msg() *nats.Msg {
	m := nats.NewMsg(p.Subject)
	m.Data = p.Data
	if p.Cause != "" {
		m.Header.Set(causeHeader, p.Cause)
	}
	if p.Expect != nil {
		m.Header.Set(jetstream.ExpectedLastSubjSeqHeader, strconv.FormatUint(*p.Expect, 10))
	}
	return m
}

// Publish writes one message and returns its sequence once it is on disk.
func (s *Stream) Publish(ctx context.Context, stream string, p Put) (uint64, error) {
	gate := s.gates.of(stream)
	gate.RLock()
	defer gate.RUnlock()
	return s.publish(ctx, stream, p)
}

func (s *Stream) publish(ctx context.Context, stream string, p Put) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	killpoint.Before(killpoint.Publish, stream)
	ack, err := s.js.PublishMsg(ctx, p.msg(), jetstream.WithExpectStream(stream))
	killpoint.After(killpoint.Publish, stream)
	s.heard(err)
	if err != nil {
		return 0, fmt.Errorf("publish to %s: %w", stream, explain(err))
	}
	return ack.Sequence, nil
}

// PublishBatch writes all of the messages or none, in order, with one sync. At most BatchLimit messages.
func (s *Stream) PublishBatch(ctx context.Context, stream string, ps []Put) error {
	gate := s.gates.of(stream)
	gate.RLock()
	defer gate.RUnlock()
	return s.publishBatch(ctx, stream, ps)
}

func (s *Stream) publishBatch(ctx context.Context, stream string, ps []Put) error {
	switch len(ps) {
	case 0:
		return nil
	case 1:
		_, err := s.publish(ctx, stream, ps[0])
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	msgs := make([]*nats.Msg, len(ps))
	for i, p := range ps {
		msgs[i] = p.msg()
	}
	killpoint.Before(killpoint.Publish, stream)
	_, err := jetstreamext.PublishMsgBatch(ctx, s.js, msgs)
	killpoint.After(killpoint.Publish, stream)
	s.heard(err)
	if err != nil {
		return fmt.Errorf("publish a batch of %d to %s: %w", len(ps), stream, explain(err))
	}
	return nil
}

// explain turns the server's codes into the errors that callers branch on; the rest is transient: a publish whose outcome is unknown is
// sent again, which changes nothing where it had arrived.
func explain(err error) error {
	var api jetstream.JetStreamError
	if errors.As(err, &api) && api.APIError() != nil {
		switch api.APIError().ErrorCode {
		case jetstream.JSErrCodeStreamWrongLastSequence, jetstream.JSErrCodeStreamWrongLastSequenceConstant:
			return ErrConflict
		case codeStoreFailed, codeInsufficient:
			return ErrFull
		}
	}
	return Transient(err)
}

const (
	codeStoreFailed  = jetstream.ErrorCode(10077) // maximum bytes exceeded
	codeInsufficient = jetstream.ErrorCode(10047) // insufficient storage
)

// Last reads a subject's last message; false if there is none.
func (s *Stream) Last(ctx context.Context, stream, subject string) (Message, bool, error) {
	done, err := s.reading(ctx, stream)
	if err != nil {
		return Message{}, false, err
	}
	st, err := s.handle(ctx, stream)
	if err != nil {
		return Message{}, false, err
	}
	m, err := st.GetLastMsgForSubject(ctx, subject)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return Message{}, false, done()
	}
	if err != nil {
		return Message{}, false, fmt.Errorf("read %s: %w", stream, Transient(err))
	}
	if err := done(); err != nil {
		return Message{}, false, err
	}
	return Message{Subject: m.Subject, Data: m.Data, Seq: m.Sequence, Cause: m.Header.Get(causeHeader), At: m.Time}, true, nil
}

// handle is the stream as the library knows it, without asking the server for its state.
func (s *Stream) handle(ctx context.Context, stream string) (jetstream.Stream, error) {
	s.loops.mu.Lock()
	st := s.loops.streams[stream]
	s.loops.mu.Unlock()
	if st != nil {
		return st, nil
	}
	st, err := s.js.Stream(ctx, stream)
	if err != nil {
		return nil, fmt.Errorf("open stream %s: %w", stream, Transient(err))
	}
	s.loops.mu.Lock()
	defer s.loops.mu.Unlock()
	if s.loops.streams == nil {
		s.loops.streams = map[string]jetstream.Stream{}
	}
	s.loops.streams[stream] = st
	return st, nil
}

// Subjects lists the subjects that exist and match the filter.
func (s *Stream) Subjects(ctx context.Context, stream, filter string) ([]string, error) {
	done, err := s.reading(ctx, stream)
	if err != nil {
		return nil, err
	}
	st, err := s.handle(ctx, stream)
	if err != nil {
		return nil, err
	}
	info, err := st.Info(ctx, jetstream.WithSubjectFilter(filter))
	if err != nil {
		return nil, fmt.Errorf("list subjects of %s: %w", stream, Transient(err))
	}
	out := make([]string, 0, len(info.State.Subjects))
	for name := range info.State.Subjects {
		out = append(out, name)
	}
	return out, done()
}

// Usage is the largest share of any stream's limit that is taken, 0..1.
func (s *Stream) Usage(ctx context.Context) (float64, error) {
	worst := 0.0
	for _, t := range tables() {
		st, err := s.handle(ctx, t.name)
		if err != nil {
			return 0, err
		}
		info, err := st.Info(ctx)
		if err != nil {
			return 0, fmt.Errorf("ask %s for its size: %w", t.name, Transient(err))
		}
		if info.Config.MaxBytes > 0 {
			worst = max(worst, float64(info.State.Bytes)/float64(info.Config.MaxBytes))
		}
	}
	return worst, nil
}

type transient struct{ error }

func (t transient) Unwrap() error { return t.error }

// Transient marks an error as one that passes by itself: the loop stops pulling, waits and tries again. Nil stays nil.
func Transient(err error) error {
	if err == nil {
		return nil
	}
	return transient{err}
}

// IsTransient tells whether an error was marked so.
func IsTransient(err error) bool {
	var t transient
	return errors.As(err, &t)
}
