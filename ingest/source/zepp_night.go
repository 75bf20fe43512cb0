package source

import (
	"maps"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// zeppNight is a row of SLEEP: instants and totals.
type zeppNight struct {
	wake   record.Date
	start  time.Time
	stop   time.Time
	totals map[record.StageKind]int // s
}

// zeppMinutes is a session as SLEEP_MINUTE tells it. The rows are one minute each, in order, so that what passed can be told from what the clock
// showed.
type zeppMinutes struct {
	from, to int64     // what the clock showed at its start and its end, s since 1970 as if UTC
	passed   int64     // s from start to end
	stages   []segment // s after the start
	jumpAt   int64     // s after the start, where the clock may have gone forward
	jump     int64     // by so much, s; 0 if it did not
}

// nights reads SLEEP. A row whose start is its stop stands for a night that was not measured.
func (z *zepp) nights(t *table) error {
	date, start, stop := t.col("date"), t.col("start"), t.col("stop")
	columns := map[record.StageKind]int{
		record.Deep: t.col("deepsleeptime"), record.Light: t.col("shallowsleeptime"), record.Awake: t.col("waketime"), record.REM: t.col("remtime"),
	}
	return t.each(func() {
		d, ok := dateCell(t.at(date))
		from, known := parseStamp(t.at(start))
		to, alsoKnown := parseStamp(t.at(stop))
		if !ok || !known || !alsoKnown || !from.Zoned || !to.Zoned {
			z.out.drop(dropShape, 1)
			return
		}
		n := zeppNight{wake: d, start: from.T, stop: to.T, totals: map[record.StageKind]int{}}
		for kind, c := range columns {
			if v, ok := plainNumber(t.at(c)); ok && v >= 0 && v <= longest/60 {
				n.totals[kind] = int(v * 60)
			}
		}
		if !n.stop.After(n.start) {
			z.out.drop(dropNoSleep, 1)
			return
		}
		z.night = append(z.night, n)
	})
}

// dropElsewhere is why a value is left out that another file of the same export holds.
const dropElsewhere = "in_another_file_of_the_export"

// minutes reads SLEEP_MINUTE. All rows of a night bear the date after that of waking, also those of the evening before. Their heart rate is that
// of HEARTRATE_AUTO.
func (z *zepp) minutes(t *table) error {
	date, clock, stage, hr := t.col("date"), t.col("time"), t.col("stage"), t.col("hr")
	var g zeppGroup
	flush := func() {
		z.byMinute[g.date-1] = append(z.byMinute[g.date-1], g.sessions()...)
	}
	err := t.each(func() {
		d, ok := dateCell(t.at(date))
		minute, known := clockCell(t.at(clock))
		kind, isStage := zeppStage(t.at(stage))
		if !ok || !known || !isStage || !inTime(d.Time()) {
			z.out.drop(dropShape, 1)
			return
		}
		if t.at(hr) != "" {
			z.out.drop(dropElsewhere, 1)
		}
		if d != g.date {
			flush()
			g = zeppGroup{date: d}
		}
		if !g.add(minute, kind) {
			z.out.drop(dropShape, 1)
		}
	})
	flush()
	return err
}

// clockCell reads hours and minutes, in s since midnight.
func clockCell(s string) (int64, bool) {
	if len(s) < 5 || s[2] != ':' {
		return 0, false
	}
	h, ok1 := digits(s[:2])
	m, ok2 := digits(s[3:5])
	return int64(h*3600 + m*60), ok1 && ok2 && h < 24 && m < 60
}

func zeppStage(s string) (record.StageKind, bool) {
	switch s {
	case "LIGHT":
		return record.Light, true
	case "DEEP":
		return record.Deep, true
	case "REM":
		return record.REM, true
	case "WAKE":
		return record.Awake, true
	}
	return "", false
}

// zeppGroup is the rows of one date, as sessions whose times are counted from the midnight before the first row.
type zeppGroup struct {
	date     record.Date
	last     int64 // s since midnight, of the last row
	midnight bool  // a row crossed it
	list     []zeppMinutes
}

// add adds a minute that began when the clock showed a time, s since midnight; false of what nobody does on one date.
func (g *zeppGroup) add(clock int64, kind record.StageKind) bool {
	const (
		minute, halfDay, day = 60, 12 * 3600, 24 * 3600
		most                 = 16 // sessions
	)
	delta := clock - g.last
	g.last = clock
	if len(g.list) > 0 && delta < -halfDay {
		delta += day
		g.midnight = true
	}
	if len(g.list) == 0 || delta > splitAfter {
		if len(g.list) == most {
			return false
		}
		from := clock
		if n := len(g.list); n > 0 {
			from = g.list[n-1].to - minute + delta
		}
		g.list = append(g.list, zeppMinutes{from: from, to: from})
		delta = minute
	}
	s := &g.list[len(g.list)-1]
	gap := delta - minute
	switch {
	case gap == -minute: // the same minute again
		return true
	case gap < 0: // the clock went back
		s.to += delta
		gap = 0
	default:
		s.to += delta
	}
	if gap == 1800 || gap == 3600 {
		s.jump, s.jumpAt = gap, s.passed
	}
	s.passed += gap
	s.stages = append(s.stages, segment{s.passed, s.passed + minute, kind})
	if n := len(s.stages); n > 1 && s.stages[n-2].kind == kind && s.stages[n-2].to == s.passed {
		s.stages[n-2].to += minute
		s.stages = s.stages[:n-1]
	}
	s.passed += minute
	return true
}

// sessions places the rows: on the date before that they bear, and before midnight on the one before that.
func (g *zeppGroup) sessions() []zeppMinutes {
	base := (g.date - 1).Time().Unix()
	if g.midnight {
		base = (g.date - 2).Time().Unix()
	}
	for i := range g.list {
		g.list[i].from += base
		g.list[i].to += base
	}
	return g.list
}

// jumped is the session if its gap is a clock that went forward.
func (s zeppMinutes) jumped() zeppMinutes {
	list := make([]segment, len(s.stages))
	for i, g := range s.stages {
		if g.from >= s.jumpAt {
			g.from, g.to = g.from-s.jump, g.to-s.jump
		}
		list[i] = g
	}
	s.stages, s.passed, s.jump = list, s.passed-s.jump, 0
	return s
}

// join gives the nights of SLEEP their stages. Sessions that have no such row stand for themselves, as wall-clock times; a gap of theirs of just
// half an hour or an hour is taken for a clock that went forward.
func (z *zepp) join() {
	for _, n := range z.night {
		s := record.SleepSession{Start: n.start, End: n.stop, Totals: n.totals}
		list := z.byMinute[n.wake]
		for i, m := range list {
			if fit, offset, ok := m.fits(n); ok {
				s.Stages, s.Totals, s.Offset = sessionOf(0, 0, fit.stages).Stages, nil, &offset
				z.byMinute[n.wake] = append(list[:i:i], list[i+1:]...)
				break
			}
		}
		z.g.sleep(s)
	}
	for _, d := range slices.Sorted(maps.Keys(z.byMinute)) {
		for _, m := range z.byMinute[d] {
			if m.jump > 0 {
				m = m.jumped()
			}
			s := sessionOf(m.from, m.to, nil)
			s.Stages = sessionOf(0, 0, m.stages).Stages
			z.g.wallSleep(s)
		}
	}
}

// fits tells whether the minutes are those of a night, with the offset at its end, s east of UTC.
func (s zeppMinutes) fits(n zeppNight) (zeppMinutes, int, bool) {
	length := n.stop.Unix() - n.start.Unix()
	if s.jump > 0 && about(s.passed-s.jump, length) {
		s = s.jumped()
	}
	_, ok1 := quarters(s.from - n.start.Unix())
	offset, ok2 := quarters(s.to - n.stop.Unix())
	return s, offset, ok1 && ok2 && about(s.passed, length)
}

// about tells whether two times are as near as those of two files of one export, in s.
func about(a, b int64) bool { return max(a-b, b-a) <= 2*60 }

// quarters is the offset to which a difference of about whole quarters of an hour amounts, s.
func quarters(diff int64) (int, bool) {
	const quarter = 15 * 60
	q := (diff+100*quarter+quarter/2)/quarter*quarter - 100*quarter // of what is above -25 h
	return int(q), about(q, diff) && sound(int(q))
}
