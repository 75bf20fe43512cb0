package metric

import "math"

// windowNP is the length of the rolling mean behind normalised power, s (Allen and Coggan, Training and Racing with a Power Meter).
const windowNP = 30

// PowerFigures are what a ride's power says.
type PowerFigures struct {
	NP   float64 // W: normalised power
	NPGC float64 // W: as GoldenCheetah computes it, with zeros before the first sample
	IF   float64 // NP over threshold power
	TSS  float64 // 100 for an hour at threshold
}

// Power computes them from power at 1 Hz without gaps and the functional threshold power ftpW. All are NaN for under 30 s.
func Power(watts []float64, ftpW float64) PowerFigures {
	if len(watts) < windowNP {
		return PowerFigures{NP: missing, NPGC: missing, IF: missing, TSS: missing}
	}
	var own, gc fourth
	gc.add(append(make([]float64, windowNP-1), watts...))
	own.add(watts)
	out := PowerFigures{NP: own.root(), NPGC: gc.root()}
	out.IF = div(out.NP, ftpW)
	out.TSS = PowerTSS(float64(len(watts)), out.NP, ftpW)
	return out
}

// PowerTSS is the training stress score of movingS seconds at normalised power npW: 100 for an hour at ftpW.
func PowerTSS(movingS, npW, ftpW float64) float64 {
	f := div(npW, ftpW)
	return 100 * movingS / 3600 * f * f
}

// NormalisedPower is the normalised power (W) of samples at t (s, ascending). A pause of up to 30 s counts as 0 W; after a longer one the
// windows start anew. NaN if no window of 30 s is full.
func NormalisedPower(t, watts []int32) float64 {
	var sum fourth
	run := make([]float64, 0, len(t))
	for i, w := range watts {
		if i > 0 {
			gap := int(t[i]-t[i-1]) - 1
			if gap < 0 {
				continue
			}
			if gap > windowNP {
				sum.add(run)
				run, gap = run[:0], 0
			}
			for range gap {
				run = append(run, 0)
			}
		}
		run = append(run, float64(w))
	}
	sum.add(run)
	return sum.root()
}

// fourth gathers fourth powers of rolling means.
type fourth struct {
	sum float64
	n   int
}

func (f *fourth) add(run []float64) {
	total := 0.0
	for i, w := range run {
		total += w
		if i >= windowNP {
			total -= run[i-windowNP]
		}
		if i >= windowNP-1 {
			m := total / windowNP
			f.sum += m * m * m * m
			f.n++
		}
	}
}

func (f fourth) root() float64 {
	if f.n == 0 {
		return missing
	}
	return math.Sqrt(math.Sqrt(f.sum / float64(f.n)))
}
