package day_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/day"
)

const noon = "2026-07-10T12:00:00Z"

// fix is a file with one correction of a workout of two sets, or of as many as it says, entered some hours after midnight.
func fix(t testing.TB, sha string, hour int, start string, c record.Correction) record.Record {
	t.Helper()
	c.Workout = at(t, start)
	if c.Sets == 0 {
		c.Sets = 2
	}
	r := entry(sha, hour, record.Entry{Kind: record.CorrectionEntry, Correction: &c})
	r.Date = r.Entries[0].Date()
	return r
}

// said writes the sets of a day: index, exercise, layer and repetitions, those not done with a minus.
func said(works []record.DayWork) string {
	var out []string
	line := func(sign string, s record.Set) {
		text := fmt.Sprintf("%s%d:%s/%d", sign, s.Index, s.Exercise, s.Layer)
		if s.Reps != nil {
			text += fmt.Sprintf("x%d", *s.Reps)
		}
		out = append(out, text)
	}
	for _, w := range works {
		for _, s := range w.Sets {
			line("", s)
		}
		for _, s := range w.NotDone {
			line("-", s)
		}
	}
	return strings.Join(out, " ")
}

func TestCorrections(t *testing.T) {
	watch := work(t, "watch", "a", noon, 60, record.WatchGuess, "lunge", "lunge")
	planned := work(t, "other", "b", noon, 60, record.WatchPlan, "plank", "plank")
	hevy := work(t, "hevy", "c", "2026-07-10T12:05:00Z", 50, record.Log, "thrust", "squat")
	longer := work(t, "hevy", "c", "2026-07-10T12:05:00Z", 50, record.Log, "thrust", "squat", "curl")
	squat := fix(t, "d", 1, noon, record.Correction{Set: 0, Exercise: new("squat")})
	for _, tc := range []struct {
		name     string
		recs     []record.Record
		want     string
		unplaced int
	}{
		{"a guess", []record.Record{watch, squat}, "0:squat/3 1:lunge/0", 0},
		{"of what the watch followed", []record.Record{planned, squat}, "0:squat/3 1:plank/1", 0},
		{"above the log", []record.Record{watch, hevy, squat}, "0:squat/3 1:squat/2", 0},
		{"the log's own start", []record.Record{watch, hevy, fix(t, "d", 1, "2026-07-10T12:05:00Z", record.Correction{Set: 1, Reps: new(9)})}, "0:thrust/2 1:squat/3x9", 0},
		{"a log that counts otherwise", []record.Record{watch, longer, squat}, "0:thrust/2 1:squat/2 2:curl/2", 1},
		{"no such workout", []record.Record{watch, fix(t, "d", 1, "2026-07-10T12:00:01Z", record.Correction{Reps: new(1)})}, "0:lunge/0 1:lunge/0", 1},
		{"of two watches", []record.Record{watch, planned, squat}, "0:squat/3 1:plank/1", 0},
		{
			"the newest word per field",
			[]record.Record{watch, fix(t, "e", 2, noon, record.Correction{Reps: new(8)}), squat, fix(t, "f", 3, noon, record.Correction{Exercise: new("thrust")})},
			"0:thrust/3x8 1:lunge/0", 0,
		},
		{"entered at once: the smaller SHA", []record.Record{watch, squat, fix(t, "c", 1, noon, record.Correction{Exercise: new("curl")})}, "0:curl/3 1:lunge/0", 0},
		{"not done", []record.Record{watch, fix(t, "d", 1, noon, record.Correction{Set: 0, NotDone: new(true)})}, "1:lunge/0 -0:lunge/3", 0},
		{
			"done after all",
			[]record.Record{watch, fix(t, "d", 1, noon, record.Correction{NotDone: new(true)}), fix(t, "e", 2, noon, record.Correction{NotDone: new(false)})},
			"0:lunge/3 1:lunge/0", 0,
		},
		{
			"one not done, then another", []record.Record{
				watch, fix(t, "d", 1, noon, record.Correction{NotDone: new(true)}), fix(t, "e", 2, noon, record.Correction{Set: 1, Reps: new(5)}),
			}, "1:lunge/3x5 -0:lunge/3", 0,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := merge(t, "2026-07-10", record.About{}, tc.recs...)
			if s := said(got.Workouts); s != tc.want || len(got.Unplaced) != tc.unplaced {
				t.Errorf("got %s and %d unplaced, want %s and %d", s, len(got.Unplaced), tc.want, tc.unplaced)
			}
			if len(got.Files) != len(tc.recs) {
				t.Errorf("files %v", got.Files)
			}
			if s := said(merge(t, "2026-07-10", record.About{}, tc.recs[0]).Workouts); strings.Contains(s, "/3") {
				t.Errorf("the file's own sets were changed: %s", s)
			}
		})
	}
}

// A workout that began before midnight UTC is corrected on its local day, by words that are filed a day earlier.
func TestCorrectionAcrossMidnight(t *testing.T) {
	watch := work(t, "watch", "a", "2026-07-09T22:30:00Z", 60, record.WatchGuess, "lunge", "lunge")
	word := fix(t, "d", 1, "2026-07-09T22:30:00Z", record.Correction{Exercise: new("squat")})
	lost := fix(t, "e", 1, "2026-07-09T22:31:00Z", record.Correction{Exercise: new("squat")})
	about := home("Europe/Oslo")
	got := merge(t, "2026-07-10", about, watch, word, lost)
	if s := said(got.Workouts); s != "0:squat/3 1:lunge/0" || len(got.Unplaced) != 1 {
		t.Errorf("%s, %v", s, got.Unplaced)
	}
	if d, ok := day.Merge(date(t, "2026-07-09"), about, []record.Record{watch, word, lost}); ok {
		t.Errorf("something is said about the day before: %v", d)
	}
}

// What a set was stays known, with the instant of each word.
func TestCorrectionsAsOf(t *testing.T) {
	got := merge(
		t, "2026-07-10", record.About{}, work(t, "watch", "a", noon, 60, record.WatchGuess, "lunge", "lunge"),
		fix(t, "d", 14, noon, record.Correction{Exercise: new("squat"), Reps: new(8), RIR: new(1.), LoadKg: new(0.), Warmup: new(true)}),
		fix(t, "e", 14, noon, record.Correction{Reps: new(7)}), // the same instant; the smaller SHA wins
		fix(t, "f", 16, noon, record.Correction{NotDone: new(true)}),
	)
	for hour, want := range map[string]string{"13": "0:lunge/0 1:lunge/0", "14": "0:squat/3x8 1:lunge/0", "16": "1:lunge/0 -0:squat/3x8"} {
		then := got.AsOf(at(t, "2026-07-10T"+hour+":00:00Z"))
		if s := said(then.Workouts); s != want {
			t.Errorf("at %s: %s, want %s", hour, s, want)
		}
	}
	s := got.Workouts[0].NotDone[0].Was
	if !s.Warmup || s.LoadKg == nil || *s.LoadKg != 0 || *s.RIR != 1 || s.Was.Exercise != "lunge" || s.Was.Was != nil {
		t.Errorf("%+v", s)
	}
}

// A corrected set, and no other, knows what it was, and no set is lost by a correction.
func TestCorrectedSetsKnowWhatTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		recs, about := genRecords(t), genAbout(t)
		d, _ := day.Merge(lawDay, about, recs)
		for _, w := range d.Workouts {
			for _, s := range append(w.Sets, w.NotDone...) {
				if (s.Was != nil) != (s.Layer == record.Corrected && !s.Entered.IsZero()) {
					t.Fatalf("%+v", s)
				}
			}
		}
		for k, w := range d.AsOf(lawDay.Time().AddDate(-1, 0, 0)).Workouts {
			if after := d.Workouts[k]; len(w.Sets) != len(after.Sets)+len(after.NotDone) || len(w.NotDone) > 0 {
				t.Fatalf("%d sets before any correction, %d and %d after", len(w.Sets), len(after.Sets), len(after.NotDone))
			}
		}
	})
}
