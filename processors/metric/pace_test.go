package metric_test

import (
	"math"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
)

// Pace gives a load where neither power nor heart rate does; the words of its limits go with it.
func TestPaceStress(t *testing.T) {
	work := func(sport string, metres, timer, elapsed float64, more func(*record.DayWork)) record.DayWork {
		w := record.DayWork{Start: firstDay.Time(), End: firstDay.Time().Add(time.Duration(elapsed) * time.Second), Sport: sport, TimerS: timer}
		if metres > 0 {
			w.DistanceM = &metres
		}
		if more != nil {
			more(&w)
		}
		return w
	}
	beats := func(w *record.DayWork) { w.AvgHR = new(150.) }
	rpe := func(w *record.DayWork) { w.RPE = new(10.) }
	power := func(w *record.DayWork) { w.NP = new(200.) }
	p := record.Profile{RunPace: new(300.), SwimPace: new(6000. / 55), FTP: new(200.)}
	guess := 60.
	for _, c := range []struct {
		name     string
		profile  record.Profile
		work     record.DayWork
		tss      float64 // NaN: missing
		load     float64 // NaN: whatever the heart rate gives
		loadWarn string
	}{
		{"an hour at threshold", p, work("running", 12000, 3600, 3600, nil), 100, 100, "mean_pace"},
		{"an hour at 80 %", p, work("running", 9600, 3600, 4000, nil), 64, 64, "mean_pace"},
		{"without a timer", p, work("running", 12000, 0, 3600, nil), 100, 100, "mean_pace"},
		{"a swim with rests", p, work("swimming", 2000, 2400, 3000, nil), 62.60956674179814, 62.60956674179814, "mean_pace"},
		{"before the session RPE", p, work("running", 12000, 3600, 3600, rpe), 100, 100, "mean_pace"},
		{"behind the heart rate", p, work("running", 12000, 3600, 3600, beats), 100, math.NaN(), ""},
		{"behind power", p, work("running", 9600, 3600, 3600, power), 100, 100, ""},
		{"no threshold", record.Profile{}, work("running", 12000, 3600, 3600, nil), math.NaN(), guess, "guessed"},
		{"no distance", p, work("running", 0, 3600, 3600, nil), math.NaN(), guess, "guessed"},
		{"a car ride", p, work("running", 40000, 3600, 3600, nil), math.NaN(), guess, "guessed"},
		{"a ride", p, work("cycling", 30000, 3600, 3600, nil), math.NaN(), 50, "guessed"},
	} {
		d := record.Day{Date: firstDay, TZ: "UTC", HRMin: 1, Workouts: []record.DayWork{c.work}}
		f := metric.NewFrame([]record.Day{d}, record.About{Profile: c.profile}, catalogue)
		f.Evaluate()
		tss, load := f.Columns["tss"].V[0], f.Columns["load"].V[0]
		if math.IsNaN(c.tss) != math.IsNaN(tss) || math.Abs(tss-c.tss) > 1e-9 {
			t.Errorf("%s: tss %v, want %v", c.name, tss, c.tss)
		}
		if math.IsNaN(c.load) {
			if hrss := f.Columns["hrss"].V[0]; load != hrss || load == tss {
				t.Errorf("%s: load %v, want %v", c.name, load, hrss)
			}
			continue
		}
		warn := f.Columns["load"].Warn.At(0)
		if math.Abs(load-c.load) > 1e-9 || warn != c.loadWarn {
			t.Errorf("%s: load %v %q, want %v %q", c.name, load, warn, c.load, c.loadWarn)
		}
	}
}
