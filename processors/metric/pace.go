package metric

import "github.com/hvilepuls/hvilepuls/internal/record"

// RunTSS is a run's stress score from grade-adjusted pace (s per km): 100 for an hour at threshold pace. NaN where a number is missing.
func RunTSS(movingS, paceS, thresholdS float64) float64 {
	if !(movingS > 0 && paceS > 0 && thresholdS > 0) {
		return missing
	}
	f := thresholdS / paceS
	return 100 * movingS / 3600 * f * f
}

// SwimTSS is a swim's stress score: speed over moving time against the critical swim speed (m per min), cubed, times all the time
// elapsed. NaN where a time or the speed is missing.
func SwimTSS(distanceM, movingS, elapsedS, css float64) float64 {
	if !(movingS > 0 && css > 0 && known(distanceM) && known(elapsedS)) {
		return missing
	}
	f := distanceM / (movingS / 60) / css
	return 100 * elapsedS / 3600 * f * f * f
}

// The highest mean speeds that are believed, m/s: those of the world records over 1500 m of running (3:26.00) and 50 m of swimming (20.91 s).
const (
	fastestRun  = 1500 / 206.0
	fastestSwim = 50 / 20.91
)

// paceTSS is the stress score of a run or a swim from its mean pace and the athlete's threshold pace. A digest has no grades, so that hills
// are not counted. NaN for other sports, and where the distance, the time or the threshold is not known or the speed is not believed.
func (w *work) paceTSS(p record.Profile) float64 {
	seconds := 60 * w.minutes
	if w.w.DistanceM == nil || !(*w.w.DistanceM > 0 && seconds > 0) {
		return missing
	}
	speed := *w.w.DistanceM / seconds
	switch {
	case w.w.Sport == "running" && p.RunPace != nil && speed <= fastestRun:
		return RunTSS(seconds, 1000/speed, *p.RunPace)
	case w.w.Sport == "swimming" && p.SwimPace != nil && speed <= fastestSwim:
		return SwimTSS(*w.w.DistanceM, seconds, max(seconds, w.end.Sub(w.start).Seconds()), 60*100 / *p.SwimPace)
	}
	return missing
}
