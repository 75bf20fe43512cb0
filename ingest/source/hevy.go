package source

import (
	"bufio"
	"context"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// hevySource reads the app Hevy: its table, one row per set, with times in the app's language and without a zone, and its API's pages.
func hevySource(ex *exercise.Catalogue) Source {
	return Source{
		Name:  "hevy",
		Title: "Hevy: its CSV in any language, kg or lb, and its API's workouts and events",
		Match: func(head []byte) bool { return hevyTableHead(head) || hevyPageHead(head) },
		Decode: func(_ context.Context, f File, out *Report) error {
			in := bufio.NewReaderSize(f.Reader(), headSize)
			head, _ := in.Peek(headSize) // an error comes again with the reading
			src := record.Source{Key: f.SourceKey("Hevy", "", ""), Maker: "Hevy"}
			if hevyPageHead(head) {
				return decodeHevyPage(in, jsonHead(head, "events"), f, src, newTrainingLog(ex, out))
			}
			t, err := openTable(in, 0, out)
			if err != nil {
				return err
			}
			h := newHevyTable(t, newTrainingLog(ex, out))
			if err := t.each(h.take); err != nil {
				return err
			}
			return h.book.emit(f, src)
		},
	}
}

func hevyTableHead(head []byte) bool {
	return hasColumns(head, "start_time", "end_time", "exercise_title", "set_index", "set_type", "reps")
}

// hevyTable is the table with the places of its columns.
type hevyTable struct {
	*table
	book                                                                                     *logBook
	start, end, exercise, superset, kind, kg, lb, reps, km, miles, metres, seconds, rpeValue int

	raw      [2]string // start and end as they stand in the row before
	from, to time.Time
	ok       bool
}

func newHevyTable(t *table, l *trainingLog) *hevyTable {
	return &hevyTable{
		table: t, book: &logBook{trainingLog: l, works: map[int64]*record.Workout{}},
		start: t.col("start_time"), end: t.col("end_time"), exercise: t.col("exercise_title"), superset: t.col("superset_id"),
		kind: t.col("set_type"), kg: t.col("weight_kg"), lb: t.col("weight_lbs", "weight_lb"), reps: t.col("reps"),
		km: t.col("distance_km"), miles: t.col("distance_miles"), metres: t.col("distance_meters"), seconds: t.col("duration_seconds"), rpeValue: t.col("rpe"),
	}
}

// take takes the current row.
func (h *hevyTable) take() {
	if raw := [2]string{h.at(h.start), h.at(h.end)}; raw != h.raw || raw[0] == "" {
		h.raw = [2]string{strings.Clone(raw[0]), strings.Clone(raw[1])}
		h.from, h.ok = parseNamedTime(raw[0])
		h.ok = h.ok && inTime(h.from)
		h.to, _ = parseNamedTime(raw[1])
	}
	if !h.ok {
		h.book.out.drop(dropTime, 1)
		return
	}
	s := loggedSet{
		exercise: h.at(h.exercise), kind: hevyKind(h.at(h.kind)), kg: logNumber(h.at(h.kg)), reps: logNumber(h.at(h.reps)),
		seconds: logNumber(h.at(h.seconds)), rpe: logNumber(h.at(h.rpeValue)),
	}
	if s.kg == nil {
		s.kg = fromPounds(logNumber(h.at(h.lb)))
	}
	for _, col := range []int{h.km, h.miles, h.metres} { // only whether there is one matters
		if v := logNumber(h.at(col)); v != nil {
			s.metres = v
		}
	}
	if id, ok := digits(h.at(h.superset)); ok && id < mostReps {
		s.superset = id + 1
	}
	h.book.add(h.book.session(h.from, h.to), s)
}

func hevyKind(s string) setKind {
	switch strings.ToLower(s) {
	case "warmup":
		return warmupSet
	case "dropset":
		return dropSet
	case "failure":
		return failureSet
	}
	return workingSet
}
