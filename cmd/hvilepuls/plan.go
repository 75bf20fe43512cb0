package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/calendar"
	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/plan"
)

// planFlags say when an athlete means to train. What is left out stays as it is.
type planFlags struct {
	Plan       []string `sep:"none" help:"Weekly sessions, all of them: a weekday, a time, a name, an effort (heavy, moderate, light) and, if it is not the glutes, a #muscle: \"mon 18:00 Glutes light\"; none takes them away." placeholder:"SESSION"`
	Session    []string `sep:"none" help:"Sessions of one date: \"2026-12-01 18:00 Glutes light\"; with the effort off, no session then, also none of the week's; with none, nothing is said of that time any more." placeholder:"SESSION"`
	DeloadWeek []string `help:"Weeks of deload, each by a day of it." placeholder:"YYYY-MM-DD"`
	NormalWeek []string `help:"Weeks of no deload, whatever the block says." placeholder:"YYYY-MM-DD"`

	ForgetWeek []string `help:"Weeks of which nothing is said any more." placeholder:"YYYY-MM-DD"`

	BlockFrom   string   `help:"First day of a block of training, until the next block." placeholder:"YYYY-MM-DD"`
	Phase       string   `help:"Phase of the block: linear, undulating or block." placeholder:"WORD"`
	DeloadEvery int      `help:"The last of every so many weeks of the block is a deload." placeholder:"WEEKS"`
	ForgetBlock []string `help:"Blocks that are none any more, each by its first day." placeholder:"YYYY-MM-DD"`

	Calendar     string   `help:"ICS file, or the address of one, whose glute sessions are planned ones; what lies at an address is fetched again every so often. none takes it away." placeholder:"FILE|ADDRESS"`
	CalendarWord []string `sep:"none" help:"Words of the summary or a category that tell them; a * at the end stands for any ending." placeholder:"WORD"`
	Alias        []string `sep:"none" help:"What one of your exercise names stands for: \"Butt Blaster=Glute Kickback (Machine)\"; with nothing behind the = it is forgotten." placeholder:"NAME=EXERCISE"`
}

// none takes away what a flag names.
const none = "none"

// entries are what the flags say, and what a person should know of it.
func (f planFlags) entries(now time.Time) (out []record.Entry, notes []string, err error) {
	p, said, err := f.plan()
	if err != nil {
		return nil, nil, err
	}
	if said {
		out = append(out, record.Entry{Kind: record.PlanEntry, Entered: now, Plan: &p})
	}
	if webAddress(f.Calendar) {
		c := record.Calendar{URL: f.Calendar, Words: f.CalendarWord}
		out = append(out, record.Entry{Kind: record.CalendarEntry, Entered: now, Calendar: &c})
	} else if f.Calendar != "" {
		c, told, err := readCalendar(f.Calendar, f.CalendarWord)
		if err != nil {
			return nil, nil, err
		}
		notes = told
		out = append(out, record.Entry{Kind: record.CalendarEntry, Entered: now, Calendar: &c})
	} else if len(f.CalendarWord) > 0 {
		return nil, nil, usage("--calendar-word goes with --calendar FILE or --calendar ADDRESS")
	}
	if len(f.Alias) > 0 {
		aliases, err := parseAliases(f.Alias)
		if err != nil {
			return nil, nil, err
		}
		out = append(out, record.Entry{Kind: record.AliasesEntry, Entered: now, Aliases: aliases})
	}
	return out, notes, nil
}

func (f planFlags) plan() (p record.Plan, said bool, err error) {
	if len(f.Plan) == 1 && f.Plan[0] == none {
		p.Weekly = []record.PlannedSession{}
	} else if p.Weekly, err = parseAll(f.Plan, parseWeekly); err != nil {
		return p, false, err
	}
	if p.Sessions, err = parseAll(f.Session, parseDated); err != nil {
		return p, false, err
	}
	for _, of := range []struct {
		days []string
		says record.PlannedWeek
	}{{f.DeloadWeek, record.PlannedWeek{Deload: true}}, {f.NormalWeek, record.PlannedWeek{}}, {f.ForgetWeek, record.PlannedWeek{Unsaid: true}}} {
		weeks, err := parseAll(of.days, func(day string) (record.PlannedWeek, error) {
			d, err := parseDay(day)
			week := of.says
			week.Monday = plan.Monday(d)
			return week, err
		})
		if err != nil {
			return p, false, err
		}
		p.Weeks = append(p.Weeks, weeks...)
	}
	forget := func(day string) (record.Block, error) {
		d, err := parseDay(day)
		return record.Block{From: d, Unsaid: true}, err
	}
	if p.Blocks, err = parseAll(f.ForgetBlock, forget); err != nil {
		return p, false, err
	}
	if f.BlockFrom != "" {
		d, err := parseDay(f.BlockFrom)
		if err != nil {
			return p, false, err
		}
		p.Blocks = append(p.Blocks, record.Block{From: d, Phase: f.Phase, DeloadEvery: f.DeloadEvery})
	} else if f.Phase != "" || f.DeloadEvery != 0 {
		return p, false, usage("--phase and --deload-every go with --block-from DAY")
	}
	return p, p.Weekly != nil || len(p.Sessions)+len(p.Weeks)+len(p.Blocks) > 0, nil
}

func parseAll[T any](lines []string, parse func(string) (T, error)) (out []T, err error) {
	for _, line := range lines {
		x, err := parse(line)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

func parseDay(s string) (record.Date, error) {
	d, err := record.ParseDate(s)
	if err == nil && d == record.NoDate {
		err = fmt.Errorf("read date %q: want YYYY-MM-DD", s)
	}
	if err != nil {
		return 0, exitError{exitUsage, err}
	}
	return d, nil
}

// parseWeekly reads a session like "mon 18:00 Glutes light".
func parseWeekly(line string) (s record.PlannedSession, err error) {
	words := strings.Fields(line)
	if len(words) < 2 {
		return s, usage("plan %q: want a weekday and a time, like \"mon 18:00 Glutes\"", line)
	}
	day, ok := weekday(words[0])
	if !ok {
		return s, usage("plan %q: want mon, tue, wed, thu, fri, sat or sun first", line)
	}
	s = record.PlannedSession{Weekday: day, Time: words[1]}
	s.Name, s.Effort, s.Muscle = parseSession(words[2:])
	return s, nil
}

// parseDated reads a session like "2026-12-01 18:00 Glutes light".
func parseDated(line string) (s record.DatedSession, err error) {
	words := strings.Fields(line)
	if len(words) < 2 {
		return s, usage("session %q: want a date and a time, like \"2026-12-01 18:00 Glutes\"", line)
	}
	s.Start = words[0] + "T" + words[1]
	if len(words) == 3 && words[2] == none {
		s.Unsaid = true
		return s, nil
	}
	s.Name, s.Effort, s.Muscle = parseSession(words[2:])
	return s, nil
}

// parseSession takes the effort and the #muscle from the end of a session's words; the others are its name.
func parseSession(words []string) (name, effort, muscle string) {
	for ; len(words) > 0; words = words[:len(words)-1] {
		switch last := words[len(words)-1]; {
		case effort == "" && (last == plan.Heavy || last == plan.Moderate || last == plan.Light || last == plan.Off):
			effort = last
		case muscle == "" && strings.HasPrefix(last, "#"):
			muscle = last[1:]
		default:
			return strings.Join(words, " "), effort, muscle
		}
	}
	return "", effort, muscle
}

func weekday(word string) (time.Weekday, bool) {
	word = strings.ToLower(word)
	for d := time.Sunday; d <= time.Saturday; d++ {
		if len(word) >= 3 && strings.HasPrefix(strings.ToLower(d.String()), word) {
			return d, true
		}
	}
	return 0, false
}

// webAddress tells a calendar on the web from a file.
func webAddress(s string) bool {
	scheme, _, ok := strings.Cut(s, "://")
	return ok && (scheme == "http" || scheme == "https" || scheme == "webcal")
}

// agendaNotes say what a fetched calendar gave.
func agendaNotes(a *record.Agenda) []string {
	if a == nil {
		return nil
	}
	out := []string{fmt.Sprintf("%d sessions or series of sessions in the calendar.", len(a.Events))}
	for _, n := range a.Notes {
		out = append(out, passedOver(n))
	}
	return out
}

const maxICS = 64 << 20 // bytes of a calendar file; a calendar of many years has a few MiB

// readCalendar takes from a calendar what matters: the sessions that match, without their descriptions and guests.
func readCalendar(path string, words []string) (c record.Calendar, notes []string, err error) {
	if path == none {
		return c, nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return c, nil, exitError{exitUsage, err}
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxICS+1))
	if err != nil {
		return c, nil, err
	}
	if len(b) > maxICS {
		return c, nil, usage("%s is larger than %d MiB", path, maxICS>>20)
	}
	c, agenda, err := calendar.Take(string(b), words)
	if errors.Is(err, calendar.ErrNoSession) {
		if len(words) == 0 {
			words = calendar.Words()
		}
		notes = []string{""}
		for _, n := range agenda.Notes {
			notes = append(notes, passedOver(n))
		}
		return c, nil, usage("%s holds no session with a time and one of the words %q; name others with --calendar-word%s", path, words, strings.Join(notes, "\n"))
	}
	if err != nil {
		return c, nil, exitError{exitUsage, fmt.Errorf("%s: %w", path, err)}
	}
	return c, agendaNotes(&agenda), nil
}

// passedOver says what of a calendar does not count, and why.
func passedOver(n record.AgendaNote) string {
	switch n.Kind {
	case "all_day":
		return fmt.Sprintf("passed over %q: an event of a whole day is no session; give it a time", n.Name)
	case "bad_time":
		return fmt.Sprintf("passed over %q: its start cannot be read", n.Name)
	case "unknown_rule":
		return fmt.Sprintf("passed over %q: it recurs in a way that is not known; daily, weekly and monthly are", n.Name)
	case "unknown_zone":
		return fmt.Sprintf("nobody knows the zone %q: its times are taken for yours", n.Name)
	case "too_many":
		return "passed over the earliest sessions: there are too many"
	}
	return n.Kind + " " + n.Name
}

// parseAliases reads names like "Butt Blaster=Glute Kickback (Machine)".
func parseAliases(lines []string) (map[string]string, error) {
	ex, err := exercise.Load()
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, line := range lines {
		name, target, ok := strings.Cut(line, "=")
		name, target = strings.TrimSpace(name), strings.TrimSpace(target)
		if !ok || exercise.Fold(name) == "" {
			return nil, usage("alias %q: want NAME=EXERCISE", line)
		}
		if target != "" {
			e, known := ex.Find(target)
			if !known {
				return nil, usage("alias %q: no exercise %q is known; name one like hip_raise/barbell_hip_thrust_with_bench or \"Hip Thrust (Barbell)\"", line, target)
			}
			target = e.Key
		}
		out[name] = target
	}
	return out, nil
}
