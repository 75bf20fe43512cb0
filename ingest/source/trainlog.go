package source

import (
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// What receipts count about training logs.
const (
	kindAssumedKg = "sets_assumed_kg" // the log names no unit of its weights
	kindDeleted   = "deleted"         // a session was deleted that only its log knows by that name

	dropNoWork  = "set_without_work" // no repetitions, no time and no distance
	dropTooMany = "more_than_allowed"
)

// Limits of a training log: what is beyond them is no log of a person.
const (
	mostLogSets  = 500_000
	longestLog   = 24 * time.Hour
	mostReps     = 1000
	mostLoadKg   = 1000
	longestName  = 200 // bytes of an exercise's name
	mostNames    = 10_000
	usualSets    = 16 // of a session
	kgPerPound   = 0.45359237
	strengthName = "strength_training"
)

// setKind is what a log says a set was done for.
type setKind int

const (
	workingSet setKind = iota
	warmupSet
	dropSet    // the load was taken down without a rest before it
	failureSet // until no repetition was left
)

// loggedSet is one set as a training log has it; nil where it says nothing.
type loggedSet struct {
	exercise string
	kind     setKind
	kg       *float64
	reps     *float64
	seconds  *float64
	metres   *float64
	rpe      *float64
	superset int // 0: none
}

// trainingLog makes sets of what logs say.
type trainingLog struct {
	ex   *exercise.Catalogue
	name map[string]string // of exercises as they are kept, by that of the log
	bare map[string]bool   // by exercise, as far as asked
	sets int
	out  *Report
}

func newTrainingLog(ex *exercise.Catalogue, out *Report) *trainingLog {
	return &trainingLog{ex: ex, name: map[string]string{}, bare: map[string]bool{}, out: out}
}

// logSession is an empty session of a training log. What cannot be its end is left out.
func logSession(start, end time.Time) record.Workout {
	w := record.Workout{Start: start, End: start, Sport: "training", SubSport: strengthName}
	if d := end.Sub(start); d > 0 && d <= longestLog {
		w.End, w.TimerS = end, d.Seconds()
	}
	return w
}

// add adds a set to its session. One in which nothing was done is dropped and counted.
func (l *trainingLog) add(w *record.Workout, s loggedSet) {
	if l.sets >= mostLogSets {
		l.out.drop(dropTooMany, 1)
		return
	}
	timed := positive(s.seconds, longestLog.Seconds()) || positive(s.metres, math.MaxFloat64)
	if !positive(s.reps, mostReps) && !timed {
		l.out.drop(dropNoWork, 1)
		return
	}
	set := record.Set{Index: len(w.Sets), Exercise: l.named(s.exercise), Layer: record.Log, Warmup: s.kind == warmupSet, Superset: s.superset}
	if positive(s.reps, mostReps) {
		n := int(math.Round(*s.reps))
		set.Reps = &n
	}
	if positive(s.seconds, longestLog.Seconds()) {
		set.DurationS = *s.seconds
	}
	set.LoadKg = l.load(set.Exercise, s.kg)
	switch {
	case positive(s.rpe, 10):
		set.RPE = s.rpe
	case s.kind == failureSet:
		set.RIR = new(float64) // none was left
	}
	if w.Sets == nil {
		w.Sets = make([]record.Set, 0, usualSets)
	}
	w.Sets = append(w.Sets, set)
	l.sets++
}

// named is an exercise's name as it is kept.
func (l *trainingLog) named(raw string) string {
	name, known := l.name[raw]
	if !known {
		name = plainExercise(raw)
		if len(l.name) < mostNames {
			l.name[strings.Clone(raw)] = name
		}
	}
	return name
}

func positive(v *float64, most float64) bool { return v != nil && *v > 0 && *v <= most }

// load is what was lifted, kg. Logs write nothing or 0 both for no load and for one that nobody typed: it is none only of an exercise that the
// catalogue knows as one without.
func (l *trainingLog) load(name string, kg *float64) *float64 {
	if positive(kg, mostLoadKg) {
		return kg
	}
	bare, asked := l.bare[name]
	if !asked {
		bare = withoutLoad(l.ex, name)
		l.bare[name] = bare
	}
	if bare {
		return new(float64)
	}
	return nil
}

// withoutLoad tells whether an exercise is done with the body or a band alone: the catalogue lists it by its name as one without a load, and
// the log's name adds no equipment.
func withoutLoad(ex *exercise.Catalogue, name string) bool {
	e, ok := ex.Find(name)
	if !ok || e.Loadable {
		return false
	}
	words := strings.Fields(exercise.Fold(name))
	has := func(list ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(list, w) })
	}
	switch {
	case has("bodyweight", "band", "banded"):
		return true
	case has("machine", "cable", "barbell", "dumbbell", "kettlebell", "smith", "plate", "weighted", "bar", "landmine", "sled", "press", "lever"):
		return false
	}
	return e.Name != "" || slices.Contains([]string{"pull_up", "push_up", "plank", "crunch", "sit_up", "warm_up", "hip_stability"}, e.Category)
}

// plainExercise is an exercise's name as it is kept: of bounded length, without control characters.
func plainExercise(name string) string { return plainWords(name, longestName) }

func plainWords(s string, most int) string {
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), func(r rune) bool { return r <= ' ' || r == 0x7f || r == 0xa0 }), " ")
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "")
	}
	return s
}

// logNumber reads a number of a log, with a point or a comma; nil where there is none.
func logNumber(s string) *float64 {
	if s == "" || len(s) > 32 {
		return nil
	}
	v, ok := plainNumber(s)
	if !ok && strings.IndexByte(s, ',') >= 0 {
		v, ok = plainNumber(strings.Replace(s, ",", ".", 1))
	}
	if !ok {
		return nil
	}
	return &v
}

// fromPounds gives kg to the gram times ten: logs convert what was typed in kg to pounds with two decimals, and this takes it back.
func fromPounds(lb *float64) *float64 {
	if lb == nil {
		return nil
	}
	kg := math.Round(*lb*kgPerPound*100) / 100
	return &kg
}

// logBook gathers the sessions of a log's table, whose rows are sets.
type logBook struct {
	*trainingLog
	works map[int64]*record.Workout // by start, s since 1970
}

// session is the session that begins then.
func (b *logBook) session(start, end time.Time) *record.Workout {
	w := b.works[start.Unix()]
	if w == nil {
		s := logSession(start, end)
		w = &s
		b.works[start.Unix()] = w
	}
	return w
}

// emit emits the sessions by their date. Their times are wall-clock times.
func (b *logBook) emit(f File, src record.Source) error {
	days := byDate{}
	for _, start := range slices.Sorted(maps.Keys(b.works)) {
		w := b.works[start]
		if len(w.Sets) == 0 {
			continue
		}
		r := days.at(record.DateOf(w.Start))
		r.Workouts = append(r.Workouts, *w)
		b.out.count(kindWorkouts, 1)
		b.out.count(kindSets, len(w.Sets))
	}
	return days.emitWall(f, src)
}
