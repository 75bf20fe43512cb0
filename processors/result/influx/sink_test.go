package influx_test

import (
	"context"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/result/influx"
)

// gather is the sum of a metric over its labels.
func gather(t testing.TB, s *influx.Sink, name string) float64 {
	t.Helper()
	reg := prometheus.NewPedanticRegistry()
	reg.MustRegister(s.Collector())
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, f := range families {
		for _, m := range f.Metric {
			if f.GetName() == name {
				sum += m.GetCounter().GetValue()
			}
		}
	}
	return sum
}

const (
	writtenTotal = "hvilepuls_influx_points_written_total"
	deletesTotal = "hvilepuls_influx_deletes_total"
	parkedTotal  = "hvilepuls_influx_points_parked_total"
)

func night(t testing.TB, source, from string, hours int) record.Night {
	start := at(t, from)
	return record.Night{
		Source: source, Start: start, End: start.Add(time.Duration(hours) * time.Hour), TSTMin: 400, TIBMin: 480, LightMin: 400,
		Stages: []record.Stage{{From: 0, To: 3600, Kind: record.Light}, {From: 3600, To: 3600 * hours, Kind: record.Deep}},
	}
}

func TestInfluxHoldsWhatTheDocumentsSay(t *testing.T) {
	r := newRig(t, nil)
	stop := r.run()
	first := at(t, "2026-10-01T00:00")
	r.putDays("ada", "2026-10",
		record.Day{Date: record.DateOf(first), Nights: []record.Night{night(t, "watch", "2026-09-30T22:00", 8)}},
		record.Day{Date: record.DateOf(first) + 1, Workouts: []record.DayWork{{
			Source: "watch", Start: at(t, "2026-10-02T17:00"), End: at(t, "2026-10-02T18:00"), Sport: "training",
			Sets: []record.Set{{Exercise: "hip_raise", Reps: new(8)}, {Exercise: "hip_raise", Reps: new(7)}},
		}}, CheckIn: &record.CheckIn{Fatigue: new(2), Note: new("a \"note\",\nwith = signs\\")}})
	r.putResults("ada", "2026-10", daily("2026-10-01", 0, map[string]float64{"rhr": 47.123456789, "risk_p": .1}), daily("2026-10-02", 0, map[string]float64{"rhr": 48}))
	r.putResults("bea", "2026-10", daily("2026-10-01", 0, map[string]float64{"rhr": 61}))
	r.putVerdicts("ada", map[string]result.Verdict{"s1": {Session: result.Session{Start: at(t, "2026-10-03T17:00")}, Verdict: "go", Text: "Go."}})
	r.putFile("ada", "aa", []record.Record{samples("watch", first, 50, 51, 52), samples("watch", first.Add(24*time.Hour), 60)})
	r.agrees()
	r.wants(mainBucket, "daily", "rhr", 3)
	r.wants(mainBucket, "sleep_stage", "minutes", 2)
	r.wants(mainBucket, "strength_set", "reps", 2)
	r.wants(mainBucket, "check_in", "fatigue", 1)
	r.wants(mainBucket, "recovery", "risk", 1)
	r.wants(mainBucket, "session_verdict", "code", 1)
	r.wants(mainBucket, "ingest_file", "size", 1)
	r.wants(rawBucket, "heart_rate", "bpm", 4)

	// Everything once more, by another process: nothing is written.
	stop()
	r.open(nil)
	for _, name := range []string{stream.Records, stream.Days, stream.Results} {
		if err := r.streams.Restart(context.Background(), name); err != nil {
			t.Fatal(err)
		}
	}
	r.run()
	r.restarted()
	r.agrees()
	if n := r.metric(writtenTotal) + r.metric(deletesTotal); n != 0 {
		t.Errorf("a second look wrote or deleted %.0f times", n)
	}
}

func TestWhatVanishesIsDeleted(t *testing.T) {
	r := newRig(t, nil)
	r.run()
	r.putResults("ada", "2026-09", daily("2026-09-30", 0, map[string]float64{"rhr": 50}))
	r.putResults("ada", "2026-10", daily("2026-10-01", 0, map[string]float64{"rhr": 47, "ctl": 30}), daily("2026-10-02", 0, map[string]float64{"rhr": 48}))
	r.putResults("bea", "2026-10", daily("2026-10-01", 0, map[string]float64{"ctl": 61}))
	r.agrees()
	before := r.metric(deletesTotal)

	r.putResults("ada", "2026-10", daily("2026-10-01", 0, map[string]float64{"rhr": 46.5}), daily("2026-10-02", 0, map[string]float64{"rhr": 48, "atl": 9}))
	r.agrees() // a field vanished
	r.wants(mainBucket, "daily", "ctl", 1)
	r.wants(mainBucket, "daily", "rhr", 3)
	if n := r.metric(deletesTotal) - before; n != 1 {
		t.Errorf("%.0f deletes, want one: nothing of recovery vanished", n)
	}

	r.putResults("ada", "2026-10", daily("2026-10-02", 0, map[string]float64{"rhr": 48, "atl": 9}))
	r.agrees() // a day vanished
	r.wants(mainBucket, "daily", "rhr", 2)

	r.putResults("ada", "2026-10", daily("2026-10-02", 9*time.Hour, map[string]float64{"rhr": 48, "atl": 9}))
	r.agrees() // the zone moved its noon
	r.wants(mainBucket, "daily", "atl", 1)

	r.putResults("ada", "2026-10")
	r.agrees()
	r.wants(mainBucket, "daily", "rhr", 1)
}

// A night that ends on the first begins in the month before, whose own nights must not go with it.
func TestDeletingSparesTheNeighbouringMonth(t *testing.T) {
	r := newRig(t, nil)
	r.run()
	last := record.DateOf(at(t, "2026-09-30T00:00"))
	nap := night(t, "watch", "2026-09-30T21:00", 2)
	nap.Nap = true
	r.putDays("ada", "2026-09", record.Day{Date: last, Nights: []record.Night{nap}})
	r.settle()
	other := night(t, "app", "2026-09-30T20:30", 9)
	r.putDays("ada", "2026-10", record.Day{Date: last + 1, Nights: []record.Night{night(t, "watch", "2026-09-30T22:30", 8), other}})
	r.agrees() // October was unknown: deleted with its first evening
	r.wants(mainBucket, "sleep_stage", "minutes", 6)

	other.Stages = other.Stages[1:] // what vanishes lies in the span of the nap
	other.Start = other.Start.Add(time.Minute)
	r.putDays("ada", "2026-10", record.Day{Date: last + 1, Nights: []record.Night{night(t, "watch", "2026-09-30T22:30", 8), other}})
	r.agrees()
	r.wants(mainBucket, "sleep_stage", "minutes", 5)
}

func TestAVerdictThatWentOrMoved(t *testing.T) {
	r := newRig(t, nil)
	r.run()
	verdict := func(when, word string) result.Verdict {
		return result.Verdict{Session: result.Session{Start: at(t, when)}, Verdict: word, Text: word}
	}
	r.putVerdicts("ada", map[string]result.Verdict{"s1": verdict("2026-10-03T17:00", "go"), "s2": verdict("2026-11-05T17:00", "wait")})
	r.agrees()
	r.wants(mainBucket, "session_verdict", "code", 2)
	r.putVerdicts("ada", map[string]result.Verdict{"s1": verdict("2026-10-03T18:00", "lighter")}) // the other is not purged yet
	r.agrees()
	r.wants(mainBucket, "session_verdict", "code", 1)
	if err := r.streams.Purge(context.Background(), stream.Results, stream.VerdictSubject("ada", "s2")); err != nil {
		t.Fatal(err)
	}
	r.agrees()
}

func TestMetricsAreWellNamed(t *testing.T) {
	r := newRig(t, nil)
	r.run()
	r.putResults("ada", "2026-10", daily("2026-10-01", 0, map[string]float64{"rhr": 47}))
	r.settle()
	if problems, err := testutil.CollectAndLint(r.sink.Collector()); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
	if n := r.metric(writtenTotal); n != 1 {
		t.Errorf("%.0f points written, want 1", n)
	}
}
