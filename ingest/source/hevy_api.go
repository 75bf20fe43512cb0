package source

import (
	"io"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// hevyPageHead tells whether a file is a page of Hevy's API: of workouts, or of events about them.
func hevyPageHead(head []byte) bool {
	return jsonHead(head, "page", "page_count") &&
		(jsonHead(head, "exercises", "start_time") && jsonHead(head, "workouts") ||
			jsonHead(head, "events", "type") && (jsonHead(head, "workout", "start_time") || jsonHead(head, "deleted_at")))
}

// hevyEvent is what became of a workout.
type hevyEvent struct {
	Type    string       `json:"type"` // "updated" or "deleted"
	Workout *hevyWorkout `json:"workout"`
}

type hevyWorkout struct {
	Start     string         `json:"start_time"`
	End       string         `json:"end_time"`
	Updated   string         `json:"updated_at"`
	Exercises []hevyExercise `json:"exercises"`
}

type hevyExercise struct {
	Title    string    `json:"title"`
	Superset *float64  `json:"supersets_id"`
	Also     *float64  `json:"superset_id"` // as other parts of the API spell it
	Sets     []hevySet `json:"sets"`
}

type hevySet struct {
	Type    string   `json:"type"`
	Kg      *float64 `json:"weight_kg"`
	Reps    *float64 `json:"reps"`
	Metres  *float64 `json:"distance_meters"`
	Seconds *float64 `json:"duration_seconds"`
	RPE     *float64 `json:"rpe"`
}

// decodeHevyPage reads a page. A deleted workout is named by an id alone, and what was imported from tables has none: it is counted.
func decodeHevyPage(r io.Reader, events bool, f File, src record.Source, l *trainingLog) error {
	if !events {
		return eachJSON(r, l.out, func(w *hevyWorkout) error { return l.hevyWorkout(w, f, src) }, "workouts")
	}
	return eachJSON(r, l.out, func(e *hevyEvent) error {
		switch {
		case e.Type == "deleted":
			l.out.count(kindDeleted, 1)
		case e.Workout != nil:
			return l.hevyWorkout(e.Workout, f, src)
		default:
			l.out.drop(dropShape, 1)
		}
		return nil
	}, "events")
}

// hevyWorkout emits one workout in a record of its own, which tells when it was last changed. Its times are cut to the minute, as the table
// has them: both must be one workout.
func (l *trainingLog) hevyWorkout(h *hevyWorkout, f File, src record.Source) error {
	start, ok := parseStamp(h.Start)
	if !ok || !start.Zoned || !inTime(start.T) {
		l.out.drop(dropTime, 1)
		return nil
	}
	end, _ := parseStamp(h.End)
	w := logSession(start.T.UTC().Truncate(time.Minute), end.T.UTC().Truncate(time.Minute))
	for _, e := range h.Exercises {
		superset := 0
		for _, id := range []*float64{e.Superset, e.Also} {
			if id != nil && *id >= 0 && *id < mostReps {
				superset = int(*id) + 1
			}
		}
		for _, s := range e.Sets {
			l.add(&w, loggedSet{
				exercise: e.Title, kind: hevyKind(s.Type), kg: s.Kg, reps: s.Reps, seconds: s.Seconds, metres: s.Metres, rpe: s.RPE, superset: superset,
			})
		}
	}
	if len(w.Sets) == 0 {
		return nil
	}
	l.out.count(kindWorkouts, 1)
	l.out.count(kindSets, len(w.Sets))
	r := record.Record{Date: record.DateOf(w.Start), Source: src, TZ: f.TZ, Workouts: []record.Workout{w}}
	if u, ok := parseStamp(h.Updated); ok && u.Zoned && inTime(u.T) {
		r.Updated = u.T.UTC()
	}
	return f.Emit(r)
}
