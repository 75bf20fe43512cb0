package source

import (
	"slices"
	"sort"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// column gathers a series: seconds after some start, and values.
type column struct {
	t, v record.Ints
}

func newColumn(room int) column {
	if room == 0 {
		return column{}
	}
	return column{make(record.Ints, 0, room), make(record.Ints, 0, room)}
}

func (c *column) len() int { return len(c.t) }

// add appends a sample; a second value for the same second replaces the first.
func (c *column) add(t, v int32) {
	if n := len(c.t); n > 0 && c.t[n-1] == t {
		c.v[n-1] = v
		return
	}
	c.t = append(c.t, t)
	c.v = append(c.v, v)
}

func (c *column) series(start time.Time) record.Series {
	if len(c.t) == 0 {
		return record.Series{}
	}
	return record.Series{Start: start, T: c.t, V: c.v}
}

// allDay gathers an all-day series by FIT second and splits it by UTC date.
type allDay struct {
	t []uint32
	v []int32
}

// add appends a sample. Two statements: what is appended in place is then no write of a pointer.
func (a *allDay) add(t uint32, v int32) {
	a.t = append(a.t, t)
	a.v = append(a.v, v)
}

// room makes place for n more samples, and doubles what there is rather than do it often.
func (a *allDay) room(n int) {
	if cap(a.t)-len(a.t) < n {
		n = max(n, len(a.t))
		a.t, a.v = slices.Grow(a.t, n), slices.Grow(a.v, n)
	}
}

// addAt adds a sample at an instant, s since 1970; false if that is no time of anybody's watch.
func (a *allDay) addAt(unix int64, v int32) bool {
	if unix < firstTime.Unix() || unix >= lastTime.Unix() {
		return false
	}
	a.add(uint32(unix-fitEpoch), v)
	return true
}

// into adds the series to the records of its days.
func (a *allDay) into(days byDate, kind record.SampleKind) {
	a.split(func(d record.Date, s record.Series) {
		r := days.at(d)
		r.Samples = append(r.Samples, record.Samples{Kind: kind, Series: s})
	})
}

// split emits the series' days in order. Of several values for one second the last counts.
func (a *allDay) split(each func(d record.Date, s record.Series)) {
	if !slices.IsSorted(a.t) {
		sort.Stable(a)
	}
	const day = 24 * 3600
	for i := 0; i < len(a.t); {
		unix := int64(a.t[i]) + fitEpoch
		start := unix - unix%day
		end := i + sort.Search(len(a.t)-i, func(k int) bool { return int64(a.t[i+k])+fitEpoch >= start+day })
		c := newColumn(end - i)
		for ; i < end; i++ {
			c.add(int32(int64(a.t[i])+fitEpoch-start), a.v[i])
		}
		at := time.Unix(start, 0).UTC()
		each(record.DateOf(at), c.series(at))
	}
}

// Len implements sort.Interface.
func (a *allDay) Len() int { return len(a.t) }

// Less implements sort.Interface.
func (a *allDay) Less(i, j int) bool { return a.t[i] < a.t[j] }

// Swap implements sort.Interface.
func (a *allDay) Swap(i, j int) {
	a.t[i], a.t[j] = a.t[j], a.t[i]
	a.v[i], a.v[j] = a.v[j], a.v[i]
}

// byDate gathers what a file says per date, to be emitted in order.
type byDate map[record.Date]*record.Record

func (b byDate) at(d record.Date) *record.Record {
	r := b[d]
	if r == nil {
		r = &record.Record{Date: d}
		b[d] = r
	}
	return r
}

// emit emits the records of a source; offset, s east of UTC, is what the file states for all of them, nil if it states none or if each item
// states its own.
func (b byDate) emit(f File, src record.Source, offset *int) error {
	return b.emitAs(f, src, offset, false)
}

// emitWall emits records whose times are wall-clock times of an unknown zone, written as if UTC.
func (b byDate) emitWall(f File, src record.Source) error { return b.emitAs(f, src, nil, true) }

func (b byDate) emitAs(f File, src record.Source, offset *int, wall bool) error {
	dates := make([]record.Date, 0, len(b))
	for d := range b {
		dates = append(dates, d)
	}
	slices.Sort(dates)
	for _, d := range dates {
		r := *b[d]
		r.Source, r.TZ, r.Offset, r.Wall = src, f.TZ, offset, wall
		if err := f.Emit(r); err != nil {
			return err
		}
	}
	return nil
}
