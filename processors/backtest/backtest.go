// Package backtest judges an athlete's history again, morning by morning, each from what was known on it: what had been measured, and what
// had been entered, by then. A correction that came later does not count. No I/O, no clock.
//
// What it cannot turn back: profile, plan, zones and the athlete's order of sources are today's, and a file counts from when it was
// measured, not from when it was brought.
package backtest

import (
	"context"
	"fmt"
	"slices"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// Input is a history to be judged again.
type Input struct {
	Athlete   string
	Days      []record.Day // at most one per date, in any order
	About     record.About
	Exercises metric.Catalogue
	From, To  record.Date // mornings to tell of, both included
}

// Run judges the mornings of a history in a range, from the first to the last day with data at most. It fails only when ctx ends.
func Run(ctx context.Context, in Input) (result.Backtest, error) {
	out := result.Backtest{
		Athlete: in.Athlete, Model: risk.Model, Without: []result.Replay{}, Signs: []result.Fired{}, Months: []result.BacktestMonth{},
		Episodes: []result.Episode{}, Worst: []result.WorstDay{}, Mornings: []result.Morning{},
	}
	if len(in.Days) == 0 {
		return out, nil
	}
	h := newHistory(in)
	runs, err := h.replay(ctx, in.From, in.To)
	if err != nil || len(runs[0].mornings) == 0 {
		return out, err
	}
	all := &runs[0]
	out.From, out.To = all.from, all.to()
	worst := h.worstDays(in.About, out.From, out.To)
	for k := range runs {
		r := runs[k].summary(worst)
		if k == 0 {
			out.All = r
			continue
		}
		r.Without = h.left[k]
		out.Without = append(out.Without, r)
	}
	out.Episodes = all.episodes()
	for _, w := range worst {
		lead, warned := leadOf(out.Episodes, w.Day)
		w.Lead, w.Warned = lead, warned
		out.Worst = append(out.Worst, w)
	}
	out.Mornings, out.Months = all.tell(), all.months()
	out.Signs = all.fired(h.left[1:])
	return out, nil
}

// replay judges each morning of a range in every way: with all signs, then with each left out.
func (h *history) replay(ctx context.Context, from, to record.Date) ([]run, error) {
	runs := make([]run, len(h.left))
	machines := make([]risk.Machine, len(h.left))
	from, to = max(from, h.first), min(to, h.first+record.Date(len(h.whole.evening))-1)
	for k := range runs {
		runs[k].from = from
	}
	for i := range h.whole.evening {
		date := h.first + record.Date(i)
		if date > to {
			break
		}
		if date >= from {
			if err := ctx.Err(); err != nil {
				return nil, fmt.Errorf("judge the morning of %s again: %w", date, err)
			}
			today, before := h.whole.dawn[i], machines
			if h.changedLater(i) {
				today, before = h.asOf(i)
			}
			for k := range runs {
				m := before[k]
				level, _ := m.Step(today.days[k])
				runs[k].add(morning{day: today.days[k], level: level, signs: today.signs})
			}
		}
		for k := range machines {
			machines[k].Step(h.whole.evening[i].days[k])
		}
	}
	return runs, nil
}

// asOf judges a morning from what was known then alone: the morning, and the machines of each way of judging after the day before.
func (h *history) asOf(i int) (today judged, before []risk.Machine) {
	view := h.evaluate(h.known(i), h.first+record.Date(i))
	before = make([]risk.Machine, len(h.left))
	last := len(view.evening) - 1
	for _, d := range view.evening[:last] {
		for k := range before {
			before[k].Step(d.days[k])
		}
	}
	return view.dawn[last], before
}

// ways are the ways of judging by the sign they leave out: none, then each of the table.
func ways() []string {
	out := []string{""}
	for _, g := range risk.Table() {
		for _, f := range g.Features {
			out = append(out, f.Name)
		}
	}
	return slices.Clip(out)
}
