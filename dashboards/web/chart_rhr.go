package web

import (
	"fmt"
	"math"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
)

const rhrDays = 28

// rhrChart draws the nights of four weeks over the athlete's range.
func (p *page) rhrChart() chart {
	w := p.W
	days := axis(p.v.Days, p.v.Today, rhrDays)
	ranges := rhrBands(days)
	const height, floor = 200, 172
	c := chart{Title: w.RHR, Doc: w.RangeDoc, Height: height, Floor: floor, Unit: w.unitWord("bpm")}
	values := make([]float64, rhrDays)
	for i, d := range days {
		values[i] = d.number("rhr")
	}
	lows, highs := edges(ranges)
	c.Summary = p.rhrSummary(days, ranges)
	c.Label = w.RHR + ". " + strings.Join(c.Summary, " ")
	lo, hi, ok := span(values, lows, highs)
	if !ok {
		c.Empty = true
		return c
	}
	s, step := rhrScale(lo, hi, floor)
	c.Grid, c.Ticks = s.grid(step, w), s.mondays(days, 1, w)
	c.Bands = s.areas(ranges)
	c.Lines = []shape{s.line(values, "nights")}
	p.rhrDays(&c, s, days, ranges)
	c.Keys = []key{{"night", w.ANight}, {"raised", w.ARaised}, {"band", w.Range}, {"session", w.ASession}}
	if len(c.Changes) > 0 {
		c.Keys = append(c.Keys, key{"change", w.NewSource})
	}
	return c
}

// rhrScale is round at both ends and never finer than 15 bpm, so that noise does not look like a mountain.
func rhrScale(lo, hi, floor float64) (scale, float64) {
	const least, fine, coarse = 15.0, 5.0, 10.0
	step := fine
	if hi-lo > 5*fine {
		step = coarse
	}
	lo, hi = step*math.Floor((lo-1)/step), step*math.Ceil((hi+1)/step)
	for hi-lo < least {
		hi += step
	}
	return scale{days: rhrDays, lo: lo, hi: hi, floor: floor}, step
}

// rhrDays puts what is known of each day into the drawing and its table.
func (p *page) rhrDays(c *chart, s scale, days []day, ranges []band) {
	w := p.W
	c.Table.Head = []string{w.Day, w.RHR + " (" + c.Unit + ")", capital(w.Range), w.Sets, w.Source}
	source := ""
	for i, d := range days {
		text, from := w.NoData, ""
		if v, ok := d.value("rhr"); ok {
			text, from = w.number(v.V, 0), v.Source
			c.Points = append(c.Points, point{s.mid(i), s.y(v.V), nightClass(d)})
			if source != "" && from != source {
				x := s.edge(i)
				c.Changes = append(c.Changes, change{x, sourceName(from), x > left+wide/2})
			}
			source = from
		}
		sets := d.sets()
		if sets > 0 {
			c.Sessions = append(c.Sessions, s.mid(i))
		}
		c.Days = append(c.Days, hover{s.edge(i), s.width(), tip(w, w.column(d.date)+": "+text, ranges[i].text(w))})
		c.Table.Rows = append(c.Table.Rows, []string{w.column(d.date), text, ranges[i].text(w), w.sets(sets), sourceName(from)})
		c.Table.Href = append(c.Table.Href, p.dayLink(d))
	}
	c.Table.newestFirst()
}

func tip(w words, text, usual string) string {
	if usual == "" {
		return text
	}
	return text + ", " + fmt.Sprintf(w.RHRUsually, usual)
}

// nightClass tells a raised night, by the alarm's rule for one night, from others.
func nightClass(d day) string {
	if metric.High(d.number("rhr_z"), d.number("rhr")-d.number("rhr_baseline")) {
		return "raised"
	}
	return "night"
}

// rhrSummary says the last night in words.
func (p *page) rhrSummary(days []day, ranges []band) (out []string) {
	w := p.W
	last := len(days) - 1
	for last >= 0 && math.IsNaN(days[last].number("rhr")) {
		last--
	}
	if last < 0 {
		return []string{w.RHRNone}
	}
	d := days[last]
	text := tip(w, fmt.Sprintf(w.RHRLast, w.number(d.number("rhr"), 0), p.night(d.date)), ranges[last].text(w))
	out = append(out, text+".")
	switch raised, _ := d.value("rhr_raised"); {
	case raised.V == 1 && strings.Contains(raised.Warn, metric.Jumped):
		out = append(out, w.Jumped)
	case raised.V == 1:
		out = append(out, w.Raised)
	}
	if ranges[last].known && ranges[last].provisional {
		out = append(out, w.Provisional)
	}
	if t, ok := d.value("rhr_trend_84d"); ok {
		switch slope := w.number(math.Abs(t.V), 1); {
		case strings.Contains(t.Warn, "rising"):
			out = append(out, fmt.Sprintf(w.Rising, slope))
		case strings.Contains(t.Warn, "falling"):
			out = append(out, fmt.Sprintf(w.Falling, slope))
		}
	}
	return out
}

// night names the night that ended on a date.
func (p *page) night(d record.Date) string {
	if d == p.v.Today {
		return p.W.LastNight
	}
	name := p.W.Weekdays[d.Weekday()]
	if p.v.Today-d > 6 {
		name = fmt.Sprintf(p.W.DateDay, d.Time().Day(), p.W.Months[d.Time().Month()-1])
	}
	return fmt.Sprintf(p.W.On, name)
}

// sets are hard sets in a cell of a table.
func (w words) sets(x float64) string {
	if math.IsNaN(x) {
		return w.NoData
	}
	return w.number(x, 1)
}

// dayLink leads to the page of a day; "" where nothing is known.
func (p *page) dayLink(d day) string {
	if d.Day == nil || len(d.Values) == 0 {
		return ""
	}
	return dayAddress(p.Athlete, d.date)
}
