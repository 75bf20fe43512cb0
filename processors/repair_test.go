package processors

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// What verify finds: documents that are missing, and what the layer behind has too much of then.
func TestVerifyFindsDamage(t *testing.T) {
	r := newRig(t)
	r.say("f1", night(time.Date(2026, 11, 3, 6, 0, 0, 0, time.UTC), 52))
	r.drain()
	resume, err := r.streams.Pause(t.Context(), stream.Assemble, stream.Analyse)
	if err != nil {
		t.Fatal(err)
	}
	defer resume()
	if err := r.streams.Purge(t.Context(), stream.Days, stream.DaysSubject("ada", "2026-11")); err != nil {
		t.Fatal(err)
	}
	want := []string{"days 2026-11: it is missing", "results 2026-11: it is not what the days give", "results head: it is not what the days give"}
	if got := r.found(); !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

// found is what Verify finds, as lines.
func (r *rig) found() []string {
	r.t.Helper()
	found, err := r.differences()
	if err != nil {
		r.t.Fatal(err)
	}
	return lines(found)
}

func lines(found []Difference) []string {
	var out []string
	for _, d := range found {
		out = append(out, d.Layer+" "+d.Month+": "+d.What)
	}
	return out
}

// all is every document of a stream, without the instants at which the judge was woken.
func (r *rig) all(name string) map[string]string {
	r.t.Helper()
	out := map[string]string{}
	filters := map[string][]string{stream.Days: {"days.>"}, stream.Results: {"results.>", "verdict.>"}}
	err := r.streams.Read(r.t.Context(), name, filters[name], func(m stream.Message) error {
		out[m.Subject] = string(m.Data)
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

// Whatever is lost, changed or too much in DAYS and RESULTS is made again from the layer before, to the same bytes.
func TestRepairMakesTheSameBytes(t *testing.T) {
	r := newRig(t)
	for i := range 40 {
		r.say("n"+time.Duration(i).String(), night(time.Date(2026, 10, 3+i, 6, 0, 0, 0, time.UTC), int32(50+i%7)))
	}
	r.say("p", entry(record.Entry{Kind: record.PlanEntry, Entered: clock(), Plan: &record.Plan{
		Weekly: []record.PlannedSession{{Weekday: time.Thursday, Time: "18:00", Name: "Glutes"}},
	}}))
	r.drain()
	want := map[string]map[string]string{stream.Days: r.all(stream.Days), stream.Results: r.all(stream.Results)}
	put := func(name, subject, data string) {
		t.Helper()
		if _, err := r.streams.Publish(t.Context(), name, stream.Put{Subject: subject, Data: []byte(data)}); err != nil {
			t.Fatal(err)
		}
	}
	purge := func(name, filter string) {
		t.Helper()
		if err := r.streams.Purge(t.Context(), name, filter); err != nil {
			t.Fatal(err)
		}
	}
	extra := map[string]string{}
	for name, spoil := range map[string]func(){
		"a month of days is gone":         func() { purge(stream.Days, stream.DaysSubject("ada", "2026-10")) },
		"what holds for all days is gone": func() { purge(stream.Days, stream.DaysSubject("ada", "profile")) },
		"all days are gone":               func() { purge(stream.Days, stream.DaysSubject("ada", "*")) },
		"days that nobody speaks of": func() {
			extra[stream.DaysSubject("ada", "2020-01")] = `{"v":1,"athlete":"ada","month":"2020-01","days":[]}`
			put(stream.Days, stream.DaysSubject("ada", "2020-01"), `{"v":1,"athlete":"ada","month":"2020-01","days":[{"day":"2020-01-01"}]}`)
		},
		"days that nobody can read":     func() { put(stream.Days, stream.DaysSubject("ada", "2026-11"), "{") },
		"a month of results is gone":    func() { purge(stream.Results, stream.ResultsSubject("ada", "2026-11")) },
		"the head is gone":              func() { purge(stream.Results, stream.ResultsSubject("ada", "head")) },
		"all results are gone":          func() { purge(stream.Results, "results.>") },
		"a verdict is gone":             func() { purge(stream.Results, stream.VerdictSubject("ada", "*")) },
		"a verdict that nobody planned": func() { put(stream.Results, stream.VerdictSubject("ada", "20200101T000000Z"), "{}") },
		"results that somebody changed": func() { put(stream.Results, stream.ResultsSubject("ada", "2026-10"), `{"v":1}`) },
	} {
		resume, err := r.streams.Pause(t.Context(), stream.Assemble, stream.Analyse)
		if err != nil {
			t.Fatal(err)
		}
		spoil()
		if len(r.found()) == 0 {
			t.Errorf("%s: verify finds nothing", name)
		}
		r.repair(r.engine.VerifyDays)
		r.repair(r.engine.VerifyResults)
		if left := r.found(); len(left) > 0 {
			t.Errorf("%s: after the repair: %q", name, left)
		}
		resume()
		r.drain()
		for stream, docs := range want {
			got := r.all(stream)
			for subject, data := range extra { // an emptied month stays as an empty one
				if got[subject] == data {
					delete(got, subject)
				}
			}
			if d := cmp.Diff(docs, got); d != "" {
				t.Errorf("%s: %s (-before +after):\n%s", name, stream, d)
			}
		}
	}
}

func (r *rig) repair(verify func(context.Context) ([]Difference, error)) {
	r.t.Helper()
	found, err := verify(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	if err := r.engine.Repair(r.t.Context(), found); err != nil {
		r.t.Fatal(err)
	}
}
