package metric

import "math"

// HRTime is a stretch of exercise at one heart rate.
type HRTime struct {
	BPM     float64
	Seconds float64
}

// TRIMPVariant names a pair of weights of a Banister training impulse.
type TRIMPVariant int

// The variants in use (Banister 1991, Morton et al. 1990 doi:10.1152/jappl.1990.69.3.1171). GoldenCheetah and Elevate take men's A for
// women too; Runalyze makes the sexes equal at the whole reserve, and has a pair for an unknown sex.
const (
	UnknownSexTRIMP TRIMPVariant = iota
	MaleTRIMP
	FemaleTRIMP
	FemaleGoldenCheetah
	FemaleRunalyze
)

// weights are the A and B of A*exp(B*x).
func (v TRIMPVariant) weights() (a, b float64) {
	switch v {
	case MaleTRIMP:
		return .64, 1.92
	case FemaleTRIMP:
		return .86, 1.67
	case FemaleGoldenCheetah:
		return .64, 1.67
	case FemaleRunalyze:
		return .821776, 1.67
	}
	return .725215, 1.795
}

// minute is the impulse of one minute at the share x of the heart-rate reserve.
func (v TRIMPVariant) minute(x float64) float64 {
	a, b := v.weights()
	return x * a * math.Exp(b*x)
}

// TRIMP is Banister's training impulse: minutes times weight, per sample, since an average underestimates. Rates are bpm; the share of the
// reserve is held in 0..1. NaN where restBPM is not below maxBPM.
func TRIMP(h []HRTime, restBPM, maxBPM float64, v TRIMPVariant) float64 {
	if !(restBPM < maxBPM) {
		return missing
	}
	sum := 0.0
	a, b := v.weights()
	for _, s := range h {
		x := min(1, max(0, (s.BPM-restBPM)/(maxBPM-restBPM)))
		sum += s.Seconds / 60 * (x * a * math.Exp(b*x))
	}
	return sum
}

// HRSS scales a TRIMP so that an hour at the lactate threshold heart rate lthrBPM is 100 points. A missing lthrBPM is taken at 85 % of the
// reserve, as Elevate does.
func HRSS(trimp, restBPM, maxBPM, lthrBPM float64, v TRIMPVariant) float64 {
	if !known(lthrBPM) {
		lthrBPM = restBPM + .85*(maxBPM-restBPM)
	}
	return div(100*trimp, 60*v.minute((lthrBPM-restBPM)/(maxBPM-restBPM)))
}

// Edwards is minutes weighted 1 to 5 by zones of 10 % of the maximal heart rate from 50 % on (Edwards 1993). The lower bound belongs to
// the zone.
func Edwards(h []HRTime, maxBPM float64) float64 {
	sum := 0.0
	for _, s := range h {
		zone := 0
		for k := 5; k <= 9 && 10*s.BPM >= float64(k)*maxBPM; k++ {
			zone = k - 4
		}
		sum += s.Seconds / 60 * float64(zone)
	}
	return sum
}

// Lucia is minutes weighted 1 below the first ventilatory threshold, 2 up to the second and 3 from it on (Lucía et al. 2003
// doi:10.1249/01.MSS.0000064999.82036.B4).
func Lucia(h []HRTime, vt1BPM, vt2BPM float64) float64 {
	sum := 0.0
	for _, s := range h {
		w := 1.0
		if s.BPM >= vt1BPM {
			w = 2
		}
		if s.BPM >= vt2BPM {
			w = 3
		}
		sum += s.Seconds / 60 * w
	}
	return sum
}
