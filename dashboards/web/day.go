package web

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Day is all that the page about one day shows: the chain from the risk down to the files.
type Day struct {
	Athlete  string
	May      May
	About    record.About
	Now      time.Time // in the athlete's zone
	Day      result.Day
	Files    []File
	Unmapped []string // exercises of the day that no catalogue knows

	Workouts  []record.DayWork    // as the digest tells them
	Exercises []exercise.Exercise // to choose from in a correction
	Corrected bool                // something was just corrected
}

// File is one file behind a day.
type File struct {
	Name   string // as the user gave it
	Format string
	SHA    string // SHA-256, hex
}

// RenderDay draws the page about one day.
func RenderDay(w io.Writer, d Day) error { return draw(w, "day.html", newDayPage(d)) }

type dayPage struct {
	frame
	Large         string
	Risk          string
	Signs         []signRow
	Sources       []source
	Choices       []choiceRow
	Files         []File
	Unmapped      []string
	Numbers       []numberRow
	Before, After link
	Works         []workRow
	Choose        []string // names of exercises
	Weights       weights
	Corrected     bool
}

type signRow struct {
	Name, Value, Usual, Adds string
	Effect                   string // for, against or note
}

type numberRow struct{ Name, Value, Source, Limits string }

type source struct {
	Name string
	Gave []string
}

func newDayPage(d Day) *dayPage {
	p := &dayPage{frame: newFrame(d.About.Profile.LanguageOr("")), Files: d.Files, Unmapped: d.Unmapped, Corrected: d.Corrected}
	w := p.W
	p.of(d.Athlete, d.About, d.May, "/days")
	p.correct(d)
	p.Large = fmt.Sprintf(w.DayTitle, w.inSentence(d.Day.Date))
	p.Title = p.Large
	p.Risk = w.DayNoRisk
	at := day{d.Day.Date, &d.Day}
	if v, ok := at.value("risk_p"); ok {
		p.Risk = fmt.Sprintf(w.DayRisk, w.quantity(v.V, "0..1"), w.level(at.number("risk_level")), w.confidence(at.number("risk_confidence")))
	}
	for _, s := range d.Day.Signs {
		p.Signs = append(p.Signs, w.sign(s, at))
	}
	p.number(at)
	p.choose(d)
	p.Before = link{dayAddress(d.Athlete, d.Day.Date-1), w.Before}
	if d.Day.Date < record.DateOf(d.Now) {
		p.After = link{dayAddress(d.Athlete, d.Day.Date+1), w.After}
	}
	return p
}

// inSentence is "Tuesday 10 November" within a sentence.
func (w words) inSentence(d record.Date) string {
	return fmt.Sprintf(w.DateLong, w.Weekdays[d.Weekday()], d.Time().Day(), w.Months[d.Time().Month()-1])
}

// number lists the day's numbers in the table's order, and what each source gave.
func (p *dayPage) number(d day) {
	w := p.W
	for _, m := range metric.Table() {
		v, ok := d.value(m.Name)
		if !ok {
			continue
		}
		p.Numbers = append(p.Numbers, numberRow{m.Name, w.quantity(v.V, m.Unit), sourceName(v.Source), w.warn(v.Warn)})
		if v.Source == "" {
			continue
		}
		i := slices.IndexFunc(p.Sources, func(s source) bool { return s.Name == v.Source })
		if i < 0 {
			i = len(p.Sources)
			p.Sources = append(p.Sources, source{Name: v.Source})
		}
		p.Sources[i].Gave = append(p.Sources[i].Gave, m.Name)
	}
}

// sign says one sign: its value, what is usual for the athlete in the unit of what was measured, and what it adds.
func (w words) sign(s result.Sign, d day) signRow {
	out := signRow{Name: w.SignNames[s.Sign], Adds: w.signed(s.Contribution, 2), Effect: "note"}
	if out.Name == "" {
		out.Name = strings.ReplaceAll(s.Sign, "_", " ")
	}
	switch {
	case s.Contribution > 0:
		out.Effect = "against"
	case s.Contribution < 0:
		out.Effect = "for"
	}
	unit, usual, measured := signUnits(s.Sign)
	out.Value = w.quantity(s.Value, unit)
	switch {
	case s.Sign == "sleep_tst_h":
		out.Value = w.duration(60 * s.Value)
	case unit == "SD", usual == "1..5":
		out.Value = w.unit(w.signed(s.Value, 1), unit)
	}
	if v, ok := d.value(measured); ok {
		out.Value = w.quantity(v.V, metricUnit(measured)) + " (" + out.Value + ")"
	}
	if s.Baseline != nil {
		out.Usual = w.quantity(*s.Baseline, usual)
	}
	return out
}

// signUnits are the unit of a sign's value, that of its baseline, and the metric that it was reckoned from, "" where it is one itself.
func signUnits(sign string) (unit, usual, measured string) {
	switch sign {
	case "rhr_z":
		return "SD", "bpm", "rhr"
	case "sleep_min_dev_z":
		return "SD", "min", "sleep_tst_min"
	case "sleep_tst_h":
		return "h", "h", ""
	case "load_ewma_ratio":
		return "ratio", "ratio", ""
	case "fatigue_low", "soreness_low":
		return "", "1..5", ""
	case "sick_flag":
		return "0/1", "0/1", ""
	}
	unit = metricUnit(sign)
	return unit, unit, ""
}

// Short is enough of the SHA-256 to tell files apart.
func (f File) Short() string {
	const enough = 12 // hex digits
	return f.SHA[:min(enough, len(f.SHA))]
}
