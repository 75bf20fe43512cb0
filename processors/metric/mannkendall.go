package metric

import "math"

// MK is a Mann-Kendall test for a monotone trend.
type MK struct {
	N     int     // values present
	S     float64 // sum of the signs of all later-minus-earlier differences
	VarS  float64 // its variance without a trend
	Z     float64
	P     float64 // two-sided
	Tau   float64 // S over the number of pairs
	Trend string  // "increasing", "decreasing" (p < .05) or "no trend"
}

// significant is the conventional two-sided level of a test.
const significant = .05

// MannKendall tests values in time order; missing ones are left out and the rest closed up (Mann 1945, Kendall 1975). It assumes
// independent values: on nights, whose neighbours correlate by .7, it calls 40 % of flat series a trend. Use [PreWhitened] there.
func MannKendall(y []float64) MK {
	var store, sorted [96]float64
	v := present(store[:0], y)
	out := MK{N: len(v), S: missing, VarS: missing, Z: missing, P: missing, Tau: missing, Trend: "no trend"}
	if len(v) < 2 {
		return out
	}
	order := append(sorted[:0], v...)
	falls := sortCounting(order)
	pairs := len(v) * (len(v) - 1) / 2
	out.S = float64(pairs - tiedPairs(order) - 2*falls)
	out.VarS = (pairTerm(len(v)) - tieTerm(order)) / 18
	out.Tau = out.S / float64(pairs)
	return out.judged()
}

// judged fills Z, P and Trend from S and VarS.
func (m MK) judged() MK {
	m.Z, m.Trend = 0, "no trend"
	if m.S != 0 {
		m.Z = (m.S - math.Copysign(1, m.S)) / math.Sqrt(m.VarS)
	}
	m.P = math.Erfc(math.Abs(m.Z) / math.Sqrt2)
	if m.P < significant && m.Z > 0 {
		m.Trend = "increasing"
	}
	if m.P < significant && m.Z < 0 {
		m.Trend = "decreasing"
	}
	return m
}

// PreWhitened is the same test after the lag-1 autocorrelation was taken out (von Storch 1995); its p-value is the product's. Not ok with
// fewer than four values or when all are equal.
func PreWhitened(y []float64) (m MK, ok bool) {
	var store [96]float64
	v := present(store[:0], y)
	if len(v) < 4 {
		return MK{}, false
	}
	mean, _ := meanOf(v)
	num, den := 0.0, 0.0
	for i, x := range v {
		den += (x - mean) * (x - mean)
		if i+1 < len(v) {
			num += (x - mean) * (v[i+1] - mean)
		}
	}
	if den == 0 || allEqual(v) {
		return MK{}, false
	}
	r1 := num / den
	for i := range len(v) - 1 {
		v[i] = v[i+1] - r1*v[i]
	}
	return MannKendall(v[:len(v)-1]), true
}

func allEqual(v []float64) bool {
	for _, x := range v {
		if x != v[0] {
			return false
		}
	}
	return true
}
