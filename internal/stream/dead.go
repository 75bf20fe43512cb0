package stream

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
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

// Replay sends every dead letter to its stage once more and removes it. A message that was replaced meanwhile stays replaced.
func (s *Stream) Replay(ctx context.Context) (int, error) {
	dead, err := s.DeadList(ctx)
	if err != nil {
		return 0, err
	}
	for i, d := range dead {
		c, err := consumerOf(d.Stage)
		if err != nil {
			return i, err
		}
		now, ok, err := s.Last(ctx, c.stream, d.Subject)
		if err != nil {
			return i, err
		}
		data, seq := d.Data, uint64(0)
		if ok {
			data, seq = now.Data, now.Seq
		}
		if _, err := s.Publish(ctx, c.stream, Put{Subject: d.Subject, Data: data, Expect: &seq}); err != nil {
			return i, fmt.Errorf("replay a dead letter of stage %s: %w", d.Stage, err)
		}
		if err := s.Purge(ctx, DeadLetters, DeadSubject(d.Athlete, d.Stage, deadID(d.Subject))); err != nil {
			return i, err
		}
	}
	return len(dead), nil
}
