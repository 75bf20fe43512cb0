package day_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// work is a record of one workout of an hour, or of some minutes, with sets of a layer.
func work(t testing.TB, source, sha, start string, minutes int, layer record.Layer, sets ...string) record.Record {
	t.Helper()
	r := from(source, sha, at(t, start))
	w := record.Workout{Start: at(t, start), End: at(t, start).Add(time.Duration(minutes) * time.Minute), Sport: "training"}
	for i, s := range sets {
		w.Sets = append(w.Sets, record.Set{Index: i, Exercise: s, Layer: layer})
	}
	r.Workouts = []record.Workout{w}
	return r
}

func briefWorks(works []record.DayWork) (out []string) {
	for _, w := range works {
		s := w.Source + " " + w.SHA
		var sSb29 strings.Builder
		for _, set := range w.Sets {
			sSb29.WriteString(" " + set.Exercise)
		}
		s += sSb29.String()
		out = append(out, s)
	}
	return out
}

func TestLayersOfSets(t *testing.T) {
	const noon = "2026-07-10T12:00:00Z"
	watch := work(t, "watch", "a", noon, 60, record.WatchGuess, "guess")
	bare := work(t, "strap", "b", noon, 60, record.WatchGuess)
	hevy := work(t, "hevy", "c", "2026-07-10T12:10:00Z", 40, record.Log, "thrust", "squat")
	corrected := work(t, "athlete", "d", "2026-07-10T12:20:00Z", 0, record.Corrected, "lunge")
	for _, tc := range []struct {
		name string
		recs []record.Record
		want []string
	}{
		{"the log's sets", []record.Record{watch, hevy}, []string{"watch a thrust squat"}},
		{"to a session without sets", []record.Record{hevy, bare}, []string{"strap b thrust squat"}},
		{"corrected, a moment within the session", []record.Record{corrected, hevy, watch}, []string{"watch a lunge"}},
		{"corrected log", []record.Record{corrected, hevy}, []string{"hevy c lunge"}},
		{
			"under half of the shorter",
			[]record.Record{watch, work(t, "hevy", "c", "2026-07-10T12:40:00Z", 60, record.Log, "thrust")},
			[]string{"watch a guess", "hevy c thrust"},
		},
		{
			"half of the shorter",
			[]record.Record{watch, work(t, "hevy", "c", "2026-07-10T12:40:00Z", 40, record.Log, "thrust")},
			[]string{"watch a thrust"},
		},
		{
			"the one it overlaps most",
			[]record.Record{work(t, "watch", "e", "2026-07-10T11:30:00Z", 60, 0), watch, hevy},
			[]string{"watch e", "watch a thrust squat"},
		},
		{"of two watches the one that followed a plan", []record.Record{watch, work(t, "other", "f", noon, 60, record.WatchPlan, "plan")}, []string{"other f plan"}},
		{
			"of two logs one",
			[]record.Record{watch, hevy, work(t, "strong", "g", "2026-07-10T12:10:00Z", 40, record.Log, "lift")},
			[]string{"watch a thrust squat"},
		},
		{"two logs alone", []record.Record{hevy, work(t, "strong", "g", "2026-07-10T12:10:00Z", 40, record.Log, "lift")}, []string{"hevy c thrust squat"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := merge(t, "2026-07-10", record.About{}, tc.recs...)
			if diff := cmp.Diff(tc.want, briefWorks(got.Workouts)); diff != "" {
				t.Error(diff)
			}
			if len(got.Files) != len(tc.recs) {
				t.Errorf("files %v", got.Files)
			}
		})
	}
}

// A log's session that began before midnight gives its sets to the watch's that began after it.
func TestLogAcrossMidnight(t *testing.T) {
	watch := work(t, "watch", "a", "2026-07-10T00:05:00Z", 60, 0)
	log := work(t, "hevy", "b", "2026-07-09T23:50:00Z", 60, record.Log, "thrust")
	log.Workouts[0].RPE = new(8.)
	got := merge(t, "2026-07-10", record.About{}, watch, log)
	if diff := cmp.Diff([]string{"watch a thrust"}, briefWorks(got.Workouts)); diff != "" {
		t.Error(diff)
	}
	if r := got.Workouts[0].RPE; r == nil || *r != 8 || len(got.Files) != 2 {
		t.Errorf("RPE %v, files %v", r, got.Files)
	}
}

func TestRicherFileOfOneWorkout(t *testing.T) {
	const noon = "2026-07-10T12:00:00Z"
	withHR := func(r record.Record, n int) record.Record {
		r.Workouts[0].HR = every("", r.Workouts[0].Start, 1, n, 120).Series
		return r
	}
	poor := work(t, "watch", "a", noon, 60, 0, "squat", "thrust")
	for _, tc := range []struct {
		name string
		recs []record.Record
		want string
	}{
		{"more heart rate", []record.Record{poor, withHR(work(t, "watch", "b", noon, 30, 0), 5)}, "watch b"},
		{"more sets", []record.Record{work(t, "watch", "b", noon, 90, 0, "squat"), poor}, "watch a squat thrust"},
		{"the later end", []record.Record{work(t, "watch", "c", noon, 50, 0), work(t, "watch", "d", noon, 60, 0)}, "watch d"},
		{"the smaller SHA", []record.Record{work(t, "watch", "d", noon, 60, 0), work(t, "watch", "c", noon, 60, 0)}, "watch c"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := briefWorks(merge(t, "2026-07-10", record.About{}, tc.recs...).Workouts)
			if diff := cmp.Diff([]string{tc.want}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWorkoutFigures(t *testing.T) {
	r := work(t, "watch", "a", "2026-07-10T12:00:00Z", 20, 0)
	w := &r.Workouts[0]
	w.TimerS = 1200
	w.HR = record.Series{Start: w.Start, T: record.Ints{0, 1, 4, 60, 61}, V: record.Ints{100, 102, 110, 104, 255}}
	w.Power = every("", w.Start, 1, 1200, 250).Series
	got := merge(t, "2026-07-10", record.About{}, r)
	d := got.Workouts[0]
	// 1 s at 100, 3 s at 102, 10 of 56 s at 110, 1 s at 104; 255 is no heart rate.
	if want := (record.BPMTime{Min: 100, S: record.Ints{1, 0, 3, 0, 1, 0, 0, 0, 0, 0, 10}}); !cmp.Equal(want, d.Beats) {
		t.Errorf("beats %+v, want %+v", d.Beats, want)
	}
	if want := (100 + 3*102 + 104 + 1100) / 15.; math.Abs(*d.AvgHR-want) > 1e-9 || *d.MaxHR != 110 {
		t.Errorf("mean %v, highest %v", *d.AvgHR, *d.MaxHR)
	}
	if d.NP == nil || math.Abs(*d.NP-250) > 1e-6 {
		t.Errorf("normalised power %v", d.NP)
	}
	if got.HRMin != 2 {
		t.Errorf("%d minutes of heart rate, want 2", got.HRMin)
	}
	w.AvgHR, w.MaxHR, w.Power = new(90.), new(95.), every("", w.Start, 1, 599, 250).Series
	if d := merge(t, "2026-07-10", record.About{}, r).Workouts[0]; *d.AvgHR != 90 || *d.MaxHR != 95 || d.NP != nil {
		t.Errorf("the source's own rates are %v and %v; power of half the time gives %v", *d.AvgHR, *d.MaxHR, d.NP)
	}
}

// BenchmarkMerge makes one day of three files of all-day samples, a night and two workouts at 1 Hz. The aim is well under 1 ms.
func BenchmarkMerge(b *testing.B) {
	recs := threeDays(b, "2026-07-10")
	recs = append(recs, night(b, "watch", "d", "2026-07-09T21:00:00Z", "2026-07-10T05:00:00Z"))
	for i, start := range []string{"2026-07-10T07:00:00Z", "2026-07-10T16:00:00Z"} {
		r := work(b, "watch", fmt.Sprint("e", i), start, 60, 0)
		w := &r.Workouts[0]
		w.HR, w.Power = every("", w.Start, 1, 3600, 130).Series, every("", w.Start, 1, 3600, 200).Series
		recs = append(recs, r)
	}
	about := home("Europe/Oslo")
	b.ReportAllocs()
	for b.Loop() {
		merge(b, "2026-07-10", about, recs...)
	}
}

// A log that tells when a session was last changed is believed over what it said before, though that was more.
func TestLaterWordOfALog(t *testing.T) {
	const noon = "2026-07-10T12:00:00Z"
	before := work(t, "hevy", "a", noon, 60, record.Log, "thrust", "squat")
	before.Updated = at(t, "2026-07-10T13:00:00Z")
	later := work(t, "hevy", "b", noon, 60, record.Log, "lunge")
	later.Updated = at(t, "2026-07-11T09:00:00Z")
	untold := work(t, "hevy", "0", noon, 60, record.Log, "thrust", "squat", "plank")
	for _, recs := range [][]record.Record{{before, later, untold}, {untold, later, before}, {later, before}} {
		got := briefWorks(merge(t, "2026-07-10", home("UTC"), recs...).Workouts)
		if diff := cmp.Diff([]string{"hevy b lunge"}, got); diff != "" {
			t.Error(diff)
		}
	}
}
