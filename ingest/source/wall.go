package source

import (
	"math"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// How far clocks go back at once, in s: half an hour on Lord Howe, two hours at Troll. A smaller step back is disorder, a larger one another
// stretch of time.
const (
	leastBack = 10 * 60 // what is left of half an hour between samples 20 minutes apart
	mostBack  = 2 * 3600
)

// wallSeries gathers a series by what a clock showed, in the order in which it showed it: where the clock goes back, what follows is shown for
// the second time.
type wallSeries struct {
	first, second allDay
	last          int64 // s since 1970, as if UTC
	until         int64 // up to here the clock shows times for the second time
}

// addAt adds what was measured when the clock showed a time, s since 1970 as if UTC; false if that is no time of anybody's watch.
func (w *wallSeries) addAt(wall int64, v int32) bool {
	switch back := w.last - wall; {
	case back > mostBack:
		w.until = math.MinInt64
	case back >= leastBack:
		w.until = w.last + mostBack // times beyond that clocks show only once
	}
	w.last = wall
	if wall <= w.until {
		return w.second.addAt(wall, v)
	}
	return w.first.addAt(wall, v)
}

// into adds the series to the records of its days.
func (w *wallSeries) into(days byDate, kind record.SampleKind) {
	w.first.into(days, kind)
	w.second.split(func(d record.Date, s record.Series) {
		r := days.at(d)
		r.Samples = append(r.Samples, record.Samples{Kind: kind, Clock: record.ShownSecond, Series: s})
	})
}
