// Package plan says when the athlete means to train glutes next, from what they entered: a weekly plan, single dates, a calendar.
package plan

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/calendar"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// Session is one planned session.
type Session struct {
	Start  time.Time // in the athlete's zone
	Name   string    // "" if it has none
	Effort string    // Heavy, Moderate or Light; Heavy where the plan does not say
	Deload bool      // in a deload week: less volume and effort, as often as ever
	Phase  string    // of its block: "linear", "undulating", "block", "" not told; only colours advice
}

// The efforts of a session; heavy is what a session is unless said otherwise.
const (
	Heavy    = "heavy"
	Moderate = "moderate"
	Light    = "light"
)

// Off is the effort of a dated session that takes away what else is planned at its time; no session has it.
const Off = "off"

// horizon is how far Next looks: beyond the next date of a monthly session.
const horizon = 35 * 24 * time.Hour

// Next is the first session that begins at or after an instant, within five weeks; not ok without one.
func Next(about record.About, at time.Time) (Session, bool) {
	const near = 9 * 24 * time.Hour // more than a week by so much that no travel across the date line hides its first session
	for _, span := range []time.Duration{near, horizon} {
		if all := Between(about, at, at.Add(span)); len(all) > 0 {
			return all[0], true
		}
	}
	return Session{}, false
}

// Between lists the glute sessions that begin in [from, to), each start once, ascending: those of the week, of single dates and of the
// calendar. Where several begin at one time, that of a date holds, then that of the calendar. A planned time is a time on the wall of the
// zone in force on that date: of a time that the clock shows twice the first is meant, and one that it skips is as much later as the clock
// jumps. Sessions of other muscle groups are none, and take the place of what else begins then. What cannot be read plans nothing.
func Between(about record.About, from, to time.Time) []Session {
	if about.Plan == nil && about.Agenda == nil || !from.Before(to) {
		return nil
	}
	p := planner{about: about, from: from, to: to}
	if about.Plan != nil {
		p.dated(about.Plan.Sessions)
	}
	if about.Agenda != nil {
		p.calendar(about.Agenda.Events)
	}
	if about.Plan != nil {
		p.weekly(about.Plan.Weekly)
	}
	slices.SortStableFunc(p.found, func(a, b planned) int { return a.Start.Compare(b.Start) })
	all := slices.CompactFunc(p.found, func(a, b planned) bool { return a.Start.Equal(b.Start) })
	var out []Session
	for _, f := range all {
		if f.Effort == Off || !glutes(f.muscle) {
			continue
		}
		f.Phase = phase(about.Plan, f.Start)
		f.Deload = f.Deload || deload(about.Plan, f.Start)
		out = append(out, f.Session)
	}
	return out
}

// planned is a session of any muscle group.
type planned struct {
	Session
	muscle string
}

// glutes tells whether a muscle group is theirs.
func glutes(muscle string) bool {
	switch strings.ToLower(strings.TrimSpace(muscle)) {
	case "", "glutes", "glute", "rumpe", "rumpa", "sete":
		return true
	}
	return false
}

// planner gathers what is planned in a span, the strongest word first.
type planner struct {
	about    record.About
	from, to time.Time
	found    []planned
}

// add keeps a session that begins in the span.
func (p *planner) add(start time.Time, s planned) {
	s.Start, s.Effort = start, cmp.Or(s.Effort, Heavy)
	if !start.Before(p.from) && start.Before(p.to) {
		p.found = append(p.found, s)
	}
}

func (p *planner) weekly(week []record.PlannedSession) {
	for d := record.DateOf(p.from.UTC()) - 1; d <= record.DateOf(p.to.UTC())+1; d++ {
		loc := p.about.Location(d)
		for _, w := range week {
			clock, err := time.Parse("15:04", w.Time)
			if err != nil || w.Weekday != d.Weekday() {
				continue
			}
			shown := d.Time().Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute)
			p.add(instant(shown, loc), planned{Session{Name: w.Name, Effort: w.Effort}, w.Muscle})
		}
	}
}

func (p *planner) dated(sessions []record.DatedSession) {
	for _, s := range sessions {
		if shown, err := time.Parse(record.DatedStart, s.Start); err == nil {
			start := instant(shown, p.about.Location(record.DateOf(shown)))
			p.add(start, planned{Session{Name: s.Name, Effort: s.Effort}, s.Muscle})
		}
	}
}

// calendar asks the events for a day more than the span at both ends, for no wall is further from UTC.
func (p *planner) calendar(events []record.AgendaEvent) {
	const day = 24 * time.Hour
	from, to := p.from.UTC().Add(-day), p.to.UTC().Add(day)
	here := p.about.LocationAt(p.from)
	for _, e := range events {
		for _, shown := range calendar.Walls(e, from, to, here) {
			p.add(p.start(e, shown), planned{Session: Session{Name: e.Name, Effort: e.Effort, Deload: e.Deload}})
		}
	}
}

// start is when an event begins that shows a time in its own zone, or in the athlete's if it has none; in the athlete's zone.
func (p *planner) start(e record.AgendaEvent, shown time.Time) time.Time {
	if loc, err := time.LoadLocation(e.TZ); err == nil && e.TZ != "" {
		start := instant(shown, loc)
		return start.In(p.about.LocationAt(start))
	}
	return instant(shown, p.about.Location(record.DateOf(shown)))
}

// deload tells whether a session lies in a deload week: what is said of the week itself holds, else what the block says.
func deload(p *record.Plan, start time.Time) bool {
	if p == nil {
		return false
	}
	week := Monday(record.DateOf(start))
	for _, w := range p.Weeks {
		if w.Monday == week {
			return w.Deload
		}
	}
	b, ok := block(p, start)
	if !ok || b.DeloadEvery <= 0 {
		return false
	}
	weeks := int(week-Monday(b.From))/7 + 1
	return weeks%b.DeloadEvery == 0
}

func phase(p *record.Plan, start time.Time) string {
	if p == nil {
		return ""
	}
	b, _ := block(p, start)
	return b.Phase
}

// block is the last block that has begun on a session's date.
func block(p *record.Plan, start time.Time) (found record.Block, ok bool) {
	for _, b := range p.Blocks {
		if b.From <= record.DateOf(start) && (!ok || b.From >= found.From) {
			found, ok = b, true
		}
	}
	return found, ok
}

// Monday is the first day of a date's week.
func Monday(d record.Date) record.Date { return d - record.Date((d.Weekday()+6)%7) }

// instant is when a zone's clock shows a time, given as if UTC. time.Date leaves open which it gives of two or of none.
func instant(shown time.Time, loc *time.Location) time.Time {
	const day = 24 * time.Hour
	before, after := offset(shown.Add(-day), loc), offset(shown.Add(day), loc)
	first, second := shown.Add(-before), shown.Add(-after)
	if second.Before(first) {
		// The clock jumps forward here: it shows the time with one of the offsets, or skips it.
		if offset(second, loc) == after {
			return second.In(loc)
		}
		return first.In(loc)
	}
	if offset(first, loc) == before {
		return first.In(loc)
	}
	return second.In(loc)
}

func offset(t time.Time, loc *time.Location) time.Duration {
	_, s := t.In(loc).Zone()
	return time.Duration(s) * time.Second
}
