package risk_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

var columns = []string{"risk_p", "risk_level", "risk_confidence", "coverage", "local_readiness"}

func TestEvaluate(t *testing.T) {
	a := newAthlete()
	a.words(today, 5, 3)
	for d := today - 10; d < today-5; d++ {
		delete(a.days, d) // five silent days: the state becomes unknown
	}
	f, signs := a.frame(catalogue(t))
	for _, name := range columns {
		if n := len(f.Columns[name].V); n != f.Len() {
			t.Fatalf("%s has %d days of %d", name, n, f.Len())
		}
	}
	type day struct {
		P, Level, Confidence, Coverage, Ready float64
		Warn                                  string
	}
	at := func(d record.Date) day {
		i := int(d - f.First)
		v := func(name string) float64 { return math.Round(1000*f.Columns[name].V[i]) / 1000 }
		return day{v("risk_p"), v("risk_level"), v("risk_confidence"), v("coverage"), v("local_readiness"), f.Columns["risk_level"].Warn.At(i)}
	}
	nan := math.NaN()
	for _, tc := range []struct {
		name string
		day  record.Date
		want day
	}{
		// autonomic -.15, sleep -.1125, load -.1, performance -.2, subjective 1.3+.25*.3
		{"today", today, day{.235, 0, 3, 1, 1, ""}},
		{"noon after a session on the evening before", today - 3, day{.043, 0, 3, .833, .354, ""}},
		{"the second silent day", today - 9, day{nan, 0, nan, nan, .854, "held"}},
		{"the fourth silent day", today - 7, day{nan, 9, nan, nan, 1, ""}},
		{"the first day", today - history, day{.115, 0, 1, .167, nan, ""}},
	} {
		if diff := cmp.Diff(tc.want, at(tc.day), cmp.Comparer(same)); diff != "" {
			t.Errorf("%s:\n%s", tc.name, diff)
		}
	}
	checkSigns(t, f, signs[f.Len()-1])
}

// checkSigns holds today's signs to the risk they make, and to what is usual.
func checkSigns(t *testing.T, f *metric.Frame, signs []result.Sign) {
	t.Helper()
	logit := math.Log(.12 / .88)
	got := map[string]float64{}
	for _, s := range signs {
		logit += s.Contribution
		if s.Baseline != nil {
			got[s.Sign] = *s.Baseline
		}
	}
	if p := 1 / (1 + math.Exp(-logit)); math.Abs(p-f.Columns["risk_p"].V[f.Len()-1]) > 1e-12 {
		t.Errorf("the signs make %v, the risk is %v", p, f.Columns["risk_p"].V[f.Len()-1])
	}
	want := map[string]float64{risk.RHRZ: 52, risk.SleepZ: 460, risk.FatigueLow: 2, risk.SorenessLow: 2}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

// While neither strength nor words nor illness is known, no run of bad nights turns red.
func TestOnlyTheWatchNeverRed(t *testing.T) {
	a := newAthlete()
	a.clear(today - history)
	for d := today - history; d <= today; d++ {
		a.days[d].CheckIn = nil
		if d > today-4 {
			a.night(d, 200, 75)
			for h := range 3 {
				a.days[d].Workouts = append(a.days[d].Workouts, record.DayWork{
					Sport: "running", Start: local(d, 1+h, 0), End: local(d, 2+h, 0), TimerS: time.Hour.Seconds(),
				})
			}
		}
	}
	f, _ := a.frame(catalogue(t))
	if level := f.Columns["risk_level"].V[f.Len()-1]; level != risk.Amber {
		t.Errorf("level %v, want amber (p %v)", level, f.Columns["risk_p"].V[f.Len()-1])
	}
	if warn := f.Columns["risk_confidence"].Warn.At(f.Len() - 1); warn != "watch_only" {
		t.Errorf("warned of %q", warn)
	}
}

// A session of the day does not change what its loads say: they are those up to the evening before.
func TestLoadOfTheEveningBefore(t *testing.T) {
	load := func(a *athlete) map[string]float64 {
		f, signs := a.frame(catalogue(t))
		out := map[string]float64{"acwr_ewma": f.Columns["acwr_ewma"].V[f.Len()-1]}
		for _, s := range signs[len(signs)-1] {
			if s.Group == "load" {
				out[s.Sign] = s.Value
			}
		}
		return out
	}
	a := newAthlete()
	before := load(a)
	a.lift(today, 5, 12, 2)
	after := load(a)
	if before["acwr_ewma"] == after["acwr_ewma"] || len(after) != 3 {
		t.Fatalf("the session says nothing: %v, then %v", before, after)
	}
	for _, sign := range []string{risk.LoadRatio, risk.Monotony} {
		if before[sign] != after[sign] {
			t.Errorf("%s was %v, %v after the session", sign, before[sign], after[sign])
		}
	}
}

func TestVendorValueStandsIn(t *testing.T) {
	a := newAthlete()
	for d := today - history; d <= today; d++ {
		a.days[d].NightHR = nil
		a.days[d].Vendor = []record.DayValue{{Source: "watch", Kind: record.VendorRHR, Value: 50 + float64(d%2)}}
	}
	a.days[today].Vendor[0].Value = 60
	_, signs := a.frame(catalogue(t))
	if s := signs[len(signs)-1][0]; s.Sign != risk.RHRZ || s.Contribution != .7 {
		t.Errorf("got %+v", s)
	}
}

func TestEvaluateNothing(t *testing.T) {
	f := metric.NewFrame(nil, record.About{}, catalogue(t))
	f.Evaluate()
	if signs := risk.Evaluate(f); len(signs) != 0 {
		t.Errorf("signs of nothing: %v", signs)
	}
}

func TestUntil(t *testing.T) {
	a := newAthlete()
	a.lift(today, 5, 3, 2)
	a.lift(today, 20, 3, 2)
	all := a.list()
	for _, tc := range []struct {
		name             string
		at               time.Time
		days, nights     int
		workouts, values int
	}{
		{"in the evening of the last day", local(today, 23, 0), history + 1, 1, 2, 1},
		{"in the morning", local(today, 6, 30), history + 1, 1, 1, 1},
		{"before waking", local(today, 5, 30), history + 1, 0, 1, 0},
		{"yesterday", local(today-1, 23, 59), history, 1, 0, 1},
		{"long before", local(today-900, 0, 0), 0, 0, 0, 0},
	} {
		got := risk.Until(all, tc.at)
		if len(got) != tc.days {
			t.Errorf("%s: %d days, want %d", tc.name, len(got), tc.days)
			continue
		}
		if len(got) == 0 {
			continue
		}
		last := got[len(got)-1]
		if len(last.Nights) != tc.nights || len(last.Workouts) != tc.workouts || len(last.NightHR) != tc.values {
			t.Errorf("%s: %d nights, %d workouts, %d values", tc.name, len(last.Nights), len(last.Workouts), len(last.NightHR))
		}
	}
	if diff := cmp.Diff(a.list(), all); diff != "" {
		t.Errorf("the days themselves changed: %s", diff)
	}
}

func BenchmarkJudge(b *testing.B) {
	ex := catalogue(b)
	a := newAthlete()
	a.lift(today-1, 21, 9, 2)
	f, _ := a.frame(ex)
	for b.Loop() {
		risk.Judge(risk.Input{Frame: f, About: a.about, Session: a.session, At: a.at, Language: "nb"})
	}
}

func BenchmarkEvaluateTenYears(b *testing.B) {
	a := newAthlete()
	var days []record.Day
	for k := range 60 {
		for _, d := range a.list() {
			d.Date -= record.Date(61 * k)
			days = append(days, d)
		}
	}
	f := metric.NewFrame(days, a.about, catalogue(b))
	f.Evaluate()
	for b.Loop() {
		risk.Evaluate(f)
	}
}
