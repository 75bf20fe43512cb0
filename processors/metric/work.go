package metric

import (
	"cmp"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// work is one workout with its figures; those that cannot be computed are NaN.
type work struct {
	day                             int
	w                               *record.DayWork
	start, end                      time.Time
	minutes                         float64
	rpe                             float64 // of the session, 0..10
	lift                            Lift
	trimp, edwards, hrss, tss, srpe float64
	byPower                         bool    // tss is from power, not from pace
	points                          float64 // canonical load: 100 for an hour at threshold
	hrWarn, pointsWarn              string
}

// strength tells a session of strength training from one of endurance.
func (w *work) strength() bool { return len(w.w.Sets) > 0 || w.w.SubSport == "strength_training" }

// tssWarn is what limits the workout's tss.
func (w *work) tssWarn() string {
	if w.byPower {
		return ""
	}
	return meanPace
}

// addWorks reads every workout, in the order in which they were done.
func (f *Frame) addWorks(ex Catalogue) {
	book := exerciseBook{ask: ex, ids: map[string]int{}}
	n := 0
	for _, d := range f.days {
		if d != nil {
			n += len(d.Workouts)
		}
	}
	f.works = make([]work, 0, n)
	for i, d := range f.days {
		if d == nil {
			continue
		}
		from := len(f.works)
		for k := range d.Workouts {
			f.works = append(f.works, newWork(i, &d.Workouts[k]))
		}
		today := f.works[from:]
		slices.SortStableFunc(today, func(a, b work) int { return a.start.Compare(b.start) })
		f.sessionRPE(d, today, &book)
		for k := range today {
			f.addLift(&today[k], &book)
		}
	}
	f.lifts = book.tracks
	f.score()
}

func newWork(day int, w *record.DayWork) work {
	out := work{day: day, w: w, start: w.Start, end: w.End, rpe: missing, minutes: w.TimerS / 60}
	if !out.end.After(out.start) {
		out.end = out.start.Add(time.Duration(w.TimerS * float64(time.Second)))
	}
	if out.minutes <= 0 {
		out.minutes = out.end.Sub(out.start).Minutes()
	}
	if w.RPE != nil {
		out.rpe = *w.RPE
	}
	return out
}

// sessionRPE gives the RPE of the day's check-in to the day's glute sessions that have none of their own. It speaks of training: where a
// session was done with a load, those without one (daily activation) go without, and of several without a load the longest gets it.
func (f *Frame) sessionRPE(d *record.Day, today []work, book *exerciseBook) {
	if d.CheckIn == nil || d.CheckIn.RPE == nil {
		return
	}
	var loaded []*work
	var longest *work
	for k := range today {
		w := &today[k]
		glutes, weight := false, false
		for i := range w.w.Sets {
			s := &w.w.Sets[i]
			e := book.look(s.Exercise)
			glutes = glutes || e.max > 0 || e.med > 0
			weight = weight || s.LoadKg == nil && e.loadable || s.LoadKg != nil && *s.LoadKg > 0
		}
		switch {
		case !glutes:
		case weight:
			loaded = append(loaded, w)
		case longest == nil || w.minutes > longest.minutes:
			longest = w
		}
	}
	if len(loaded) == 0 && longest != nil {
		loaded = append(loaded, longest)
	}
	for _, w := range loaded {
		if !known(w.rpe) {
			w.rpe = *d.CheckIn.RPE
		}
	}
}

// exercise is what the catalogue says about one exercise.
type exercise struct {
	id           int
	max, med     float64
	loadable, ok bool
}

// exerciseBook asks the catalogue once per exercise.
type exerciseBook struct {
	ask    Catalogue
	ids    map[string]int
	known  []exercise
	sets   []LiftSet
	tracks []exposures
}

func (b *exerciseBook) look(name string) exercise {
	if id, ok := b.ids[name]; ok {
		return b.known[id]
	}
	e := exercise{id: len(b.known)}
	if b.ask != nil && name != "" {
		e.max, e.med, e.loadable, e.ok = b.ask(name)
	}
	b.ids[name] = e.id
	b.known = append(b.known, e)
	return e
}

// addLift counts the sets of a workout and keeps the best estimates of strength.
func (f *Frame) addLift(w *work, book *exerciseBook) {
	if len(w.w.Sets) == 0 {
		return
	}
	book.sets = book.sets[:0]
	for k := range w.w.Sets {
		s := &w.w.Sets[k]
		e := book.look(s.Exercise)
		if !e.ok {
			f.addUnmapped(w.day, s.Exercise)
		}
		book.sets = append(book.sets, newLiftSet(s, e, w.rpe))
	}
	w.lift = StrengthSession(book.sets)
	for k := range book.sets {
		book.expose(w, k)
	}
}

// addUnmapped lists an exercise of a day that no catalogue knows; "unknown" where it has no name.
func (f *Frame) addUnmapped(day int, name string) {
	name = cmp.Or(name, "unknown")
	if !slices.Contains(f.Unmapped[day], name) {
		f.Unmapped[day] = append(f.Unmapped[day], name)
	}
}

// newLiftSet makes a set ready for the formulas. A set's RPE stands for 10-RPE repetitions in reserve; a session's RPE of 7 or more for 3
// in the sets that lack their own.
func newLiftSet(s *record.Set, e exercise, sessionRPE float64) LiftSet {
	const hardRPE = 7
	out := LiftSet{
		Exercise: e.id, LoadKg: missing, Reps: missing, RIR: missing, RefKg: missing,
		Warmup: s.Warmup, Mapped: e.ok, Max: e.max, Med: e.med, Loadable: e.loadable,
	}
	if s.LoadKg != nil {
		out.LoadKg = *s.LoadKg
	}
	if s.Reps != nil {
		out.Reps = float64(*s.Reps)
	}
	switch {
	case s.RIR != nil:
		out.RIR = *s.RIR
	case s.RPE != nil:
		out.RIR = 10 - *s.RPE
	case sessionRPE >= hardRPE:
		out.RIR = hardRIR
	}
	return out
}
