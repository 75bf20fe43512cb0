package web

import (
	"cmp"
	"fmt"
	"math"
	"strings"

	"github.com/hvilepuls/hvilepuls/processors/metric"
)

// hrvChart draws the heart rate variability of four weeks of nights with the mean of seven.
func (p *page) hrvChart() chart {
	w := p.W
	days := axis(p.v.Days, p.v.Today, rhrDays)
	const height, floor = 168, 140
	c := chart{Title: w.HRV, Doc: w.HRVDoc, Height: height, Floor: floor, Unit: w.unitWord("ms")}
	nights, week := make([]float64, rhrDays), make([]float64, rhrDays)
	last := -1
	for i, d := range days {
		nights[i], week[i] = d.number("hrv_rmssd"), math.Exp(d.number("hrv_ln_7d")) // NaN stays NaN
		if !math.IsNaN(nights[i]) {
			last = i
		}
	}
	ranges := hrvBands(days)
	lows, highs := edges(ranges)
	lo, hi, ok := span(nights, week, lows, highs)
	if !ok || last < 0 {
		c.Empty, c.Summary, c.Label = true, []string{w.HRVNone}, w.HRV+". "+w.HRVNone
		return c
	}
	c.Summary = []string{fmt.Sprintf(w.HRVLast, w.number(nights[last], 0), p.night(days[last].date))}
	if ranges[last].known && !math.IsNaN(week[last]) {
		c.Summary = append(c.Summary, fmt.Sprintf(w.HRVUsually, w.number(week[last], 0), ranges[last].text(w)))
	}
	c.Label = w.HRV + ". " + strings.Join(c.Summary, " ")
	step := roundStep(hi - lo)
	s := scale{days: rhrDays, lo: max(0, step*math.Floor(lo/step)), hi: step * math.Ceil((hi+1)/step), floor: floor}
	c.Grid, c.Ticks = s.grid(step, w), s.mondays(days, 1, w)
	c.Bands = s.areas(ranges)
	c.Lines = []shape{s.line(week, "fitness")}
	c.Keys = []key{{"night", w.HRVNight}, {"fitness", w.HRVWeek}, {"band", w.HRVRange}}
	c.Table.Head = []string{w.Day, w.HRV + " (" + c.Unit + ")", capital(w.HRVWeek), capital(w.HRVRange), w.Source}
	for i, d := range days {
		v, known := d.value("hrv_rmssd")
		if known {
			c.Points = append(c.Points, point{s.mid(i), s.y(v.V), "night"})
		}
		c.Days = append(c.Days, hover{s.edge(i), s.width(), w.column(d.date) + ": " + w.load(nights[i])})
		c.Table.Rows = append(c.Table.Rows, []string{w.column(d.date), w.load(nights[i]), w.load(week[i]), ranges[i].text(w), sourceName(v.Source)})
		c.Table.Href = append(c.Table.Href, p.dayLink(d))
	}
	c.Table.newestFirst()
	return c
}

// sleepChart draws the time asleep of four weeks of nights against what the athlete needs.
func (p *page) sleepChart() chart {
	w := p.W
	days := axis(p.v.Days, p.v.Today, rhrDays)
	const height, floor, minutes = 168, 140, 60
	c := chart{Title: w.Sleep, Height: height, Floor: floor, Unit: w.unitWord("h")}
	need := *cmp.Or(p.v.About.Profile.SleepNeedH, new(metric.DefaultSleepNeedMin/60.))
	hours := make([]float64, rhrDays)
	last := -1
	for i, d := range days {
		if hours[i] = d.number("sleep_tst_min") / minutes; !math.IsNaN(hours[i]) {
			last = i
		}
	}
	_, hi, ok := span(hours)
	if !ok {
		c.Empty, c.Summary, c.Label = true, []string{w.SleepNone}, w.Sleep+". "+w.SleepNone
		return c
	}
	c.Summary = []string{fmt.Sprintf(w.SleepLast, w.duration(minutes*hours[last]), p.night(days[last].date), w.quantity(need, "h"))}
	c.Label = w.Sleep + ". " + strings.Join(c.Summary, " ")
	const step = 2.0
	s := scale{days: rhrDays, lo: 0, hi: step * math.Ceil(max(hi, need, 4*step)/step), floor: floor}
	c.Grid, c.Ticks = s.grid(step, w), s.mondays(days, 1, w)
	c.Lines = []shape{{fmt.Sprintf("M%.1f %.1fL%.1f %.1f", inner*left, s.y(need), inner*(left+wide), s.y(need)), "need"}}
	c.Keys = []key{{"sum", w.Slept}, {"need", w.SleepNeeded}}
	c.Table.Head = []string{w.Day, capital(w.Slept), w.Source}
	for i, d := range days {
		v, known := d.value("sleep_tst_min")
		text := w.NoData
		if known {
			text = w.duration(v.V)
			c.Bars = append(c.Bars, s.bar(i, hours[i]))
		}
		c.Days = append(c.Days, hover{s.edge(i), s.width(), w.column(d.date) + ": " + text})
		c.Table.Rows = append(c.Table.Rows, []string{w.column(d.date), text, sourceName(v.Source)})
		c.Table.Href = append(c.Table.Href, p.dayLink(d))
	}
	c.Table.newestFirst()
	return c
}

// bar stands on the floor in the middle of its day.
func (s scale) bar(i int, v float64) bar {
	const share = .7 // of the day's width
	y := s.y(v)
	return bar{neat(s.mid(i) - share*s.width()/2), y, neat(share * s.width()), neat(s.floor - y), "sum"}
}

// roundStep is a round step of which about four fill a range.
func roundStep(span float64) float64 {
	for _, step := range []float64{5, 10, 20, 50} {
		if span <= 4*step {
			return step
		}
	}
	return 100
}
