package metric

import (
	"slices"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// The window of a baseline, and the nights it needs.
const (
	baseDays        = 28
	baseLeast       = 10
	baseProvisional = 7
	floorRHR        = 1.0 // bpm
)

const fallback = "fallback" // record.NightHR.Window where no sleep window was known

// pickRHR chooses the nightly resting heart rate: sleep windows before fallback ones, those covered by half before those that are not, and
// among equals the one with the more and finer samples.
func (f *Frame) pickRHR() picks {
	const covered = .5
	return f.pick(question{record.ChooseRHR, [2]record.Why{record.WhySleep, record.WhyCoverage}}, func(all []candidate, d *record.Day) []candidate {
		for _, n := range d.NightHR {
			if n.Low30 == nil {
				continue
			}
			c := candidate{source: n.Source, method: n.Window, v: *n.Low30, n: int32(n.Bins), score: float64(n.Bins)}
			if n.Window == fallback {
				c.order[0] = 1
			}
			if n.Coverage < covered {
				c.order[1] = 1
			}
			all = append(all, c)
		}
		return all
	})
}

// methodWarn says that a value stands on the fallback window.
func methodWarn(method string) string {
	if method == fallback {
		return fallback
	}
	return ""
}

func evalRHR(f *Frame) Column { return f.rhr.column(methodWarn) }

// evalMean4h takes the four-hour mean of the very candidate that gave rhr.
func evalMean4h(f *Frame) Column {
	c := newColumn(f.Len())
	for i, k := range f.rhr.chosen {
		if k < 0 {
			continue
		}
		t := f.rhr.tracks[k]
		for _, n := range f.days[i].NightHR {
			if n.Source == t.source && n.Window == t.method && n.Low30 != nil && *n.Low30 == t.v[i] && n.Mean4h != nil {
				c.set(i, *n.Mean4h, n.Bins)
				c.from(i, t.source)
				c.warn(i, methodWarn(t.method))
				break
			}
		}
	}
	return c
}

func evalRHRVendor(f *Frame) Column { return f.vendor.column(nil) }

// pickVendorRHR chooses the vendor's own resting heart rate of the day.
func (f *Frame) pickVendorRHR() picks { return f.pickDaily(record.ChooseRHR, record.VendorRHR) }

// pickDaily chooses one of the vendors' values of a kind for the day.
func (f *Frame) pickDaily(choice record.ChoiceKind, kind record.DailyKind) picks {
	return f.pick(question{kind: choice}, func(all []candidate, d *record.Day) []candidate {
		for _, v := range d.Vendor {
			if v.Kind == kind {
				all = append(all, candidate{source: v.Source, v: v.Value, n: 1})
			}
		}
		return all
	})
}

// baselines are each day's baseline of resting heart rate, on the track of its value, or of the last value before.
func (f *Frame) baselines() []Baseline {
	if f.memo.base != nil {
		return f.memo.base
	}
	usual := make([]*Usual, len(f.rhr.tracks))
	for k, t := range f.rhr.tracks {
		usual[k] = NewUsual(Column{V: t.v}, baseDays, floorRHR, baseProvisional)
	}
	out := make([]Baseline, f.Len())
	for i := range out {
		out[i] = Baseline{Median: missing, Sigma: missing, Z: missing}
		if k := f.rhr.last[i]; k >= 0 {
			out[i] = usual[k].At(i)
		}
	}
	f.memo.base = out
	return out
}

// fromBase makes a column of one figure of the baselines.
func (f *Frame) fromBase(pick func(Baseline) float64) Column {
	c := newColumn(f.Len())
	c.Source = f.rhr.sources()
	for i, b := range f.baselines() {
		v := pick(b)
		if !known(v) {
			continue
		}
		c.set(i, v, b.N)
		c.warn(i, methodWarn(f.rhr.tracks[f.rhr.last[i]].method))
		if b.N < baseLeast {
			c.warn(i, "provisional")
		}
	}
	return c
}

func evalRHRBaseline(f *Frame) Column {
	return f.fromBase(func(b Baseline) float64 { return b.Median })
}

// edge gives the evaluation of an edge of the personal range, so many robust standard deviations from the baseline.
func edge(sds float64) func(*Frame) Column {
	return func(f *Frame) Column {
		return f.fromBase(func(b Baseline) float64 { return b.Median + sds*b.Sigma })
	}
}

func evalRHRZ(f *Frame) Column { return f.fromBase(func(b Baseline) float64 { return b.Z }) }

// evalTrend gives the evaluation of the trend over a window of days.
func evalTrend(days int) func(*Frame) Column {
	return func(f *Frame) Column {
		c := newColumn(f.Len())
		c.Source = f.rhr.sources()
		base := f.baselines()
		for k, v := range f.well() {
			t := f.rhr.tracks[k]
			w := newSlopeWindow(v, days)
			for i := range v {
				w.next()
				if f.rhr.last[i] != int32(k) || !w.enough() {
					continue
				}
				slope := w.slopes.median()
				c.set(i, 7*slope, w.n)
				c.warn(i, methodWarn(t.method))
				c.warn(i, w.direction(slope, base[i].Sigma))
			}
		}
		return c
	}
}

// well are the tracks of resting heart rate with the sick days left out, and the night before them: an illness raises the rate before it is
// felt (Alavi et al. 2022 doi:10.1038/s41591-021-01593-2), and one such night makes the rest look less autocorrelated than they are.
func (f *Frame) well() [][]float64 {
	if f.memo.well != nil {
		return f.memo.well
	}
	out := make([][]float64, len(f.rhr.tracks))
	for k, t := range f.rhr.tracks {
		out[k] = slices.Clone(t.v)
	}
	for i := range f.days {
		if f.sick(i) || i+1 < len(f.days) && f.sick(i+1) {
			for _, v := range out {
				v[i] = missing
			}
		}
	}
	f.memo.well = out
	return out
}
