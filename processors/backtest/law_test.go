package backtest_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/backtest"
	"github.com/hvilepuls/hvilepuls/processors/metric"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// draw makes a history with all that makes a morning know less than its evening.
func draw(t *rapid.T) []record.Day {
	var out []record.Day
	for i := range rapid.IntRange(1, 70).Draw(t, "days") {
		d := quietDay(firstDay+record.Date(i), float64(rapid.IntRange(48, 60).Draw(t, "rhr")))
		switch rapid.IntRange(0, 11).Draw(t, "kind") {
		case 0:
			continue
		case 1:
			d.Nights, d.NightHR, d.HRMin = nil, nil, 0
		case 2:
			d.Nights[0] = night(clock(d.Date, 12, 30), 420) // not over at 11:00
		case 3:
			d.Nights = append(d.Nights, record.Night{Source: "watch", Start: clock(d.Date, 14, 0), End: clock(d.Date, 15, 0), Nap: true, TSTMin: 50})
		}
		if rapid.IntRange(0, 2).Draw(t, "training") == 0 {
			lift(&d, rapid.IntRange(6, 20).Draw(t, "hour"), float64(rapid.IntRange(60, 100).Draw(t, "kg")))
			if rapid.IntRange(0, 3).Draw(t, "corrected") == 0 {
				correct(&d.Workouts[len(d.Workouts)-1], clock(d.Date, 23, 0).Add(time.Duration(rapid.IntRange(0, 200).Draw(t, "hours later"))*time.Hour))
			}
		}
		at := clock(d.Date, 5, 0)
		for range rapid.IntRange(0, 2).Draw(t, "words") {
			at = at.Add(time.Duration(rapid.SampledFrom([]int{1, 2, 9, 30, 200}).Draw(t, "hours")) * time.Hour)
			c := record.CheckIn{RPE: new(float64(rapid.IntRange(5, 10).Draw(t, "rpe")))}
			if rapid.Bool().Draw(t, "taps") {
				c.Fatigue, c.Soreness = new(rapid.IntRange(1, 5).Draw(t, "fatigue")), new(rapid.IntRange(1, 5).Draw(t, "soreness"))
			} else if d.CheckIn != nil {
				c.Fatigue, c.Soreness = d.CheckIn.Fatigue, d.CheckIn.Soreness
			}
			say(&d, at, c)
		}
		out = append(out, d)
	}
	return out
}

// correct makes the sets of a workout heavier by far, or sets that were not done.
func correct(w *record.DayWork, entered time.Time) {
	notDone := entered.Day()%2 == 0
	for i := range w.Sets {
		was := w.Sets[i]
		w.Sets[i].Was, w.Sets[i].Entered, w.Sets[i].NotDone, w.Sets[i].LoadKg = &was, entered, notDone, new(200.)
	}
	if notDone {
		w.Sets, w.NotDone = nil, w.Sets
	}
}

// plainly judges one morning from nothing but what was known then, without any shortcut: the whole frame of the days up to it, every
// metric, the risk and the state of the last day.
func plainly(days []record.Day, today record.Date, ex metric.Catalogue) result.Morning {
	at := clock(today, 11, 0)
	var seen []record.Day
	for _, d := range risk.Until(days, at) {
		d = d.AsOf(at)
		if d.Date == today {
			d.Workouts = nil
		}
		seen = append(seen, d)
	}
	if len(seen) == 0 || seen[len(seen)-1].Date < today {
		seen = append(seen, record.Day{Date: today, Offset: offset})
	}
	f := metric.NewFrame(seen, about(), ex)
	f.Evaluate()
	signs := risk.Evaluate(f)
	i := f.Len() - 1
	out := result.Morning{Day: today, Level: risk.LevelWord(int(f.Columns["risk_level"].V[i]))}
	if d := risk.Days(f)[i]; len(signs[i]) > 0 {
		out.P, out.Confidence = &d.P, d.Confidence
	}
	return out
}

// Every morning is judged as if there had been nothing after it.
func TestLawAsItWasKnown(t *testing.T) {
	ex := catalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		days := draw(t)
		if len(days) == 0 {
			return
		}
		got, err := backtest.Run(t.Context(), backtest.Input{Athlete: "ada", Days: days, About: about(), Exercises: ex, From: -1 << 30, To: 1 << 30})
		if err != nil {
			t.Fatal(err)
		}
		want := int(days[len(days)-1].Date-days[0].Date) + 1
		if len(got.Mornings) != want {
			t.Fatalf("%d mornings, want %d", len(got.Mornings), want)
		}
		for range 6 {
			m := got.Mornings[rapid.IntRange(0, want-1).Draw(t, "morning")]
			m.Alarm = false
			if diff := cmp.Diff(plainly(days, m.Day, ex), m); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

// A set that was corrected days later counts as it was told until then.
func TestLaterCorrection(t *testing.T) {
	const fell, told = 50, 51
	var days []record.Day
	for i := range 60 {
		d := quietDay(firstDay+record.Date(i), 52)
		if i%2 == 0 {
			kg := 100.
			if i >= fell-4 && i <= fell {
				kg = 60
			}
			lift(&d, 18, kg)
		}
		days = append(days, d)
	}
	before := run(t, days, firstDay, firstDay+59)
	for i := fell - 4; i <= fell; i += 2 {
		w := &days[i].Workouts[0]
		for k := range w.Sets {
			was := w.Sets[k]
			w.Sets[k].Was, w.Sets[k].Entered, w.Sets[k].LoadKg = &was, clock(firstDay+told, 20, 0), new(100.)
		}
	}
	after := run(t, days, firstDay, firstDay+59)
	for i := range after.Mornings {
		changed := cmp.Diff(before.Mornings[i], after.Mornings[i]) != ""
		if early := i <= told; early && changed || i == told+1 && !changed {
			t.Errorf("the morning of day %d, with a correction of day %d: changed %v", i, told, changed)
		}
	}
}
