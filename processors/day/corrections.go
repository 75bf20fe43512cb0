package day

import (
	"cmp"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// correct applies what the athlete said about sets, the oldest word first, to the workouts that begin in the second it names: what stands
// above watch, plan and log. A word fits a set as long as the workout has as many sets as it had when the word was entered; those that fit
// none are listed.
func (m *merger) correct(all []session) {
	var said []*record.Record
	own := map[*record.Record]*rec{}
	for i := range m.recs {
		r := &m.recs[i]
		if slices.ContainsFunc(r.Entries, func(e record.Entry) bool { return e.Correction != nil }) {
			said = append(said, r.Record)
			own[r.Record] = r
		}
	}
	for _, w := range words(said) {
		c := w.Correction
		if c == nil {
			continue
		}
		r := own[w.rec]
		fits := false
		for _, s := range corrected(all, c) {
			s.correct(c, w.Entered)
			fits = true
			r.used = r.used || dateAt(s.start, s.off) == m.out.Date
		}
		if !fits && dateAt(c.Workout, r.line.offset(c.Workout.Unix())) == m.out.Date {
			m.out.Unplaced = append(m.out.Unplaced, *c)
			r.used = true
		}
	}
}

// corrected are the sessions whose sets a correction means: those that begin then, or that took the sets of one that does.
func corrected(all []session, c *record.Correction) (out []*session) {
	for i := range all {
		s := &all[i]
		if s.start.Unix() != c.Workout.Unix() {
			continue
		}
		for s.host != nil {
			s = s.host
		}
		fits := len(s.sets) == c.Sets && slices.ContainsFunc(s.sets, func(set record.Set) bool { return set.Index == c.Set })
		if fits && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// correct applies one word. Words of one instant are one word.
func (s *session) correct(c *record.Correction, entered time.Time) {
	if !s.own {
		s.sets, s.own = slices.Clone(s.sets), true
	}
	for i := range s.sets {
		set := &s.sets[i]
		if set.Index != c.Set {
			continue
		}
		if set.Was == nil || !set.Entered.Equal(entered) {
			was := *set
			set.Was, set.Entered = &was, entered.UTC()
		}
		set.Layer = record.Corrected
		set.Exercise = *cmp.Or(c.Exercise, &set.Exercise)
		set.Warmup = *cmp.Or(c.Warmup, &set.Warmup)
		set.NotDone = *cmp.Or(c.NotDone, &set.NotDone)
		say(&set.Reps, c.Reps)
		say(&set.LoadKg, c.LoadKg)
		say(&set.RIR, c.RIR)
	}
}

// say replaces a field by a newer word, if there is one.
func say[T any](to **T, word *T) {
	if word != nil {
		*to = word
	}
}
