// Package plan says when the athlete means to train glutes next, from the weekly plan they entered.
package plan

import (
	"cmp"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// Session is one planned session.
type Session struct {
	Start  time.Time // in the athlete's zone
	Name   string    // "" if it has none
	Effort string    // "heavy", "moderate" or "light"; "heavy" where the plan does not say
}

// Heavy and Light are efforts of a session; heavy is what a session is unless said otherwise.
const (
	Heavy = "heavy"
	Light = "light"
)

// week is more than a week by so much that no travel across the date line hides its first session.
const week = 9 * 24 * time.Hour

// Next is the first session that begins at or after an instant; not ok without a plan.
func Next(about record.About, at time.Time) (Session, bool) {
	all := Between(about, at, at.Add(week))
	if len(all) == 0 {
		return Session{}, false
	}
	return all[0], true
}

// Between lists the sessions that begin in [from, to), each start once, ascending. A planned time is a time on the wall of the zone in
// force on that date: of a time that the clock shows twice the first is meant, and one that it skips is as much later as the clock jumps. A
// line of the plan whose time cannot be read plans nothing.
func Between(about record.About, from, to time.Time) []Session {
	if about.Plan == nil {
		return nil
	}
	var out []Session
	for d := record.DateOf(from.UTC()) - 1; d <= record.DateOf(to.UTC())+1; d++ {
		loc := about.Location(d)
		for _, p := range about.Plan.Weekly {
			if p.Weekday != d.Weekday() {
				continue
			}
			clock, err := time.Parse("15:04", p.Time)
			if err != nil {
				continue
			}
			start := wall(d, clock, loc)
			if !start.Before(from) && start.Before(to) {
				out = append(out, Session{Start: start, Name: p.Name, Effort: cmp.Or(p.Effort, Heavy)})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Session) int { return a.Start.Compare(b.Start) })
	return slices.CompactFunc(out, func(a, b Session) bool { return a.Start.Equal(b.Start) })
}

// wall is the instant at which a zone's clock shows a time on a date. time.Date leaves open which it gives of two or of none.
func wall(d record.Date, clock time.Time, loc *time.Location) time.Time {
	const day = 24 * time.Hour
	shown := d.Time().Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute)
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
