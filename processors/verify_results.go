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
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// verifyResults makes all of an athlete's results and verdicts anew and holds them, and the head that speaks for them, against what is stored.
func (e *Engine) verifyResults(ctx context.Context, athlete string) ([]Difference, error) {
	stored, err := e.storedResults(ctx, athlete)
	if err != nil {
		return nil, err
	}
	var out []Difference
	differs := func(place, what string) {
		out = append(out, Difference{
			Layer: "results", Athlete: athlete, Month: place, What: what, mend: func(ctx context.Context) error { return e.remakeResults(ctx, athlete, stored) },
		})
	}
	k, err := e.readDays(ctx, athlete)
	if err != nil && !stream.IsTransient(err) && ctx.Err() == nil {
		differs(headToken, "the days cannot be read: "+err.Error())
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	want, err := wantedResults(athlete, e.compute(k), stored)
	if err != nil {
		return nil, err
	}
	for _, subject := range slices.Sorted(maps.Keys(want)) {
		place, is := stream.Token(subject, 3), stored[subject]
		switch {
		case is == nil:
			differs(place, "it is missing")
		case !bytes.Equal(is, want[subject]):
			differs(place, "it is not what the days give")
		}
	}
	for _, subject := range slices.Sorted(maps.Keys(stored)) {
		if want[subject] == nil {
			differs(stream.Token(subject, 3), "the days do not tell of it")
		}
	}
	return out, nil
}

// storedResults is all that RESULTS holds of an athlete, by subject.
func (e *Engine) storedResults(ctx context.Context, athlete string) (map[string][]byte, error) {
	out := map[string][]byte{}
	filters := []string{stream.ResultsSubject(athlete, "*"), stream.VerdictSubject(athlete, "*")}
	err := e.streams.Read(ctx, stream.Results, filters, func(m stream.Message) error {
		out[m.Subject] = m.Data
		return nil
	})
	return out, err
}

// wantedResults is what RESULTS is to hold, by subject: a month that became empty stays as an empty one. Where there are no days and nothing is
// stored, it is nothing.
func wantedResults(athlete string, docs documents, stored map[string][]byte) (map[string][]byte, error) {
	for subject := range stored {
		month := stream.Token(subject, 3)
		if stream.Token(subject, 0) == "results" && month != headToken && docs.months[month] == nil {
			docs.months[month] = &result.Month{V: record.Version, Athlete: athlete, Month: month, Days: []result.Day{}}
		}
	}
	out := map[string][]byte{}
	if len(docs.months)+len(docs.verdicts)+len(stored) == 0 {
		return out, nil
	}
	head := result.Head{V: result.Version, Athlete: athlete, Model: modelOf(stored[stream.ResultsSubject(athlete, headToken)]), Months: map[string]string{}, Verdicts: map[string]string{}}
	add := func(sums map[string]string, token, subject string, doc any) error {
		data, sum, err := summed(doc)
		sums[token], out[subject] = sum, data
		return err
	}
	for month, doc := range docs.months {
		if err := add(head.Months, month, stream.ResultsSubject(athlete, month), doc); err != nil {
			return nil, err
		}
	}
	for _, v := range docs.verdicts {
		token := sessionToken(v.Session.Start)
		if err := add(head.Verdicts, token, stream.VerdictSubject(athlete, token), v); err != nil {
			return nil, err
		}
	}
	data, err := json.Marshal(head)
	if err != nil {
		return nil, fmt.Errorf("write results: %w", err)
	}
	out[stream.ResultsSubject(athlete, headToken)] = data
	return out, nil
}

// remakeResults has a pass write everything: first under a head that names all that is stored and vouches for none of it. Killed in between,
// the next pass does.
func (e *Engine) remakeResults(ctx context.Context, athlete string, stored map[string][]byte) error {
	head := result.Head{V: result.Version, Athlete: athlete, Model: risk.Model, Months: map[string]string{}, Verdicts: map[string]string{}}
	for subject := range stored {
		switch token := stream.Token(subject, 3); {
		case stream.Token(subject, 0) == "verdict":
			head.Verdicts[token] = ""
		case token != headToken:
			head.Months[token] = ""
		}
	}
	data, err := json.Marshal(head)
	if err != nil {
		return fmt.Errorf("write results: %w", err)
	}
	if _, err := e.streams.Publish(ctx, stream.Results, stream.Put{Subject: stream.ResultsSubject(athlete, headToken), Data: data}); err != nil {
		return err
	}
	return e.analyse(ctx, athlete, nil)
}

// modelOf is the model that a head was written with, this program's where that cannot be read: another model's id alone changes no result.
func modelOf(head []byte) string {
	var h result.Head
	if json.Unmarshal(head, &h) != nil || h.Model == "" {
		return risk.Model
	}
	return h.Model
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
