package metric

import "math"

// SleepSegment is a stretch of a night of one state. Time covered by no segment is neither sleep nor wake.
type SleepSegment struct {
	StartS, LenS int // s, on one clock
	Asleep       bool
}

// SleepFigures are the usual figures of one night, in s unless said. What cannot be told is NaN.
type SleepFigures struct {
	TIB        float64 // time in bed
	TST        float64 // total sleep time
	SE         float64 // percent: sleep efficiency
	SOL        float64 // sleep onset latency
	WASO       float64 // wake after sleep onset
	TAFA       float64 // time awake after the final awakening
	Midsleep   float64 // on the segments' clock
	Awakenings int     // runs of wake of at least 60 s
}

// SleepNight computes them from sorted segments that do not overlap (AASM terms). bedInS and bedOutS are NaN where only the segments say
// when the night began and ended.
func SleepNight(segments []SleepSegment, bedInS, bedOutS float64) SleepFigures {
	out := SleepFigures{TIB: missing, SE: missing, SOL: missing, WASO: missing, TAFA: missing, Midsleep: missing}
	if len(segments) == 0 {
		return out
	}
	first, last := -1, -1
	for i, s := range segments {
		if s.Asleep {
			out.TST += float64(s.LenS)
			last = i
			if first < 0 {
				first = i
			}
		}
	}
	end := segments[len(segments)-1]
	if !known(bedInS) {
		bedInS = float64(segments[0].StartS)
	}
	if !known(bedOutS) {
		bedOutS = float64(end.StartS + end.LenS)
	}
	out.TIB = bedOutS - bedInS
	out.SE = div(100*out.TST, out.TIB)
	if first < 0 {
		return out
	}
	onset, final := float64(segments[first].StartS), float64(segments[last].StartS+segments[last].LenS)
	out.SOL, out.TAFA, out.Midsleep = onset-bedInS, bedOutS-final, (onset+final)/2
	out.WASO, out.Awakenings = wakeRuns(segments[first : last+1])
	return out
}

// wakeRuns sums the wake of segments, and counts the runs of touching wake segments that last a minute or more.
func wakeRuns(segments []SleepSegment) (total float64, runs int) {
	const leastS = 60
	run, edge := 0, math.MinInt
	for _, s := range segments {
		if s.Asleep {
			continue
		}
		total += float64(s.LenS)
		if s.StartS != edge {
			run = 0
		}
		if run < leastS && run+s.LenS >= leastS {
			runs++
		}
		run += s.LenS
		edge = s.StartS + s.LenS
	}
	return total, runs
}

// SleepDebt is the sleep lacking over a week, min a night.
type SleepDebt struct {
	N      int
	Mean   float64 // mean of max(0, need - sleep): oversleep gives no credit
	Signed float64 // mean of need - sleep
}

// DefaultSleepNeedMin is the sleep an adult needs, min: 7 to 9 h (Watson et al. 2015 doi:10.5665/sleep.4716).
const DefaultSleepNeedMin = 480

// DebtOf computes the debt of the last seven entries of tstMin (min); NaN of fewer than four nights.
func DebtOf(tstMin []float64, needMin float64) SleepDebt {
	const nights, least = 7, 4
	out := SleepDebt{}
	for _, x := range tstMin[max(0, len(tstMin)-nights):] {
		if known(x) {
			out.N++
			out.Mean += math.Max(0, needMin-x)
			out.Signed += needMin - x
		}
	}
	if out.N < least {
		return SleepDebt{N: out.N, Mean: missing, Signed: missing}
	}
	out.Mean /= float64(out.N)
	out.Signed /= float64(out.N)
	return out
}
