package metric

// LiftSet is one active strength set as the formulas see it. Missing numbers are NaN.
type LiftSet struct {
	Exercise int     // any number that tells exercises apart
	LoadKg   float64 // NaN: not known; 0: bodyweight or band
	Reps     float64
	RIR      float64 // repetitions in reserve
	Warmup   bool
	Mapped   bool    // the exercise is in the catalogue
	Max, Med float64 // share of gluteus maximus, and of medius and minimus: 0, .5 or 1
	Loadable bool    // the exercise is done with a load
	RefKg    float64 // reference one-repetition maximum for INOL, NaN if none
}

// Lift is what a strength session amounts to.
type Lift struct {
	TonnageKg float64 // load times repetitions, warm-ups too
	INOL      float64 // sum of reps/(100-percent of 1RM) (Hristov); NaN if a set is at 100 % or more
	Hard      int     // hard sets
	Inferred  int     // of those, sets whose repetitions in reserve are not known
	GluteMax  float64 // hard sets times the share of gluteus maximus
	GluteMed  float64 // hard sets times the share of medius and minimus
	Failure   int     // sets to failure (RIR 0) that train gluteus maximus
	VolumeKg  float64 // load times repetitions of the sets that train gluteus maximus
	Unmapped  int     // sets whose exercise is in no catalogue: they add nothing to the glute figures
	Sets      int

	reps                   [3]int  // hard sets that train gluteus maximus, by repetition range
	gluteKg, gluteRIR      float64 // sums of load (kg) and RIR over the working sets that train gluteus maximus, where known
	gluteLoaded, gluteRIRs int     // and their counts
}

// Limits of a hard set: at most 3 repetitions in reserve, or, inferred, 80 % of the session's top load for at least 3 repetitions.
const (
	hardRIR   = 3
	hardShare = .8
	hardReps  = 3
)

// StrengthSession counts a session's active sets. A set is hard when it is no warm-up and its RIR is at most 3; or the RIR is unknown and
// the load is at least 80 % of the session's largest for that exercise (above 0), or not known on a loadable exercise, with 3 repetitions
// or more. So bodyweight and band sets of unknown RIR are light. Fractional counting as in Pelland et al. 2024 (direct 1, indirect .5).
func StrengthSession(sets []LiftSet) Lift {
	out := Lift{Sets: len(sets)}
	for i := range sets {
		s := &sets[i]
		volume := orZero(s.LoadKg * s.Reps)
		out.TonnageKg += volume
		if pct := 100 * s.LoadKg / s.RefKg; pct >= 100 {
			out.INOL = missing
		} else if known(pct) {
			out.INOL += orZero(s.Reps / (100 - pct))
		}
		hard := isHard(sets, i)
		if hard {
			out.Hard++
			if !known(s.RIR) {
				out.Inferred++
			}
		}
		if !s.Mapped {
			out.Unmapped++
			continue
		}
		if hard {
			out.GluteMax += s.Max
			out.GluteMed += s.Med
		}
		if s.Max > 0 {
			out.addGlute(s, volume, hard)
		}
	}
	return out
}

// mapped tells whether a catalogue knows the exercise of at least one set.
func (l *Lift) mapped() bool { return l.Sets > l.Unmapped }

// addGlute counts a set that trains gluteus maximus.
func (l *Lift) addGlute(s *LiftSet, volume float64, hard bool) {
	l.VolumeKg += volume
	if hard {
		l.addReps(s.Reps)
	}
	if hard && s.RIR <= 0 {
		l.Failure++
	}
	if s.Warmup {
		return
	}
	if s.LoadKg > 0 {
		l.gluteKg += s.LoadKg
		l.gluteLoaded++
	}
	if known(s.RIR) {
		l.gluteRIR += s.RIR
		l.gluteRIRs++
	}
}

// isHard tells whether set i of a session is a hard set.
func isHard(sets []LiftSet, i int) bool {
	s := &sets[i]
	switch {
	case s.Warmup:
		return false
	case known(s.RIR):
		return s.RIR <= hardRIR
	case !(s.Reps >= hardReps):
		return false
	case !known(s.LoadKg):
		return s.Loadable
	}
	top := topLoad(sets, s.Exercise)
	return top > 0 && s.LoadKg >= hardShare*top
}

// topLoad is the largest known load of an exercise in a session, kg, warm-ups too.
func topLoad(sets []LiftSet, exercise int) float64 {
	top := 0.0
	for i := range sets {
		if sets[i].Exercise == exercise && sets[i].LoadKg > top {
			top = sets[i].LoadKg
		}
	}
	return top
}
