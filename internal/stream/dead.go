package stream

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// DeadKind is in a word why a message could not be processed. It tells nothing of what is in the message.
type DeadKind string

// The kinds of dead letters.
const (
	DeadUnreadable DeadKind = "unreadable" // the message, or a document that goes with it, is no JSON of its kind
	DeadPanic      DeadKind = "panic"      // the stage has a fault
	DeadNoAnswer   DeadKind = "no_answer"  // each attempt ended with the process
	DeadRefused    DeadKind = "refused"    // InfluxDB does not take points
	DeadFailed     DeadKind = "failed"     // anything else
)

var (
	errPanic    = errors.New("panic")
	errNoAnswer = errors.New("each attempt ended without an answer")
)

func kindOf(cause error) DeadKind {
	_, syntax := errors.AsType[*json.SyntaxError](cause)
	_, shape := errors.AsType[*json.UnmarshalTypeError](cause)
	switch {
	case syntax, shape:
		return DeadUnreadable
	case errors.Is(cause, errPanic):
		return DeadPanic
	case errors.Is(cause, errNoAnswer):
		return DeadNoAnswer
	}
	return DeadFailed
}

// ID names the message that the letter is about: each death of it has the same.
func (d Dead) ID() string { return shortHash(d.Subject) }

// shortHash names a subject in another one.
func shortHash(subject string) string {
	sum := sha256.Sum256([]byte(subject))
	return hex.EncodeToString(sum[:12])
}

// DeadList gives the dead letters, oldest first.
func (s *Stream) DeadList(ctx context.Context) ([]Dead, error) {
	var out []Dead
	err := s.Read(ctx, DeadLetters, []string{"dead.>"}, func(m Message) error {
		var d Dead
		if err := json.Unmarshal(m.Data, &d); err != nil {
			return fmt.Errorf("read dead letter: %w", err)
		}
		d.Kind = cmp.Or(d.Kind, DeadFailed) // letters of before there were kinds
		out = append(out, d)
		return nil
	})
	return out, err
}

// Replay sends every dead letter to its stage once more and removes it, unless it has died again meanwhile. A message that was replaced
// since stays replaced.
func (s *Stream) Replay(ctx context.Context) (int, error) {
	n := 0
	err := s.Read(ctx, DeadLetters, []string{"dead.>"}, func(letter Message) error {
		var d Dead
		if err := json.Unmarshal(letter.Data, &d); err != nil {
			return fmt.Errorf("read dead letter: %w", err)
		}
		if err := s.resend(ctx, d); err != nil {
			return fmt.Errorf("replay a dead letter of stage %s: %w", d.Stage, err)
		}
		n++
		return s.purge(ctx, DeadLetters, purged{Filter: letter.Subject, Before: letter.Seq + 1})
	})
	return n, err
}

// resend publishes what lies at the letter's subject now, or the letter's message if nothing does.
func (s *Stream) resend(ctx context.Context, d Dead) error {
	c, err := consumerOf(d.Stage)
	if err != nil {
		return err
	}
	now, ok, err := s.Last(ctx, c.stream, d.Subject)
	if err != nil {
		return err
	}
	data, seq := d.Data, uint64(0)
	if ok {
		data, seq = now.Data, now.Seq
	}
	_, err = s.Publish(ctx, c.stream, Put{Subject: d.Subject, Data: data, Expect: &seq})
	return err
}
