package result

import "math"

// leastSpread is the spread that rhr_z assumes at least, bpm.
const leastSpread = 1.0

// rhrRanges give the athlete's personal range of resting heart rate on each day of a month, bpm: the baseline plus and minus the robust
// spread, NaN where there is no baseline. The spread is what rhr_z was divided by, so (rhr - baseline) / rhr_z. On a night that hits the
// baseline, or without a value, it is that of the nearest night before in the month, else after, of the same source; else the least there is.
func rhrRanges(days []Day) (low, high []float64) {
	low, high = make([]float64, len(days)), make([]float64, len(days))
	for i, d := range days {
		base, ok := d.Values["rhr_baseline"]
		if !ok {
			low[i], high[i] = math.NaN(), math.NaN()
			continue
		}
		s := nearestSpread(days, i, base.Source)
		low[i], high[i] = base.V-s, base.V+s
	}
	return low, high
}

func nearestSpread(days []Day, i int, source string) float64 {
	for j := i; j >= 0; j-- {
		if s, ok := days[j].spread(source); ok {
			return s
		}
	}
	for j := i + 1; j < len(days); j++ {
		if s, ok := days[j].spread(source); ok {
			return s
		}
	}
	return leastSpread
}

// spread is what the day's rhr_z was divided by.
func (d Day) spread(source string) (float64, bool) {
	base, ok := d.Values["rhr_baseline"]
	rhr, okR := d.Values["rhr"]
	z, okZ := d.Values["rhr_z"]
	if !ok || !okR || !okZ || z.V == 0 || base.Source != source {
		return 0, false
	}
	return (rhr.V - base.V) / z.V, true
}
