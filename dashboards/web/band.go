package web

import (
	"math"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// band is the athlete's personal range of a metric on one day, in the unit it is drawn in.
type band struct {
	lo, hi      float64
	source      string
	provisional bool
	known       bool
}

// bands give each day's range between two metrics, its edges; draw makes what they hold what is drawn.
func bands(days []day, low, high string, draw func(float64) float64) []band {
	out := make([]band, len(days))
	for i, d := range days {
		lo, okLo := d.value(low)
		hi, okHi := d.value(high)
		if okLo && okHi {
			out[i] = band{draw(lo.V), draw(hi.V), lo.Source, strings.Contains(lo.Warn, "provisional"), true}
		}
	}
	return out
}

// rhrBands are those of resting heart rate, bpm.
func rhrBands(days []day) []band {
	return bands(days, "rhr_low", "rhr_high", func(bpm float64) float64 { return bpm })
}

// hrvBands are those of the weekly mean of heart rate variability, ms.
func hrvBands(days []day) []band { return bands(days, "hrv_ln_low", "hrv_ln_high", math.Exp) }

// edges are the bands as columns, NaN where there is none.
func edges(b []band) (low, high []float64) {
	low, high = make([]float64, len(b)), make([]float64, len(b))
	for i := range b {
		low[i], high[i] = math.NaN(), math.NaN()
		if b[i].known {
			low[i], high[i] = b[i].lo, b[i].hi
		}
	}
	return low, high
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

// sets are the hard sets of gluteus maximus; none on a day of rest, which has data and a load of 0. NaN where neither is known.
func (d day) sets() float64 {
	sets := d.number("glute_sets_max")
	if math.IsNaN(sets) && d.number("load") == 0 {
		return 0
	}
	return sets
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
