package web

import (
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Settings is what the page of settings shows, and what its forms are read by.
type Settings struct {
	Athlete   string
	May       May
	About     record.About // the address of a calendar in it is never shown
	Language  string       // of the page
	Now       time.Time    // in the athlete's zone
	Days      []result.Day // the last weeks: they tell which sources are known
	Catalogue *exercise.Catalogue
	Saved     string      // the section that was just saved, "" for none
	Kind      string      // of the order of sources that was just changed
	Day       record.Date // on which a session is about to be added, NoDate for none
	Refused   *Refused    // a form that was not taken, nil for none
}

// Refused is a form that was not taken.
type Refused struct {
	What  string // the section
	Form  url.Values
	Wrong map[string]string // what is wrong, by the id of the field, in the athlete's language

	Reason string // what another part said of it, in English; "" for nothing
}

// The sections of the page, each with a form of its own.
const (
	sectionPlan     = "plan"
	sectionDates    = "dates"
	sectionWeeks    = "weeks"
	sectionBlocks   = "blocks"
	sectionCalendar = "calendar"
	sectionProfile  = "profile"
	sectionLimits   = "limits"
	sectionZone     = "zone"
	sectionSources  = "sources"
	sectionNames    = "names"
)

// RenderSettings draws the page of settings.
func RenderSettings(w io.Writer, s Settings) error {
	return draw(w, "settings.html", newSettingsPage(s))
}

type settingsPage struct {
	frame
	To       string
	Contents []link
	Sections []section
	Choose   []string // names of exercises
}

// section is a part of the page: what is set, and the forms that change it.
type section struct {
	ID, Title, Doc string
	Saved, Refused bool
	Reason         string   // of another part why it was refused
	State          []string // what is set, in words
	Week           []item   // the rows of one form
	Items          []item   // each with a form of its own
	Orders         []sourceOrder
	FormTitle      string // of the form below the items, which is folded; "" where it is not
	Open           bool   // it is unfolded
	Fields         []field
	Button         string
	File           bool // the form brings a file
	Removable      bool // all of it can be taken away
}

// item is one thing of several that are set.
type item struct {
	Text   string
	Row    string  // tells it from the others
	Fields []field // to change it with; none: it can only be removed
	Open   bool
}

// sections draws the parts of the page.
type sections struct {
	Settings
	w     words
	today record.Date
	first bool // a wrong field was met
}

func newSettingsPage(s Settings) *settingsPage {
	p := &settingsPage{frame: newFrame(s.Language)}
	w := p.W
	p.of(s.Athlete, s.About, s.May, "/settings")
	p.Title, p.To = w.SettingsPage, athleteAddress(s.Athlete)+"/settings"
	b := &sections{Settings: s, w: w, today: record.DateOf(s.Now)}
	p.Sections = []section{b.plan(), b.dates(), b.weeks(), b.blocks(), b.calendar(), b.profile(), b.limits(), b.zone(), b.sources(), b.names()}
	for i := range p.Sections {
		one := &p.Sections[i]
		one.Saved, one.Refused = s.Saved == one.ID, s.Refused != nil && s.Refused.What == one.ID
		if one.Refused {
			one.Reason = s.Refused.Reason
		}
		one.Open = one.Open || slices.ContainsFunc(one.Fields, wrong)
		if one.Button == "" {
			one.Button = w.SaveSettings
		}
		p.Contents = append(p.Contents, link{"#" + one.ID, one.Title})
	}
	p.Contents = append(p.Contents, link{p.Home + "/channels", w.ChannelsPage}, link{p.Home + "/data", w.DataPage})
	for _, e := range s.Catalogue.Glutes() {
		p.Choose = append(p.Choose, exerciseName(e.Key))
	}
	slices.Sort(p.Choose)
	return p
}

// sheet is the sheet of a section's form, of one of its rows if that is not "".
func (b *sections) sheet(what, row string) sheet {
	s := sheet{w: b.w, what: what, row: row, first: &b.first}
	if r := b.Refused; r != nil && r.What == what && r.Form.Get("row") == row {
		s.typed, s.wrong = r.Form, r.Wrong
	}
	return s
}

func (b *sections) known() record.Plan {
	if b.About.Plan == nil {
		return record.Plan{}
	}
	return *b.About.Plan
}

// profile is what is known of the person.
func (b *sections) profile() section {
	w, me, s := b.w, b.About.Profile, b.sheet(sectionProfile, "")
	u, weight, year := weightsOf(me), "", ""
	if me.WeightKg != nil {
		weight = numberOf(new(u.shown(*me.WeightKg)))
	}
	if me.BirthYear != nil {
		year = strconv.Itoa(*me.BirthYear)
	}
	called := s.line("name", w.Name, textOf(me.Name), record.MaxCalled)
	called.Complete = "name"
	return section{ID: sectionProfile, Title: w.ProfileTitle, Doc: w.ProfileDoc, Fields: []field{
		called,
		s.choice("language", w.Language, w.NotSaid, w.Languages, textOf(me.Language)),
		s.choice("units", w.Measures, w.NotSaid, w.UnitNames, textOf(me.Units)),
		s.choice("sex", w.Sex, w.NotSaid, w.Sexes, textOf(me.Sex)),
		s.figure("birth_year", w.BirthYear, year),
		s.figure("weight_kg", fmt.Sprintf(w.Weight, u.Unit), weight),
		s.choice("experience", w.Experience, w.NotSaid, w.Experiences, textOf(me.Experience)),
		s.figure("sleep_need_h", w.SleepNeed, numberOf(me.SleepNeedH)),
	}}
}

// limits are what loads are reckoned by.
func (b *sections) limits() section {
	w, me, s := b.w, b.About.Profile, b.sheet(sectionLimits, "")
	const longPace = 10
	return section{ID: sectionLimits, Title: w.LimitsTitle, Doc: w.LimitsDoc, Fields: []field{
		s.figure("max_hr", w.MaxHR, numberOf(me.MaxHR)), s.figure("lthr", w.LTHR, numberOf(me.LTHR)), s.figure("ftp", w.FTP, numberOf(me.FTP)),
		s.line("run_pace", w.RunPace, paceOf(me.RunPace), longPace), s.line("swim_pace", w.SwimPace, paceOf(me.SwimPace), longPace),
	}}
}
