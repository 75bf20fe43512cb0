package metric

// exposures are the session bests of one exercise, ascending by day, estimated in one way: with the repetitions in reserve said for the set,
// or, where none are said, as if there were none.
type exposures struct {
	exercise int
	inferred bool
	days     []int32
	best     []float64 // kg
}

// expose keeps set k's estimate of the one-repetition maximum if it is a hard set of a glute exercise and the best of its day.
func (b *exerciseBook) expose(w *work, k int) {
	s := &b.sets[k]
	if !(s.Max > 0) || !isHard(b.sets, k) {
		return
	}
	own := w.w.Sets[k].RIR != nil || w.w.Sets[k].RPE != nil
	reps := s.Reps
	if own {
		reps += max(0, s.RIR)
	}
	best := Epley(s.LoadKg, reps)
	if !known(best) {
		return
	}
	t := b.exposures(s.Exercise, !own)
	day := int32(w.day)
	if n := len(t.days); n > 0 && t.days[n-1] == day {
		t.best[n-1] = max(t.best[n-1], best)
		return
	}
	t.days, t.best = append(t.days, day), append(t.best, best)
}

func (b *exerciseBook) exposures(exercise int, inferred bool) *exposures {
	for k := range b.tracks {
		if t := &b.tracks[k]; t.exercise == exercise && t.inferred == inferred {
			return t
		}
	}
	b.tracks = append(b.tracks, exposures{exercise: exercise, inferred: inferred})
	return &b.tracks[len(b.tracks)-1]
}

// Limits of a drop of strength: a test varies by 4 %, so that one exposure counts only from 10 % on.
const (
	dropOnce   = 10.0 // percent
	dropDays   = 28   // days of the baseline
	dropLeast  = 2    // exposures in it
	dropStands = 14   // days for which an exposure speaks
)

// drop is by how many percent exposure k lies below what was usual: the better of it and the one before against the median of the 28 days
// before both; or it alone if it is at least 10 % below the median of the 28 days before it. NaN if neither can be said. n is the number
// of exposures of the baseline.
func (e *exposures) drop(k int) (percent float64, n int) {
	percent = missing
	if k > 0 {
		if usual, m := e.usual(k - 1); m >= dropLeast {
			percent, n = 100*(1-max(e.best[k], e.best[k-1])/usual), m
		}
	}
	if usual, m := e.usual(k); m >= dropLeast {
		if once := 100 * (1 - e.best[k]/usual); once >= dropOnce && !(percent >= once) {
			percent, n = once, m
		}
	}
	return percent, n
}

// usual is the median of the exposures in the 28 days before exposure k, kg, and their number.
func (e *exposures) usual(k int) (kg float64, n int) {
	var store [dropDays]float64
	v := store[:0]
	for j := k - 1; j >= 0 && e.days[j] >= e.days[k]-dropDays; j-- {
		v = append(v, e.best[j])
	}
	return Median(v), len(v)
}

// evalE1RMDrop takes the largest drop over the glute exercises.
func evalE1RMDrop(f *Frame) Column { return f.drops(0) }

// drops is the largest drop over the glute exercises; an exposure is known from so many days after it on.
func (f *Frame) drops(after int) Column {
	c := newColumn(f.Len())
	for t := range f.lifts {
		e := &f.lifts[t]
		for k, day := range e.days {
			percent, n := e.drop(k)
			if !known(percent) {
				continue
			}
			end := min(int(day)+dropStands, f.Len())
			if k+1 < len(e.days) {
				end = min(end, int(e.days[k+1])+after)
			}
			for i := int(day) + after; i < end; i++ {
				if c.V[i] >= percent {
					continue
				}
				c.set(i, percent, n)
				if e.inferred {
					c.warn(i, inferred)
				} else if c.Warn.at != nil {
					c.Warn.Set(i, "")
				}
			}
		}
	}
	return c
}
