package metric

import (
	"math"
	"slices"
)

// Slope is a Theil-Sen line through values over days, with its confidence interval. Unit: that of the values, per day.
type Slope struct {
	N         int     // pairs of day and value
	Slope     float64 // median of the slopes between all pairs
	Intercept float64 // median(y) - Slope*median(x)
	Lo, Hi    float64 // confidence interval of Slope
}

// TheilSen fits a line by the median of all pairwise slopes (Theil 1950, Sen 1968 doi:10.1080/01621459.1968.10480934), the interval as in
// scipy.stats.theilslopes(method='separate'). xDays are real day numbers, so that gaps stay gaps; a pair with a missing y is dropped. conf
// is the level of confidence, such as .95. The interval assumes independent days, which nights are not: see [PreWhitened].
func TheilSen(xDays, y []float64, conf float64) Slope {
	xs, ys := make([]float64, 0, len(y)), make([]float64, 0, len(y))
	for i, v := range y {
		if known(v) {
			xs, ys = append(xs, xDays[i]), append(ys, v)
		}
	}
	n := len(xs)
	slopes := make([]float64, 0, n*max(n-1, 0)/2)
	for i := range xs {
		for j := i + 1; j < n; j++ {
			if dx := xs[j] - xs[i]; dx != 0 {
				slopes = append(slopes, (ys[j]-ys[i])/dx)
			}
		}
	}
	if len(slopes) == 0 {
		return Slope{N: n, Slope: missing, Intercept: missing, Lo: missing, Hi: missing}
	}
	slices.Sort(slopes)
	slices.Sort(xs)
	slices.Sort(ys)
	lo, hi := intervalRanks(len(slopes), n, tieTerm(xs)+tieTerm(ys), twoSided(conf))
	out := Slope{N: n, Slope: sortedMedian(slopes), Lo: slopes[lo], Hi: slopes[hi]}
	out.Intercept = sortedMedian(ys) - out.Slope*sortedMedian(xs)
	return out
}

// intervalRanks are the places, among the sorted slopes of n values, of the bounds of the median's confidence interval. ties is the sum of
// the values' tie terms, z the [twoSided] quantile of the level of confidence.
func intervalRanks(slopes, n int, ties, z float64) (lo, hi int) {
	total, half := float64(slopes), z*math.Sqrt((pairTerm(n)-ties)/18)
	return max(int(math.RoundToEven((total-half)/2))-1, 0), min(int(math.RoundToEven((total+half)/2)), slopes-1)
}

// twoSided is the quantile of the standard normal distribution that bounds its middle share conf.
func twoSided(conf float64) float64 { return math.Sqrt2 * math.Erfinv(conf) }

// pairTerm is k(k-1)(2k+5), eighteen times the variance of Mann and Kendall's S for k values without ties.
func pairTerm(k int) float64 { return float64(k) * float64(k-1) * float64(2*k+5) }

// tieTerm is the sum of pairTerm over the groups of equal values of a sorted slice.
func tieTerm(v []float64) float64 {
	sum := 0.0
	for i, run := 1, 1; i <= len(v); i++ {
		if i < len(v) && v[i] == v[i-1] {
			run++
			continue
		}
		if run > 1 {
			sum += pairTerm(run)
		}
		run = 1
	}
	return sum
}
