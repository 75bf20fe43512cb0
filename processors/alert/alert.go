// Package alert decides what an athlete is told: when a morning is judged, what was said of it first and what is said now, and which
// notices follow. It is pure: the instant and all that was said before are arguments.
//
// A morning is judged when its night or its check-in is known, at the latest at a set local time, and again while it is at most two days
// old. Each time it is judged as of the same instant, so that its answer changes only where more is known of what had happened by then. A
// notice is decided where the risk rises above what was said before, at most one of a level in three days.
package alert

import (
	"maps"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Recent is how many days back a morning is still judged and may raise a notice.
const Recent = 2

// dormant is the number of days without a word of the athlete after which nothing is judged.
const dormant = 7

// Input is what a decision is made from.
type Input struct {
	Athlete string
	Now     time.Time
	Zone    *time.Location                   // the athlete's, now
	Latest  TimeOfDay                        // at which a morning is judged without data
	Days    []record.Day                     // all that is known, in any order
	Before  map[record.Date]result.Judgement // what was said of the last mornings by this model
	Told    map[string]result.Last           // as of result.Told

	// Judge judges the next planned session from what is known now of what had been measured at an instant.
	Judge func(at time.Time) result.Verdict
}

// Decision is what changes by a judgement.
type Decision struct {
	Mornings []result.Judgement // those said for the first time, or otherwise than before; ascending
	Notice   *result.Notice     // nil if there is nothing to tell
	Told     map[string]result.Last
}

// Decide judges the last mornings. Of several that give a notice the newest does.
func Decide(in Input) Decision {
	out := Decision{Told: in.Told}
	today := record.DateOf(in.Now.In(in.Zone))
	if !in.heard(today) {
		return out
	}
	said := maps.Clone(in.Before)
	if said == nil {
		said = map[record.Date]result.Judgement{}
	}
	for d := today - Recent; d <= today; d++ {
		was, known := said[d]
		if !known && !in.due(d) {
			continue
		}
		j, changed := in.judge(d, was, known)
		if changed {
			out.Mornings = append(out.Mornings, j)
		}
		if n := in.risen(j, was, known, said); n != nil && !in.toldLately(n, today) {
			out.Notice = n
		}
		said[d] = j
	}
	if n := out.Notice; n != nil {
		out.Told = maps.Clone(in.Told)
		if out.Told == nil {
			out.Told = map[string]result.Last{}
		}
		out.Told[toldKey(n)] = result.Last{Day: n.Day, On: today}
	}
	return out
}

// heard tells whether anything is known of the week up to a day.
func (in Input) heard(today record.Date) bool {
	for i := range in.Days {
		if d := in.Days[i].Date; d > today-dormant && d <= today {
			return true
		}
	}
	return false
}
