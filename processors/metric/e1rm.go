package metric

import "math"

// MaxReps is the most effective repetitions (done plus in reserve) from which a one-repetition maximum is estimated.
const MaxReps = 12

// OneRM are estimates of a one-repetition maximum, kg, by the formulas in use.
type OneRM struct {
	Epley, Brzycki, Lombardi, OConner, Lander, Mayhew, Wathan, RTS float64
}

// Epley estimates a one-repetition maximum in kg (Epley 1985): w(1+r/30), and w itself for one repetition. reps are the effective ones,
// done plus in reserve. NaN for no load, under one repetition or more than 12. A test-retest varies by 4.2 % (Grgic et al. 2020
// doi:10.1186/s40798-020-00260-z).
func Epley(loadKg, reps float64) float64 {
	switch {
	case !(loadKg > 0 && reps >= 1 && reps <= MaxReps):
		return missing
	case reps == 1:
		return loadKg
	}
	return loadKg * (1 + reps/30)
}

// EstimateOneRM gives all estimates for a set of reps at loadKg with rir repetitions in reserve (missing: 0).
func EstimateOneRM(loadKg, reps, rir float64) OneRM {
	rir = orZero(rir)
	r := reps + rir
	if !(loadKg > 0 && reps >= 1 && r <= MaxReps) {
		return OneRM{missing, missing, missing, missing, missing, missing, missing, missing}
	}
	return OneRM{
		Epley:    Epley(loadKg, r),
		Brzycki:  36 * loadKg / (37 - r),
		Lombardi: loadKg * math.Pow(r, .1),
		OConner:  loadKg * (1 + r/40),
		Lander:   100 * loadKg / (101.3 - 2.67123*r),
		Mayhew:   100 * loadKg / (52.2 + 41.9*math.Exp(-.055*r)),
		Wathan:   100 * loadKg / (48.8 + 53.8*math.Exp(-.075*r)),
		RTS:      100 * loadKg / rtsPercent(int(math.Round(2*(reps-1)+2*rir))),
	}
}

// rtsPercent is the share of the one-repetition maximum in Tuchscherer's table, by 2*(reps-1)+2*RIR.
func rtsPercent(i int) float64 {
	table := [...]float64{
		100, 97.8, 95.5, 93.9, 92.2, 90.7, 89.2, 87.8, 86.3, 85, 83.7, 82.4, 81.1, 79.9, 78.6, 77.4, 76.2, 75.1, 73.9, 72.3, 70.7, 69.4,
		68, 66.7, 65.3, 64, 62.6, 61.3, 59.9,
	}
	return table[min(max(i, 0), len(table)-1)]
}
