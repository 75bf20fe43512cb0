package metric

import "math"

// States of an epoch for [SRI].
const (
	EpochMissing int8 = -1
	EpochWake    int8 = 0
	EpochSleep   int8 = 1
)

// SRI is the sleep regularity index, -100..100: how likely the same state is 24 h apart (Phillips et al. 2017
// doi:10.1038/s41598-017-03171-4). NaN for a day or less, when under half of the pairs are known, and when there is no sleep or no wake at
// all, since a constant series says nothing.
func SRI(states []int8, epochS int) float64 {
	day := 86400 / epochS
	var c sriCount
	for i, s := range states {
		c.sleep = c.sleep || s == EpochSleep
		c.wake = c.wake || s == EpochWake
		if i < day {
			continue
		}
		c.possible++
		if b := states[i-day]; s != EpochMissing && b != EpochMissing {
			c.valid++
			if s == b {
				c.same++
			}
		}
	}
	return c.index()
}

// sriCount counts the pairs of a window.
type sriCount struct {
	possible, valid, same int
	sleep, wake           bool
}

func (c sriCount) index() float64 {
	if c.possible == 0 || 2*c.valid < c.possible || c.valid == 0 || !c.sleep || !c.wake {
		return missing
	}
	return -100 + 200*float64(c.same)/float64(c.valid)
}

// Jetlag is how far free days' sleep is from work days', in h.
type Jetlag struct {
	SJL        float64 // |mean midsleep of free - of work days|
	MSFsc      float64 // midsleep on free days, corrected for oversleep
	SDWeek     float64 // mean sleep duration
	MidsleepSD float64 // standard deviation of the midsleeps, ddof 1
}

// SocialJetlag compares midsleeps (h after midnight, may be negative) and sleep durations (h) before work days and before free days
// (Wittmann et al. 2006 doi:10.1080/07420520500545979, Roenneberg et al. 2004 doi:10.1016/j.cub.2004.11.039).
func SocialJetlag(midWork, midFree, durWork, durFree []float64) Jetlag {
	mids := append(append([]float64(nil), midWork...), midFree...)
	durs := append(append([]float64(nil), durWork...), durFree...)
	work, _ := meanOf(midWork)
	free, _ := meanOf(midFree)
	slept, _ := meanOf(durFree)
	out := Jetlag{SJL: math.Abs(free - work), MSFsc: free, MidsleepSD: sampleSD(mids)}
	out.SDWeek, _ = meanOf(durs)
	if slept > out.SDWeek {
		out.MSFsc = free - .5*(slept-out.SDWeek)
	}
	return out
}
