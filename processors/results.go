package processors

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Range is a range of days, both included.
type Range struct{ From, To record.Date }

// Results gives an athlete's days in a range, ascending: without gaps from the first to the last day with data.
func (e *Engine) Results(ctx context.Context, athlete string, r Range) ([]result.Day, error) {
	var out []result.Day
	err := e.readMonths(ctx, athlete, r.subjects(athlete), func(m result.Month) {
		for _, d := range m.Days {
			if d.Date >= r.From && d.Date <= r.To {
				out = append(out, d)
			}
		}
	})
	slices.SortFunc(out, func(a, b result.Day) int { return int(a.Date) - int(b.Date) })
	return out, err
}

// subjects are where the results of a range lie: those of its months where they are few, else all.
func (r Range) subjects(athlete string) (out []string) {
	const few = 366 // days
	if int64(r.To)-int64(r.From) > few {
		return []string{stream.ResultsSubject(athlete, "*")}
	}
	for d := r.From; d <= r.To; d++ {
		if s := stream.ResultsSubject(athlete, d.Month()); len(out) == 0 || out[len(out)-1] != s {
			out = append(out, s)
		}
	}
	return out
}

func (e *Engine) readMonths(ctx context.Context, athlete string, subjects []string, each func(result.Month)) error {
	return e.streams.Read(ctx, stream.Results, subjects, func(m stream.Message) error {
		if stream.Token(m.Subject, 3) == headToken {
			return nil
		}
		var doc result.Month
		if err := json.Unmarshal(m.Data, &doc); err != nil {
			return fmt.Errorf("read results: %w", err)
		}
		each(doc)
		return nil
	})
}

// About is what holds for all of an athlete's days.
func (e *Engine) About(ctx context.Context, athlete string) (record.About, error) {
	about := record.About{V: record.Version, Athlete: athlete}
	m, ok, err := e.streams.Last(ctx, stream.Days, stream.DaysSubject(athlete, profileMonth))
	if err != nil || !ok {
		return about, err
	}
	if err := json.Unmarshal(m.Data, &about); err != nil {
		return about, fmt.Errorf("read profile: %w", err)
	}
	return about, nil
}

// Heard is what is said about an athlete, and the last instant of which the data tell, zero if they tell of none.
func (e *Engine) Heard(ctx context.Context, athlete string) (record.About, time.Time, error) {
	k, err := e.readDays(ctx, athlete)
	if err != nil {
		return record.About{}, time.Time{}, err
	}
	return k.about, lastKnown(k.days), nil
}

// Digest is what DAYS says about one day, and the exercises of it that no catalogue knows.
func (e *Engine) Digest(ctx context.Context, athlete string, d record.Date) (record.Day, []string, error) {
	unmapped := []string{}
	m, ok, err := e.streams.Last(ctx, stream.Days, stream.DaysSubject(athlete, d.Month()))
	if err != nil || !ok {
		return record.Day{Date: d}, unmapped, err
	}
	var doc record.Month
	if err := json.Unmarshal(m.Data, &doc); err != nil {
		return record.Day{}, nil, fmt.Errorf("read days: %w", err)
	}
	i := slices.IndexFunc(doc.Days, func(day record.Day) bool { return day.Date == d })
	if i < 0 {
		return record.Day{Date: d}, unmapped, nil
	}
	about, err := e.About(ctx, athlete)
	if err != nil {
		return record.Day{}, nil, err
	}
	catalogue := e.catalogue(about)
	for _, w := range doc.Days[i].Workouts {
		for _, s := range w.Sets {
			if _, _, _, known := catalogue.Look(s.Exercise); !known && !slices.Contains(unmapped, s.Exercise) {
				unmapped = append(unmapped, s.Exercise)
			}
		}
	}
	return doc.Days[i], unmapped, nil
}
