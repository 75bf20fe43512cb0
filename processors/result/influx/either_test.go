package influx_test

import (
	"context"
	"slices"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/influxtest"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// forgetAll has WRITTEN say that InfluxDB holds nothing of October. So the sink writes everything and deletes nothing, which 1.8 could not.
func (r *rig) forgetAll() {
	r.t.Helper()
	for _, group := range []string{"records", "days", "results", "verdicts"} {
		r.put(stream.Written, stream.WrittenSubject("ada", group+"-2026-10"), map[string]int{"v": 1})
	}
}

// handleAll has the sink handle all that was published for ada.
func (r *rig) handleAll() {
	r.t.Helper()
	ctx := context.Background()
	for _, from := range []struct{ stream, subject string }{
		{stream.Records, stream.ReceiptSubject("ada", "faa")},
		{stream.Days, stream.DaysSubject("ada", "2026-10")},
		{stream.Results, stream.ResultsSubject("ada", "2026-10")},
		{stream.Results, stream.ResultsSubject("ada", "head")},
	} {
		m, ok, err := r.streams.Last(ctx, from.stream, from.subject)
		if err != nil || !ok {
			r.t.Fatalf("read %s: %v, %v", from.subject, ok, err)
		}
		if err := r.sink.Handle(ctx, "ada", m); err != nil {
			r.t.Fatalf("handle %s: %v", from.subject, err)
		}
	}
}

// What is written is there to be queried, in InfluxDB 2.7 and 1.8 alike, and a second write of it changes nothing.
func TestWriteAndQueryOnEitherInfluxDB(t *testing.T) {
	r := rigOn(influxtest.StartAny(t, mainBucket, rawBucket), t, nil)
	r.sink.HasBuckets()
	first := at(t, "2026-10-02T00:00")
	r.putFile("ada", "aa", []record.Record{samples("watch", first, 50, 51, 52), samples("ring", at(t, "2026-10-03T08:00"), 60)})
	r.putDays("ada", "2026-10", record.Day{
		Date: record.DateOf(first), Nights: []record.Night{night(t, "watch", "2026-10-01T22:00", 8)},
		CheckIn: &record.CheckIn{Fatigue: new(2), Note: new(`a "note", with = and \`)},
		Workouts: []record.DayWork{{
			Source: "ring", Start: at(t, "2026-10-02T17:00"), End: at(t, "2026-10-02T18:00"), Sport: "training",
			Sets: []record.Set{{Exercise: "hip_raise", Reps: new(8)}, {Exercise: "hip_raise", Reps: new(7)}}, // at one time
		}},
	})
	r.putResults("ada", "2026-10", daily("2026-10-01", 0, map[string]float64{"rhr": 47.123456789, "risk_p": .1}), daily("2026-10-02", 0, map[string]float64{"rhr": 48}))
	r.putVerdicts("ada", map[string]result.Verdict{"s1": {Session: result.Session{Start: at(t, "2026-10-03T17:00")}, Verdict: "go", Text: "Go, økten."}})

	r.forgetAll()
	for pass := range 2 {
		before := r.metric(writtenTotal)
		r.handleAll()
		// 4 of heart rate, 1 file, 2 stages, 1 sleep, 1 check-in, 1 workout, 2 sets, 2 of daily, 1 of recovery, 1 verdict
		if n := r.metric(writtenTotal) - before; n != 16 {
			t.Errorf("pass %d wrote %.0f points, want 16", pass, n)
		}
		for _, want := range []struct {
			bucket, measurement, field string
			n                          int
		}{
			{rawBucket, "heart_rate", "bpm", 4},
			{mainBucket, "heart_rate", "bpm", 0},
			{mainBucket, "ingest_file", "size", 1},
			{mainBucket, "sleep_stage", "minutes", 2},
			{mainBucket, "sleep", "tst_min", 1},
			{mainBucket, "check_in", "fatigue", 1},
			{mainBucket, "workout", "sets", 1},
			{mainBucket, "strength_set", "reps", 2},
			{mainBucket, "daily", "rhr", 2},
			{mainBucket, "daily", "risk_p", 1},
			{mainBucket, "recovery", "risk", 1},
			{mainBucket, "session_verdict", "code", 1},
		} {
			r.wants(want.bucket, want.measurement, want.field, want.n)
		}
		for _, want := range []struct {
			bucket, query, column string
			values                []any
		}{
			{rawBucket, "SELECT bpm FROM heart_rate WHERE source = 'watch' AND kind = 'day'", "bpm", []any{50.0, 51.0, 52.0}},
			{rawBucket, "SELECT bpm FROM heart_rate", "time", []any{unix(t, "2026-10-02T00:00"), unix(t, "2026-10-02T00:01"), unix(t, "2026-10-02T00:02"), unix(t, "2026-10-03T08:00")}},
			{mainBucket, "SELECT rhr, risk_p FROM daily WHERE athlete = 'ada'", "rhr", []any{47.123456789, 48.0}},
			{mainBucket, "SELECT rhr, risk_p FROM daily WHERE athlete = 'ada'", "risk_p", []any{.1, nil}},
			{mainBucket, "SELECT rhr FROM daily", "time", []any{unix(t, "2026-10-01T12:00"), unix(t, "2026-10-02T12:00")}},
			{mainBucket, "SELECT level FROM sleep_stage GROUP BY stage", "stage", []any{"deep", "light"}},
			{mainBucket, "SELECT note FROM check_in", "note", []any{`a "note", with = and \`}},
			{mainBucket, "SELECT text FROM session_verdict", "text", []any{"Go, økten."}},
		} {
			var got []any
			for _, row := range r.Query(want.bucket, want.query) {
				got = append(got, row[want.column])
			}
			if !slices.Equal(got, want.values) {
				t.Errorf("pass %d: %s gives %s %v, want %v", pass, want.query, want.column, got, want.values)
			}
		}
		differences, err := r.sink.VerifyOne(context.Background(), "ada")
		if err != nil || len(differences) > 0 {
			t.Errorf("pass %d: differences %v, %v", pass, differences, err)
		}

		// With its memory the sink writes nothing; without, in the next pass, everything, onto itself.
		before = r.metric(writtenTotal)
		r.handleAll()
		if n := r.metric(writtenTotal) - before; n != 0 {
			t.Errorf("pass %d: %.0f points written that were there", pass, n)
		}
		r.forgetAll()
	}
	if n := r.metric(deletesTotal) + r.metric(parkedTotal); n != 0 {
		t.Errorf("%.0f deletes and parked points, want none", n)
	}
}

func unix(t *testing.T, s string) float64 {
	t.Helper()
	return float64(at(t, s).Unix())
}
