package metric

import "math"

// MADScale makes the median absolute deviation an estimate of a normal distribution's standard deviation: 1/Φ⁻¹(3/4).
const MADScale = 1.482602218505602

// Baseline is what is usual for an athlete, and how far today is from it. Its unit is that of the values.
type Baseline struct {
	N      int     // values present in the window
	Median float64 // the usual value
	MAD    float64 // median of |value-Median|, not scaled
	Sigma  float64 // max(MADScale*MAD, floor)
	Z      float64 // (today-Median)/Sigma
}

// Range is the athlete's own range: the median plus and minus the robust spread.
func (b Baseline) Range() (low, high float64) { return b.Median - b.Sigma, b.Median + b.Sigma }

// RobustBaseline compares today's x with the window of the days before it. Missing values of the window are skipped; with fewer than minN
// of them all but N is NaN. The floor keeps a very even athlete's z from exploding: 1 bpm for resting heart rate, .05 for the logarithm
// of rMSSD, 20 min for sleep.
func RobustBaseline(window []float64, x, floor float64, minN int) Baseline {
	var store [64]float64
	v := present(store[:0], window)
	sortSmall(v)
	return sortedBaseline(v, x, floor, minN)
}

// sortedBaseline is the baseline of a window's values, sorted.
func sortedBaseline(v []float64, x, floor float64, minN int) Baseline {
	b := Baseline{N: len(v), Median: missing, MAD: missing, Sigma: missing, Z: missing}
	if len(v) < max(minN, 1) {
		return b
	}
	b.Median = sortedMedian(v)
	b.MAD = sortedMAD(v, b.Median)
	b.Sigma = math.Max(MADScale*b.MAD, floor)
	b.Z = (x - b.Median) / b.Sigma
	return b
}

// sortedMAD is the median of the distances of the values of a sorted slice, at least one, from their median. The distances rise from the
// middle to both sides, so that the smaller half of them is merged rather than sorted.
func sortedMAD(v []float64, median float64) float64 {
	n := len(v)
	down, up := n/2-1, n/2
	last, mad := 0.0, 0.0
	for range n/2 + 1 {
		last = mad
		if up == n || down >= 0 && median-v[down] < v[up]-median {
			mad = math.Abs(v[down] - median)
			down--
		} else {
			mad = math.Abs(v[up] - median)
			up++
		}
	}
	if n%2 == 1 {
		return mad
	}
	return (last + mad) / 2
}
