package alert

import (
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// leastNight is the shortest sleep that tells that a night is over.
const leastNight = 3 * time.Hour

func (in Input) day(date record.Date) *record.Day {
	for i := range in.Days {
		if in.Days[i].Date == date {
			return &in.Days[i]
		}
	}
	return nil
}

// due tells whether a morning that was never judged is to be judged now.
func (in Input) due(d record.Date) bool {
	if !in.latest(d).After(in.Now) || !in.woke(d).IsZero() {
		return true
	}
	day := in.day(d)
	return day != nil && day.CheckIn != nil && !day.Entered.After(in.Now)
}

func (in Input) latest(d record.Date) time.Time { return in.Latest.On(d, in.Zone) }

// woke is the end of the day's main night, the latest of several sources; zero while none is known.
func (in Input) woke(d record.Date) (end time.Time) {
	day := in.day(d)
	if day == nil {
		return end
	}
	for _, n := range day.Nights {
		if !n.Nap && n.End.Sub(n.Start) >= leastNight && !n.End.After(in.Now) && n.End.After(end) {
			end = n.End
		}
	}
	return end
}

// asOf is the instant that a morning is judged for. It moves only where its night ended later.
func (in Input) asOf(d record.Date, was result.Judgement, known bool) time.Time {
	at := was.First.At
	if !known {
		at = in.latest(d)
		if in.Now.Before(at) {
			at = in.Now
		}
	}
	if woke := in.woke(d); woke.After(at) {
		at = woke
	}
	return at.UTC()
}

// judge judges a morning. changed tells whether that says something else than before.
func (in Input) judge(d record.Date, was result.Judgement, known bool) (j result.Judgement, changed bool) {
	v := in.Judge(in.asOf(d, was, known))
	said := result.Said{
		Judged: in.Now.UTC(), At: v.At.UTC(), Session: v.Session.Start.UTC(), Verdict: v.Verdict, Level: v.Risk.Level, P: v.Risk.P, Confidence: v.Risk.Confidence,
	}
	if !known {
		return result.Judgement{V: record.Version, Athlete: in.Athlete, Day: d, Model: v.Model, First: said, Now: said, Highest: said.Level}, true
	}
	if same(was.Now, said) {
		return was, false
	}
	j = was
	j.Now = said
	if said.Verdict != was.Now.Verdict {
		j.Changed = said.Judged
	}
	if rank(said.Level) > rank(j.Highest) {
		j.Highest = said.Level
	}
	return j, true
}

// same tells whether two judgements say the same, whenever they were made.
func same(a, b result.Said) bool {
	alike := a.P == b.P || a.P != nil && b.P != nil && *a.P == *b.P
	return alike && a.At.Equal(b.At) && a.Session.Equal(b.Session) && a.Verdict == b.Verdict && a.Level == b.Level && a.Confidence == b.Confidence
}

// Correction is the newest of the last mornings whose answer is another than at first, as known at an instant, without its text; false
// where there is none.
func Correction(said map[record.Date]result.Judgement, at time.Time, zone *time.Location) (result.Correction, bool) {
	today := record.DateOf(at.In(zone))
	for d := today; d >= today-Recent; d-- {
		if j, ok := said[d]; ok && j.Corrected() && !j.Changed.After(at) {
			return result.Correction{Day: d, Was: j.First.Verdict, Now: j.Now.Verdict}, true
		}
	}
	return result.Correction{}, false
}
