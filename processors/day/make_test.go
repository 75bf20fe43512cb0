package day_test

import (
	"encoding/json"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/day"
)

func at(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return v.UTC()
}

func date(t testing.TB, s string) record.Date {
	t.Helper()
	d, err := record.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// from makes a record of one file of a source, filed under the date of a time.
func from(source, sha string, filed time.Time) record.Record {
	return record.Record{
		V: record.Version, Athlete: "a", Date: record.DateOf(filed), File: "f" + sha, SHA: sha,
		Source: record.Source{Key: source, Maker: "maker", Model: source},
	}
}

// every makes samples of one value, step seconds apart, from a time on.
func every(kind record.SampleKind, start time.Time, step, n int, v int32) record.Samples {
	s := record.Samples{Kind: kind, Series: record.Series{Start: start}}
	for i := range n {
		s.T, s.V = append(s.T, int32(i*step)), append(s.V, v)
	}
	return s
}

// night is a record of one session with light sleep throughout.
func night(t testing.TB, source, sha, start, end string) record.Record {
	t.Helper()
	s := record.SleepSession{Start: at(t, start), End: at(t, end)}
	s.Stages = []record.Stage{{From: 0, To: int(s.End.Sub(s.Start).Seconds()), Kind: record.Light}}
	r := from(source, sha, s.End)
	r.Sleep = []record.SleepSession{s}
	return r
}

// home is an athlete who lives in a zone.
func home(tz string, later ...record.Zone) record.About {
	return record.About{V: record.Version, Athlete: "a", Zones: append([]record.Zone{{From: record.NoDate, TZ: tz}}, later...)}
}

func merge(t testing.TB, d string, about record.About, recs ...record.Record) record.Day {
	t.Helper()
	out, ok := day.Merge(date(t, d), about, recs)
	if !ok {
		t.Fatalf("nothing is said about %s", d)
	}
	return out
}

func text(t interface{ Fatal(...any) }, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
