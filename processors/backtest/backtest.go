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
	states := make([]state, len(h.left))
	from, to = max(from, h.first), min(to, h.first+record.Date(len(h.evening))-1)
	for k := range runs {
		runs[k].from = from
	}
	for i := range h.evening {
		date := h.first + record.Date(i)
		if date > to {
			break
		}
		if date >= from {
			if err := ctx.Err(); err != nil {
				return nil, fmt.Errorf("judge the morning of %s again: %w", date, err)
			}
			today, before := h.dawn[i], slices.Clone(states)
			if h.changedLater(i) {
				var evenings []judged
				evenings, today = h.asOf(i)
				before = make([]state, len(h.left))
				step(before, evenings...)
			}
			for k := range runs {
				s := &before[k]
				if date == from {
					runs[k].before = s.level
				}
				runs[k].add(morning{day: today.days[k], level: s.step(today.days[k]), signs: today.signs})
			}
		}
		step(states, h.evening[i])
	}
	return runs, nil
}

// step takes the next calendar days in every way of judging.
func step(states []state, days ...judged) {
	for _, d := range days {
		for k := range states {
			states[k].step(d.days[k])
		}
	}
}

// state is the state of the systemic axis in one way of judging; it is unknown before the first day with a risk.
type state struct {
	machine risk.Machine
	began   bool
	level   int
}

// step takes the next calendar day.
func (s *state) step(d risk.DayP) (level int) {
	s.level, _ = s.machine.Step(d)
	if s.began = s.began || d.OK; !s.began {
		s.level = risk.Unknown
	}
	return s.level
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
