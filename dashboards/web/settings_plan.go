package web

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/plan"
)

// spareRows are the empty rows below the sessions of the week.
const spareRows = 2

// plan is the normal week: one form whose rows are its sessions.
func (b *sections) plan() section {
	w := b.w
	out := section{ID: sectionPlan, Title: w.PlanTitle, Doc: w.PlanDoc + " " + w.MuscleHint}
	week := b.known().Weekly
	rows := len(week) + spareRows
	all := b.sheet(sectionPlan, "")
	if all.typed != nil {
		rows = len(all.typed["weekday"])
	}
	for i := range rows {
		s, row := all, record.PlannedSession{Weekday: -1}
		s.row = strconv.Itoa(i)
		if i < len(week) {
			row = week[i]
		}
		if all.typed != nil {
			s.typed = rowOf(all.typed, i)
		}
		out.Week = append(out.Week, b.weekly(s, row, len(week) == 0 && i == 0))
	}
	return out
}

func (b *sections) weekly(s sheet, row record.PlannedSession, open bool) item {
	w := b.w
	var days [][2]string
	for i := range weekDays { // from Monday on
		d := time.Weekday((i + 1) % weekDays)
		days = append(days, [2]string{strconv.Itoa(int(d)), capital(w.Weekdays[d])})
	}
	out := item{Text: w.Another, Open: open}
	day := ""
	if row.Weekday >= 0 {
		day = strconv.Itoa(int(row.Weekday))
		clock := row.Time
		if t, err := time.Parse("15:04", row.Time); err == nil {
			clock = w.clock(t)
		}
		out.Text = strings.Join(b.says(capital(w.Weekdays[row.Weekday])+" "+clock, row.Name, row.Effort, row.Muscle), ", ")
	}
	out.Fields = append([]field{s.choice("weekday", w.Weekday, w.NoSession, days, day), s.field("time", w.Time, "time", row.Time)},
		b.session(s, row.Name, cmp.Or(row.Effort, plan.Heavy), row.Muscle, false)...)
	out.Open = out.Open || slices.ContainsFunc(out.Fields, wrong)
	return out
}

func wrong(f field) bool { return f.Wrong != "" }

// session are the fields that every planned session has.
func (b *sections) session(s sheet, name, effort, muscle string, dated bool) []field {
	w := b.w
	var efforts [][2]string
	for _, e := range []string{plan.Heavy, plan.Moderate, plan.Light} {
		efforts = append(efforts, [2]string{e, w.Efforts[e]})
	}
	if dated {
		efforts = append(efforts, [2]string{plan.Off, w.Off})
	}
	return []field{
		s.line("name", w.SessionName, name, record.MaxName), s.choice("effort", w.Effort, "", efforts, effort), s.line("muscle", w.Muscle, muscle, record.MaxMuscle),
	}
}

// says tells a planned session.
func (b *sections) says(when, name, effort, muscle string) []string {
	out := []string{when}
	for _, s := range []string{name, b.w.Efforts[effort], muscle} {
		if s != "" {
			out = append(out, s)
		}
	}
	if effort == plan.Off {
		out = append(out, b.w.Off)
	}
	return out
}

// dates are the sessions of single dates from today on, and a form for another.
func (b *sections) dates() section {
	w := b.w
	out := section{ID: sectionDates, Title: w.DatesTitle, Doc: w.DatesDoc, FormTitle: w.NewDate, Button: w.Add}
	for _, one := range b.known().Sessions {
		start, err := time.Parse(record.DatedStart, one.Start)
		if err != nil || record.DateOf(start) < b.today {
			continue
		}
		when := w.long(record.DateOf(start)) + " " + w.clock(start)
		it := item{Text: strings.Join(b.says(when, one.Name, one.Effort, one.Muscle), ", "), Row: one.Start}
		it.Fields = b.dated(b.sheet(sectionDates, one.Start), start.Format(time.DateOnly), start.Format("15:04"), one)
		it.Open = slices.ContainsFunc(it.Fields, wrong)
		out.Items = append(out.Items, it)
	}
	if len(out.Items) == 0 {
		out.State = []string{w.NoDates}
	}
	day := ""
	if b.Day != record.NoDate {
		day, out.Open = b.Day.String(), true
	}
	out.Fields = b.dated(b.sheet(sectionDates, ""), day, "", record.DatedSession{})
	return out
}

func (b *sections) dated(s sheet, date, clock string, d record.DatedSession) []field {
	return append([]field{s.field("date", b.w.Date, "date", date), s.field("time", b.w.Time, "time", clock)},
		b.session(s, d.Name, cmp.Or(d.Effort, plan.Heavy), d.Muscle, true)...)
}

// weeks are those of which is said whether they are easy.
func (b *sections) weeks() section {
	w, s := b.w, b.sheet(sectionWeeks, "")
	out := section{ID: sectionWeeks, Title: w.DeloadTitle, Doc: w.DeloadDoc, FormTitle: w.NewWeek, Button: w.Add}
	kinds := [][2]string{{"yes", w.DeloadWeek}, {"no", w.NormalWeek}}
	for _, one := range b.known().Weeks {
		if one.Monday+weekDays <= b.today {
			continue
		}
		kind := kinds[1][1]
		if one.Deload {
			kind = kinds[0][1]
		}
		text := fmt.Sprintf("%s %s: %s", w.WeekOf, fmt.Sprintf(w.DateDay, one.Monday.Time().Day(), w.Months[one.Monday.Time().Month()-1]), kind)
		out.Items = append(out.Items, item{Text: text, Row: one.Monday.String()})
	}
	if len(out.Items) == 0 {
		out.State = []string{w.NoWeeks}
	}
	out.Fields = []field{s.field("date", w.WeekDay, "date", ""), s.choice("deload", w.WeekIs, "", kinds, "yes")}
	return out
}

// blocks are the blocks of training.
func (b *sections) blocks() section {
	w, s := b.w, b.sheet(sectionBlocks, "")
	out := section{ID: sectionBlocks, Title: w.BlockTitle, Doc: w.BlockDoc, FormTitle: w.NewBlock, Button: w.Add}
	for _, one := range b.known().Blocks {
		says := []string{w.long(one.From) + " " + strconv.Itoa(one.From.Time().Year())}
		for _, p := range w.Phases {
			if p[0] == one.Phase {
				says = append(says, p[1])
			}
		}
		if one.DeloadEvery > 0 {
			says = append(says, fmt.Sprintf(w.EveryWeeks, w.count(one.DeloadEvery)))
		}
		out.Items = append(out.Items, item{Text: strings.Join(says, ", "), Row: one.From.String()})
	}
	if len(out.Items) == 0 {
		out.State = []string{w.NoBlocks}
	}
	every := s.figure("every", w.Every, "")
	every.Hint = w.EveryHint
	out.Fields = []field{s.field("date", w.BlockFrom, "date", ""), s.choice("phase", w.Phase, w.NoPhase, w.Phases, ""), every}
	return out
}

// calendar is that whose events are sessions. Its address is a secret: only the host is told.
func (b *sections) calendar() section {
	w, s := b.w, b.sheet(sectionCalendar, "")
	out := section{ID: sectionCalendar, Title: w.FeedTitle, Doc: w.FeedDoc, File: true}
	words := ""
	switch feed := b.About.Feed; {
	case feed != nil:
		out.State, words = []string{fmt.Sprintf(w.FeedAt, hostOf(feed.URL))}, strings.Join(feed.Words, ", ")
	case b.About.Agenda != nil:
		out.State = []string{w.FeedFile}
	default:
		out.State = []string{w.FeedNone}
	}
	out.Removable = b.About.Feed != nil || b.About.Agenda != nil
	if a := b.About.Agenda; a != nil {
		out.State = append(out.State, fmt.Sprintf(w.FeedSessions, w.count(len(a.Events))))
		for _, n := range a.Notes {
			text := w.FeedNotes[n.Kind]
			if strings.Contains(text, "%s") {
				text = fmt.Sprintf(text, strconv.Quote(n.Name))
			}
			out.State = append(out.State, text)
		}
	}
	address := s.field("address", w.FeedAddress, "url", "")
	address.Value, address.Hint, address.Complete, address.Most = "", w.FeedHint, "off", longAddress // what was typed is a secret, too
	which := s.line("words", w.FeedWords, words, longWords)
	which.Hint = w.FeedWordsHint
	out.Fields = []field{address, s.field("file", w.FeedUpload, "file", ""), which}
	return out
}

// Longest texts that the page takes, in bytes.
const (
	longAddress = 2000
	longWords   = 2000
)

// hostOf is what of an address may be shown.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "?"
	}
	return u.Hostname()
}
