package stream

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// ofAthlete are the filters of a table's subjects about one athlete.
func (t table) ofAthlete(athlete string) []string {
	var out []string
	for _, s := range t.subjects {
		verb := strings.TrimSuffix(s, ".>")
		out = append(out, subject(verb, athlete), subject(verb, athlete, ">"))
	}
	return out
}

// CountAthlete is the number of messages about an athlete, by stream.
func (s *Stream) CountAthlete(ctx context.Context, athlete string) (map[string]int, error) {
	out := map[string]int{}
	for _, t := range tables() {
		for _, f := range t.ofAthlete(athlete) {
			there, err := s.Subjects(ctx, t.name, f)
			if err != nil {
				return nil, err
			}
			out[t.name] += len(there)
		}
	}
	return out, nil
}

// ForgetAthlete removes every message about an athlete. The stages must be paused, or they write what they have in hand.
func (s *Stream) ForgetAthlete(ctx context.Context, athlete string) error {
	for _, t := range tables() {
		for _, f := range t.ofAthlete(athlete) {
			if err := s.Purge(ctx, t.name, f); err != nil {
				return fmt.Errorf("forget an athlete: %w", err)
			}
		}
	}
	return nil
}

// Athletes are those about whom a stream holds a message, in order, by stream.
func (s *Stream) Athletes(ctx context.Context) (map[string][]string, error) {
	out := map[string][]string{}
	for _, t := range tables() {
		for _, f := range t.subjects {
			there, err := s.Subjects(ctx, t.name, f)
			if err != nil {
				return nil, err
			}
			for _, subject := range there {
				out[t.name] = append(out[t.name], AthleteOf(subject))
			}
		}
		slices.Sort(out[t.name])
		out[t.name] = slices.Compact(out[t.name])
	}
	return out, nil
}

// ForgetLetters removes the dead letters of an athlete that are about a file, by its keyed hash. Those of later stages may hold a part of
// what the file said: they are sent through once more with what lies at their subject now, or dropped where nothing does.
func (s *Stream) ForgetLetters(ctx context.Context, athlete, file string) error {
	return s.Read(ctx, DeadLetters, []string{DeadSubject(athlete, "*", "*")}, func(letter Message) error {
		var d Dead
		if err := json.Unmarshal(letter.Data, &d); err != nil {
			return fmt.Errorf("read dead letter: %w", err)
		}
		about := Token(d.Subject, 3) // of uploads and receipts: the file
		if d.Stage == Ingest && about != file {
			return nil // another file's claim, which says nothing of this one
		}
		c, err := consumerOf(d.Stage)
		if err != nil {
			return err
		}
		if _, there, err := s.Last(ctx, c.stream, d.Subject); err != nil {
			return err
		} else if there && d.Stage != Ingest {
			if err := s.resend(ctx, d); err != nil {
				return err
			}
		}
		return s.Purge(ctx, DeadLetters, letter.Subject)
	})
}
