package metric

import "math"

// GluteMix is what the hard sets for the glutes of some days were like.
type GluteMix struct {
	Max, Med              float64 // hard sets of gluteus maximus, and of medius and minimus, by share
	Heavy, Moderate, High int     // hard sets that train gluteus maximus, of 6 repetitions or fewer, 7 to 15, more
}

// Repetition ranges (DESIGN: heavy 3-6, moderate 6-15, high 15 and more; each border belongs to one).
const (
	heavyReps    = 6
	moderateReps = 15
)

// GluteMix sums the n days that end with day i.
func (f *Frame) GluteMix(i, n int) (out GluteMix) {
	for k := range f.works {
		w := &f.works[k]
		if w.day > i || w.day <= i-n {
			continue
		}
		out.Max += w.lift.GluteMax
		out.Med += w.lift.GluteMed
		out.Heavy += w.lift.reps[0]
		out.Moderate += w.lift.reps[1]
		out.High += w.lift.reps[2]
	}
	return out
}

// addReps counts a hard set of gluteus maximus by its range, if its repetitions are known.
func (l *Lift) addReps(reps float64) {
	switch {
	case !known(reps):
	case reps <= heavyReps:
		l.reps[0]++
	case reps <= moderateReps:
		l.reps[1]++
	default:
		l.reps[2]++
	}
}

// GluteVolume is the load times repetitions of the n days that end with day i, kg; NaN where no session is known.
func (f *Frame) GluteVolume(i, n int) float64 {
	sum, any := 0.0, false
	for k := range f.works {
		if w := &f.works[k]; w.day <= i && w.day > i-n && w.lift.VolumeKg > 0 {
			sum, any = sum+w.lift.VolumeKg, true
		}
	}
	if !any {
		return missing
	}
	return sum
}

// StrengthChange compares the estimated one-repetition maxima of the n days that end with day i with those of the n days before, in
// percent: the median over the glute exercises that were done in both. NaN where there is none.
func (f *Frame) StrengthChange(i, n int) float64 {
	var changes []float64
	for t := range f.lifts {
		e := &f.lifts[t]
		now, before := math.Inf(-1), math.Inf(-1)
		for k, day := range e.days {
			switch d := int(day); {
			case d > i || d <= i-2*n:
			case d > i-n:
				now = max(now, e.best[k])
			default:
				before = max(before, e.best[k])
			}
		}
		if before > 0 && now > 0 {
			changes = append(changes, 100*(now/before-1))
		}
	}
	return Median(changes)
}
