package processors

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/day"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Difference is something that Verify found.
type Difference struct {
	Layer   string `json:"layer"` // "days" or "results"
	Athlete string `json:"athlete"`
	Month   string `json:"month"` // "2006-01", "profile" or "head"
	What    string `json:"what"`
}

// Athletes are those about whom RECORDS, DAYS or RESULTS say anything, in order.
func (e *Engine) Athletes(ctx context.Context) ([]string, error) {
	seen := map[string]bool{}
	for _, q := range []struct{ stream, filter string }{
		{stream.Records, "receipt.>"}, {stream.Days, "days.>"}, {stream.Results, "results.>"},
	} {
		subjects, err := e.streams.Subjects(ctx, q.stream, q.filter)
		if err != nil {
			return nil, err
		}
		for _, s := range subjects {
			seen[stream.AthleteOf(s)] = true
		}
	}
	return slices.Sorted(maps.Keys(seen)), nil
}

// Verify makes DAYS anew from RECORDS and RESULTS anew from DAYS, in memory, and tells where what is stored differs. Both stages must be
// drained and paused.
func (e *Engine) Verify(ctx context.Context) ([]Difference, error) {
	athletes, err := e.Athletes(ctx)
	if err != nil {
		return nil, fmt.Errorf("verify days: %w", err)
	}
	var out []Difference
	for _, a := range athletes {
		d, err := e.verifyDays(ctx, a)
		if err != nil {
			return out, fmt.Errorf("verify days: %w", err)
		}
		out = append(out, d...)
		if d, err = e.verifyResults(ctx, a); err != nil {
			return out, fmt.Errorf("verify results: %w", err)
		}
		out = append(out, d...)
	}
	return out, nil
}

func (e *Engine) verifyDays(ctx context.Context, athlete string) ([]Difference, error) {
	stored := map[string][]byte{}
	err := e.streams.Read(ctx, stream.Days, []string{stream.DaysSubject(athlete, "*")}, func(m stream.Message) error {
		stored[stream.Token(m.Subject, 3)] = m.Data
		return nil
	})
	if err != nil {
		return nil, err
	}
	made, err := e.remake(ctx, athlete)
	if err != nil {
		return nil, err
	}
	var out []Difference
	for _, month := range slices.Sorted(maps.Keys(both(stored, made))) {
		want := made[month]
		if want == nil && month != profileMonth {
			if want, err = json.Marshal(record.Month{V: record.Version, Athlete: athlete, Month: month, Days: []record.Day{}}); err != nil {
				return nil, err
			}
		}
		switch {
		case stored[month] == nil:
			out = append(out, Difference{"days", athlete, month, "it is missing"})
		case !bytes.Equal(stored[month], want):
			out = append(out, Difference{"days", athlete, month, "it is not what the records say"})
		}
	}
	return out, nil
}

func both(a, b map[string][]byte) map[string]bool {
	out := map[string]bool{}
	for k := range a {
		out[k] = true
	}
	for k := range b {
		out[k] = true
	}
	return out
}

// remake makes all of an athlete's DAYS documents from RECORDS.
func (e *Engine) remake(ctx context.Context, athlete string) (map[string][]byte, error) {
	out := map[string][]byte{}
	dates, err := e.allDates(ctx, athlete)
	if err != nil {
		return nil, err
	}
	profile, err := e.recordsOf(ctx, athlete, []record.Date{record.NoDate})
	if err != nil {
		return nil, err
	}
	about := day.About(athlete, profile)
	if len(profile) > 0 {
		if out[profileMonth], err = json.Marshal(about); err != nil {
			return nil, err
		}
	}
	for month, days := range monthsOf(dates) {
		doc, err := e.mergeDays(ctx, athlete, record.Month{V: record.Version, Athlete: athlete, Month: month}, days, about)
		if err != nil {
			return nil, err
		}
		if len(doc.Days) == 0 {
			continue
		}
		if out[month], err = json.Marshal(doc); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (e *Engine) verifyResults(ctx context.Context, athlete string) ([]Difference, error) {
	k, err := e.readDays(ctx, athlete)
	if err != nil {
		return nil, err
	}
	docs := e.compute(k)
	var out []Difference
	differs := func(month, what string) { out = append(out, Difference{"results", athlete, month, what}) }
	months := 0
	err = e.readMonths(ctx, athlete, []string{stream.ResultsSubject(athlete, "*")}, func(m result.Month) {
		want := docs.months[m.Month]
		switch {
		case want == nil && len(m.Days) == 0:
		case want == nil:
			differs(m.Month, "the days do not tell of it")
		case !same(want, m):
			differs(m.Month, "it is not what the days give")
		}
		if want != nil {
			months++
		}
	})
	if err == nil && months < len(docs.months) {
		differs(headToken, fmt.Sprintf("%d months are missing", len(docs.months)-months))
	}
	return out, err
}

// same compares documents as they are written.
func same(a, b any) bool {
	x, err := json.Marshal(a)
	if err != nil {
		return false
	}
	y, err := json.Marshal(b)
	return err == nil && bytes.Equal(x, y)
}
