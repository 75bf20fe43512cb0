// Package calendar reads calendars (iCalendar, RFC 5545) for the glute sessions in them. It does no I/O and asks no clock.
package calendar

import (
	"errors"
	"fmt"
	"strings"

	ics "github.com/arran4/golang-ical"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// Limits of what is taken from one calendar.
const (
	maxEvents = 1000 // events, of which
	maxSeries = 50   // that recur; each costs up to some milliseconds whenever the plan is asked
	maxExcept = 1000 // exceptions of one series
	maxNotes  = 20
	maxName   = 100 // bytes
)

// Read gives the events of a calendar whose summary or categories hold one of the words, without words those for the glutes; see [Words]. An
// event's effort is what its summary and categories say ("light", "lett", "moderate", …), else heavy; "deload" marks one of a deload week.
// It fails on what is no calendar.
func Read(text string, words []string) (record.Agenda, error) {
	cal, err := parse(text)
	if err != nil {
		return record.Agenda{}, err
	}
	r := newReader(cal, words)
	for _, e := range cal.Events() { // series first: their exceptions name them
		if value(e, ics.ComponentPropertyRecurrenceId) == "" {
			r.event(e)
		}
	}
	for _, e := range cal.Events() {
		if value(e, ics.ComponentPropertyRecurrenceId) != "" {
			r.exception(e)
		}
	}
	return r.agenda(), nil
}

// Keep is a calendar with nothing in it but what [Read] asks for: the matching events, the exceptions of matching series, and of those the
// times, names and rules.
func Keep(text string, words []string) (string, error) {
	cal, err := parse(text)
	if err != nil {
		return "", err
	}
	match, wanted := matcher(words), map[string]bool{}
	for _, e := range cal.Events() {
		if e.Id() != "" && match.any(labels(e)) {
			wanted[e.Id()] = true
		}
	}
	var kept []ics.Component
	for _, c := range cal.Components {
		if e, ok := c.(*ics.VEvent); !ok || wanted[e.Id()] || match.any(labels(e)) {
			kept = append(kept, c)
		}
	}
	cal.Components = kept
	return cal.Serialize(), nil
}

// ErrNoSession means that no event of a calendar is a session.
var ErrNoSession = errors.New("no event with a time has one of the words that tell a session")

// Take makes of a calendar's text what is kept of it, and tells what that says; also what was passed over of one without a session.
func Take(text string, words []string) (record.Calendar, record.Agenda, error) {
	c := record.Calendar{Words: words}
	var err error
	if c.Text, err = Keep(text, words); err != nil {
		return record.Calendar{}, record.Agenda{}, err
	}
	agenda, err := Read(c.Text, words)
	if err == nil && len(agenda.Events) == 0 {
		err = ErrNoSession
	}
	return c, agenda, err
}

func parse(text string) (*ics.Calendar, error) {
	text = slim(text)
	if !strings.HasSuffix(text, "END:VCALENDAR\r\n") {
		return nil, errors.New("read calendar: want an ICS file from BEGIN:VCALENDAR to END:VCALENDAR; export it again")
	}
	cal, err := ics.ParseCalendarWithOptions(strings.NewReader(text), ics.WithUnknownPropertyHandler(ics.AcceptUnknownPropertyHandler))
	if err != nil {
		return nil, fmt.Errorf("read calendar: %w", err)
	}
	return cal, nil
}

// slim keeps the lines of a calendar that matter, unfolded. What is left is small and flat, so that no file, however it was made, costs the
// parser more than its length.
func slim(text string) string {
	const longest = 8 << 10 // bytes of one line; what matters is shorter
	var out, line strings.Builder
	var path []string
	end := func() {
		l := line.String()
		line.Reset()
		name, rest := l, ""
		if i := strings.IndexAny(l, ";:"); i >= 0 {
			name, rest = strings.ToUpper(l[:i]), l[i:]
		}
		part := strings.ToUpper(strings.TrimSpace(strings.TrimPrefix(rest, ":")))
		switch {
		case len(l) > longest:
		case name == "BEGIN":
			if path = append(path, part); wanted(path) {
				out.WriteString("BEGIN:" + part + "\r\n")
			}
		case name == "END":
			if wanted(path) {
				out.WriteString("END:" + part + "\r\n")
			}
			path = path[:max(0, len(path)-1)]
		case wanted(path) && asked(name):
			out.WriteString(name + rest + "\r\n")
		}
	}
	for l := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		l = strings.TrimRight(l, "\r\n")
		if folded := l != "" && (l[0] == ' ' || l[0] == '\t'); folded {
			if line.Len() <= longest {
				line.WriteString(l[1:])
			}
			continue
		}
		end()
		line.WriteString(l)
	}
	end()
	return out.String()
}

// wanted tells whether a component, named by those it lies in and itself, is read.
func wanted(path []string) bool {
	const flat = 2
	return len(path) > 0 && len(path) <= flat && path[0] == string(ics.ComponentVCalendar) &&
		(len(path) < flat || path[1] == string(ics.ComponentVEvent) || path[1] == string(ics.ComponentVTimezone))
}

// asked tells whether a property is read.
func asked(name string) bool {
	switch name {
	case "UID", "SUMMARY", "CATEGORIES", "STATUS", "DTSTART", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "TZID", "X-LIC-LOCATION":
		return true
	}
	return false
}

// value is the first value of a property, "" without one.
func value(e *ics.VEvent, name ics.ComponentProperty) string {
	if p := e.GetProperty(name); p != nil {
		return strings.TrimSpace(p.Value)
	}
	return ""
}

// labels are an event's summary and categories.
func labels(e *ics.VEvent) []string {
	out := []string{value(e, ics.ComponentPropertySummary)}
	for _, p := range e.GetProperties(ics.ComponentPropertyCategories) {
		out = append(out, strings.Split(p.Value, ",")...)
	}
	return out
}
