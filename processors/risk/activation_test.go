package risk_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/day"
	"github.com/hvilepuls/hvilepuls/processors/metric"
	"github.com/hvilepuls/hvilepuls/processors/plan"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// files are what a watch, a training log and the athlete say of two months, as records: nights, answers with the RPE of each session, and
// six sets of hip thrusts each Tuesday and Friday evening.
func files() []record.Record {
	var out []record.Record
	file := func(source, kind string, d record.Date) *record.Record {
		name := fmt.Sprintf("%s-%s-%d", source, kind, d)
		out = append(out, record.Record{V: record.Version, Athlete: "ada", Date: d, Source: record.Source{Key: source, Model: source}, File: name, SHA: name})
		return &out[len(out)-1]
	}
	for d := today - history; d <= today; d++ {
		night := file("watch", "night", d)
		end := local(d, 6, 0)
		night.Sleep = []record.SleepSession{{Start: end.Add(-8 * time.Hour), End: end, Totals: map[record.StageKind]int{record.Light: 27000 + 300*int(d%5)}}}
		hr := record.Samples{Kind: record.HeartRate, Series: record.Series{Start: end.Add(-6 * time.Hour)}} // after midnight UTC
		for m := range 360 {
			hr.T, hr.V = append(hr.T, int32(60*m)), append(hr.V, 51+int32(d%3))
		}
		night.Samples = []record.Samples{hr}
		answers := record.CheckIn{Day: d, Fatigue: new(2), Soreness: new(2)}
		if wd := d.Weekday(); d < today && (wd == time.Tuesday || wd == time.Friday) {
			answers.RPE = new(8.5)
			file("log", "session", d).Workouts = []record.Workout{lifting(local(d, 18, 0), time.Hour, record.Log, 6, record.Set{
				Exercise: "Hip Thrust (Barbell)", Reps: new(8), LoadKg: new(100.),
			})}
		}
		file("athlete", "answers", d).Entries = []record.Entry{{Kind: record.CheckInEntry, Entered: local(d, 6, 10), CheckIn: &answers}}
	}
	return out
}

func lifting(start time.Time, long time.Duration, layer record.Layer, sets int, like ...record.Set) record.Workout {
	w := record.Workout{Start: start, End: start.Add(long), Sport: "training", SubSport: "strength_training", TimerS: long.Seconds()}
	for i := range sets * len(like) {
		s := like[i%len(like)]
		s.Index, s.Start, s.Layer = i, start.Add(time.Duration(i)*time.Minute), layer
		w.Sets = append(w.Sets, s)
	}
	return w
}

// activation is ten minutes every morning for a month: by the names of a log, and as a watch guesses it, without loads.
func activation() (out []record.Record) {
	none := func(exercise string) record.Set {
		return record.Set{Exercise: exercise, Reps: new(20), LoadKg: new(0.)}
	}
	guess := func(exercise string) record.Set { return record.Set{Exercise: exercise, Reps: new(20)} }
	for d := today - 30; d <= today; d++ {
		r := record.Record{V: record.Version, Athlete: "ada", Date: d, Source: record.Source{Key: "watch", Model: "watch"}, File: fmt.Sprint("act", d), SHA: fmt.Sprint("act", d)}
		r.Workouts = []record.Workout{
			lifting(local(d, 6, 5), 10*time.Minute, record.Log, 2, none("Clamshell"), none("Band Walk"), none("Glute Bridge"), none("Bird Dog")),
			lifting(local(d, 16, 0), 10*time.Minute, record.WatchGuess, 2, guess(clams), guess(bandWalk), guess("hip_raise"), guess("hip_stability/quadruped_with_leg_lift")),
		}
		out = append(out, r)
	}
	return out
}

// judged takes records the whole way: days, metrics, risk, verdict.
func judged(t *testing.T, recs []record.Record, at, session time.Time) result.Verdict {
	t.Helper()
	about := record.About{Zones: []record.Zone{{From: record.NoDate, TZ: "Europe/Oslo"}}}
	var days []record.Day
	for d := today - history; d <= today; d++ {
		if made, ok := day.Merge(d, about, recs); ok {
			days = append(days, made)
		}
	}
	f := metric.NewFrame(risk.Until(days, at), about, catalogue(t))
	f.Evaluate()
	risk.Evaluate(f)
	return risk.Judge(risk.Input{Athlete: "ada", Frame: f, About: about, Session: plan.Session{Start: session, Name: "Glutes"}, At: at})
}

// Daily activation for a month leaves the verdict untouched: on a day to go, on one to wait, and while the answers of hard days name an RPE.
func TestActivationLeavesTheVerdictUntouched(t *testing.T) {
	plain, both := files(), append(files(), activation()...)
	for _, tc := range []struct {
		at, session time.Time
		want        string
	}{
		{local(today, 6, 30), local(today, 18, 0), risk.Go},
		{local(today-4, 20, 0), local(today-3, 18, 0), risk.Wait}, // the evening of a session, for the next day
		{local(today-2, 9, 0), local(today-2, 19, 30), risk.Go},   // 48 h after it
	} {
		want, got := judged(t, plain, tc.at, tc.session), judged(t, both, tc.at, tc.session)
		if want.Verdict != tc.want {
			t.Fatalf("at %s: %s, want %s: the test is not about what it was", tc.at, want.Verdict, tc.want)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("at %s: %s", tc.at, diff)
		}
	}
}

// Sets that were not done are no unknown session either.
func TestNothingDoneIsKnown(t *testing.T) {
	a := newAthlete()
	a.work(today-1, 18, time.Hour, 5, record.Set{Exercise: "a thing of my own", Reps: new(8)})
	if v := a.judge(catalogue(t), ""); v.Verdict != risk.Lighter {
		t.Fatalf("%s after a session that cannot be counted", v.Verdict)
	}
	w := &a.days[today-1].Workouts[len(a.days[today-1].Workouts)-1]
	w.NotDone, w.Sets = w.Sets, nil
	if v := a.judge(catalogue(t), ""); v.Verdict != risk.Go {
		t.Errorf("%s after a session of which nothing was done", v.Verdict)
	}
}
