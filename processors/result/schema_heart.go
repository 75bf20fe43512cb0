package result

import (
	"strconv"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// The kinds of heart rate: all-day samples and those of a workout.
const (
	AllDay      = "day"
	WithWorkout = "workout"
)

// HeartRate is a stretch of heart rate of one source and kind: points of the measurement heart_rate.
type HeartRate struct {
	Source string // Source.Key
	Kind   string // AllDay or WithWorkout
	record.Series
}

// HeartRates are all that a record says of the heart rate, as instants: wall-clock times are read in loc.
func HeartRates(r record.Record, loc *time.Location) []HeartRate {
	var out []HeartRate
	add := func(kind string, s record.Series, read record.Clock) {
		if s.Len() == 0 {
			return
		}
		if r.Wall {
			s = fromWall(s, read, loc)
		}
		out = append(out, HeartRate{r.Source.Key, kind, s})
	}
	for _, s := range r.Samples {
		if s.Kind == record.HeartRate {
			add(AllDay, s.Series, s.Clock)
		}
	}
	for _, w := range r.Workouts {
		add(WithWorkout, w.HR, record.ShownFirst)
	}
	return out
}

// fromWall reads a series of wall-clock times, which are written as if they were UTC, in a zone.
func fromWall(s record.Series, read record.Clock, loc *time.Location) record.Series {
	start := s.Start.Unix()
	instant := func(i int) int64 {
		if read == record.Elapsed {
			return instantOf(start, read, loc) + int64(s.T[i])
		}
		return instantOf(start+int64(s.T[i]), read, loc)
	}
	first := instant(0) - int64(s.T[0])
	out := record.Series{Start: time.Unix(first, 0).UTC(), T: make(record.Ints, s.Len()), V: s.V}
	for i := range s.T {
		out.T[i] = int32(instant(i) - first)
	}
	return out
}

// instantOf is when a clock in a zone shows a wall time, s since 1970 as if UTC; one that the clock skips is as much later as it jumps.
func instantOf(wall int64, read record.Clock, loc *time.Location) int64 {
	const day = 24 * 60 * 60
	offset := func(at int64) int64 {
		_, off := time.Unix(at, 0).In(loc).Zone()
		return int64(off)
	}
	before, after := wall-offset(wall-day), wall-offset(wall+day)
	if before == after {
		return before
	}
	_, change := time.Unix(wall-day, 0).In(loc).ZoneBounds()
	shown := change.IsZero() || before < change.Unix() // before the clock moves
	again := !change.IsZero() && after >= change.Unix()
	if again && (!shown || read == record.ShownSecond) {
		return after
	}
	return before
}

// Span is the first and the last second of the stretch, as Unix times.
func (h HeartRate) Span() (first, last int64) {
	start := h.Start.Unix()
	first, last = start+int64(h.T[0]), start+int64(h.T[0])
	for _, t := range h.T {
		first, last = min(first, start+int64(t)), max(last, start+int64(t))
	}
	return first, last
}

// AppendLines appends samples from up to (not including) to in line protocol, times in seconds.
func (h HeartRate) AppendLines(dst []byte, athlete string, from, to int) []byte {
	p := Point{Measurement: "heart_rate", Tags: []Tag{{"athlete", athlete}, {"kind", h.Kind}, {"source", h.Source}}}
	head := append(p.AppendSeries(make([]byte, 0, 128)), " bpm="...) // stays on the stack
	start := h.Start.Unix()
	for i := from; i < to; i++ {
		dst = append(dst, head...)
		dst = strconv.AppendInt(dst, int64(h.V[i]), 10)
		dst = append(dst, ' ')
		dst = strconv.AppendInt(dst, start+int64(h.T[i]), 10)
		dst = append(dst, '\n')
	}
	return dst
}
