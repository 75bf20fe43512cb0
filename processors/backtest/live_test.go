package backtest_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/alert"
	"github.com/hvilepuls/hvilepuls/processors/metric"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// lived lets an athlete live through their days, each judged at 11:00 from what had been measured and entered by then, and gives the days and
// levels of the notices that were decided on the way.
func lived(t *testing.T, days []record.Day, about record.About, ex metric.Catalogue) (notices []string) {
	t.Helper()
	const latest = alert.TimeOfDay(11 * 60)
	in := alert.Input{Athlete: about.Athlete, Latest: latest, Before: map[record.Date]result.Judgement{}}
	for i := range days {
		zone := about.Location(days[i].Date)
		in.Now, in.Zone, in.Days = latest.On(days[i].Date, zone), zone, nil
		for _, d := range risk.Until(days[:i+1], in.Now) {
			in.Days = append(in.Days, d.AsOf(in.Now))
		}
		in.Judge = func(at time.Time) result.Verdict {
			f := metric.NewFrame(risk.Until(in.Days, at), about, ex)
			f.Evaluate()
			risk.Evaluate(f)
			return risk.Judge(risk.Input{Athlete: about.Athlete, Frame: f, About: about, At: at})
		}
		out := alert.Decide(in)
		for _, j := range out.Mornings {
			in.Before[j.Day] = j
		}
		in.Told = out.Told
		for _, n := range out.Notices {
			notices = append(notices, n.Day.String()+" "+n.Level)
		}
	}
	return notices
}

// alarmDays are the days and levels of a backtest's alarms.
func alarmDays(b result.Backtest) (out []string) {
	for _, m := range b.Mornings {
		if m.Alarm {
			out = append(out, m.Day.String()+" "+m.Level)
		}
	}
	return out
}

// What is decided morning by morning is what the backtest finds afterwards.
func TestNoticesAreTheAlarmsOfTheBacktest(t *testing.T) {
	days := story()
	late := slices.IndexFunc(days, func(d record.Day) bool { return len(d.Earlier) > 0 })
	days[late].CheckIn, days[late].Entered, days[late].Earlier = &days[late].Earlier[0].CheckIn, days[late].Earlier[0].Entered, nil
	a := about()
	want := alarmDays(run(t, days, -1<<30, 1<<30))
	if len(want) == 0 {
		t.Fatal("no alarm in the story: the test tests nothing")
	}
	if diff := cmp.Diff(want, lived(t, days, a, catalogue(t))); diff != "" {
		t.Errorf("(-backtest +lived):\n%s", diff)
	}
}

// The golden athlete overreaches from 20 October on for two weeks: whoever wears the watch is told within them, and at no other time.
func TestTheGoldenAthleteIsTold(t *testing.T) {
	days, a := goldenDays(t, corpus(t, "exports/golden_athlete/truth.json"))
	got := lived(t, days, a, catalogue(t))
	if len(got) == 0 {
		t.Error("nothing was ever told")
	}
	for _, n := range got {
		if n < "2026-10-22" || n > "2026-11-02" {
			t.Errorf("told of %s", n)
		}
	}
	backtest := golden(t, corpus(t, "exports/golden_athlete/truth.json"))
	if diff := cmp.Diff(alarmDays(backtest), got); diff != "" {
		t.Errorf("(-backtest +lived):\n%s", diff)
	}
}
