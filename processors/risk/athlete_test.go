package risk_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
	"github.com/hvilepuls/hvilepuls/processors/plan"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

const (
	today    = record.Date(20767) // Tuesday 2026-11-10
	history  = 60                 // days
	thrust   = "hip_raise/barbell_hip_thrust_with_bench"
	clams    = "hip_raise/clams"
	bandWalk = "banded_exercises/lateral_band_walks"
)

// athlete is a synthetic athlete who lives in Oslo, judged on a Tuesday morning for a session in the evening.
type athlete struct {
	days    map[record.Date]*record.Day
	about   record.About
	at      time.Time
	session plan.Session
}

// local is a time of day on a date in Oslo's winter.
func local(d record.Date, hour, minute int) time.Time {
	return d.Time().Add(time.Duration(hour-1)*time.Hour + time.Duration(minute)*time.Minute)
}

// newAthlete has two months of good nights and answers, and six hard sets each Tuesday and Friday until last Friday; the week four weeks
// ago was easy.
func newAthlete() *athlete {
	a := &athlete{days: map[record.Date]*record.Day{}, at: local(today, 6, 30), session: plan.Session{Start: local(today, 18, 0), Name: "Glutes"}}
	a.about = record.About{Zones: []record.Zone{{From: record.NoDate, TZ: "Europe/Oslo"}}, Profile: record.Profile{SleepNeedH: new(8.)}}
	for d := today - history; d <= today; d++ {
		a.days[d] = &record.Day{Date: d, TZ: "Europe/Oslo", Offset: 3600, HRMin: 1440, Files: []string{"f"}}
		a.night(d, 450+5*float64(d%5), 52+float64(d%3)-1)
		a.words(d, 2, 2)
		if wd := d.Weekday(); d < today && (wd == time.Tuesday || wd == time.Friday) {
			sets := 6
			if ago := today - d; ago > 28 && ago < 36 {
				sets = 2
			}
			a.lift(d, 18, sets, 2)
		}
	}
	return a
}

func (a *athlete) night(d record.Date, tst, rhr float64) {
	day := a.days[d]
	end := local(d, 6, 0)
	day.Nights = []record.Night{{Source: "watch", Start: end.Add(-8 * time.Hour), End: end, TotalsOnly: true, TSTMin: tst, TIBMin: 480}}
	day.NightHR = []record.NightHR{{Source: "watch", Window: "sleep", Bins: 450, Coverage: .95, Low30: &rhr}}
}

func (a *athlete) words(d record.Date, fatigue, soreness int) {
	a.days[d].CheckIn = &record.CheckIn{Day: d, Fatigue: &fatigue, Soreness: &soreness}
}

// lift adds a session of an hour of hard hip thrusts.
func (a *athlete) lift(d record.Date, hour, sets int, rir float64) {
	a.work(d, hour, time.Hour, sets, record.Set{Exercise: thrust, Reps: new(8), LoadKg: new(100.), RIR: &rir})
}

func (a *athlete) work(d record.Date, hour int, long time.Duration, sets int, set record.Set) {
	start := local(d, hour, 0)
	w := record.DayWork{
		Source: "log", Start: start, End: start.Add(long), Offset: 3600, Sport: "training", SubSport: "strength_training", TimerS: long.Seconds(),
	}
	for i := range sets {
		s := set
		s.Index, s.Start = i, start
		w.Sets = append(w.Sets, s)
	}
	a.days[d].Workouts = append(a.days[d].Workouts, w)
}

// clear takes the training of the days from d on away.
func (a *athlete) clear(d record.Date) {
	for ; d <= today; d++ {
		a.days[d].Workouts = nil
	}
}

// list is the days in order.
func (a *athlete) list() []record.Day {
	var out []record.Day
	for d := today - history; d <= today; d++ {
		if day := a.days[d]; day != nil {
			out = append(out, *day)
		}
	}
	return out
}

type fataler interface {
	Helper()
	Fatal(args ...any)
}

func catalogue(t fataler) metric.Catalogue {
	t.Helper()
	c, err := exercise.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c.Look
}

// frame is the athlete's frame, evaluated by both packages.
func (a *athlete) frame(ex metric.Catalogue) (*metric.Frame, [][]result.Sign) {
	f := metric.NewFrame(risk.Until(a.list(), a.at), a.about, ex)
	f.Evaluate()
	return f, risk.Evaluate(f)
}

func (a *athlete) judge(ex metric.Catalogue, language string) result.Verdict {
	f, _ := a.frame(ex)
	return risk.Judge(risk.Input{Athlete: "ada", Frame: f, About: a.about, Session: a.session, At: a.at, Language: language})
}

func has(v result.Verdict, sign, effect string) bool {
	for _, r := range v.Reasons {
		if r.Sign == sign && r.Effect == effect {
			return true
		}
	}
	return false
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
