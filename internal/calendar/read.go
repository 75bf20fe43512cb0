package calendar

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// Layouts of the wall times of events.
const (
	wallLayout  = "2006-01-02T15:04:05"
	wallInstant = wallLayout + "Z" // in UTC, of an event without a zone
	wallDate    = time.DateOnly
)

// reader gathers the events of a calendar.
type reader struct {
	match  phrases
	zones  map[string]string // the IANA zone of each TZID that the calendar or the zone database knows
	events []record.AgendaEvent
	series map[string][]int // by UID: places in events
	notes  []record.AgendaNote
}

func newReader(cal *ics.Calendar, words []string) *reader {
	r := &reader{match: matcher(words), zones: map[string]string{}, series: map[string][]int{}}
	for _, z := range cal.Timezones() {
		id, own := z.GetProperty(ics.ComponentPropertyTzid), z.GetProperty("X-LIC-LOCATION")
		if id != nil && own != nil && known(own.Value) {
			r.zones[id.Value] = own.Value
		}
	}
	return r
}

// moment is a time of a calendar: a wall time, as if UTC, of a zone ("" any), or a date.
type moment struct {
	wall time.Time
	tz   string
	date bool
}

// event adds a single event or a series.
func (r *reader) event(e *ics.VEvent) {
	if !r.match.any(labels(e)) || strings.EqualFold(value(e, ics.ComponentPropertyStatus), string(ics.ObjectStatusCancelled)) {
		return
	}
	start, ok := r.start(e)
	if !ok {
		return
	}
	out := record.AgendaEvent{Start: start.wall.Format(wallLayout), TZ: start.tz, Name: name(e)}
	out.Effort, out.Deload = effort(labels(e))
	for _, m := range r.moments(e, ics.ComponentPropertyExdate) {
		out.Except = append(out.Except, m.on(start.tz))
	}
	rules := e.GetProperties(ics.ComponentPropertyRrule)
	if len(rules) > 0 {
		out.Rule, ok = rule(rules[0].Value, start)
		if !ok || len(rules) > 1 {
			r.note("unknown_rule", out.Name)
			return
		}
	}
	r.add(e, out)
	for _, m := range r.moments(e, ics.ComponentPropertyRdate) {
		if m.date {
			continue
		}
		more := out
		more.Start, more.TZ, more.Rule = m.wall.Format(wallLayout), m.tz, ""
		r.add(e, more)
	}
}

// exception takes one session out of its series, and adds it as it is now.
func (r *reader) exception(e *ics.VEvent) {
	was := r.moments(e, ics.ComponentPropertyRecurrenceId)
	for _, i := range r.series[e.Id()] {
		s := &r.events[i]
		for _, m := range was {
			s.Except = append(s.Except, m.on(s.TZ))
		}
	}
	series := r.series[e.Id()]
	r.event(e)
	r.series[e.Id()] = series // an exception is no series
}

// add keeps an event as one of its UID.
func (r *reader) add(e *ics.VEvent, out record.AgendaEvent) {
	if e.Id() != "" {
		r.series[e.Id()] = append(r.series[e.Id()], len(r.events))
	}
	r.events = append(r.events, out)
}

func (r *reader) note(kind, name string) {
	n := record.AgendaNote{Kind: kind, Name: name}
	if len(r.notes) < maxNotes && !slices.Contains(r.notes, n) {
		r.notes = append(r.notes, n)
	}
}

// start is when an event begins. Events without a time of day are no sessions.
func (r *reader) start(e *ics.VEvent) (moment, bool) {
	p := e.GetProperty(ics.ComponentPropertyDtStart)
	if p == nil {
		r.note("bad_time", name(e))
		return moment{}, false
	}
	m, ok := r.moment(p, p.Value)
	switch {
	case !ok:
		r.note("bad_time", name(e))
		return m, false
	case m.date:
		r.note("all_day", name(e))
		return m, false
	}
	return m, true
}

// moments are the times of a property that may stand several times with several values each. Those that cannot be read are left out.
func (r *reader) moments(e *ics.VEvent, property ics.ComponentProperty) (out []moment) {
	for _, p := range e.GetProperties(property) {
		for v := range strings.SplitSeq(p.Value, ",") {
			v, _, _ = strings.Cut(v, "/") // a period begins with its start
			if m, ok := r.moment(p, v); ok && len(out) < maxExcept {
				out = append(out, m)
			}
		}
	}
	return out
}

// moment reads one time: UTC, of a zone, or of no zone in particular. A zone that nobody knows counts as none.
func (r *reader) moment(p *ics.IANAProperty, text string) (moment, bool) {
	text = strings.ToUpper(strings.TrimSpace(text))
	var m moment
	var err error
	switch {
	case strings.HasSuffix(text, "Z"):
		m.tz = time.UTC.String()
		m.wall, err = time.Parse("20060102T150405Z", text)
	case strings.Contains(text, "T"):
		m.wall, err = time.Parse("20060102T150405", text)
		if id := p.ICalParameters[string(ics.ParameterTzid)]; len(id) == 1 {
			m.tz = r.zone(id[0])
		}
	default:
		m.date = true
		m.wall, err = time.Parse("20060102", text)
	}
	const first, last = 2000, 2099
	return m, err == nil && m.wall.Year() >= first && m.wall.Year() <= last
}

// zone is the IANA zone of a TZID: as the calendar defines it, by its own name, or by the end of it ("/example.org/Europe/Oslo"); "" of one
// that nobody knows.
func (r *reader) zone(id string) string {
	if z, ok := r.zones[id]; ok {
		return z
	}
	const longest = 3 // America/Indiana/Knox
	parts := strings.Split(id, "/")
	for n := min(len(parts), longest); n > 0 && r.zones[id] == ""; n-- {
		if z := strings.Join(parts[len(parts)-n:], "/"); known(z) && (n > 1 || len(parts) == 1) {
			r.zones[id] = z
		}
	}
	if r.zones[id] == "" {
		r.zones[id] = ""
		r.note("unknown_zone", cut(id))
	}
	return r.zones[id]
}

func known(zone string) bool {
	if zone == "" || zone == "Local" {
		return false
	}
	_, err := time.LoadLocation(zone)
	return err == nil
}

// on writes a moment as a wall time of a zone, or as its date. Where the zone is any but the moment's is not, it is an instant.
func (m moment) on(tz string) string {
	switch {
	case m.date:
		return m.wall.Format(wallDate)
	case tz == "" && m.tz != "":
		return m.in("UTC").Format(wallInstant)
	}
	return m.in(tz).Format(wallLayout)
}

// in is the moment as a wall time of a zone, as if UTC. Where one of the two has no zone the wall time stays as it is.
func (m moment) in(tz string) time.Time {
	if m.tz == "" || tz == "" || m.tz == tz {
		return m.wall
	}
	from, err := time.LoadLocation(m.tz)
	if err != nil {
		return m.wall
	}
	to, err := time.LoadLocation(tz)
	if err != nil {
		return m.wall
	}
	w := m.wall
	return shown(time.Date(w.Year(), w.Month(), w.Day(), w.Hour(), w.Minute(), w.Second(), 0, from), to)
}

// shown is what a zone's clock shows at an instant, as if UTC.
func shown(t time.Time, loc *time.Location) time.Time {
	_, off := t.In(loc).Zone()
	return t.UTC().Add(time.Duration(off) * time.Second)
}

// agenda is what was gathered, the latest events if there are too many.
func (r *reader) agenda() record.Agenda {
	slices.SortStableFunc(r.events, func(a, b record.AgendaEvent) int { return strings.Compare(a.Start, b.Start) })
	out := record.Agenda{Events: []record.AgendaEvent{}}
	series := 0
	for _, e := range slices.Backward(r.events) {
		if e.Rule != "" {
			series++
		}
		if len(out.Events) == maxEvents || e.Rule != "" && series > maxSeries {
			r.note("too_many", "")
			continue
		}
		slices.Sort(e.Except)
		e.Except = slices.Compact(e.Except)
		out.Events = append(out.Events, e)
	}
	slices.Reverse(out.Events)
	out.Notes = r.notes
	return out
}

// name is an event's summary, cut to what a plan holds.
func name(e *ics.VEvent) string { return cut(value(e, ics.ComponentPropertySummary)) }

func cut(s string) string {
	for len(s) > maxName || !utf8.ValidString(s) {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}
