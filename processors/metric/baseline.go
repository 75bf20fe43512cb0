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

// RobustBaseline compares today's x with the window of the days before it. Missing values of the window are skipped; with fewer than minN
// of them all but N is NaN. The floor keeps a very even athlete's z from exploding: 1 bpm for resting heart rate, .05 for the logarithm
// of rMSSD, 20 min for sleep.
func RobustBaseline(window []float64, x, floor float64, minN int) Baseline {
	var store [64]float64
	v := present(store[:0], window)
	b := Baseline{N: len(v), Median: missing, MAD: missing, Sigma: missing, Z: missing}
	if len(v) < max(minN, 1) {
		return b
	}
	b.Median = medianOf(v)
	for i := range v {
		v[i] = math.Abs(v[i] - b.Median)
	}
	b.MAD = medianOf(v)
	b.Sigma = math.Max(MADScale*b.MAD, floor)
	b.Z = (x - b.Median) / b.Sigma
	return b
}
