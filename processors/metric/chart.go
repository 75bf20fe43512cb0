package metric

import "math"

// EWMA is an exponentially weighted moving-average control chart: one entry per value.
type EWMA struct {
	Z      []float64 // the average after the value; NaN before the first
	UCL    []float64 // upper limit; the lower one lies as far below mu
	Signal []bool    // the average is outside the limits
	First  int       // index of the first signal, -1 if none
}

// EWMAChart charts x against mu and sigma with weight lam and limits at l sigmas (Roberts 1959; Montgomery, Introduction to Statistical
// Quality Control). A missing value changes nothing. The limits assume independent values: on nights they alarm on 11 to 26 % of normal days.
func EWMAChart(x []float64, mu, sigma, lam, l float64) EWMA {
	out := EWMA{Z: nans(len(x)), UCL: nans(len(x)), Signal: make([]bool, len(x)), First: -1}
	z, n, half := mu, 0, 0.0
	for i, v := range x {
		if known(v) {
			n++
			z = lam*v + (1-lam)*z
			half = l * sigma * math.Sqrt(lam/(2-lam)*(1-math.Pow(1-lam, float64(2*n))))
			out.Signal[i] = math.Abs(z-mu) > half
		}
		if n > 0 {
			out.Z[i], out.UCL[i] = z, mu+half
		}
		if out.Signal[i] && out.First < 0 {
			out.First = i
		}
	}
	return out
}

// CUSUM is a tabular cumulative-sum chart in sigmas: one entry per value.
type CUSUM struct {
	Hi, Lo []float64 // sums of what exceeded the slack, above and below
	Signal []bool    // one of them exceeds the limit
	First  int       // index of the first signal, -1 if none
}

// CUSUMChart sums the deviations from mu beyond the slack k and signals above h, both in sigmas (Page 1954; Montgomery). With reset a side
// that signalled starts again from 0. A missing value changes nothing.
func CUSUMChart(x []float64, mu, sigma, k, h float64, reset bool) CUSUM {
	out := CUSUM{Hi: make([]float64, len(x)), Lo: make([]float64, len(x)), Signal: make([]bool, len(x)), First: -1}
	hi, lo := 0.0, 0.0
	for i, v := range x {
		if known(v) {
			u := (v - mu) / sigma
			hi, lo = math.Max(0, hi+u-k), math.Max(0, lo-u-k)
			out.Signal[i] = hi > h || lo > h
		}
		out.Hi[i], out.Lo[i] = hi, lo
		if out.Signal[i] && out.First < 0 {
			out.First = i
		}
		if reset && hi > h {
			hi = 0
		}
		if reset && lo > h {
			lo = 0
		}
	}
	return out
}
