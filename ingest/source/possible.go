package source

import (
	"slices"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// What a workout and a night can be at most: far beyond what anybody does, and below what a damaged file says.
const (
	mostKcal   = 100_000    // of a workout; a day and a night of running takes 15,000
	mostMetres = 10_000_000 // of a workout
	mostRPE    = 10
	mostScore  = 100
	longestSet = 24 * 3600 // s
)

// keepPossible takes out of a record's workouts and nights what no person can have, whichever decoder let it through, and counts it: what is
// not known may be filled in by another source, what is wrong stands in its way. What a file calls its device or a night becomes text that can be
// written.
func keepPossible(r *record.Record, out *Report) {
	check := func(v **float64, least, most float64) {
		if *v != nil && (**v < least || **v > most) {
			*v = nil
			out.drop(dropValue, 1)
		}
	}
	seconds := func(v *float64, most float64) {
		if *v < 0 || *v > most {
			*v = 0
			out.drop(dropValue, 1)
		}
	}
	sayable := func(s *string) { *s = strings.ToValidUTF8(*s, "\uFFFD") }
	sayable(&r.Source.Maker)
	sayable(&r.Source.Model)
	nights := len(r.Sleep)
	r.Sleep = slices.DeleteFunc(r.Sleep, func(s record.SleepSession) bool { return s.End.Sub(s.Start) > longest*time.Second })
	out.drop(dropTime, nights-len(r.Sleep))
	for i := range r.Sleep {
		s := &r.Sleep[i]
		sayable(&s.ID)
		check(&s.Score, 0, mostScore)
		for kind, n := range s.Totals {
			if n < 0 || n > longest {
				delete(s.Totals, kind)
				out.drop(dropValue, 1)
			}
		}
	}
	for i := range r.Workouts {
		w := &r.Workouts[i]
		check(&w.AvgHR, record.MinHeartRate, record.MaxHeartRate)
		check(&w.MaxHR, record.MinHeartRate, record.MaxHeartRate)
		check(&w.Kcal, 0, mostKcal)
		check(&w.DistanceM, 0, mostMetres)
		check(&w.RPE, 0, mostRPE)
		check(&w.Feel, 0, mostScore)
		seconds(&w.TimerS, farS)
		if w.End.Sub(w.Start) > farS*time.Second {
			w.End = w.Start
			out.drop(dropTime, 1)
		}
		for j := range w.Laps {
			seconds(&w.Laps[j].TimerS, farS)
		}
		for j := range w.Sets {
			s := &w.Sets[j]
			check(&s.LoadKg, 0, mostLoadKg)
			check(&s.RPE, 0, mostRPE)
			seconds(&s.DurationS, longestSet)
			if s.Reps != nil && (*s.Reps < 0 || *s.Reps > mostReps) {
				s.Reps = nil
				out.drop(dropValue, 1)
			}
		}
	}
}
