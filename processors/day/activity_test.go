package day_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// beating gives a workout a heart rate of n samples a second apart.
func beating(r record.Record, n int, bpm int32) record.Record {
	r.Workouts[0].HR = every("", r.Workouts[0].Start, 1, n, bpm).Series
	return r
}

func bridge(r record.Record) record.Record {
	r.Source.Bridge = true
	return r
}

// orders is an athlete with an order of sources for one kind.
func orders(kind record.ChoiceKind, keys ...string) record.About {
	about := home("UTC")
	about.Profile.SourcesFor = map[record.ChoiceKind][]string{kind: keys}
	return about
}

func TestOneActivityOfSeveralSources(t *testing.T) {
	const noon, one = "2026-07-10T12:00:00Z", "2026-07-10T13:00:00Z"
	plain := home("UTC")
	for _, tc := range []struct {
		name  string
		about record.About
		recs  []record.Record
		want  []string // source, how many others, why
	}{
		{"apart", plain, []record.Record{work(t, "watch", "a", noon, 60, 0), work(t, "phone", "b", one, 60, 0)}, []string{"watch 0 ", "phone 0 "}},
		{"half of the shorter", plain, []record.Record{work(t, "watch", "a", noon, 60, 0), work(t, "phone", "b", "2026-07-10T12:30:00Z", 60, 0)}, []string{"watch 0 ", "phone 0 "}},
		{"more than half", plain, []record.Record{work(t, "watch", "a", noon, 60, 0), work(t, "phone", "b", "2026-07-10T12:29:59Z", 60, 0)}, []string{"phone 1 alike"}},
		{
			"the athlete's order before the heart rate", orders(record.ChooseWorkouts, "phone"),
			[]record.Record{beating(work(t, "watch", "a", noon, 60, 0), 900, 120), work(t, "phone", "b", noon, 60, 0)},
			[]string{"phone 1 your_order"},
		},
		{
			"the heart rate before a device", plain,
			[]record.Record{bridge(beating(work(t, "cloud", "a", noon, 60, 0), 900, 120)), work(t, "phone", "b", noon, 60, 0)},
			[]string{"cloud 1 own_heart_rate"},
		},
		{"a device", plain, []record.Record{bridge(work(t, "cloud", "a", noon, 60, 0)), work(t, "phone", "b", noon, 60, 0)}, []string{"phone 1 device"}},
		{
			"the richer", plain,
			[]record.Record{beating(work(t, "watch", "b", noon, 60, 0), 900, 120), beating(work(t, "strap", "a", noon, 60, 0), 600, 120)},
			[]string{"watch 1 richer"},
		},
		{
			"a walk that repeats the heart rate of the workout it lies in", orders(record.ChooseWorkouts, "track"),
			[]record.Record{beating(work(t, "watch", "a", noon, 60, 0), 3600, 120), beating(work(t, "track", "b", noon, 10, 0), 600, 120)},
			[]string{"watch 1 longer"},
		},
		{
			"of one source", plain,
			[]record.Record{beating(work(t, "watch", "a", noon, 60, 0), 600, 120), work(t, "watch", "b", "2026-07-10T12:00:05Z", 60, 0)},
			[]string{"watch 1 "},
		},
		{
			"a log that speaks of two sessions joins none of them", plain,
			[]record.Record{work(t, "watch", "a", noon, 30, 0), work(t, "watch", "b", "2026-07-10T12:30:00Z", 30, 0), work(t, "log", "c", noon, 60, record.Log, "squat")},
			[]string{"watch 0 ", "watch 0 "},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			day := merge(t, "2026-07-10", tc.about, tc.recs...)
			var got []string
			for _, w := range day.Workouts {
				got = append(got, fmt.Sprintf("%s %d %s", w.Source, len(w.Also), w.Why))
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
			if len(day.Files) != len(tc.recs) {
				t.Errorf("files %v", day.Files)
			}
		})
	}
}

// The session that stands for an activity has what the others know and it does not.
func TestActivityTakesWhatItLacks(t *testing.T) {
	const noon = "2026-07-10T12:00:00Z"
	phone := work(t, "phone", "a", noon, 60, record.WatchGuess, "lunge")
	watch := beating(work(t, "watch", "b", noon, 58, record.WatchPlan, "squat"), 3000, 130)
	watch.Workouts[0].DistanceM = new(500.)
	log := work(t, "log", "c", noon, 60, record.Log, "thrust", "thrust")
	log.Workouts[0].RPE = new(8.)
	got := merge(t, "2026-07-10", orders(record.ChooseWorkouts, "phone"), phone, watch, log).Workouts
	if len(got) != 1 {
		t.Fatalf("%d workouts", len(got))
	}
	w := got[0]
	if w.Source != "phone" || w.SetsFrom != "log" || len(w.Sets) != 2 || *w.RPE != 8 || *w.DistanceM != 500 || *w.AvgHR != 130 || w.HRAllDay {
		t.Errorf("got %+v", w)
	}
	if diff := cmp.Diff([]string{"watch"}, w.HRFrom); diff != "" {
		t.Error(diff)
	}
}

// A workout without a heart rate of its own takes the day's: per five minutes its own source's, else that of another.
func TestHeartRateOfWorkoutFromTheDay(t *testing.T) {
	const noon = "2026-07-10T12:00:00Z"
	rates := func(source, sha, start string, step, n int, bpm int32) record.Record {
		r := from(source, sha, at(t, start))
		r.Samples = []record.Samples{every(record.HeartRate, at(t, start), step, n, bpm)}
		return r
	}
	bare := work(t, "watch", "a", noon, 60, 0)
	for _, tc := range []struct {
		name  string
		about record.About
		recs  []record.Record
		from  []string
		beats map[int]int32 // s by bpm
	}{
		{"its own", home("UTC"), []record.Record{rates("watch", "b", noon, 60, 60, 120), rates("ring", "c", noon, 5, 720, 99)}, []string{"watch"}, map[int]int32{120: 3600}},
		{"gaps from another", home("UTC"), []record.Record{rates("watch", "b", noon, 60, 30, 120), rates("ring", "c", noon, 300, 12, 99)}, []string{"ring", "watch"}, map[int]int32{120: 1800, 99: 1800}},
		{"the denser of others", home("UTC"), []record.Record{rates("band", "b", noon, 60, 60, 110), rates("ring", "c", noon, 5, 720, 99)}, []string{"ring"}, map[int]int32{99: 3600}},
		{"a device before one that passes on", home("UTC"), []record.Record{rates("band", "b", noon, 60, 60, 110), bridge(rates("cloud", "c", noon, 5, 720, 99))}, []string{"band"}, map[int]int32{110: 3600}},
		{"the athlete's order", orders(record.ChooseHeartRate, "band"), []record.Record{rates("band", "b", noon, 60, 60, 110), rates("ring", "c", noon, 5, 720, 99)}, []string{"band"}, map[int]int32{110: 3600}},
		{"less than half says nothing", home("UTC"), []record.Record{rates("watch", "b", noon, 60, 29, 120)}, nil, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := merge(t, "2026-07-10", tc.about, append(tc.recs, bare)...).Workouts[0]
			if diff := cmp.Diff(tc.from, w.HRFrom); diff != "" || w.HRAllDay != (tc.from != nil) {
				t.Error(diff)
			}
			got := map[int]int32{}
			for i, s := range w.Beats.S {
				if s > 0 {
					got[w.Beats.Min+i] = s
				}
			}
			if len(got)+len(tc.beats) > 0 && !cmp.Equal(tc.beats, got) {
				t.Errorf("got %v, want %v", got, tc.beats)
			}
		})
	}
}

// Steps stand beside each other per source, never added up; where a source tells no sum of its own it is that of its counts.
func TestStepsPerSource(t *testing.T) {
	counts := from("watch", "a", at(t, "2026-07-10T00:00:00Z"))
	counts.Samples = []record.Samples{every(record.Steps, at(t, "2026-07-10T00:00:00Z"), 3600, 24, 100)}
	next := from("watch", "b", at(t, "2026-07-11T00:00:00Z"))
	next.Samples = []record.Samples{every(record.Steps, at(t, "2026-07-11T00:00:00Z"), 3600, 3, 7)}
	phone := from("phone", "c", at(t, "2026-07-10T00:00:00Z"))
	phone.Daily = []record.Daily{{Time: at(t, "2026-07-10T09:00:00Z"), Kind: record.DailySteps, Value: 1800}}
	phone.Samples = []record.Samples{every(record.Steps, at(t, "2026-07-10T10:00:00Z"), 3600, 3, 500)}
	got := merge(t, "2026-07-10", home("UTC"), counts, next, phone)
	want := []record.DayValue{ // the count that ends with midnight is the day's before it
		{Source: "phone", Kind: record.DailySteps, Value: 1800}, {Source: "watch", Kind: record.DailySteps, Value: 23*100 + 7},
	}
	if diff := cmp.Diff(want, got.Vendor); diff != "" {
		t.Error(diff)
	}
}

// An export of the morning and one of the evening both tell the day's steps: those of the evening count.
func TestStepsOfADayGrow(t *testing.T) {
	var recs []record.Record
	for file, n := range map[string]float64{"a": 1200, "b": 9000, "c": 4000} {
		r := from("watch", file, at(t, "2026-07-10T00:00:00Z"))
		r.Wall = true
		r.Daily = []record.Daily{
			{Time: at(t, "2026-07-10T12:00:00Z"), Kind: record.DailySteps, Value: n}, {Time: at(t, "2026-07-10T12:00:00Z"), Kind: record.VendorRHR, Value: 50},
		}
		recs = append(recs, r)
	}
	want := []record.DayValue{{Source: "watch", Kind: record.VendorRHR, Value: 50}, {Source: "watch", Kind: record.DailySteps, Value: 9000}}
	if diff := cmp.Diff(want, merge(t, "2026-07-10", home("Europe/Oslo"), recs...).Vendor); diff != "" {
		t.Error(diff)
	}
}

func TestSourcesOfTheDay(t *testing.T) {
	watch := from("watch", "a", at(t, "2026-07-10T12:00:00Z"))
	watch.Samples = []record.Samples{every(record.HeartRate, at(t, "2026-07-10T12:00:00Z"), 30, 20, 60)}
	cloud := bridge(from("cloud", "b", at(t, "2026-07-10T12:00:00Z")))
	cloud.Daily = []record.Daily{{Time: at(t, "2026-07-10T12:00:00Z"), Kind: record.VendorRHR, Value: 50}}
	silent := from("silent", "c", at(t, "2026-07-10T12:00:00Z"))
	words := entry("d", 9, record.Entry{Kind: record.CheckInEntry, CheckIn: &record.CheckIn{Day: date(t, "2026-07-10"), Fatigue: new(2)}})
	day := merge(t, "2026-07-10", home("UTC"), watch, cloud, silent, words)
	want := []record.DaySource{{Source: cloud.Source}, {Source: watch.Source, HRMin: 10}}
	if diff := cmp.Diff(want, day.Sources); diff != "" {
		t.Error(diff)
	}
	if day.HRMin != 10 {
		t.Errorf("%d minutes of heart rate, want 10", day.HRMin)
	}
}
