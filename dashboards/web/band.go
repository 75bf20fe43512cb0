package web

import (
	"math"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// band is the personal range of resting heart rate on one day, bpm.
type band struct {
	lo, hi      float64
	source      string
	provisional bool
	known       bool
}

// leastSpread is the spread that rhr_z assumes at least, bpm.
const leastSpread = 1.0

// bands give each day's range: the baseline plus and minus the robust spread, the same range that the verdict's reasons name. The spread is
// what rhr_z was divided by, so (rhr - baseline) / rhr_z. On a night that hits the baseline, or without a value, it is that of the nearest
// night before, else after, of the same source; where every night hits the baseline, the least there is.
func bands(days []day) []band {
	out := make([]band, len(days))
	spread := make([]float64, len(days))
	for i, d := range days {
		spread[i] = math.NaN()
		base, ok := d.value("rhr_baseline")
		if !ok {
			continue
		}
		out[i] = band{known: true, source: base.Source, provisional: strings.Contains(base.Warn, "provisional")}
		rhr, okR := d.value("rhr")
		z, okZ := d.value("rhr_z")
		if okR && okZ && z.V != 0 {
			spread[i] = (rhr.V - base.V) / z.V
		}
	}
	for i := range out {
		if !out[i].known {
			continue
		}
		s := nearest(out, spread, i)
		base, _ := days[i].value("rhr_baseline")
		out[i].lo, out[i].hi = base.V-s, base.V+s
	}
	return out
}

func nearest(b []band, spread []float64, i int) float64 {
	of := func(j int) bool { return b[j].known && b[j].source == b[i].source && !math.IsNaN(spread[j]) }
	for j := i; j >= 0; j-- {
		if of(j) {
			return spread[j]
		}
	}
	for j := i + 1; j < len(b); j++ {
		if of(j) {
			return spread[j]
		}
	}
	return leastSpread
}

// text is the range in words.
func (b band) text(w words) string {
	if !b.known {
		return ""
	}
	return w.number(b.lo, 0) + "-" + w.number(b.hi, 0)
}

// day is one place on the axis of a chart; it may hold nothing.
type day struct {
	date record.Date
	*result.Day
}

func (d day) value(name string) (result.Value, bool) {
	if d.Day == nil {
		return result.Value{}, false
	}
	v, ok := d.Values[name]
	return v, ok
}

// number is a day's value, NaN where it is missing.
func (d day) number(name string) float64 {
	if v, ok := d.value(name); ok {
		return v.V
	}
	return math.NaN()
}

// axis lays out the last n days up to a date, one place for each, also where nothing is known.
func axis(days []result.Day, last record.Date, n int) []day {
	out := make([]day, n)
	first := last - record.Date(n) + 1
	for i := range out {
		out[i].date = first + record.Date(i)
	}
	for i := range days {
		if k := int(days[i].Date - first); k >= 0 && k < n {
			out[k].Day = &days[i]
		}
	}
	return out
}
