package metric

import (
	"math"
	"slices"
)

// NightSignal gives the alerts of Alavi et al. 2022 (doi:10.1038/s41591-021-01593-2) for nightly means of heart rate (whole bpm): 2 for a
// second night at least 4 above the expanding median, 1 for at least 3, else 0; NaN for a missing night. A single missing night between
// known ones is imputed. For comparison only.
func NightSignal(nights []float64) []float64 {
	v := slices.Clone(nights)
	has := func(i int) bool { return i >= 0 && i < len(nights) && known(nights[i]) }
	for k := range v {
		if !has(k) && has(k-1) && has(k+1) && (has(k-2) || has(k+2)) {
			v[k] = math.Floor((nights[k-1] + nights[k+1]) / 2)
		}
	}
	out := nans(len(v))
	var sorted []float64
	before := 0.0 // by how much the night before exceeded its baseline, 0 if it is missing
	for k, x := range v {
		if !known(x) {
			before = 0
			continue
		}
		sorted = insertSorted(sorted, x)
		over := x - math.Floor(sortedMedian(sorted))
		out[k] = 0
		switch both := math.Min(over, before); {
		case both >= 4:
			out[k] = 2
		case both >= 3:
			out[k] = 1
		}
		before = over
	}
	return out
}
