package web

import (
	"fmt"
	"math"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

const shownWeeks = 12

// weeksChart draws the hard glute sets of twelve weeks against the usual range. A week of which no day is known is a gap.
func (p *page) weeksChart() chart {
	w := p.W
	const height, floor = 168, 140
	c := chart{Title: w.Weeks, Doc: w.WeeksDoc, Height: height, Floor: floor, Unit: w.Sets}
	monday := p.v.Today - record.Date((p.v.Today.Weekday()+6)%weekDays)
	sums, sum, known := p.weekSets(monday)
	_, hi, ok := span(sums)
	if !ok {
		c.Empty, c.Summary, c.Label = true, []string{w.GluteNone}, w.Weeks+". "+w.GluteNone
		return c
	}
	if known > 0 {
		c.Summary = []string{fmt.Sprintf(w.WeeksSum, w.number(sum/float64(known), 0))}
	}
	c.Label = w.Weeks + ". " + strings.Join(c.Summary, " ")
	const step = 10.0
	s := scale{days: shownWeeks, lo: 0, hi: step * math.Ceil(max(hi, mostSets+1)/step), floor: floor}
	c.Grid = s.grid(step, w)
	c.Bars = []bar{{left, s.y(mostSets), wide, s.y(fewestSets) - s.y(mostSets), "band"}}
	c.Keys = []key{{"sum", w.Sets}, {"band", w.GluteRange}}
	c.Table.Head = []string{w.WeekOf, w.Sets}
	for i, sets := range sums {
		from := monday - record.Date(weekDays*(shownWeeks-1-i))
		if !math.IsNaN(sets) {
			c.Bars = append(c.Bars, s.bar(i, sets))
		}
		if (shownWeeks-1-i)%3 == 0 {
			c.Ticks = append(c.Ticks, tick{s.mid(i), w.short(from)})
		}
		c.Days = append(c.Days, hover{s.edge(i), s.width(), fmt.Sprintf(w.WeekSets, w.column(from), w.sets(sets))})
		c.Table.Rows = append(c.Table.Rows, []string{w.column(from), w.sets(sets)})
		c.Table.Href = append(c.Table.Href, "")
	}
	c.Table.newestFirst()
	return c
}

// weekSets are the hard sets of each week, NaN for one of which nothing is known, and the sum and number of those that are known and over.
func (p *page) weekSets(monday record.Date) (sums []float64, sum float64, known int) {
	days := axis(p.v.Days, monday+weekDays-1, weekDays*shownWeeks)
	for i := range shownWeeks {
		week := math.NaN()
		for _, d := range days[weekDays*i : weekDays*(i+1)] {
			if sets := d.number("glute_sets_max"); !math.IsNaN(sets) {
				if math.IsNaN(week) {
					week = 0
				}
				week += sets
			}
		}
		if !math.IsNaN(week) && i < shownWeeks-1 { // the last is not over
			sum, known = sum+week, known+1
		}
		sums = append(sums, week)
	}
	return sums, sum, known
}
