package web

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Sources is what the page about an athlete's sources shows.
type Sources struct {
	Athlete string
	May     May
	About   record.About
	Now     time.Time    // in the athlete's zone
	Days    []result.Day // ascending; the last 28 count
}

// RenderSources draws the page about the sources.
func RenderSources(w io.Writer, s Sources) error { return draw(w, "sources.html", newSourcesPage(s)) }

type sourcesPage struct {
	frame
	Rows    []sourceRow
	Choices []lateChoice
}

type sourceRow struct {
	Name, Last, Days, Used string
	Stale                  bool
	last                   record.Date
}

// lateChoice is the newest choice among several sources for one thing.
type lateChoice struct {
	choiceRow
	Day link
}

// told is what a source told in the span.
type told struct {
	days map[record.Date]bool
	used map[string]bool // for what, in words
	last record.Date
}

func newSourcesPage(s Sources) *sourcesPage {
	const shown = 28
	p := &sourcesPage{frame: newFrame(s.About.Profile.LanguageOr(""))}
	w := p.W
	p.of(s.Athlete, s.About, s.May, "/sources")
	p.Title = w.SourcesPage
	today := record.DateOf(s.Now)
	days := s.Days
	for len(days) > 0 && days[0].Date <= today-shown {
		days = days[1:]
	}
	for key, t := range w.told(days) {
		row := sourceRow{Name: sourceName(key), Last: w.day(t.last, today), Days: w.count(len(t.days)), Used: w.NotChosen, last: t.last}
		if len(t.used) > 0 {
			row.Used = strings.Join(slices.Sorted(maps.Keys(t.used)), ", ")
		}
		row.Stale = s.Now.Sub(t.last.Time()) >= 24*time.Hour+staleAfter // its day has been over for so long
		p.Rows = append(p.Rows, row)
	}
	slices.SortFunc(p.Rows, func(a, b sourceRow) int { return cmp.Or(cmp.Compare(b.last, a.last), strings.Compare(a.Name, b.Name)) })
	seen := map[string]bool{}
	for _, d := range slices.Backward(days) {
		for _, c := range d.Choices {
			if len(c.Others) == 0 || seen[c.What] {
				continue
			}
			seen[c.What] = true
			p.Choices = append(p.Choices, lateChoice{w.choice(c, time.UTC), link{dayAddress(s.Athlete, d.Date), w.day(d.Date, today)}})
		}
	}
	return p
}

// told gathers what each source told, by its key.
func (w words) told(days []result.Day) map[string]*told {
	out := map[string]*told{}
	tell := func(key string, d record.Date, used string) {
		if key == "" {
			return
		}
		t := out[key]
		if t == nil {
			t = &told{days: map[record.Date]bool{}, used: map[string]bool{}}
			out[key] = t
		}
		t.days[d], t.last = true, max(t.last, d)
		if used != "" {
			t.used[used] = true
		}
	}
	for _, d := range days {
		for name, v := range d.Values {
			if v.Source != sourceCheckIn {
				tell(v.Source, d.Date, w.ChoiceNames[thing(name)])
			}
		}
		for _, c := range d.Choices {
			tell(c.Source, d.Date, cmp.Or(w.ChoiceNames[c.What], c.What))
			for _, other := range c.Others {
				tell(other, d.Date, "")
			}
		}
	}
	return out
}

// thing is what a choice is about that a metric follows from.
func thing(metric string) string {
	if strings.HasPrefix(metric, "sleep_") {
		return "sleep"
	}
	return metric
}

// choice says one choice among several sources.
func (w words) choice(c record.Choice, zone *time.Location) choiceRow {
	row := choiceRow{Name: cmp.Or(w.ChoiceNames[c.What], c.What), Source: sourceName(c.Source), Why: w.why(c.Why)}
	if c.Start != nil {
		row.Figure = w.clock(c.Start.In(zone))
	}
	if c.Value != nil {
		row.Figure = w.number(*c.Value, 0)
	}
	if len(c.Others) > 0 {
		var names []string
		for _, key := range c.Others {
			names = append(names, sourceName(key))
		}
		row.Others = fmt.Sprintf(w.NotUsed, strings.Join(names, ", "))
	}
	return row
}
