package stream

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
)

// Unsound are the streams of which not every message can be read that the server says it holds. A flipped bit does that: the server leaves
// such a message out without a word, and a publish to its subject gets no answer, so that nothing but making the stream anew helps.
func (s *Stream) Unsound(ctx context.Context) ([]string, error) {
	var out []string
	for _, t := range tables() {
		read := map[string]bool{}
		if err := s.Read(ctx, t.name, []string{">"}, func(m Message) error { read[m.Subject] = true; return nil }); err != nil {
			return nil, err
		}
		listed, err := s.Subjects(ctx, t.name, ">") // afterwards: what was purged meanwhile is not missed
		if err != nil {
			return nil, err
		}
		for _, subject := range listed {
			if read[subject] {
				continue
			}
			if _, ok, err := s.Last(ctx, t.name, subject); err != nil { // it may have come meanwhile
				return nil, err
			} else if !ok {
				out = append(out, t.name)
				break
			}
		}
	}
	return out, nil
}

// Remake deletes a stream with its consumers and makes it anew. What can be made from the archive comes back from there; of the other streams
// everything that can still be read is kept. The stages that read it must be paused.
func (s *Stream) Remake(ctx context.Context, stream string) error {
	t, err := tableOf(stream)
	if err != nil {
		return err
	}
	var kept []Put
	if !t.projection {
		if err := s.Read(ctx, stream, t.subjects, func(m Message) error {
			kept = append(kept, Put{Subject: m.Subject, Data: m.Data})
			return nil
		}); err != nil {
			return err
		}
	}
	if err := s.js.DeleteStream(ctx, stream); err != nil && !errors.Is(err, jetstream.ErrStreamNotFound) {
		return fmt.Errorf("remove stream %s: %w", stream, Transient(err))
	}
	if _, err := s.js.CreateOrUpdateStream(ctx, t.config(s.cfg)); err != nil {
		return fmt.Errorf("make stream %s: %w", stream, Transient(err))
	}
	for len(kept) > 0 {
		n := min(len(kept), BatchLimit)
		if err := s.PublishBatch(ctx, stream, kept[:n]); err != nil {
			return err
		}
		kept = kept[n:]
	}
	if !s.embedded.here() {
		return nil // whoever runs a stage makes its consumers
	}
	for _, c := range consumers() {
		if c.stream != stream {
			continue
		}
		if _, err := s.ensure(ctx, c, "*"); err != nil { // so that Drain knows it before its loop runs again
			return err
		}
	}
	return nil
}

func tableOf(stream string) (table, error) {
	for _, t := range tables() {
		if t.name == stream {
			return t, nil
		}
	}
	return table{}, fmt.Errorf("find stream %q: no such stream", stream)
}
