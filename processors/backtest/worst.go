package backtest

import (
	"slices"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/plan"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// apart is how many days lie between two worst days of a kind that are not one and the same bad time.
const apart = 3

// worstDays are the worst days of a range, by what is known today, in order.
func (h *history) worstDays(about record.About, from, to record.Date) []result.WorstDay {
	var out []result.WorstDay
	for _, kind := range []string{result.WorstAnswers, result.WorstStrength, result.WorstMissed} {
		last := h.first - apart - 1
		for d := h.first; d <= to; d++ {
			if !h.worst(kind, int(d-h.first), about) {
				continue
			}
			if d >= from && d-last > apart {
				out = append(out, result.WorstDay{Day: d, Kind: kind})
			}
			last = d
		}
	}
	slices.SortStableFunc(out, func(a, b result.WorstDay) int { return int(a.Day) - int(b.Day) })
	return out
}

func (h *history) worst(kind string, i int, about record.About) bool {
	switch kind {
	case result.WorstAnswers:
		return badAnswers(h.day(i))
	case result.WorstStrength:
		return h.weaker(i)
	}
	return h.missed(i, about)
}

// day is the digest of a calendar day, nil where there is none.
func (h *history) day(i int) *record.Day {
	if i < 0 || i >= len(h.index) || h.index[i] < 0 {
		return nil
	}
	return &h.in.Days[h.index[i]]
}

func badAnswers(d *record.Day) bool {
	const bad = 4
	if d == nil || d.CheckIn == nil {
		return false
	}
	c := d.CheckIn
	return c.Fatigue != nil && *c.Fatigue >= bad || c.Soreness != nil && *c.Soreness >= bad || c.Sick != nil && *c.Sick
}

// weaker tells whether strength fell by 5 % or more on a day, and had not before.
func (h *history) weaker(i int) bool {
	const drop = 5 // percent
	v := h.frame.Columns["e1rm_drop_pct"].V
	return v[i] >= drop && (i == 0 || !(v[i-1] >= drop))
}

// missed tells whether a session was planned and none was done around that day, though something was measured. Before the first strength
// session there is nothing to miss, and the last day is not over.
func (h *history) missed(i int, about record.About) bool {
	d := h.day(i)
	if d == nil || i >= len(h.index)-1 || d.HRMin == 0 && len(d.Nights)+len(d.Workouts) == 0 {
		return false
	}
	from := d.Date.In(about.Location(d.Date))
	if len(plan.Between(about, from, from.AddDate(0, 0, 1))) == 0 {
		return false
	}
	for k := i - 1; k <= i+1; k++ {
		if lifted(h.day(k)) {
			return false
		}
	}
	return h.liftedBefore(i)
}

// liftedBefore tells whether there was a strength session before day i.
func (h *history) liftedBefore(i int) bool {
	for k := range i {
		if lifted(h.day(k)) {
			return true
		}
	}
	return false
}

// lifted tells whether a day has a strength session.
func lifted(d *record.Day) bool {
	return d != nil && slices.ContainsFunc(d.Workouts, func(w record.DayWork) bool { return len(w.Sets) > 0 || w.SubSport == "strength_training" })
}

// heard is for how many days after its end an episode still speaks of a worst day.
const heard = 7

// warns tells whether an episode stood before a day: begun at least a day earlier, and still on at most a week before.
func warns(e result.Episode, day record.Date) bool { return e.From < day && e.To >= day-heard }

// leadOf is for how many days the latest episode that warned of a day had stood.
func leadOf(episodes []result.Episode, day record.Date) (days int, warned bool) {
	for _, e := range slices.Backward(episodes) {
		if warns(e, day) {
			return int(day - e.From), true
		}
	}
	return 0, false
}

// leads tells of each kind of worst day how far ahead the alarm stood.
func (r *run) leads(episodes []result.Episode, worst []result.WorstDay) []result.Lead {
	chance := r.chance(episodes)
	var out []result.Lead
	for _, kind := range []string{result.WorstAnswers, result.WorstStrength, result.WorstMissed} {
		l := result.Lead{Kind: kind, Chance: chance}
		var leads []int
		for _, w := range worst {
			if w.Kind != kind {
				continue
			}
			l.Days++
			if lead, ok := leadOf(episodes, w.Day); ok {
				leads = append(leads, lead)
			}
		}
		if l.Warned = len(leads); l.Warned > 0 {
			slices.Sort(leads)
			median := float64(leads[(l.Warned-1)/2]+leads[l.Warned/2]) / 2
			l.Median = &median
		}
		out = append(out, l)
	}
	return out
}

// chance is the share of all mornings of which an episode would have warned.
func (r *run) chance(episodes []result.Episode) float64 {
	n := 0
	for i := range r.mornings {
		if _, ok := leadOf(episodes, r.date(i)); ok {
			n++
		}
	}
	return float64(n) / float64(len(r.mornings))
}
