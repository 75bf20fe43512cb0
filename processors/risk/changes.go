package risk

import (
	"fmt"
	"time"

	"github.com/hvilepuls/hvilepuls/processors/plan"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// What would change a verdict.
const (
	ChangeTime     = "time"
	ChangeLight    = "light"
	ChangeWell     = "well"
	ChangePain     = "pain"
	ChangeRisk     = "risk"
	ChangeSoreness = "soreness"
	ChangeFatigue  = "fatigue"
	ChangeData     = "data"
	ChangeSets     = "sets"
)

// assumed is what a situation is taken to be otherwise than was said.
type assumed struct{ notSore, notTired bool }

// change is one thing that, had it been otherwise, would have given a better verdict.
type change struct{ what, verdict string }

// changes are the single things that would make a session's verdict better: each found by judging the situation anew with that one thing
// otherwise.
func (s *situation) changes(start time.Time, now string) (out []change) {
	for _, c := range []struct {
		what  string
		alter func(*situation)
	}{
		{ChangePain, func(s *situation) { s.sharp = false }},
		{ChangeWell, func(s *situation) { s.sick = false }},
		{ChangeRisk, func(s *situation) {
			if s.level == Amber || s.level == Red {
				s.level = Green
			}
		}},
		{ChangeSoreness, func(s *situation) { s.assumed.notSore = true }},
		{ChangeFatigue, func(s *situation) { s.assumed.notTired = true }},
		{ChangeData, func(s *situation) {
			s.fresh = true
			if s.level == Unknown {
				s.level = Green
			}
		}},
		{ChangeSets, func(s *situation) { s.unknown = nil }},
		{ChangeLight, func(s *situation) { s.in.Session.Effort = plan.Light }},
	} {
		other := *s
		c.alter(&other)
		if v := other.verdict(start); better(v, now) {
			out = append(out, change{c.what, v})
		}
	}
	return out
}

// better tells whether a verdict allows more than another. Any known one is better than none.
func better(a, b string) bool {
	rank := map[string]int{Go: 4, Lighter: 3, Wait: 2, Rest: 1}
	return rank[a] > rank[b]
}

// changes say what would change the verdict; the time, where there is one, first.
func (y speech) changes(start time.Time, now string, earliest time.Time, best string) (out []result.Change) {
	if now == Go {
		return nil
	}
	say := func(what, verdict, text string) {
		out = append(out, result.Change{What: what, Verdict: verdict, Text: text})
	}
	if better(best, now) {
		say(ChangeTime, best, fmt.Sprintf(y.w.changes[ChangeTime], y.moment(earliest), y.w.short[best]))
	}
	for _, c := range y.s.changes(start, now) {
		say(c.what, c.verdict, fmt.Sprintf(y.w.changes[c.what], y.w.short[c.verdict]))
	}
	return out
}
