package risk_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/plan"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// draw makes an athlete whose last week is arbitrary.
func draw(t *rapid.T) *athlete {
	a := newAthlete()
	if rapid.Bool().Draw(t, "beginner") {
		a.about.Profile.Experience = new("beginner")
	}
	for d := today - 6; d <= today; d++ {
		if rapid.IntRange(0, 3).Draw(t, "nights") == 0 {
			a.night(d, float64(rapid.IntRange(200, 540).Draw(t, "tst")), float64(rapid.IntRange(48, 62).Draw(t, "rhr")))
		}
		switch rapid.IntRange(0, 4).Draw(t, "answers") {
		case 0:
			a.days[d].CheckIn = nil
		case 1:
			a.words(d, rapid.IntRange(1, 5).Draw(t, "fatigue"), rapid.IntRange(1, 5).Draw(t, "soreness"))
			a.days[d].CheckIn.Sick = new(rapid.IntRange(0, 9).Draw(t, "sick") == 0)
		}
		switch rapid.IntRange(0, 6).Draw(t, "training") {
		case 0:
			a.lift(d, rapid.IntRange(0, 22).Draw(t, "hour"), rapid.IntRange(1, 12).Draw(t, "sets"), float64(rapid.IntRange(0, 3).Draw(t, "rir")))
		case 1:
			a.work(d, 12, time.Hour, rapid.IntRange(0, 6).Draw(t, "sets"), record.Set{Exercise: "nobody knows", Reps: new(8)})
		}
	}
	return a
}

func rank(verdict string) int {
	return slices.Index([]string{risk.Go, risk.Lighter, risk.Wait, risk.Rest, risk.Undetermined}, verdict)
}

// A later session of the same day or week is never judged worse, all else equal.
func TestLawMoreHoursNeverWorse(t *testing.T) {
	ex := catalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		a := draw(t)
		f, _ := a.frame(ex)
		in := risk.Input{Frame: f, About: a.about, Session: a.session, At: a.at}
		soon := risk.Judge(in)
		in.Session.Start = in.Session.Start.Add(time.Duration(rapid.IntRange(1, 100*60).Draw(t, "minutes")) * time.Minute)
		later := risk.Judge(in)
		was, is := rank(soon.Verdict), rank(later.Verdict)
		if soon.Verdict == risk.Wait && later.Verdict == risk.Undetermined {
			return // the wait is over; whether the rest is well nobody knows
		}
		if is > was {
			t.Fatalf("%s became %s", soon.Verdict, later.Verdict)
		}
		if soon.LocalReadiness != nil && *later.LocalReadiness < *soon.LocalReadiness {
			t.Fatalf("readiness fell from %v to %v", *soon.LocalReadiness, *later.LocalReadiness)
		}
	})
}

// Reasons are never empty and never without a text; the earliest good time is judged good, and the minute before is not.
func TestLawEarliest(t *testing.T) {
	ex := catalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		a := draw(t)
		f, _ := a.frame(ex)
		in := risk.Input{Frame: f, About: a.about, Session: a.session, At: a.at, Language: rapid.SampledFrom([]string{"en", "nb", ""}).Draw(t, "language")}
		v := risk.Judge(in)
		if len(v.Reasons) == 0 || v.Text == "" || v.Model != risk.Model {
			t.Fatal("a verdict without reasons")
		}
		for _, r := range v.Reasons {
			if r.Text == "" || r.Sign == "" || !slices.Contains([]string{"for", "against", "missing", "note"}, r.Effect) {
				t.Fatalf("%+v", r)
			}
			if r.Value != nil && math.IsNaN(*r.Value) || r.Baseline != nil && math.IsNaN(*r.Baseline) {
				t.Fatalf("%s is not a number", r.Sign)
			}
		}
		if v.Earliest.IsZero() {
			return
		}
		in.Session.Start = v.Earliest
		best := risk.Judge(in).Verdict
		if best != risk.Go && (v.Verdict != risk.Wait || best != risk.Lighter) {
			t.Fatalf("%s until %s, which is %s", v.Verdict, v.Earliest, best)
		}
		in.Session.Start = v.Earliest.Add(-time.Minute)
		if before := risk.Judge(in).Verdict; v.Earliest.After(a.session.Start) && rank(before) <= rank(best) {
			t.Fatalf("a minute earlier is %s too", before)
		}
	})
}

// What is not known never makes a go: not nights and answers that are gone, not sets that are gone, not their exercises.
func TestLawMissingNeverGo(t *testing.T) {
	ex := catalogue(t)
	take := map[string]func(a *athlete){
		"everything": func(a *athlete) { clear(a.days) },
		"the last days": func(a *athlete) {
			for d := today - 1; d <= today; d++ {
				delete(a.days, d)
			}
		},
		"nights and answers": func(a *athlete) {
			for d := today - history; d <= today; d++ {
				a.days[d].Nights, a.days[d].NightHR, a.days[d].CheckIn = nil, nil, nil
			}
		},
		"training": func(a *athlete) { a.clear(today - history) },
	}
	rapid.Check(t, func(t *rapid.T) {
		a := draw(t)
		what := rapid.SampledFrom([]string{"everything", "the last days", "nights and answers", "training"}).Draw(t, "what")
		take[what](a)
		if v := a.judge(ex, ""); v.Verdict == risk.Go {
			t.Fatalf("without %s: %s", what, v.Verdict)
		}
	})
}

// Four sets or more within two days, of exercises that nobody knows, never pass as no sets.
func TestLawUnknownExercisesNeverGo(t *testing.T) {
	ex := catalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		a := draw(t)
		for _, day := range a.days {
			for k := range day.Workouts {
				for n := range day.Workouts[k].Sets {
					day.Workouts[k].Sets[n].Exercise = "nobody knows"
				}
			}
		}
		a.work(today-1, rapid.IntRange(0, 22).Draw(t, "hour"), time.Hour, rapid.IntRange(4, 12).Draw(t, "sets"), record.Set{Exercise: "", Reps: new(8)})
		if v := a.judge(ex, ""); v.Verdict == risk.Go {
			t.Fatal("go")
		}
	})
}

// Nothing that is measured later changes a verdict.
func TestLawOnlyWhatWasKnown(t *testing.T) {
	ex := catalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		a := draw(t)
		a.at = local(today-record.Date(rapid.IntRange(1, 5).Draw(t, "ago")), rapid.IntRange(0, 23).Draw(t, "hour"), 30)
		a.session = plan.Session{Start: a.at.Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "ahead")) * time.Hour)}
		before := tell(a.judge(ex, "en"))
		d := record.DateOf(a.at.Add(time.Hour)) + 1
		a.night(d, 200, 70)
		a.words(d, 5, 5)
		a.days[d].CheckIn.Sick = new(true)
		a.lift(d, 8, 12, 0)
		if after := tell(a.judge(ex, "en")); before != after {
			t.Fatalf("what came later changed\n%sinto\n%s", before, after)
		}
	})
}
