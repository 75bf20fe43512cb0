package web

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/calendar"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/plan"
)

// Change is what a form of the settings says.
type Change struct {
	What  string       // the section
	Entry record.Entry // without the time of entering; without a kind where nothing is other than it was
	Kind  string       // of an order of sources
	At    string       // id of the element at which the page is shown again
}

// Read reads what a form of the settings posts: that of the section that its field "what" names. It is refused where something was typed that
// cannot be; what nobody can type into the page is an error, or found by record.Entry's Check.
func (s Settings) Read(form url.Values) (Change, *Refused, error) {
	t := &typed{w: vocabulary(s.Language), form: form, what: form.Get("what"), row: form.Get("row"), wrong: map[string]string{}}
	c := Change{What: t.what, At: t.what}
	read, ok := map[string]func(*typed, *Change) error{
		sectionPlan: s.readWeek, sectionDates: s.readDate, sectionWeeks: s.readWeekOf, sectionBlocks: s.readBlock, sectionCalendar: s.readCalendar,
		sectionProfile: s.readProfile, sectionLimits: s.readProfile, sectionZone: s.readZone, sectionSources: s.readOrder, sectionNames: s.readName,
	}[t.what]
	if !ok {
		return c, nil, fmt.Errorf("read settings: there is no section %q", t.what)
	}
	if err := read(t, &c); err != nil {
		return c, nil, fmt.Errorf("read settings: %w", err)
	}
	if len(t.wrong) > 0 {
		return c, t.refused(), nil
	}
	return c, nil, nil
}

func (t *typed) refused() *Refused {
	form := maps.Clone(t.form)
	form.Del("file") // a browser does not give a file twice
	return &Refused{What: t.what, Form: form, Wrong: t.wrong}
}

// NotFetched refuses a calendar whose address gave none, for a reason in English.
func (s Settings) NotFetched(form url.Values, reason string) *Refused {
	t := &typed{w: vocabulary(s.Language), form: form, what: sectionCalendar, wrong: map[string]string{}}
	t.refuse("address", t.w.NotFetched)
	r := t.refused()
	r.Reason = reason
	return r
}

// rowOf is one row of a form whose fields come once for each.
func rowOf(form url.Values, i int) url.Values {
	out := url.Values{}
	for _, name := range []string{"weekday", "time", "name", "effort", "muscle"} {
		if all := form[name]; i < len(all) {
			out.Set(name, all[i])
		}
	}
	return out
}

// readWeek reads the rows of the week; one without a day is none.
func (Settings) readWeek(t *typed, c *Change) error {
	p := record.Plan{Weekly: []record.PlannedSession{}}
	for i := range t.form["weekday"] {
		row := &typed{w: t.w, form: rowOf(t.form, i), what: t.what, row: strconv.Itoa(i), wrong: t.wrong}
		day := row.form.Get("weekday")
		if day == "" {
			continue
		}
		n, err := strconv.Atoi(day)
		if err != nil {
			return fmt.Errorf("weekday %q; want 0 (Sunday) to 6", day)
		}
		name, effort, muscle := row.session()
		p.Weekly = append(p.Weekly, record.PlannedSession{Weekday: time.Weekday(n), Time: row.clock("time", row.form.Get("time")), Name: name, Effort: effort, Muscle: muscle})
	}
	c.plan(p)
	return nil
}

func (c *Change) plan(p record.Plan) { c.Entry = record.Entry{Kind: record.PlanEntry, Plan: &p} }

// session reads what every planned session has.
func (t *typed) session() (name, effort, muscle string) {
	effort = t.form.Get("effort")
	if effort == plan.Heavy { // what a session is unless said otherwise
		effort = ""
	}
	return t.line("name", record.MaxName), effort, t.line("muscle", record.MaxMuscle)
}

// readDate reads a session of a date: another one, one that takes the place of that of the row, or that the row's is none any more.
func (Settings) readDate(t *typed, c *Change) error {
	var p record.Plan
	if t.row != "" {
		p.Sessions = append(p.Sessions, record.DatedSession{Start: t.row, Unsaid: true})
	}
	if t.form.Get("remove") == "" {
		d := t.date("date")
		start := d.String() + "T" + t.clock("time", t.form.Get("time"))
		name, effort, muscle := t.session()
		p.Sessions = slices.DeleteFunc(p.Sessions, func(old record.DatedSession) bool { return old.Start == start })
		p.Sessions = append(p.Sessions, record.DatedSession{Start: start, Name: name, Effort: effort, Muscle: muscle})
	}
	c.plan(p)
	return nil
}

// readWeekOf reads whether a week is easy, or that nothing is said of it any more.
func (Settings) readWeekOf(t *typed, c *Change) error {
	if t.form.Get("remove") != "" {
		d, err := record.ParseDate(t.row)
		c.plan(record.Plan{Weeks: []record.PlannedWeek{{Monday: d, Unsaid: true}}})
		return err
	}
	c.plan(record.Plan{Weeks: []record.PlannedWeek{{Monday: plan.Monday(t.date("date")), Deload: t.form.Get("deload") == "yes"}}})
	return nil
}

// readBlock reads a block, or that there is none any more from a day on.
func (Settings) readBlock(t *typed, c *Change) error {
	if t.form.Get("remove") != "" {
		d, err := record.ParseDate(t.row)
		c.plan(record.Plan{Blocks: []record.Block{{From: d, Unsaid: true}}})
		return err
	}
	b := record.Block{From: t.date("date"), Phase: t.form.Get("phase")}
	if n := t.whole("every", record.DeloadEvery()); n != nil {
		b.DeloadEvery = *n
	}
	c.plan(record.Plan{Blocks: []record.Block{b}})
	return nil
}

// readCalendar reads a calendar: its address, which another part fetches, or its text. Where only the words are others, the address stays.
func (s Settings) readCalendar(t *typed, c *Change) error {
	cal, text := record.Calendar{URL: strings.TrimSpace(t.form.Get("address"))}, t.form.Get("file")
	c.Entry = record.Entry{Kind: record.CalendarEntry, Calendar: &cal}
	if t.form.Get("remove") != "" {
		cal = record.Calendar{}
		return nil
	}
	t.line("words", longWords)
	for word := range strings.SplitSeq(t.form.Get("words"), ",") {
		if word = t.words("words", word, record.MaxName); word != "" {
			cal.Words = append(cal.Words, word)
		}
	}
	switch {
	case cal.URL != "" && text != "":
		t.refuse("address", t.w.WantOne)
	case cal.URL != "":
		if e := (record.Entry{Kind: record.CalendarEntry, Entered: s.Now, Calendar: &record.Calendar{URL: cal.URL}}); e.Check() != nil {
			t.refuse("address", t.w.WantAddress)
		}
	case text != "":
		var err error
		if cal, _, err = calendar.Take(text, cal.Words); errors.Is(err, calendar.ErrNoSession) {
			t.refuse("words", t.w.NoSessionInIt)
		} else if err != nil {
			t.refuse("file", t.w.NotFetched)
		}
	case s.About.Feed != nil:
		cal.URL = s.About.Feed.URL
	case s.About.Agenda != nil:
		t.refuse("file", t.w.WantFileAgain)
	default:
		t.refuse("address", t.w.WantCalendar)
	}
	return nil
}
