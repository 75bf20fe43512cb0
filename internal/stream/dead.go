package stream

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/hvilepuls/hvilepuls/internal/killpoint"
)

// deadID names a dead letter by its message's subject, so that burying it twice is one letter.
func deadID(subject string) string {
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
		out = append(out, d)
		return nil
	})
	return out, err
}

// Replay sends every dead letter to its stage once more and removes it, unless it has died again meanwhile. A message that was replaced
// since stays replaced.
func (s *Stream) Replay(ctx context.Context) (int, error) {
	st, err := s.handle(ctx, DeadLetters)
	if err != nil {
		return 0, err
	}
	n := 0
	err = s.Read(ctx, DeadLetters, []string{"dead.>"}, func(letter Message) error {
		var d Dead
		if err := json.Unmarshal(letter.Data, &d); err != nil {
			return fmt.Errorf("read dead letter: %w", err)
		}
		if err := s.resend(ctx, d); err != nil {
			return fmt.Errorf("replay a dead letter of stage %s: %w", d.Stage, err)
		}
		n++
		killpoint.Before(killpoint.Purge, DeadLetters)
		err := st.Purge(ctx, jetstream.WithPurgeSubject(letter.Subject), jetstream.WithPurgeSequence(letter.Seq+1))
		killpoint.After(killpoint.Purge, DeadLetters)
		if err != nil {
			return fmt.Errorf("remove a dead letter: %w", Transient(err))
		}
		return nil
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
