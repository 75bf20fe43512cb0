package metric_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
)

// An athlete about whom all is known has a finite value of every metric, and no column is shorter than the frame.
func TestEveryMetricIsFilled(t *testing.T) {
	f := frame(athlete(120))
	for _, m := range metric.Table() {
		if m.Eval == nil {
			continue
		}
		v := f.Columns[m.Name].V
		if len(v) != f.Len() {
			t.Errorf("%s: %d values of %d days", m.Name, len(v), f.Len())
		}
		n := 0
		for _, x := range v {
			if math.IsInf(x, 0) {
				t.Errorf("%s is infinite", m.Name)
			}
			if !math.IsNaN(x) {
				n++
			}
		}
		if n == 0 {
			t.Errorf("%s has no value on any day", m.Name)
		}
	}
}

// The order in which days are handed over changes nothing.
func TestOrderOfDaysDoesNotMatter(t *testing.T) {
	days := athlete(120)
	want := frame(days).Columns
	rng := rand.New(rand.NewPCG(3, 4))
	rng.Shuffle(len(days), func(i, j int) { days[i], days[j] = days[j], days[i] })
	if diff := cmp.Diff(want, frame(days).Columns, cmpopts.EquateNaNs()); diff != "" {
		t.Error(diff)
	}
}

// A value of a day never depends on later days.
func TestNothingLooksAhead(t *testing.T) {
	const cut = 90
	whole, part := frame(athlete(120)), frame(athlete(cut))
	for name, c := range part.Columns {
		if diff := cmp.Diff(whole.Columns[name].V[:cut], c.V, cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestMissingIsNeverZero(t *testing.T) {
	days := athlete(60)
	f := frame(days)
	const off = 30 // the day on which the device was off
	for _, name := range []string{"rhr", "hrv_rmssd", "sleep_tst_min", "trimp", "load", "glute_sets_max"} {
		if v := f.Columns[name].V[off]; !math.IsNaN(v) {
			t.Errorf("%s is %v on a day without data", name, v)
		}
	}
	if v := f.Columns["load"].V[2]; v != 0 {
		t.Errorf("load is %v on a day of rest with data, want 0", v)
	}
	if e := metric.NewFrame(nil, record.About{}, nil); e.Len() != 0 {
		t.Errorf("a frame of nothing has %d days", e.Len())
	}
}

// A baseline never mixes sources: with a new watch it begins anew.
func TestNewWatchBeginsNewBaseline(t *testing.T) {
	days := athlete(80)
	for i := range days {
		if days[i].Date < firstDay+40 {
			continue
		}
		n := &days[i].NightHR[0]
		n.Source, n.Low30 = "watch-b", new(*n.Low30+8)
	}
	f := frame(days)
	base, z := f.Columns["rhr_baseline"], f.Columns["rhr_z"]
	if !math.IsNaN(z.V[42]) {
		t.Errorf("z %v two days after the change, want none", z.V[42])
	}
	if math.Abs(base.V[79]-base.V[39]-8) > 3 || base.Source.At(79) != "watch-b" {
		t.Errorf("baseline %v of %s, want about 8 over the old watch's %v", base.V[79], base.Source.At(79), base.V[39])
	}
}

func TestEndIsTheMidnightAfter(t *testing.T) {
	f := frame(athlete(2))
	if got, want := f.End(0), time.Date(2026, 1, 1, 23, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("the first day ends %v, want %v", got, want)
	}
}

// Minutes of sleep without a night count on days without one, flagged, and never against a night.
func TestMinutesOfSleepWithoutANight(t *testing.T) {
	const first = record.Date(20700)
	days := make([]record.Day, 3)
	for i := range days {
		days[i] = record.Day{Date: first + record.Date(i), TZ: "UTC", Vendor: []record.DayValue{{Source: "bridge", Kind: record.SleepMinutes, Value: 450}}}
	}
	end := days[1].Date.Time().Add(6 * time.Hour)
	days[1].Nights = []record.Night{{Source: "watch", Start: end.Add(-7 * time.Hour), End: end, Stages: []record.Stage{{To: 7 * 3600, Kind: record.Light}}, TSTMin: 420, TIBMin: 420}}
	days[2].Vendor = nil
	c := frame(days).Columns["sleep_tst_min"]
	if diff := cmp.Diff([]float64{450, 420, math.NaN()}, c.V, cmpopts.EquateNaNs()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"totals_only", "", ""}, words(c.Warn, 3)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"bridge", "watch", ""}, words(c.Source, 3)); diff != "" {
		t.Error(diff)
	}
}

func TestSpotRMSSD(t *testing.T) {
	minute := make([]int32, 60)
	for i := range minute {
		minute[i] = 1000 + int32(i%2)*40
	}
	broken := append([]int32{}, minute...)
	broken[20] = 2600 // one artefact: the two differences around it are gone
	noisy := append([]int32{}, minute...)
	for i := range 15 {
		noisy[4*i] = 250
	}
	for name, c := range map[string]struct {
		rr   []int32
		want float64
		n    int
	}{
		"clean": {minute, 40, 59}, "an artefact": {broken, 40, 57}, "too short": {minute[:30], math.NaN(), 0},
		"too noisy": {noisy, math.NaN(), 0}, "nothing": {nil, math.NaN(), 0},
	} {
		got, n := metric.SpotRMSSD(c.rr)
		if diff := cmp.Diff(c.want, got, cmpopts.EquateNaNs(), cmpopts.EquateApprox(0, 1e-9)); diff != "" || n != c.n {
			t.Errorf("%s: %d differences, %s", name, n, diff)
		}
	}
}

// words are those of the first days.
func words(w metric.Words, days int) (out []string) {
	for i := range days {
		out = append(out, w.At(i))
	}
	return out
}
