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
)

// Difference is something that does not fit between two layers.
type Difference struct {
	Layer   string `json:"layer"` // "days" or "results"
	Athlete string `json:"athlete"`
	Month   string `json:"month"` // "2006-01", "profile" or "head"
	What    string `json:"what"`

	mend func(context.Context) error
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

// VerifyDays makes DAYS anew from RECORDS, in memory, and tells where what is stored differs. The stages must be drained and paused.
func (e *Engine) VerifyDays(ctx context.Context) ([]Difference, error) {
	return e.eachAthlete(ctx, "days", e.verifyDays)
}

// VerifyResults does so with RESULTS, from DAYS.
func (e *Engine) VerifyResults(ctx context.Context) ([]Difference, error) {
	return e.eachAthlete(ctx, "results", e.verifyResults)
}

func (e *Engine) eachAthlete(ctx context.Context, layer string, verify func(context.Context, string) ([]Difference, error)) ([]Difference, error) {
	athletes, err := e.Athletes(ctx)
	if err != nil {
		return nil, fmt.Errorf("verify %s: %w", layer, err)
	}
	var out []Difference
	for _, a := range athletes {
		d, err := verify(ctx, a)
		if err != nil {
			return out, fmt.Errorf("verify %s: %w", layer, err)
		}
		out = append(out, d...)
	}
	return out, nil
}

// Repair mends what VerifyDays or VerifyResults found, each from the layer before. The stages must still be paused; what it writes wakes
// them as anything does.
func (e *Engine) Repair(ctx context.Context, found []Difference) error {
	for _, d := range found {
		if err := d.mend(ctx); err != nil {
			return fmt.Errorf("mend %s of %s: %w", d.Layer, d.Month, err)
		}
	}
	return nil
}

func (e *Engine) verifyDays(ctx context.Context, athlete string) ([]Difference, error) {
	stored := map[string]stream.Message{}
	err := e.streams.Read(ctx, stream.Days, []string{stream.DaysSubject(athlete, "*")}, func(m stream.Message) error {
		stored[stream.Token(m.Subject, 3)] = m
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
		want, is := made[month], stored[month]
		if want == nil {
			if want, err = emptyDays(athlete, month); err != nil {
				return nil, err
			}
		}
		d := Difference{Layer: "days", Athlete: athlete, Month: month, What: "it is not what the records say"}
		switch {
		case bytes.Equal(is.Data, want):
			continue
		case is.Data == nil:
			d.What = "it is missing"
		}
		d.mend = func(ctx context.Context) error {
			put := stream.Put{Subject: stream.DaysSubject(athlete, month), Data: want, Expect: &is.Seq}
			_, err := e.streams.Publish(ctx, stream.Days, put)
			return err
		}
		out = append(out, d)
	}
	return out, nil
}

// emptyDays is the document of a month, or of what holds for all days, of which no record says anything any more.
func emptyDays(athlete, month string) ([]byte, error) {
	if month == profileMonth {
		return json.Marshal(day.About(athlete, nil))
	}
	return json.Marshal(record.Month{V: record.Version, Athlete: athlete, Month: month, Days: []record.Day{}})
}

func both(a map[string]stream.Message, b map[string][]byte) map[string]bool {
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
