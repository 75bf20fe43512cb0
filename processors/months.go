package processors

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Records gives all that RECORDS holds of an athlete, in order of date, and of a date by source, file and part. No more than a date's records are
// in memory.
func (e *Engine) Records(ctx context.Context, athlete string, fn func(record.Record) error) error {
	dates, err := e.allDates(ctx, athlete)
	if err != nil {
		return err
	}
	for _, d := range slices.Sorted(maps.Keys(dates)) {
		var recs []record.Record
		err := e.streams.Read(ctx, stream.Records, []string{stream.RecordsOf(athlete, d.String(), "", "")}, func(m stream.Message) error {
			var r record.Record
			if err := json.Unmarshal(m.Data, &r); err != nil {
				return fmt.Errorf("read record: %w", err)
			}
			recs = append(recs, r)
			return nil
		})
		if err != nil {
			return err
		}
		slices.SortFunc(recs, func(a, b record.Record) int {
			return cmp.Or(cmp.Compare(a.Source.Key, b.Source.Key), cmp.Compare(a.Rank(), b.Rank()), cmp.Compare(a.SHA, b.SHA), cmp.Compare(a.Part, b.Part))
		})
		for _, r := range recs {
			if err := fn(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// Months gives what is known of an athlete, a month at a time and ascending: its digest and its results.
func (e *Engine) Months(ctx context.Context, athlete string, fn func(record.Month, result.Month) error) error {
	months := map[string]bool{}
	for _, p := range []struct{ stream, filter, other string }{
		{stream.Days, stream.DaysSubject(athlete, "*"), profileMonth}, {stream.Results, stream.ResultsSubject(athlete, "*"), headToken},
	} {
		there, err := e.streams.Subjects(ctx, p.stream, p.filter)
		if err != nil {
			return err
		}
		for _, s := range there {
			if month := stream.Token(s, 3); month != p.other {
				months[month] = true
			}
		}
	}
	for _, month := range slices.Sorted(maps.Keys(months)) {
		var days record.Month
		var results result.Month
		for _, p := range []struct {
			stream, subject string
			into            any
		}{{stream.Days, stream.DaysSubject(athlete, month), &days}, {stream.Results, stream.ResultsSubject(athlete, month), &results}} {
			m, ok, err := e.streams.Last(ctx, p.stream, p.subject)
			if err != nil {
				return err
			}
			if ok {
				if err := json.Unmarshal(m.Data, p.into); err != nil {
					return fmt.Errorf("read %s of %s: %w", p.stream, month, err)
				}
			}
		}
		if err := fn(days, results); err != nil {
			return err
		}
	}
	return nil
}
