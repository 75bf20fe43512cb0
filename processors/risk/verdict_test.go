package risk_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/plan"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

var update = flag.Bool("update", false, "write the golden files anew")

// situation is one story, the verdict it must have, the earliest good time, and a reason it must name.
type situation struct {
	name         string
	change       func(a *athlete)
	want         string
	earliest     string // local, "" for none
	sign, effect string
}

func situations() []situation {
	bad := func(a *athlete, days record.Date) {
		for d := today - days + 1; d <= today; d++ {
			a.night(d, 290, 58)
			a.words(d, 5, 3)
		}
	}
	return append([]situation{
		{"fresh", func(*athlete) {}, risk.Go, "Tue 18:00", "glute_hours_since_hard", "for"},
		{"no plan, judged now", func(a *athlete) { a.session = plan.Session{} }, risk.Go, "Tue 06:30", "rhr", "for"},
		{"20 h after 9 hard sets", func(a *athlete) { a.lift(today-1, 21, 9, 2) }, risk.Wait, "Thu 22:00", "glute_hours_since_hard", "against"},
		{"20 h after 4 hard sets", func(a *athlete) { a.lift(today-1, 21, 4, 2) }, risk.Wait, "Wed 22:00", "light_activation", "note"},
		{"50 h after 6 sets to failure", func(a *athlete) { a.lift(today-2, 15, 6, 0) }, risk.Wait, "Wed 16:00", "local_readiness", "against"},
		{"58 h after 9 hard sets", func(a *athlete) { a.lift(today-2, 7, 9, 2) }, risk.Lighter, "Wed 08:00", "local_readiness", "against"},
		{"50 h after 6 hard sets", func(a *athlete) { a.lift(today-2, 15, 6, 2) }, risk.Go, "Tue 18:00", "glute_hours_since_hard", "for"},
		{"a beginner, 50 h after 6 hard sets", func(a *athlete) {
			a.lift(today-2, 15, 6, 2)
			a.about.Profile.Experience = new("beginner")
		}, risk.Wait, "Wed 16:00", "glute_hours_since_hard", "against"},
		{"a light session planned, 20 h after 9 hard sets", func(a *athlete) {
			a.lift(today-1, 21, 9, 2)
			a.session.Effort = plan.Light
		}, risk.Lighter, "Thu 22:00", "glute_hours_since_hard", "against"},
		{"24 hard sets in a week", func(a *athlete) {
			a.lift(today-6, 12, 8, 2)
			a.lift(today-4, 12, 8, 2)
			a.lift(today-3, 12, 6, 2)
		}, risk.Lighter, "Wed 13:00", "glute_sets_7d", "against"},
		{"daily activation for a month", func(a *athlete) {
			for d := today - 30; d <= today; d++ {
				a.work(d, 5, 10*time.Minute, 3, record.Set{Exercise: clams, Reps: new(20), LoadKg: new(0.)})
				a.work(d, 6, 10*time.Minute, 3, record.Set{Exercise: bandWalk, Reps: new(20)})
			}
		}, risk.Go, "Tue 18:00", "glute_hours_since_hard", "for"},
		{"two bad mornings", func(a *athlete) { bad(a, 2) }, risk.Rest, "", "risk_p", "against"},
		{"one bad morning", func(a *athlete) { bad(a, 1) }, risk.Lighter, "", "rhr", "against"},
	}, slices.Concat(knownGaps(), told())...)
}

// knownGaps are stories in which something is missing.
func knownGaps() []situation {
	silent := func(days record.Date) func(a *athlete) {
		return func(a *athlete) {
			for d := today - days + 1; d <= today; d++ {
				delete(a.days, d)
			}
		}
	}
	return []situation{
		{"no night since Sunday", func(a *athlete) {
			for d := today - 1; d <= today; d++ {
				a.days[d].Nights, a.days[d].NightHR, a.days[d].CheckIn = nil, nil, nil
			}
		}, risk.Undetermined, "", "sleep_tst_min", "missing"},
		{"silent for two days", silent(2), risk.Undetermined, "", "sleep_tst_min", "missing"},
		{"silent for a fortnight", silent(14), risk.Undetermined, "", "risk_p", "missing"},
		{"nothing at all", func(a *athlete) { clear(a.days) }, risk.Undetermined, "", "risk_p", "missing"},
		{"only the watch", func(a *athlete) {
			a.clear(today - history)
			for d := today - history; d <= today; d++ {
				a.days[d].CheckIn = nil
			}
		}, risk.Lighter, "", "local_readiness", "missing"},
		{"only the answers", func(a *athlete) {
			for d := today - history; d <= today; d++ {
				a.days[d].Nights, a.days[d].NightHR = nil, nil
			}
		}, risk.Go, "Tue 18:00", "sleep_tst_min", "missing"},
		{"the first morning", func(a *athlete) {
			a.clear(today - history)
			for d := today - history; d < today; d++ {
				delete(a.days, d)
			}
			a.words(today, 5, 3)
		}, risk.Lighter, "", "fatigue", "against"},
		{"a session yesterday whose exercises nobody knows", func(a *athlete) {
			a.work(today-1, 18, time.Hour, 8, record.Set{Exercise: "Something New", Reps: new(8)})
		}, risk.Lighter, "Wed 19:00", "glute_sets_max", "missing"},
		{"a strength session yesterday without sets", func(a *athlete) {
			a.work(today-1, 18, time.Hour, 0, record.Set{})
		}, risk.Lighter, "Wed 19:00", "glute_sets_max", "missing"},
	}
}

// told are stories of what the athlete said, and of what to do besides.
func told() []situation {
	return []situation{
		{"ill", func(a *athlete) { a.days[today].CheckIn.Sick = new(true) }, risk.Rest, "", "sick", "against"},
		{"ill two days ago, well since", func(a *athlete) {
			a.days[today-2].CheckIn.Sick = new(true)
			a.days[today-1].CheckIn.Sick = new(false)
		}, risk.Go, "Tue 18:00", "rhr", "for"},
		{"sharp pain", func(a *athlete) { a.days[today-1].CheckIn.Pain = new("sharp") }, risk.Rest, "", "pain", "against"},
		{"a dull pain", func(a *athlete) { a.days[today].CheckIn.Pain = new("dull") }, risk.Go, "Tue 18:00", "pain", "note"},
		{"a dull pain that lasts", func(a *athlete) {
			for _, ago := range []record.Date{8, 4, 1} {
				a.days[today-ago].CheckIn.Pain = new("dull")
			}
		}, risk.Rest, "", "pain", "against"},
		{"a dull pain that went and came back", func(a *athlete) {
			for _, ago := range []record.Date{9, 8, 1} {
				a.days[today-ago].CheckIn.Pain = new("dull")
			}
			a.days[today-4].CheckIn.Pain = new("none")
		}, risk.Go, "Tue 18:00", "pain", "note"},
		{"ill, and 20 h after 9 hard sets", func(a *athlete) {
			a.days[today].CheckIn.Sick = new(true)
			a.lift(today-1, 21, 9, 2)
		}, risk.Rest, "", "sick", "against"},
		{"sorer than usual", func(a *athlete) { a.words(today, 2, 4) }, risk.Lighter, "", "soreness", "against"},
		{"sore and 20 h after 9 hard sets", func(a *athlete) {
			a.words(today, 2, 4)
			a.lift(today-1, 21, 9, 2)
		}, risk.Wait, "Thu 22:00", "soreness", "against"},
		{"three weeks of bad mornings, better since", func(a *athlete) {
			for d := today - 27; d < today-7; d++ {
				a.night(d, 290, 58)
				a.words(d, 4, 3)
			}
		}, risk.Go, "Tue 18:00", "risk_level", "note"},
		{"strength down for three weeks in spite of an easy one", func(a *athlete) {
			for d := today - 35; d <= today; d++ {
				a.days[d].Workouts = nil
				if wd := d.Weekday(); d < today && (wd == time.Tuesday || wd == time.Friday) {
					sets, kg := 6, 100-float64(d-today+35)/1.5
					if ago := today - d; ago > 14 && ago < 22 {
						sets = 2
					}
					a.work(d, 18, time.Hour, sets, record.Set{Exercise: thrust, Reps: new(8), LoadKg: &kg, RIR: new(2.)})
				}
			}
		}, risk.Go, "Tue 18:00", "e1rm_drop_pct", "note"},
		{"never an easy week", func(a *athlete) {
			for d := today - history; d < today-20; d++ {
				a.days[d].Workouts = nil
				if wd := d.Weekday(); wd == time.Tuesday || wd == time.Friday {
					a.lift(d, 18, 6, 2)
				}
			}
		}, risk.Go, "Tue 18:00", "weeks_since_deload", "note"},
	}
}

func TestVerdict(t *testing.T) {
	ex := catalogue(t)
	for _, tc := range situations() {
		t.Run(tc.name, func(t *testing.T) {
			a := newAthlete()
			tc.change(a)
			got := a.judge(ex, "en")
			earliest := ""
			if !got.Earliest.IsZero() {
				earliest = got.Earliest.Format("Mon 15:04")
			}
			if got.Verdict != tc.want || earliest != tc.earliest {
				t.Errorf("got %s, earliest %q, want %s, %q", got.Verdict, earliest, tc.want, tc.earliest)
			}
			if !has(got, tc.sign, tc.effect) {
				t.Errorf("no reason %s %s", tc.sign, tc.effect)
			}
			if t.Failed() {
				t.Log(tell(got))
			}
		})
	}
}

// Without a zone in the profile the clock is that of the athlete's days.
func TestZoneOfTheDays(t *testing.T) {
	a := newAthlete()
	a.about.Zones = nil
	a.lift(today-1, 21, 4, 2)
	got := a.judge(catalogue(t), "nb")
	if want := "Vent til i morgen 22.00. Lett aktivering og en gåtur er greit."; got.Text != want {
		t.Errorf("got %q, want %q", got.Text, want)
	}
}

// tell writes a verdict for people.
func tell(v result.Verdict) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", v.Verdict, v.Text)
	for _, r := range v.Reasons {
		fmt.Fprintf(&b, "  %-8s %-24s %-9s %s\n", r.Effect, r.Sign, r.Source, r.Text)
	}
	for _, c := range v.Changes {
		fmt.Fprintf(&b, "  → %-8s %-23s %s\n", c.Verdict, c.What, c.Text)
	}
	return b.String()
}

func TestWords(t *testing.T) {
	ex := catalogue(t)
	for _, language := range []string{"en", "nb"} {
		var b strings.Builder
		for _, tc := range situations() {
			a := newAthlete()
			tc.change(a)
			fmt.Fprintf(&b, "# %s\n%s\n", tc.name, tell(a.judge(ex, language)))
		}
		golden := filepath.Join("testdata", "verdicts."+language+".txt")
		if *update {
			check(t, os.MkdirAll("testdata", 0o755))
			check(t, os.WriteFile(golden, []byte(b.String()), 0o644))
		}
		want, err := os.ReadFile(golden)
		check(t, err)
		if diff := cmp.Diff(string(want), b.String()); diff != "" {
			t.Errorf("%s: %s", golden, diff)
		}
		if strings.Contains(b.String(), "%!") || strings.Contains(b.String(), "NaN") {
			t.Errorf("%s holds a slip of formatting", golden)
		}
	}
}
