package risk

import (
	"math"
	"strings"
)

// deloadDue is for how many weeks there has been no easy week if one is due: 8, or 6 in an amber or red state; 0 if none is, or if the last two
// weeks held too little training to take anything from. told is false where no easy week was ever seen.
func (s *situation) deloadDue() (weeks float64, told bool) {
	const due, dueAmber = 8, 6
	c := s.in.Frame.Columns["weeks_since_deload"]
	weeks = at(c.V, s.last)
	if !s.trains() {
		return 0, false
	}
	if weeks >= due || weeks >= dueAmber && (s.level == Amber || s.level == Red) {
		return weeks, !strings.Contains(c.Warn.At(s.last), "no_deload")
	}
	return 0, false
}

// trains tells whether one of the last two weeks held so many hard sets that an easy week is less.
func (s *situation) trains() bool {
	const least = 4.0 // hard sets a week, as a deload is told by
	sets := s.in.Frame.Columns["glute_sets_7d"].V
	return at(sets, s.last) >= least || at(sets, s.last-7) >= least
}

// mostTiredWeeks of the last four in an amber or red state call for an easy week.
const mostTiredWeeks = 3

// tiredWeeks are how many of the last four weeks held an amber or red day.
func (s *situation) tiredWeeks() (weeks int) {
	const all, days = 4, 7
	level := s.in.Frame.Columns["risk_level"].V
	for w := range all {
		for k := range days {
			if l := at(level, s.last-days*w-k); l == Amber || l == Red {
				weeks++
				break
			}
		}
	}
	return weeks
}

// lastingDrop tells whether strength has been down by 5 % or more on every day known of more than two weeks, though an easy week lies
// within them or just before: then somebody who can examine the athlete should be asked.
func (s *situation) lastingDrop() (fallen float64, lasting bool) {
	const (
		drop     = 5.0 // percent
		days     = 15
		easyLast = 5.0 // weeks
	)
	known := 0
	for i := s.last; i >= 0 && i > s.last-days; i-- {
		v := s.ev.value("e1rm_drop_pct", i)
		if !(v >= drop) {
			return 0, false
		}
		known++
	}
	c := s.in.Frame.Columns["weeks_since_deload"]
	weeks := at(c.V, s.last)
	if known < days || math.IsNaN(weeks) || weeks > easyLast || strings.Contains(c.Warn.At(s.last), "no_deload") {
		return 0, false
	}
	return s.ev.value("e1rm_drop_pct", s.last), true
}
