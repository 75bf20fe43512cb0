package metric_test

import (
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
)

// The RPE that was answered for a day's glute session makes the sets of that session hard, and of no other.
func TestSessionRPEIsThatOfTheTraining(t *testing.T) {
	const thrust, walk, bench = "hip_raise/barbell_hip_thrust_with_bench", "hip_stability/band_walk", "bench_press/barbell_bench_press"
	work := func(hour, minutes int, rpe *float64, exercise string, kg *float64) record.DayWork {
		start := firstDay.Time().Add(time.Duration(hour) * time.Hour)
		w := record.DayWork{Start: start, End: start.Add(time.Duration(minutes) * time.Minute), TimerS: 60 * float64(minutes), RPE: rpe}
		for i := range 4 {
			w.Sets = append(w.Sets, record.Set{Index: i, Exercise: exercise, Reps: new(2), LoadKg: kg}) // too few to be taken for hard
		}
		return w
	}
	for _, tc := range []struct {
		name     string
		works    []record.DayWork
		max, med float64
	}{
		{"with a load", []record.DayWork{work(6, 90, nil, walk, new(0.)), work(18, 60, nil, thrust, new(80.))}, 4, 0},
		{"a load not told", []record.DayWork{work(6, 90, nil, walk, nil), work(18, 60, nil, thrust, nil)}, 4, 0},
		{"two with a load", []record.DayWork{work(6, 30, nil, thrust, new(60.)), work(18, 60, nil, thrust, new(80.))}, 8, 0},
		{"none with a load: the longest", []record.DayWork{work(6, 10, nil, walk, new(0.)), work(18, 40, nil, walk, new(0.)), work(20, 40, nil, walk, nil)}, 0, 4},
		{"its own RPE counts", []record.DayWork{work(6, 10, new(8.), walk, new(0.)), work(18, 60, new(3.), thrust, new(80.))}, 0, 4},
		{"other muscles", []record.DayWork{work(6, 10, nil, walk, new(0.)), work(18, 60, nil, bench, new(80.))}, 0, 4},
	} {
		d := record.Day{Date: firstDay, TZ: "UTC", HRMin: 1, Workouts: tc.works, CheckIn: &record.CheckIn{Day: firstDay, RPE: new(8.)}}
		f := metric.NewFrame([]record.Day{d}, profile(), catalogue)
		f.Evaluate()
		if most, med := f.Columns["glute_sets_max"].V[0], f.Columns["glute_sets_med"].V[0]; most != tc.max || med != tc.med {
			t.Errorf("%s: %v and %v hard sets, want %v and %v", tc.name, most, med, tc.max, tc.med)
		}
	}
}
