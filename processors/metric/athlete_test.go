package metric_test

import (
	"math"
	"math/rand/v2"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
)

// firstDay is the first day of the synthetic athletes, a Thursday.
const firstDay = record.Date(20454) // 2026-01-01

// catalogue knows four exercises.
func catalogue(name string) (maximus, medius float64, loadable, ok bool) {
	switch name {
	case "hip_raise/barbell_hip_thrust_with_bench":
		return 1, 0, true, true
	case "deadlift/romanian_deadlift":
		return .5, 0, true, true
	case "hip_stability/band_walk":
		return 0, 1, false, true
	case "bench_press/barbell_bench_press":
		return 0, 0, true, true
	}
	return 0, 0, false, false
}

// profile is what the synthetic athlete says of themself.
func profile() record.About {
	return record.About{V: record.Version, Athlete: "a", Profile: record.Profile{
		Sex: new("female"), BirthYear: new(1990), FTP: new(200.), SleepNeedH: new(8.), Sources: []string{"watch-b", "watch-a"},
	}}
}

// athlete makes days with everything: nights with stages, nightly rates that wander with an autocorrelation of .75, variability, three
// workouts a week and a missing day now and then.
func athlete(days int) []record.Day {
	rng := rand.New(rand.NewPCG(1, 2))
	wander := 0.0
	out := make([]record.Day, 0, days)
	for i := range days {
		wander = .75*wander + 1.3*rng.NormFloat64()
		if i%31 == 30 {
			continue // device off
		}
		d := record.Day{Date: firstDay + record.Date(i), TZ: "Europe/Oslo", Offset: 3600, HRMin: 1440, Files: []string{"f"}}
		midnight := d.Date.Time().Add(-time.Hour)
		low := math.Round(10*(52+wander)) / 10
		d.NightHR = []record.NightHR{{
			Source: "watch-a", Window: "sleep", Bins: 450, Coverage: .95, Low30: new(low), Mean4h: new(low + 3), Mean: new(low + 5),
		}}
		d.Vendor = []record.DayValue{{Source: "watch-a", Kind: record.VendorRHR, Value: math.Round(low)}}
		d.HRV = []record.DayHRV{
			{Source: "watch-a", Kind: record.RMSSDAsleep, Method: "five_minute", Ms: 60 - wander + rng.NormFloat64(), N: 80},
			{Source: "watch-a", Kind: record.RMSSDSpot, Method: "vendor", Ms: 40, N: 1},
			{Source: "watch-a", Kind: record.SDNNSpot, Method: "vendor", Ms: 50, N: 1},
		}
		d.Nights = []record.Night{night(midnight.Add(-time.Duration(30+rng.IntN(60))*time.Minute), 450+rng.IntN(60))}
		switch i % 7 {
		case 0, 3:
			d.Workouts = []record.DayWork{gluteSession(midnight.Add(18*time.Hour), 100+float64(rng.IntN(5)))}
		case 1:
			d.Workouts = []record.DayWork{ride(midnight.Add(17 * time.Hour))}
		}
		d.CheckIn = &record.CheckIn{Day: d.Date, Fatigue: new(2), Soreness: new(2)}
		out = append(out, d)
	}
	return out
}

// night is a night of minutes in bed with a wake, three stages and ten minutes awake at its end.
func night(start time.Time, minutes int) record.Night {
	s := 60 * minutes
	return record.Night{
		Source: "watch-a", SHA: "f", Start: start, End: start.Add(time.Duration(minutes) * time.Minute), OffsetFrom: 3600, OffsetTo: 3600,
		Stages: []record.Stage{
			{From: 0, To: 600, Kind: record.Awake},
			{From: 600, To: 9000, Kind: record.Light},
			{From: 9000, To: 14400, Kind: record.Deep},
			{From: 14400, To: s - 600, Kind: record.REM},
			{From: s - 600, To: s, Kind: record.Awake},
		},
		TSTMin: float64(minutes - 20), TIBMin: float64(minutes),
	}
}

// gluteSession is an hour with eight hard sets of gluteus maximus, one of them to failure, and two light band walks.
func gluteSession(start time.Time, kg float64) record.DayWork {
	w := record.DayWork{
		Source: "watch-a", SHA: "f", Start: start, End: start.Add(time.Hour), Sport: "training", SubSport: "strength_training", TimerS: 3600,
		Beats: histogram(90, 3600),
	}
	add := func(name string, reps int, kg, rir *float64) {
		w.Sets = append(w.Sets, record.Set{Index: len(w.Sets), Start: start, Exercise: name, Layer: record.Log, Reps: &reps, LoadKg: kg, RIR: rir})
	}
	for range 5 {
		add("hip_raise/barbell_hip_thrust_with_bench", 8, &kg, new(2.))
	}
	add("hip_raise/barbell_hip_thrust_with_bench", 8, &kg, new(0.))
	for range 4 {
		add("deadlift/romanian_deadlift", 10, new(80.), new(3.))
	}
	for range 2 {
		add("hip_stability/band_walk", 15, new(0.), nil)
	}
	return w
}

// ride is an hour by bicycle at the power of the athlete's threshold.
func ride(start time.Time) record.DayWork {
	return record.DayWork{
		Source: "watch-a", SHA: "f", Start: start, End: start.Add(time.Hour), Sport: "cycling", TimerS: 3600, RPE: new(7.), NP: new(200.),
		Beats: histogram(120, 3600),
	}
}

// histogram spreads seconds evenly over 60 rates from low on.
func histogram(low, seconds int) record.BPMTime {
	s := make(record.Ints, 60)
	for i := range s {
		s[i] = int32(seconds / len(s))
	}
	return record.BPMTime{Min: low, S: s}
}

func frame(days []record.Day) *metric.Frame {
	f := metric.NewFrame(days, profile(), catalogue)
	f.Evaluate()
	return f
}
