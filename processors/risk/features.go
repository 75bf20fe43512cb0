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
	f                                                    *metric.Frame
	fatigue, soreness                                    []float64 // the taps, 1 none … 5 worst; NaN: not answered
	hrvDev, slept, acwr, monotony, drop                  []float64 // columns of the frame that are read day by day
	rhrZ, rhrBase, rhr                                   []float64
	vendorUsual, sleepUsual, fatigueUsual, sorenessUsual *metric.Usual
}

func newEvidence(f *metric.Frame) *evidence {
	fatigue, soreness := metric.Column{V: nans(f.Len())}, metric.Column{V: nans(f.Len())}
	for i := range f.Len() {
		if c := checkIn(f, i); c != nil {
			if c.Fatigue != nil {
				fatigue.V[i] = float64(*c.Fatigue)
			}
			if c.Soreness != nil {
				soreness.V[i] = float64(*c.Soreness)
			}
		}
	}
	usual := func(c metric.Column, floor float64) *metric.Usual {
		return metric.NewUsual(c, usualDays, floor, usualLeast)
	}
	return &evidence{
		f: f, fatigue: fatigue.V, soreness: soreness.V,
		hrvDev: f.Columns["hrv_dev_sd"].V, slept: f.Columns["sleep_tst_min"].V, acwr: f.Columns["acwr_ewma"].V,
		monotony: f.Columns["monotony"].V, drop: f.Columns["e1rm_drop_pct"].V,
		rhrZ: f.Columns["rhr_z"].V, rhrBase: f.Columns["rhr_baseline"].V, rhr: f.Columns["rhr"].V,
		vendorUsual: usual(f.Columns["rhr_vendor"], floorRHR),
		sleepUsual:  usual(f.Columns["sleep_tst_min"], floorSleep), fatigueUsual: usual(fatigue, floorTap), sorenessUsual: usual(soreness, floorTap),
	}
}

// checkIn is the answers of day i, nil if there are none.
func checkIn(f *metric.Frame, i int) *record.CheckIn {
	if d := f.Day(i); d != nil {
		return d.CheckIn
	}
	return nil
}

// score is the risk of day i. A day about which nothing is said has no signs: load and strength of the days before do not make up for it.
// The signs are laid out in store.
func (ev *evidence) score(i int, table []Group, store []Sign) Result {
	mute := silent(ev.f.Day(i))
	return score(table, store, func(feature string) (value, usual float64) {
		if mute {
			return math.NaN(), math.NaN()
		}
		return ev.feature(feature, i)
	})
}

// feature is a feature of day i and what it is measured against in the unit of its metric; NaN where they are not known. Loads are those up
// to the evening before, as the table's ratios were measured: a day that is not over is no day of rest.
func (ev *evidence) feature(name string, i int) (value, usual float64) {
	switch name {
	case RHRZ:
		return ev.restingZ(i)
	case HRVDev:
		value = at(ev.hrvDev, i)
	case SleepZ:
		b := ev.sleepUsual.At(i)
		return b.Z, b.Median
	case SleepH:
		value = at(ev.slept, i) / 60
	case LoadRatio:
		value = at(ev.acwr, i-1)
	case Monotony:
		value = at(ev.monotony, i-1)
	case StrengthPct:
		value = at(ev.drop, i)
	case FatigueLow:
		usual = ev.fatigueUsual.Median(i)
		return ev.fatigue[i] - usual, usual
	case SorenessLow:
		usual = ev.sorenessUsual.Median(i)
		return ev.soreness[i] - usual, usual
	case SickFlag:
		value = sick(ev.f.Day(i))
	}
	return value, math.NaN()
}

// sick is 1 if the athlete said to be ill on a day, 0 if they said not to be, NaN if they said nothing.
func sick(d *record.Day) float64 {
	switch {
	case d.CheckIn == nil || d.CheckIn.Sick == nil:
		return math.NaN()
	case *d.CheckIn.Sick:
		return 1
	}
	return 0
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

// restingZ is the deviation of resting heart rate and what is usual, bpm; where none was measured over the night, those of the vendor's value
// against its own past.
func (ev *evidence) restingZ(i int) (z, usual float64) {
	if z = at(ev.rhrZ, i); !math.IsNaN(z) {
		return z, at(ev.rhrBase, i)
	}
	if !math.IsNaN(at(ev.rhr, i)) {
		return math.NaN(), math.NaN()
	}
	b := ev.vendorUsual.At(i)
	return b.Z, b.Median
}

// resting is the resting heart rate that restingZ speaks of, what is usual, and the edges of the athlete's own range, bpm.
func (ev *evidence) resting(i int) (bpm, usual, low, high float64) {
	if x := at(ev.rhr, i); !math.IsNaN(x) {
		return x, at(ev.rhrBase, i), ev.value("rhr_low", i), ev.value("rhr_high", i)
	}
	b := ev.vendorUsual.At(i)
	return ev.value("rhr_vendor", i), b.Median, b.Median - b.Sigma, b.Median + b.Sigma
}
