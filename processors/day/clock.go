package day

import (
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

const (
	daySeconds = 24 * 60 * 60
	reach      = 3 // days around the day in which its records' times can lie, with room
)

// segment is a stretch of constant offset; it ends where the next one begins.
type segment struct {
	from int64 // s since 1970
	off  int   // s east of UTC
}

// timeline tells the offset of every instant around a day. The first segment also holds before its start.
type timeline []segment

// offset is that in force at an instant, s since 1970.
func (l timeline) offset(at int64) int {
	i := len(l) - 1
	for i > 0 && at < l[i].from {
		i--
	}
	return l[i].off
}

// instant is when a clock shows a wall time, written as if UTC. Of a time shown twice the first is meant; one that the clock skips is as
// much later as the clock jumps.
func (l timeline) instant(wall int64) int64 {
	for i, s := range l {
		at := wall - int64(s.off)
		if i == len(l)-1 || at < l[i+1].from || wall-int64(l[i+1].off) < l[i+1].from {
			return at
		}
	}
	return wall
}

// second is when a clock shows a wall time for the last time: of a time shown twice the second is meant.
func (l timeline) second(wall int64) int64 {
	for i := len(l) - 1; i > 0; i-- {
		if at := wall - int64(l[i].off); at >= l[i].from {
			return at
		}
	}
	return wall - int64(l[0].off)
}

// begun is an explicit zone of the athlete's history.
type begun struct {
	from record.Date
	at   int64 // s since 1970: midnight of from in loc
	loc  *time.Location
}

// clock knows the athlete's zones around one day, each zone loaded once.
type clock struct {
	lo, hi  int64 // s since 1970: what timelines cover
	history []begun
	home    *time.Location // nil: none said
	zones   map[string]*time.Location
	lines   map[string]timeline
}

// newClock reads the part of the history that matters around d.
func newClock(d record.Date, zones []record.Zone) *clock {
	c := &clock{
		lo: (int64(d) - reach) * daySeconds, hi: (int64(d) + reach + 1) * daySeconds,
		zones: map[string]*time.Location{}, lines: map[string]timeline{},
	}
	for _, z := range slices.Backward(zones) {
		old := len(c.history) > 0 && c.history[0].at <= c.lo
		if z.From > d+reach || z.From != record.NoDate && old || z.From == record.NoDate && c.home != nil {
			continue
		}
		loc := c.load(z.TZ)
		switch {
		case loc == nil:
		case z.From == record.NoDate:
			c.home = loc
		default:
			c.history = append([]begun{{z.From, z.From.In(loc).Unix(), loc}}, c.history...)
		}
	}
	return c
}

// load finds a zone by name; nil where no database knows it. The machine's own zone is nobody's.
func (c *clock) load(name string) *time.Location {
	if name == "" || name == "Local" {
		return nil
	}
	loc, ok := c.zones[name]
	if !ok {
		loc, _ = time.LoadLocation(name) // an unknown name is passed over
		c.zones[name] = loc
	}
	return loc
}

// line is the timeline of a record: its own offset, else the athlete's explicit history, else the zone named for it, else the home zone,
// else UTC.
func (c *clock) line(r *record.Record) timeline {
	if r.Offset != nil {
		return timeline{{c.lo, *r.Offset}}
	}
	l, ok := c.lines[r.TZ]
	if !ok {
		l = c.build(r.TZ)
		c.lines[r.TZ] = l
	}
	return l
}

func (c *clock) build(tz string) timeline {
	loc := c.load(tz)
	if loc == nil {
		loc = c.home
	}
	if loc == nil {
		loc = time.UTC
	}
	parts := []begun{{record.NoDate, c.lo, loc}}
	for _, z := range c.history {
		z.at = max(z.at, c.lo)
		for len(parts) > 0 && parts[len(parts)-1].at >= z.at {
			parts = parts[:len(parts)-1]
		}
		parts = append(parts, z)
	}
	var out timeline
	for i, p := range parts {
		end := c.hi
		if i+1 < len(parts) {
			end = parts[i+1].at
		}
		out = out.add(p.loc, p.at, end)
	}
	return out
}

// add appends the segments of a zone between two instants.
func (l timeline) add(loc *time.Location, from, to int64) timeline {
	for from < to {
		t := time.Unix(from, 0).In(loc)
		_, off := t.Zone()
		l = append(l, segment{from, off})
		_, end := t.ZoneBounds()
		if end.IsZero() {
			break
		}
		from = end.Unix()
	}
	return l
}

// zone is the athlete's zone on a date: explicit, else home; nil if none is said.
func (c *clock) zone(d record.Date) *time.Location {
	for _, v := range slices.Backward(c.history) {
		if v.from <= d {
			return v.loc
		}
	}
	return c.home
}

// noonOffset is the offset of a zone at a date's noon, s east of UTC.
func noonOffset(d record.Date, loc *time.Location) int {
	y, m, day := d.Time().Date()
	_, off := time.Date(y, m, day, 12, 0, 0, 0, loc).Zone()
	return off
}
