package source

import (
	"context"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// strongSource reads the table of the app Strong: one row per set. That of iOS is parted by commas and names no unit of weight; that of Android
// is parted by semicolons and names it in the header.
func strongSource(ex *exercise.Catalogue) Source {
	return Source{
		Name:  "strong",
		Title: "Strong: its CSV, of iOS and Android",
		Match: func(head []byte) bool {
			return hasColumns(head, "date", "workout name", "exercise name", "set order", "reps")
		},
		Decode: func(_ context.Context, f File, out *Report) error {
			t, err := openTable(f.Reader(), 0, out)
			if err != nil {
				return err
			}
			s := newStrongTable(t, newTrainingLog(ex, out))
			if err := t.each(s.take); err != nil {
				return err
			}
			return s.book.emit(f, record.Source{Key: f.SourceKey("Strong", "", ""), Maker: "Strong"})
		},
	}
}

// strongTable is the table with the places of its columns.
type strongTable struct {
	*table
	book                                                                      *logBook
	date, length, seconds, exercise, order, weight, unit, reps, rpe, distance int
	secs                                                                      int
	pounds, named                                                             bool // the header says so

	raw   string // the date as it stands in the row before
	start time.Time
	ok    bool

	rawLength string // likewise
	lasted    time.Duration
}

func newStrongTable(t *table, l *trainingLog) *strongTable {
	s := &strongTable{
		table: t, book: &logBook{trainingLog: l, works: map[int64]*record.Workout{}},
		date: t.col("date"), length: t.col("duration"), secs: t.col("duration (sec)"), exercise: t.col("exercise name"),
		order: t.col("set order"), unit: t.col("weight unit"), reps: t.col("reps"), rpe: t.col("rpe"),
		distance: t.col("distance", "distance (meters)", "distance (km)", "distance (miles)"), seconds: t.col("seconds"),
	}
	kg, lb := t.col("weight (kg)"), t.col("weight (lbs)", "weight (lb)")
	switch {
	case kg >= 0:
		s.weight, s.named = kg, true
	case lb >= 0:
		s.weight, s.named, s.pounds = lb, true, true
	default:
		s.weight = t.col("weight")
	}
	return s
}

// take takes the current row.
func (s *strongTable) take() {
	out := s.book.out
	kind, isSet := strongOrder(s.at(s.order))
	if !isSet {
		if !strings.EqualFold(s.at(s.order), "rest timer") && !strings.EqualFold(s.at(s.order), "note") {
			out.drop(dropShape, 1)
		}
		return
	}
	if raw := s.at(s.date); raw != s.raw || s.raw == "" {
		at, ok := parseStamp(raw)
		s.raw, s.start, s.ok = strings.Clone(raw), at.T, ok && !at.Zoned && inTime(at.T)
	}
	if !s.ok {
		out.drop(dropTime, 1)
		return
	}
	kg := logNumber(s.at(s.weight))
	switch unit := strings.ToLower(s.at(s.unit)); {
	case s.pounds, strings.HasPrefix(unit, "lb"):
		kg = fromPounds(kg)
	case !s.named && unit != "kg" && positive(kg, mostLoadKg):
		out.count(kindAssumedKg, 1)
	}
	w := s.book.session(s.start, s.start.Add(s.duration()))
	s.book.add(w, loggedSet{
		exercise: s.at(s.exercise), kind: kind, kg: kg, reps: logNumber(s.at(s.reps)), seconds: logNumber(s.at(s.seconds)),
		metres: logNumber(s.at(s.distance)), rpe: logNumber(s.at(s.rpe)),
	})
}

// strongOrder reads what stands for a set's place: its number, or W, D or F for its kind.
func strongOrder(s string) (kind setKind, ok bool) {
	switch strings.ToUpper(s) {
	case "W":
		return warmupSet, true
	case "D":
		return dropSet, true
	case "F":
		return failureSet, true
	}
	_, ok = digits(s)
	return workingSet, ok
}

// duration is how long the session of the current row lasted; 0 where it does not say.
func (s *strongTable) duration() time.Duration {
	if v := logNumber(s.at(s.secs)); positive(v, longestLog.Seconds()) {
		return time.Duration(*v) * time.Second
	}
	if raw := s.at(s.length); raw != s.rawLength {
		d, err := time.ParseDuration(strings.ReplaceAll(strings.ToLower(raw), " ", "")) // "1h 5m"
		if err != nil {
			d = 0
		}
		s.rawLength, s.lasted = strings.Clone(raw), d
	}
	return s.lasted
}
