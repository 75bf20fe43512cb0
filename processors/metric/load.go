package metric

import "math"

// Monotony is how alike the days of a week were (Foster 1998 doi:10.1097/00005768-199807000-00023).
type Monotony struct {
	Mean     float64 // of the seven days, unit of the load
	SD       float64 // ddof 0, as the products in use compute it
	Monotony float64 // Mean/SD, at most 10
	Strain   float64 // week's load times Monotony
}

// MonotonyOf computes it of the last seven entries of load; a missing one is a day without load, and a shorter list is filled up with such.
func MonotonyOf(load []float64) Monotony {
	const days, most = 7, 10.0
	week := load[max(0, len(load)-days):]
	sum, squares := 0.0, 0.0
	for _, x := range week {
		sum += orZero(x)
	}
	out := Monotony{Mean: sum / days}
	for _, x := range week {
		squares += (orZero(x) - out.Mean) * (orZero(x) - out.Mean)
	}
	squares += float64(days-len(week)) * out.Mean * out.Mean
	out.SD = math.Sqrt(squares / days)
	switch {
	case out.Mean == 0:
	case out.SD == 0:
		out.Monotony = most
	default:
		out.Monotony = math.Min(most, out.Mean/out.SD)
	}
	out.Strain = sum * out.Monotony
	return out
}

// orZero is x, or 0 where it is missing: for sums over time a day without a known load adds none.
func orZero(x float64) float64 {
	if known(x) {
		return x
	}
	return 0
}

// AverageKind tells how an exponential average weighs a new day, of N days.
type AverageKind int

// The kinds of exponential averages in use.
const (
	Exp     AverageKind = iota // 1-exp(-1/N): GoldenCheetah, Elevate, this product
	Span                       // 2/(N+1): Runalyze, Williams et al. 2017
	Inverse                    // 1/N: TrainingPeaks' help text
)

// weight is the share a new day gets.
func (k AverageKind) weight(days float64) float64 {
	switch k {
	case Span:
		return 2 / (days + 1)
	case Inverse:
		return 1 / days
	}
	return -math.Expm1(-1 / days)
}

// Fitness is the performance management chart, one entry per day.
type Fitness struct {
	CTL, ATL []float64 // chronic and acute load
	TSBPrev  []float64 // balance of the day before: form before today's session
	TSBSame  []float64 // balance of the day itself
}

// PMC runs the chart over the days' loads; a missing load is 0, and the seeds are the values of the day before the first.
func PMC(load []float64, kind AverageKind, ctlDays, atlDays, seedCTL, seedATL float64) Fitness {
	n := len(load)
	out := Fitness{CTL: make([]float64, n), ATL: make([]float64, n), TSBPrev: make([]float64, n), TSBSame: make([]float64, n)}
	slow, fast := kind.weight(ctlDays), kind.weight(atlDays)
	for i, x := range load {
		out.TSBPrev[i] = seedCTL - seedATL
		seedCTL += slow * (orZero(x) - seedCTL)
		seedATL += fast * (orZero(x) - seedATL)
		out.CTL[i], out.ATL[i], out.TSBSame[i] = seedCTL, seedATL, seedCTL-seedATL
	}
	return out
}

// Impulse is Banister's impulse-response model, one entry per day.
type Impulse struct{ Fitness, Fatigue, Performance []float64 }

// BanisterIR runs the model with decays of 42 and 7 days and weights 1 and 2 (Banister et al. 1975). For comparison only.
func BanisterIR(load []float64) Impulse {
	n := len(load)
	out := Impulse{make([]float64, n), make([]float64, n), make([]float64, n)}
	fit, tired := 0.0, 0.0
	for i, x := range load {
		fit = orZero(x) + math.Exp(-1./42)*fit
		tired = orZero(x) + math.Exp(-1./7)*tired
		out.Fitness[i], out.Fatigue[i], out.Performance[i] = fit, tired, fit-2*tired
	}
	return out
}

// Ratio is the acute load against the chronic one.
type Ratio struct {
	Coupled   float64 // mean of 7 days over mean of 28
	Uncoupled float64 // mean of 7 days over mean of the 21 before them
	EWMA      float64 // exponential averages of 7 and 28 days (Williams et al. 2017 doi:10.1136/bjsports-2016-096589)
	Diff      float64 // mean of 7 days minus mean of 28, unit of the load
}

// Days of the acute and of the chronic window.
const (
	acuteDays   = 7
	chronicDays = 28
)

// ACWR computes the ratios for the last entry of load; a missing load is 0. All are NaN with fewer than 28 days, and each ratio whose
// denominator is not above floor. A ratio describes a change of load; it predicts no injury (Impellizzeri et al. 2020
// doi:10.1007/s40279-020-01378-6).
func ACWR(load []float64, floor float64) Ratio {
	n := len(load)
	if n < chronicDays {
		return Ratio{missing, missing, missing, missing}
	}
	sum := func(v []float64) (s float64) {
		for _, x := range v {
			s += orZero(x)
		}
		return s
	}
	acute, before := sum(load[n-acuteDays:]), sum(load[n-chronicDays:n-acuteDays])
	short, long := orZero(load[0]), orZero(load[0])
	for _, x := range load[1:] {
		short += Span.weight(acuteDays) * (orZero(x) - short)
		long += Span.weight(chronicDays) * (orZero(x) - long)
	}
	week, month := acute/acuteDays, (acute+before)/chronicDays
	return Ratio{
		Coupled:   above(week, month, floor),
		Uncoupled: above(week, before/(chronicDays-acuteDays), floor),
		EWMA:      above(short, long, floor),
		Diff:      week - month,
	}
}

// above is a/b, NaN unless b is above floor.
func above(a, b, floor float64) float64 {
	if !(b > floor) {
		return missing
	}
	return a / b
}
