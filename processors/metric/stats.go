package metric

import (
	"math"
	"slices"
)

// missing is what stands for a number that is not known.
var missing = math.NaN()

// known tells whether x is a number.
func known(x float64) bool { return x == x }

// sortSmall sorts a short slice without NaN in place: below some forty values insertion beats the general sort.
func sortSmall(v []float64) {
	if len(v) > 40 {
		slices.Sort(v)
		return
	}
	insertionSort(v)
}

// insertSorted puts x into a sorted slice without NaN.
func insertSorted(v []float64, x float64) []float64 { return slices.Insert(v, below(v, x), x) }

// removeSorted takes x, which must be there, out of a sorted slice without NaN.
func removeSorted(v []float64, x float64) []float64 {
	at := below(v, x)
	return slices.Delete(v, at, at+1)
}

// slideSorted takes old, which must be there, out of a sorted slice without NaN and puts x in; a missing one of the two is none.
func slideSorted(v []float64, old, x float64) []float64 {
	switch {
	case known(old) && known(x):
		replaceSorted(v, old, x)
	case known(old):
		return removeSorted(v, old)
	case known(x):
		return insertSorted(v, x)
	}
	return v
}

// replaceSorted puts x in the place of old, which must be there, in a sorted slice without NaN: only what lies between the two moves.
func replaceSorted(v []float64, old, x float64) {
	at := below(v, old)
	for ; at+1 < len(v) && v[at+1] < x; at++ {
		v[at] = v[at+1]
	}
	for ; at > 0 && v[at-1] > x; at-- {
		v[at] = v[at-1]
	}
	v[at] = x
}

// below is the number of values under x in a sorted slice without NaN.
func below(v []float64, x float64) int {
	lo, hi := 0, len(v)
	for lo < hi {
		if mid := (lo + hi) / 2; v[mid] < x {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// tiedPairs is the number of pairs of equal values in a sorted slice.
func tiedPairs(v []float64) (pairs int) {
	equal := 0 // values before this one that equal it
	for i := 1; i < len(v); i++ {
		equal++
		if v[i] != v[i-1] {
			equal = 0
		}
		pairs += equal
	}
	return pairs
}

// sortedMedian is the median of a sorted slice: of an even count the mean of the two middle values; NaN of none.
func sortedMedian(v []float64) float64 {
	n := len(v)
	switch {
	case n == 0:
		return missing
	case n%2 == 1:
		return v[n/2]
	}
	return (v[n/2-1] + v[n/2]) / 2
}

// Median sorts v, which must hold no NaN, and gives its median; NaN of none.
func Median(v []float64) float64 {
	sortSmall(v)
	return sortedMedian(v)
}

// sortedQuantile is the p-quantile of a sorted slice by linear interpolation (Hyndman and Fan 1996, type 7); NaN of none.
func sortedQuantile(v []float64, p float64) float64 {
	if len(v) == 0 {
		return missing
	}
	pos := p * float64(len(v)-1)
	i := int(pos)
	if i+1 >= len(v) {
		return v[len(v)-1]
	}
	return v[i] + (pos-float64(i))*(v[i+1]-v[i])
}

// present appends the numbers of v to dst[:0].
func present(dst, v []float64) []float64 {
	dst = dst[:0]
	for _, x := range v {
		if known(x) {
			dst = append(dst, x)
		}
	}
	return dst
}

// meanOf is the mean of the numbers in v and their count; NaN of none.
func meanOf(v []float64) (mean float64, n int) {
	sum := 0.0
	for _, x := range v {
		if known(x) {
			sum += x
			n++
		}
	}
	if n == 0 {
		return missing, 0
	}
	return sum / float64(n), n
}

// sampleSD is the standard deviation with ddof 1 of the numbers in v; NaN of fewer than two.
func sampleSD(v []float64) float64 {
	mean, n := meanOf(v)
	return sampleSDAbout(mean, n, v)
}

// sampleSDAbout is sampleSD where the mean and the count are known already.
func sampleSDAbout(mean float64, n int, v []float64) float64 {
	if n < 2 {
		return missing
	}
	sum := 0.0
	for _, x := range v {
		if known(x) {
			sum += (x - mean) * (x - mean)
		}
	}
	return math.Sqrt(sum / float64(n-1))
}

// nans makes a column of n missing values.
func nans(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = missing
	}
	return v
}

// div is a/b, NaN where b is 0.
func div(a, b float64) float64 {
	if b == 0 {
		return missing
	}
	return a / b
}
