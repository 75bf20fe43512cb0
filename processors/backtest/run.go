package backtest

import (
	"cmp"
	"slices"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// morning is one calendar day as it was judged.
type morning struct {
	day   risk.DayP
	level int
	alarm bool
	signs []result.Sign
}

// run is the mornings of one way of judging, one per calendar day.
type run struct {
	from     record.Date
	before   int // state of the evening before the first morning
	mornings []morning
	told     [risk.Red + 1]int // 1 + the place of the last alarm of a level, 0 without one
}

// quiet is how many days must lie between two alarms of one level.
const quiet = 3

// add takes the next morning. It is an alarm where the state said is higher than that of the morning before, and not heard lately.
func (r *run) add(m morning) {
	i := len(r.mornings)
	was := r.before
	if i > 0 {
		was = r.mornings[i-1].level
	}
	if was == risk.Unknown {
		was = risk.Green
	}
	if raised(m.level) && m.level > was && (r.told[m.level] == 0 || i+1-r.told[m.level] >= quiet) {
		m.alarm = true
		r.told[m.level] = i + 1
	}
	r.mornings = append(r.mornings, m)
}

func raised(level int) bool { return level == risk.Amber || level == risk.Red }

func (r *run) date(i int) record.Date { return r.from + record.Date(i) }

// to is the last morning.
func (r *run) to() record.Date { return r.date(len(r.mornings) - 1) }

// episodes are the runs of mornings in an amber or red state.
func (r *run) episodes() []result.Episode {
	out := []result.Episode{}
	on := false
	for i, m := range r.mornings {
		if !raised(m.level) {
			on = false
			continue
		}
		if !on {
			out = append(out, result.Episode{From: r.date(i), Signs: against(m.signs)})
			on = true
		}
		e := &out[len(out)-1]
		e.To = r.date(i)
		if m.day.OK {
			e.P = max(e.P, m.day.P)
		}
		if e.Peak == "" || m.level == risk.Red {
			e.Peak = risk.LevelWord(m.level)
		}
	}
	return out
}

// against are the signs that speak for a risk, the loudest first.
func against(signs []result.Sign) []result.Sign {
	out := slices.DeleteFunc(slices.Clone(signs), func(s result.Sign) bool { return s.Contribution <= 0 })
	slices.SortStableFunc(out, func(a, b result.Sign) int { return cmp.Compare(b.Contribution, a.Contribution) })
	return slices.Clip(append([]result.Sign{}, out...))
}

// fired counts which signs spoke for the alarms.
func (r *run) fired(names []string) []result.Fired {
	out := make([]result.Fired, len(names))
	for k, n := range names {
		out[k].Sign = n
	}
	for _, m := range r.mornings {
		if !m.alarm {
			continue
		}
		for k, s := range against(m.signs) {
			f := &out[slices.Index(names, s.Sign)]
			f.Fired++
			if k == 0 {
				f.Led++
			}
		}
	}
	return out
}

// months counts the mornings of each month.
func (r *run) months() []result.BacktestMonth {
	out := []result.BacktestMonth{}
	for i, m := range r.mornings {
		name := r.date(i).Month()
		if len(out) == 0 || out[len(out)-1].Month != name {
			out = append(out, result.BacktestMonth{Month: name})
		}
		o := &out[len(out)-1]
		if m.day.OK {
			o.Judged++
		}
		switch m.level {
		case risk.Amber:
			o.Amber++
		case risk.Red:
			o.Red++
		}
		if m.alarm {
			o.Alarms++
		}
	}
	return out
}

// tell is the mornings for the report.
func (r *run) tell() []result.Morning {
	out := make([]result.Morning, len(r.mornings))
	for i := range r.mornings {
		m := &r.mornings[i]
		out[i] = result.Morning{Day: r.date(i), Level: risk.LevelWord(m.level), Alarm: m.alarm}
		if m.day.OK {
			out[i].P, out[i].Confidence = &m.day.P, m.day.Confidence
		}
	}
	return out
}

// summary is what the mornings amount to.
func (r *run) summary(worst []result.WorstDay) result.Replay {
	var out result.Replay
	for _, m := range r.mornings {
		if m.day.OK {
			out.Judged++
		}
		if raised(m.level) {
			out.Raised++
		}
		if m.alarm {
			out.Alarms++
		}
	}
	if out.Judged > 0 {
		const month = 30
		out.PerMonth = month * float64(out.Alarms) / float64(out.Judged)
	}
	episodes := r.episodes()
	out.Episodes = len(episodes)
	for _, e := range episodes {
		if slices.ContainsFunc(worst, func(w result.WorstDay) bool { return warns(e, w.Day) }) {
			out.Followed++
		}
	}
	out.Leads = r.leads(episodes, worst)
	return out
}
