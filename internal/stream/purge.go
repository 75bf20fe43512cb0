package stream

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/hvilepuls/hvilepuls/internal/killpoint"
)

// purged is a purge as the stream remembers it, at purged.<STREAM>.<hash of the filter>.
//
// A server that was killed reads its files anew: of each subject every version that is still in them, but for those of which it finds a
// tombstone; the last one is the row. A purge writes a tombstone for the row alone, none for what the row had replaced, and so an older row
// comes back. Each purge is therefore written down in the stream itself, where it shares its sequences and its end, and done again after a
// kill (again.go). Of each filter there is one row, and none of a filter within an athlete's that was purged since; Rewrite and Rebuild leave
// these rows out, with all that they are about.
type purged struct {
	Filter string `json:"filter"`
	Before uint64 `json:"before"` // sequence from which on rows stay

	seq uint64 // of this row
}

// purgedSubject is where the purge of a filter is remembered; "*" for all of a stream.
func purgedSubject(stream, id string) string { return "purged." + stream + "." + id }

// Purge removes all messages that match the filter. What is gone when it returns stays away, also after a kill. It tells consumers nothing.
func (s *Stream) Purge(ctx context.Context, stream, filter string) error {
	gate := s.gates.of(stream)
	gate.RLock()
	defer gate.RUnlock()
	st, err := s.handle(ctx, stream)
	if err != nil {
		return err
	}
	info, err := st.Info(ctx, jetstream.WithSubjectFilter(filter))
	if err != nil {
		return fmt.Errorf("purge %s: %w", stream, Transient(err))
	}
	if len(info.State.Subjects) == 0 {
		return nil
	}
	return s.purge(ctx, stream, purged{Filter: filter, Before: info.State.LastSeq + 1})
}

// purge first removes and then remembers, so that a full stream gets room. Whoever is killed in between was told of no success.
func (s *Stream) purge(ctx context.Context, stream string, p purged) error {
	killpoint.Before(killpoint.Purge, stream)
	err := s.remove(ctx, stream, p)
	killpoint.After(killpoint.Purge, stream)
	if err != nil {
		return err
	}
	data, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("remember a purge: %w", err)
	}
	_, err = s.publish(ctx, stream, Put{Subject: purgedSubject(stream, shortHash(p.Filter)), Data: data})
	return err
}

func (s *Stream) remove(ctx context.Context, stream string, p purged) error {
	st, err := s.handle(ctx, stream)
	if err != nil {
		return err
	}
	if err := st.Purge(ctx, jetstream.WithPurgeSubject(p.Filter), jetstream.WithPurgeSequence(p.Before)); err != nil {
		return fmt.Errorf("purge %s: %w", stream, Transient(err))
	}
	return nil
}
