package risk

import (
	"math"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
)

// The window of the athlete's own usual values and how many of it are needed; the smallest spreads that count.
const (
	usualDays  = 28
	usualLeast = 7
	floorRHR   = 1.0  // bpm
	floorSleep = 20.0 // min
	floorTap   = 1.0  // points
)

// evidence reads the features of the table from an evaluated frame.
type evidence struct {
	f                 *metric.Frame
	fatigue, soreness metric.Column // the taps, 1 none … 5 worst
}

func newEvidence(f *metric.Frame) *evidence {
	ev := &evidence{f: f, fatigue: column(f.Len()), soreness: column(f.Len())}
	for i := range f.Len() {
		if c := checkIn(f, i); c != nil {
			if c.Fatigue != nil {
				ev.fatigue.V[i] = float64(*c.Fatigue)
			}
			if c.Soreness != nil {
				ev.soreness.V[i] = float64(*c.Soreness)
			}
		}
	}
	return ev
}

// checkIn is the answers of day i, nil if there are none.
func checkIn(f *metric.Frame, i int) *record.CheckIn {
	if d := f.Day(i); d != nil {
		return d.CheckIn
	}
	return nil
}

// features are the known features of day i. A day about which nothing is said has none: load and strength of the days before do not make
// up for it.
func (ev *evidence) features(i int) map[string]float64 {
	out := map[string]float64{}
	if silent(ev.f.Day(i)) {
		return out
	}
	put := func(name string, v float64) {
		if !math.IsNaN(v) {
			out[name] = v
		}
	}
	put(RHRZ, ev.rhrZ(i))
	put(HRVDev, ev.value("hrv_dev_sd", i))
	put(SleepZ, ev.usual(SleepZ, i).Z)
	put(SleepH, ev.value("sleep_tst_min", i)/60)
	put(LoadRatio, ev.value("acwr_ewma", i))
	put(Monotony, ev.value("monotony", i))
	put(StrengthPct, ev.value("e1rm_drop_pct", i))
	put(FatigueLow, ev.fatigue.V[i]-ev.usual(FatigueLow, i).Median)
	put(SorenessLow, ev.soreness.V[i]-ev.usual(SorenessLow, i).Median)
	if c := checkIn(ev.f, i); c != nil && c.Sick != nil {
		out[SickFlag] = 0
		if *c.Sick {
			out[SickFlag] = 1
		}
	}
	return out
}

// silent tells whether nothing was measured, logged or answered on a day.
func silent(d *record.Day) bool {
	return d == nil || d.CheckIn == nil && d.HRMin == 0 && len(d.Nights)+len(d.NightHR)+len(d.HRV)+len(d.Vendor)+len(d.Workouts) == 0
}

// value is a metric of day i, NaN if it is missing.
func (ev *evidence) value(name string, i int) float64 { return at(ev.f.Columns[name].V, i) }

func at(v []float64, i int) float64 {
	if i < 0 || i >= len(v) {
		return math.NaN()
	}
	return v[i]
}

// rhrZ is the deviation of resting heart rate; where none was measured over the night, that of the vendor's value against its own past.
func (ev *evidence) rhrZ(i int) float64 {
	if z := ev.value("rhr_z", i); !math.IsNaN(z) {
		return z
	}
	if !math.IsNaN(ev.value("rhr", i)) {
		return math.NaN()
	}
	return against(ev.f.Columns["rhr_vendor"], i, floorRHR).Z
}

// rhr is the resting heart rate that rhrZ speaks of, and what it is compared with, bpm.
func (ev *evidence) rhr(i int) (bpm float64, usual metric.Baseline) {
	if x := ev.value("rhr", i); !math.IsNaN(x) {
		b := against(ev.f.Columns["rhr"], i, floorRHR)
		b.Median = ev.value("rhr_baseline", i)
		return x, b
	}
	return ev.value("rhr_vendor", i), against(ev.f.Columns["rhr_vendor"], i, floorRHR)
}

// usual is what a feature is measured against, in the unit of its metric; all NaN where it has no such thing.
func (ev *evidence) usual(feature string, i int) metric.Baseline {
	switch feature {
	case RHRZ:
		_, b := ev.rhr(i)
		return b
	case SleepZ:
		return against(ev.f.Columns["sleep_tst_min"], i, floorSleep)
	case FatigueLow:
		return against(ev.fatigue, i, floorTap)
	case SorenessLow:
		return against(ev.soreness, i, floorTap)
	}
	return metric.RobustBaseline(nil, math.NaN(), 1, 1)
}

// against compares day i of a column with the 28 days before it, of the same source where the column names one.
func against(c metric.Column, i int, floor float64) metric.Baseline {
	var store [usualDays]float64
	w := store[:0]
	for j := max(0, i-usualDays); j < min(i, len(c.V)); j++ {
		if c.Source == nil || c.Source[j] == c.Source[i] {
			w = append(w, c.V[j])
		}
	}
	return metric.RobustBaseline(w, at(c.V, i), floor, usualLeast)
}
