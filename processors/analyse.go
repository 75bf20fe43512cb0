package processors

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/metric"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

const headToken = "head"

// analyse makes an athlete's results anew. Which months woke it does not matter: what is found out about one day looks at those before it.
func (e *Engine) analyse(ctx context.Context, athlete string, _ []stream.Message) error {
	return e.pass(ctx, stream.Analyse, func() error {
		changed, err := e.analyseAthlete(ctx, athlete)
		e.metrics.results.Add(float64(changed))
		return err
	})
}

// analyseAthlete makes one pass and tells how many months changed.
func (e *Engine) analyseAthlete(ctx context.Context, athlete string) (int, error) {
	head, old, err := e.readHead(ctx, athlete) // the revision first
	if err != nil {
		return 0, err
	}
	known, err := e.readDays(ctx, athlete)
	if err != nil {
		return 0, err
	}
	docs := e.compute(known)
	out := results{old: old, head: result.Head{
		V: result.Version, Athlete: athlete, Model: risk.Model, Months: map[string]string{}, Verdicts: map[string]string{},
	}}
	for month := range old.Months { // one that became empty is published empty: nobody would be told of a purge
		if docs.months[month] == nil {
			docs.months[month] = &result.Month{V: record.Version, Athlete: athlete, Month: month, Days: []result.Day{}}
		}
	}
	for _, month := range slices.Sorted(maps.Keys(docs.months)) {
		sum, err := out.add(old.Months[month], stream.ResultsSubject(athlete, month), docs.months[month])
		if err != nil {
			return 0, err
		}
		out.head.Months[month] = sum
	}
	changed := len(out.puts)
	for _, v := range docs.verdicts {
		token := sessionToken(v.Session.Start)
		sum, err := out.add(old.Verdicts[token], stream.VerdictSubject(athlete, token), v)
		if err != nil {
			return 0, err
		}
		out.head.Verdicts[token] = sum
	}
	if len(out.puts) > 0 || !maps.Equal(out.head.Verdicts, old.Verdicts) || old.V != 0 && old.V != result.Version {
		if err := e.publish(ctx, out, head.Seq); err != nil {
			return 0, err
		}
	}
	return changed, e.dropVerdicts(ctx, out.head)
}

// sessionToken names a planned session in a subject.
func sessionToken(start time.Time) string { return start.UTC().Format("20060102T150405Z") }

// results gathers the documents of a pass that are not what the old head says they were.
type results struct {
	old, head result.Head
	puts      []stream.Put
}

// add gives the document's sum and keeps the document if that is another than before.
func (r *results) add(before, subject string, doc any) (string, error) {
	data, sum, err := summed(doc)
	if err == nil && sum != before {
		r.puts = append(r.puts, stream.Put{Subject: subject, Data: data})
	}
	return sum, err
}

// summed is a document as it is written, and its sum in the head.
func summed(doc any) (data []byte, sum string, err error) {
	if data, err = json.Marshal(doc); err != nil {
		return nil, "", fmt.Errorf("write results: %w", err)
	}
	hash := sha256.Sum256(data)
	return data, hex.EncodeToString(hash[:8]), nil
}

// publish writes the changed documents and the head that speaks for all.
func (e *Engine) publish(ctx context.Context, r results, rev uint64) error {
	data, err := json.Marshal(r.head)
	if err != nil {
		return fmt.Errorf("write results: %w", err)
	}
	athlete := r.head.Athlete
	for i := range r.puts {
		r.puts[i].Cause = stream.CauseOf(ctx)
	}
	for len(r.puts) >= stream.BatchLimit { // more than 80 years; the head, last, makes it whole
		if err := e.streams.PublishBatch(ctx, stream.Results, r.puts[:stream.BatchLimit]); err != nil {
			return err
		}
		r.puts = r.puts[stream.BatchLimit:]
	}
	r.puts = append(r.puts, stream.Put{Subject: stream.ResultsSubject(athlete, headToken), Data: data, Expect: &rev, Cause: stream.CauseOf(ctx)})
	return e.streams.PublishBatch(ctx, stream.Results, r.puts)
}

// dropVerdicts removes the verdicts that a head does not name: of sessions that are planned no more, also where the process that wrote the
// head was killed before it came to that.
func (e *Engine) dropVerdicts(ctx context.Context, h result.Head) error {
	there, err := e.streams.Subjects(ctx, stream.Results, stream.VerdictSubject(h.Athlete, "*"))
	if err != nil {
		return err
	}
	for _, subject := range there {
		if _, still := h.Verdicts[stream.Token(subject, 3)]; still {
			continue
		}
		if err := e.streams.Purge(ctx, stream.Results, subject); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) readHead(ctx context.Context, athlete string) (stream.Message, result.Head, error) {
	m, ok, err := e.streams.Last(ctx, stream.Results, stream.ResultsSubject(athlete, headToken))
	var h result.Head
	if err != nil || !ok {
		return m, h, err
	}
	if err := json.Unmarshal(m.Data, &h); err != nil {
		return m, h, fmt.Errorf("read results: %w", err)
	}
	return m, h, nil
}

// knowledge is all that DAYS says about an athlete.
type knowledge struct {
	athlete string
	about   record.About
	days    []record.Day
}

func (e *Engine) readDays(ctx context.Context, athlete string) (knowledge, error) {
	k := knowledge{athlete: athlete, about: record.About{Athlete: athlete}}
	err := e.streams.Read(ctx, stream.Days, []string{stream.DaysSubject(athlete, "*")}, func(m stream.Message) error {
		if stream.Token(m.Subject, 3) == profileMonth {
			if err := json.Unmarshal(m.Data, &k.about); err != nil {
				return fmt.Errorf("read profile: %w", err)
			}
			return nil
		}
		var doc record.Month
		if err := json.Unmarshal(m.Data, &doc); err != nil {
			return fmt.Errorf("read days: %w", err)
		}
		k.days = append(k.days, doc.Days...)
		return nil
	})
	return k, err
}

// evaluate is the athlete's days with every metric and the signs of each.
func (e *Engine) evaluate(k knowledge) (*metric.Frame, [][]result.Sign) {
	f := metric.NewFrame(k.days, k.about, e.catalogue(k.about).Look)
	f.Evaluate()
	return f, risk.Evaluate(f)
}

// catalogue is the catalogue with the athlete's own names, so that an exercise named later counts without its files being decoded again.
func (e *Engine) catalogue(about record.About) *exercise.Catalogue {
	return e.ex.Aliases(about.Aliases)
}

// documents are what a pass finds out.
type documents struct {
	months   map[string]*result.Month
	verdicts []result.Verdict
}

func (e *Engine) compute(k knowledge) documents {
	out := documents{months: map[string]*result.Month{}}
	if len(k.days) == 0 {
		return out
	}
	f, signs := e.evaluate(k)
	for i := range f.Len() {
		month := f.Date(i).Month()
		doc := out.months[month]
		if doc == nil {
			doc = &result.Month{V: record.Version, Athlete: k.athlete, Month: month}
			out.months[month] = doc
		}
		doc.Days = append(doc.Days, resultDay(f, i, signs[i]))
	}
	out.verdicts = verdicts(k, f)
	return out
}

func resultDay(f *metric.Frame, i int, signs []result.Sign) result.Day {
	d := result.Day{Date: f.Date(i), Noon: f.Noon(i), Values: map[string]result.Value{}, Signs: signs, Choices: f.Choices(i)}
	for name, c := range f.Columns {
		if math.IsNaN(c.V[i]) || math.IsInf(c.V[i], 0) {
			continue
		}
		v := result.Value{V: c.V[i], Source: c.Source.At(i), Warn: c.Warn.At(i)}
		if c.N != nil {
			v.N = int(c.N[i])
		}
		d.Values[name] = v
	}
	return d
}
