package web

import (
	"fmt"
	"math"
	"strings"
)

const historyDays = 84

// loadChart draws fitness and fatigue of twelve weeks. Where most of a week is unknown so are both.
func (p *page) loadChart() chart {
	w := p.W
	days := axis(p.v.Days, p.v.Today, historyDays)
	const height, floor = 168, 140
	c := chart{Title: w.Load, Height: height, Floor: floor, Unit: w.unitWord("points")}
	fitness, fatigue := make([]float64, len(days)), make([]float64, len(days))
	last := -1
	for i, d := range days {
		fitness[i], fatigue[i] = loadOf(d, "ctl"), loadOf(d, "atl")
		if !math.IsNaN(fitness[i]) {
			last = i
		}
	}
	_, hi, ok := span(fitness, fatigue)
	if !ok || last < 0 {
		c.Empty, c.Summary, c.Label = true, []string{w.Nothing}, w.Load+". "+w.Nothing
		return c
	}
	c.Summary = []string{fmt.Sprintf(w.LoadSum, w.number(fitness[last], 0), w.number(fatigue[last], 0))}
	if strings.Contains(days[last].warning("ctl"), "warming_up") {
		c.Summary = append(c.Summary, w.Warming)
	}
	c.Label = w.Load + ", " + fmt.Sprintf(w.LastDays, historyDays) + ". " + strings.Join(c.Summary, " ")
	step := loadStep(hi)
	s := scale{days: historyDays, lo: 0, hi: step * max(1, math.Ceil(hi/step)), floor: floor}
	c.Grid, c.Ticks = s.grid(step, w), s.mondays(days, 3, w)
	c.Lines = []shape{s.line(fitness, "fitness"), s.line(fatigue, "fatigue")}
	c.Keys = []key{{"fitness", w.Fitness}, {"fatigue", w.Fatigue}}
	c.Table.Head = []string{w.Day, capital(w.Fitness), capital(w.Fatigue)}
	for i, d := range days {
		c.Days = append(c.Days, hover{s.edge(i), s.width(), w.column(d.date) + ": " + fmt.Sprintf(w.LoadSum, w.load(fitness[i]), w.load(fatigue[i]))})
		c.Table.Rows = append(c.Table.Rows, []string{w.column(d.date), w.load(fitness[i]), w.load(fatigue[i])})
		c.Table.Href = append(c.Table.Href, p.dayLink(d))
	}
	c.Table.newestFirst()
	return c
}

func loadOf(d day, name string) float64 {
	if strings.Contains(d.warning(name), "unknown_load") {
		return math.NaN()
	}
	return d.number(name)
}

// loadStep is a round step of which three or four reach the greatest value.
func loadStep(hi float64) float64 {
	for _, step := range []float64{5, 10, 20, 25, 50, 100} {
		if hi <= 4*step {
			return step
		}
	}
	return 200
}

func (w words) load(x float64) string {
	if math.IsNaN(x) {
		return w.NoData
	}
	return w.number(x, 0)
}
