package web

import (
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/plan"
)

// Settings is what the page of settings shows.
type Settings struct {
	Athlete string
	About   record.About
	Saved   bool // something was just saved
}

// RenderSettings draws the page of settings.
func RenderSettings(w io.Writer, s Settings) error {
	return draw(w, "settings.html", newSettingsPage(s))
}

type settingsPage struct {
	frame
	To      string
	Saved   bool
	Rows    []planRow
	Called  string
	Choices []question
	Numbers []numberField
	Zones   []string
}

// planRow is one session of the week.
type planRow struct {
	Number             int
	Weekdays, Efforts  []option
	Time, Name, Muscle string
}

type numberField struct{ Name, Text, Min, Max, Value string }

// spareRows are the empty rows below the sessions that are planned.
const spareRows = 3

func newSettingsPage(s Settings) *settingsPage {
	p := &settingsPage{frame: newFrame(languageIn(s.About)), Saved: s.Saved}
	w := p.W
	p.of(s.Athlete, s.About, "/settings")
	p.Title, p.To = w.SettingsPage, athleteAddress(s.Athlete)+"/settings"
	var week []record.PlannedSession
	if s.About.Plan != nil {
		week = s.About.Plan.Weekly
	}
	for i := range len(week) + spareRows {
		row := record.PlannedSession{Weekday: -1}
		if i < len(week) {
			row = week[i]
		}
		p.Rows = append(p.Rows, w.planRow(i+1, row))
	}
	me := s.About.Profile
	p.Called = textOf(me.Name)
	p.Choices = []question{
		w.choose("language", w.Language, w.Languages, me.Language), w.choose("units", w.Measures, w.UnitNames, me.Units), w.choose("sex", w.Sex, w.Sexes, me.Sex),
		w.choose("experience", w.Experience, w.Experiences, me.Experience),
	}
	u, weight := weightsOf(me), ""
	if me.WeightKg != nil {
		weight = numberOf(new(u.shown(*me.WeightKg)))
	}
	year := ""
	if me.BirthYear != nil {
		year = strconv.Itoa(*me.BirthYear)
	}
	p.Numbers = []numberField{
		{"birth_year", w.BirthYear, "1900", "2099", year},
		{"weight", w.Weight + ", " + u.Unit, "20", "900", weight},
		{"sleep_need_h", w.SleepNeed, "4", "14", numberOf(me.SleepNeedH)},
		{"max_hr", w.MaxHR, "100", "230", numberOf(me.MaxHR)},
		{"lthr", w.LTHR, "60", "230", numberOf(me.LTHR)},
		{"ftp", w.FTP, "30", "700", numberOf(me.FTP)},
	}
	for _, z := range s.About.Zones {
		text := z.TZ
		if z.From != record.NoDate {
			text += ", " + strings.ToLower(w.ZoneFrom) + " " + w.column(z.From) + " " + strconv.Itoa(z.From.Time().Year())
		}
		p.Zones = append(p.Zones, text)
	}
	return p
}

func (w words) planRow(number int, s record.PlannedSession) planRow {
	row := planRow{Number: number, Time: s.Time, Name: s.Name, Muscle: s.Muscle, Weekdays: []option{{"", w.NoSession, s.Weekday < 0}}}
	for i := range weekDays { // from Monday on
		d := time.Weekday((i + 1) % weekDays)
		row.Weekdays = append(row.Weekdays, option{strconv.Itoa(int(d)), capital(w.Weekdays[d]), s.Weekday == d})
	}
	for _, effort := range []string{plan.Heavy, plan.Moderate, plan.Light} {
		row.Efforts = append(row.Efforts, option{effort, w.Efforts[effort], s.Effort == effort})
	}
	return row
}

// choose is a question with a list of answers, the first of which is that nothing is said.
func (w words) choose(name, text string, answers [][2]string, chosen *string) question {
	q := question{Name: name, Text: text, Options: []option{{"", w.NotSaid, chosen == nil}}}
	for _, a := range answers {
		q.Options = append(q.Options, option{a[0], a[1], chosen != nil && *chosen == a[0]})
	}
	return q
}

// ParseSettings reads what a form of the settings posts: an entry of the kind that its field "what" names, without the time of entering.
// A weight is in the units that the page showed, those of the profile as it was. Ranges are checked by record.Entry's Check.
func ParseSettings(form url.Values, me record.Profile) (record.Entry, error) {
	switch what := record.EntryKind(form.Get("what")); what {
	case record.PlanEntry:
		p, err := parsePlan(form)
		return record.Entry{Kind: what, Plan: &p}, err
	case record.ProfileEntry:
		p, err := parseProfile(form, weightsOf(me))
		return record.Entry{Kind: what, Profile: &p}, err
	case record.ZoneEntry:
		z := record.Zone{From: record.NoDate, TZ: strings.TrimSpace(form.Get("tz"))}
		if s := form.Get("from"); s != "" {
			var err error
			if z.From, err = record.ParseDate(s); err != nil {
				return record.Entry{}, fmt.Errorf("read settings: %w", err)
			}
		}
		return record.Entry{Kind: what, Zone: &z}, nil
	default:
		return record.Entry{}, fmt.Errorf("read settings: what %q; want plan, profile or zone", what)
	}
}

// parsePlan reads the rows of the week; one without a day is none.
func parsePlan(form url.Values) (p record.Plan, err error) {
	p.Weekly = []record.PlannedSession{}
	at := func(name string, i int) string {
		if all := form[name]; i < len(all) {
			return strings.TrimSpace(all[i])
		}
		return ""
	}
	for i, day := range form["weekday"] {
		if day == "" {
			continue
		}
		n, err := strconv.Atoi(day)
		if err != nil {
			return p, fmt.Errorf("read plan: weekday %q; want 0 (Sunday) to 6", day)
		}
		s := record.PlannedSession{Weekday: time.Weekday(n), Time: at("time", i), Name: at("name", i), Effort: at("effort", i), Muscle: at("muscle", i)}
		if s.Effort == plan.Heavy { // what a session is unless said otherwise
			s.Effort = ""
		}
		p.Weekly = append(p.Weekly, s)
	}
	return p, nil
}

// parseProfile reads what was said of the athlete; an open field says nothing.
func parseProfile(form url.Values, u weights) (p record.Profile, err error) {
	p.Name, p.Language, p.Sex, p.Experience = said(form, "name"), said(form, "language"), said(form, "sex"), said(form, "experience")
	p.Units = said(form, "units")
	if s := said(form, "birth_year"); s != nil {
		n, err := strconv.Atoi(*s)
		if err != nil {
			return p, fmt.Errorf("read profile: birth_year %q; want a year", *s)
		}
		p.BirthYear = &n
	}
	for name, into := range map[string]**float64{
		"weight": &p.WeightKg, "sleep_need_h": &p.SleepNeedH, "max_hr": &p.MaxHR, "lthr": &p.LTHR, "ftp": &p.FTP,
	} {
		if *into, err = parseNumber(form, name); err != nil {
			return p, err
		}
	}
	p.WeightKg = u.taken(p.WeightKg)
	return p, nil
}
