package web

import (
	"fmt"
	"math"
	"strings"

	"github.com/hvilepuls/hvilepuls/processors/metric"
)

// week is the drawing of the hard glute sets of seven days: a bar against the usual range, and a mark for each day.
type week struct {
	Bar      float64 // hundredths of the width
	From, To tick    // of the usual range
	Days     []mark
}

type mark struct {
	X     float64
	Day   string
	Sets  string // "" where nothing is known
	Class string // hard, light, none or missing
}

// The usual range of hard glute sets in a week, and what makes a hard session (more than).
const (
	fewestSets, mostSets = 10.0, 20.0
	hardSets             = 3.0
	weekDays             = 7
)

// gluteChart draws the last seven days of glute work.
func (p *page) gluteChart() chart {
	w := p.W
	days := axis(p.v.Days, p.v.Today, weekDays)
	c := chart{Title: w.GluteTitle, Week: &week{}}
	s := scale{days: weekDays}
	sum, known := 0.0, false
	c.Table.Head = []string{w.Day, w.Sets}
	for i, d := range days {
		sets := d.sets()
		m := mark{X: s.mid(i), Day: w.weekday(d.date), Class: setClass(sets)}
		if !math.IsNaN(sets) {
			m.Sets = w.number(sets, 1)
			sum += sets
		}
		_, told := d.value("glute_sets_max")
		known = known || told
		c.Week.Days = append(c.Week.Days, m)
		c.Table.Rows = append(c.Table.Rows, []string{w.column(d.date), w.sets(sets)})
		c.Table.Href = append(c.Table.Href, p.dayLink(d))
	}
	c.Table.newestFirst()
	if c.Empty = !known; c.Empty {
		c.Summary = []string{w.GluteNone}
	} else {
		c.Summary = []string{fmt.Sprintf(w.GluteSum, w.number(sum, 1))}
		if limits := w.warn(days[weekDays-1].warning("glute_sets_7d")); limits != "" {
			c.Summary = append(c.Summary, capital(limits)+".")
		}
	}
	c.Label = w.GluteTitle + ". " + strings.Join(c.Summary, " ")
	place := func(sets float64) float64 { return neat(left + wide*sets/max(1.2*mostSets, sum)) }
	c.Week.Bar = neat(place(sum) - left)
	c.Week.From, c.Week.To = tick{place(fewestSets), w.number(fewestSets, 0)}, tick{place(mostSets), w.number(mostSets, 0)}
	c.Keys = []key{{"usual", w.GluteRange}, {"hard", w.GluteHard}, {"light", w.GluteLight}, {"none", w.GluteRest}, {"missing", w.NoData}}
	return c
}

func setClass(sets float64) string {
	switch {
	case math.IsNaN(sets):
		return "missing"
	case sets > hardSets:
		return "hard"
	case sets > 0:
		return "light"
	}
	return "none"
}

// warning is what limits a day's value.
func (d day) warning(name string) string {
	v, _ := d.value(name)
	return v.Warn
}

// metricUnit is the unit of a metric, "" for a name that is none.
func metricUnit(name string) string {
	for _, m := range metric.Table() {
		if m.Name == name {
			return m.Unit
		}
	}
	return ""
}
