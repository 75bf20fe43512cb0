// Package alert decides what an athlete is told: when a morning is judged, what was said of it first and what is said now, and which
// notices follow. It is pure: the instant and all that was said before are arguments.
//
// A morning is judged when its night or its check-in is known, at the latest at a set local time, and again while it is at most two days
// old. Each time it is judged as of the same instant, so that its answer changes only where more is known of what had happened by then. A
// notice is decided where the risk rises above what was said before, before a glute session that is no go, when data fail to come, when an
// easy week is due, when a correction matters and once a week: at most one of a kind in three days unless it gets worse.
package alert

import (
	"maps"
	"slices"
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

	When     When
	Known    time.Time // the last instant of which the data tell
	Language string    // of the notices, "en" or "nb"

	// Next judges the next planned session as of now, with all that is known; nil where only a risen risk is to be told.
	Next func() result.Verdict

	Week func() *Week // the seven days before today; nil where nobody knows

	// Judge judges the next planned session from what is known now of what had been measured at an instant.
	Judge func(at time.Time) result.Verdict
}

// Decision is what changes by a judgement.
type Decision struct {
	Mornings []result.Judgement // those said for the first time, or otherwise than before; ascending
	Notices  []result.Notice
	Told     map[string]result.Last
}

// Decide judges the last mornings and says what the athlete is to be told. Of several mornings whose risk rose the newest gives a notice.
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
	var risen *result.Notice
	for d := today - Recent; d <= today; d++ {
		was, known := said[d]
		if !known && !in.due(d) {
			continue
		}
		j, changed := in.judge(d, was, known)
		if changed {
			out.Mornings = append(out.Mornings, j)
		}
		if n := in.risen(j, was, known, said); n != nil && !in.toldLately(n, today, in.Told) {
			risen = n
		}
		said[d] = j
	}
	in.tell(&out, risen, said, today)
	return out
}

// tell chooses what is told of all that could be. What one notice says of a session, another need not say again at once.
func (in Input) tell(out *Decision, risen *result.Notice, said map[record.Date]result.Judgement, today record.Date) {
	var verdict result.Verdict
	if in.Next != nil {
		verdict = in.Next()
	}
	var all []result.Notice
	if risen != nil {
		all = append(all, *risen)
	}
	if n := in.stale(); n != nil {
		all = append(all, *n)
	} else if in.Next != nil {
		all = append(all, in.further(said, today, verdict)...)
	}
	told, spoken := maps.Clone(in.Told), false
	for i := range all {
		n := &all[i]
		if slices.Contains(in.When.Unwanted, n.Kind) {
			continue
		}
		if n != risen && in.toldLately(n, today, told) {
			continue
		}
		if told == nil {
			told = map[string]result.Last{}
		}
		told[toldKey(n)] = result.Last{Day: n.Day, On: today}
		aboutSession := n.Kind == KindRisk || n.Kind == KindCorrection || n.Kind == KindSession
		if aboutSession && spoken {
			continue // the notice before tells the same verdict
		}
		spoken = spoken || aboutSession
		n.Language, n.Text = in.Language, Text(in, *n, verdict)
		out.Notices = append(out.Notices, *n)
	}
	if len(out.Notices) > 0 {
		out.Told = told
	}
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
