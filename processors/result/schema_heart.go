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
	add := func(kind string, s record.Series) {
		if s.Len() == 0 {
			return
		}
		if r.Wall {
			s = fromWall(s, loc)
		}
		out = append(out, HeartRate{r.Source.Key, kind, s})
	}
	for _, s := range r.Samples {
		if s.Kind == record.HeartRate {
			add(AllDay, s.Series)
		}
	}
	for _, w := range r.Workouts {
		add(WithWorkout, w.HR)
	}
	return out
}

// fromWall reads a series of wall-clock times, which are written as if they were UTC, in a zone.
func fromWall(s record.Series, loc *time.Location) record.Series {
	instant := func(i int) int64 {
		t := s.At(i)
		y, m, d := t.Date()
		return time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), 0, loc).Unix()
	}
	first := instant(0) - int64(s.T[0])
	out := record.Series{Start: time.Unix(first, 0).UTC(), T: make(record.Ints, s.Len()), V: s.V}
	for i := range s.T {
		out.T[i] = int32(instant(i) - first)
	}
	return out
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
