package web

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/plan"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Calendar is what the page of a month shows.
type Calendar struct {
	Athlete string
	May     May
	About   record.About
	Now     time.Time   // in the athlete's zone
	First   record.Date // any day of the month
	Days    []result.Day
	Planned []plan.Session // of the weeks that the month touches
	Ahead   []plan.Session // the next ones from now
}

// Weeks gives the first and the last day of the weeks that the month of a date touches, from Monday to Sunday.
func Weeks(d record.Date) (from, to record.Date) {
	t := d.Time()
	first := d - record.Date(t.Day()-1)
	last := record.DateOf(time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC))
	return plan.Monday(first), plan.Monday(last) + weekDays - 1
}

// RenderCalendar draws the page of a month.
func RenderCalendar(w io.Writer, c Calendar) error {
	return draw(w, "calendar.html", newCalendarPage(c))
}

type calendarPage struct {
	frame
	Large         string
	Weekdays      []string
	Weeks         [][]cell
	Keys          []key
	Before, After link
	Ahead         []moment
}

// cell is one day of the month.
type cell struct {
	Number, Label, Href, Class string
	Today                      bool
	Marks                      []string // swatches
}

func newCalendarPage(c Calendar) *calendarPage {
	p := &calendarPage{frame: newFrame(c.About.Profile.LanguageOr(""))}
	w := p.W
	p.of(c.Athlete, c.About, c.May, "/calendar")
	month := c.First.Time()
	p.Large = fmt.Sprintf("%s %d", capital(w.Months[month.Month()-1]), month.Year())
	p.Title = p.Large
	from, to := Weeks(c.First)
	for d := from; d < from+weekDays; d++ {
		p.Weekdays = append(p.Weekdays, capital(w.weekday(d)))
	}
	planned := map[record.Date][]plan.Session{}
	for _, s := range c.Planned {
		d := record.DateOf(s.Start)
		planned[d] = append(planned[d], s)
	}
	days := axis(c.Days, to, int(to-from)+1)
	for i, d := range days {
		if i%weekDays == 0 {
			p.Weeks = append(p.Weeks, nil)
		}
		week := &p.Weeks[len(p.Weeks)-1]
		*week = append(*week, p.cell(d, planned[d.date], month.Month(), record.DateOf(c.Now)))
	}
	p.Keys = []key{{"hard", w.GluteHard}, {"light", w.GluteLight}, {"plan", w.Planned}, {"missed", w.Missed}}
	at := func(t time.Time, text string) link {
		return link{athleteAddress(c.Athlete) + "/calendar?month=" + t.Format("2006-01"), text}
	}
	first := month.AddDate(0, 0, 1-month.Day())
	p.Before, p.After = at(first.AddDate(0, -1, 0), w.Earlier), at(first.AddDate(0, 1, 0), w.Later)
	for _, s := range c.Ahead {
		text := w.moment(s.Start, record.DateOf(c.Now)) + " · " + strings.Join(w.session(s), ", ")
		p.Ahead = append(p.Ahead, moment{capital(text), s.Start.Format(time.RFC3339)})
	}
	return p
}

// cell says a day: what was done, what is planned, and what was planned but is not known to have been done.
func (p *calendarPage) cell(d day, planned []plan.Session, month time.Month, today record.Date) cell {
	w := p.W
	out := cell{Number: strconv.Itoa(d.date.Time().Day()), Today: d.date == today}
	if d.date.Time().Month() != month {
		out.Class = "other"
	}
	text := []string{w.column(d.date)}
	sets := d.number("glute_sets_max")
	done := sets > 0
	if done {
		out.Marks = append(out.Marks, setClass(sets))
		text = append(text, w.Done+": "+fmt.Sprintf(w.HardSets, w.number(sets, 1)))
	}
	for _, s := range planned {
		mark, says := "plan", w.Planned
		if d.date < today && !done {
			mark, says = "missed", w.Missed
		}
		if d.date >= today || !done { // what was planned and done is done
			out.Marks = append(out.Marks, mark)
			text = append(text, says+": "+w.clock(s.Start)+" "+strings.Join(w.session(s), ", "))
		}
	}
	switch {
	case d.Day != nil && len(d.Values) > 0:
		out.Href = dayAddress(p.Athlete, d.date)
	case d.date >= today && p.May.Enter:
		out.Href = athleteAddress(p.Athlete) + "/settings?day=" + d.date.String() + "#" + sectionDates
		text = append(text, w.AddSession)
	}
	out.Label = strings.Join(text, ", ")
	return out
}

// session says a planned session without its time.
func (w words) session(s plan.Session) []string {
	out := []string{cmp.Or(s.Name, w.Glutes)}
	if effort := w.Efforts[s.Effort]; effort != "" && s.Effort != plan.Heavy {
		out = append(out, effort)
	}
	if s.Deload {
		out = append(out, w.Deload)
	}
	return out
}
