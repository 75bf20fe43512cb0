package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Limits of a plan, and of the texts in it in bytes.
const (
	maxWeekly = 21
	maxDated  = 500
	MaxName   = 100
	MaxMuscle = 40
)

func (p *Plan) check() error {
	if len(p.Weekly) > maxWeekly {
		return fmt.Errorf("plan: more than %d sessions a week", maxWeekly)
	}
	if len(p.Sessions) > maxDated || len(p.Weeks) > maxDated || len(p.Blocks) > maxDated {
		return fmt.Errorf("plan: more than %d dated sessions, weeks or blocks", maxDated)
	}
	var errs []error
	for _, s := range p.Weekly {
		errs = append(errs, s.check())
	}
	for _, s := range p.Sessions {
		errs = append(errs, s.check())
	}
	for _, w := range p.Weeks {
		errs = append(errs, known("plan: the week", w.Monday))
		if w.Monday.Weekday() != time.Monday {
			errs = append(errs, fmt.Errorf("plan: a week begins on a Monday, not on %s", w.Monday))
		}
	}
	for _, b := range p.Blocks {
		errs = append(errs, known("plan: the block's first day", b.From), oneOf("plan: phase", &b.Phase, "", "linear", "undulating", "block"))
		if b.DeloadEvery != 0 {
			every := DeloadEvery()
			errs = append(errs, within("plan: deload every so many weeks", &b.DeloadEvery, int(every.Least), int(every.Most)))
		}
	}
	return errors.Join(errs...)
}

// DeloadEvery is how often a block may have a week of deload, in weeks.
func DeloadEvery() Range { return Range{Least: 2, Most: 26} }

func (s PlannedSession) check() error {
	if s.Weekday < time.Sunday || s.Weekday > time.Saturday {
		return fmt.Errorf("plan: weekday %d; want 0 (Sunday) to 6", s.Weekday)
	}
	if _, err := time.Parse("15:04", s.Time); err != nil || len(s.Time) != 5 {
		return fmt.Errorf("plan: time %q; want one like 18:00", s.Time)
	}
	return errors.Join(
		short("plan: name", &s.Name, MaxName), short("plan: muscle group", &s.Muscle, MaxMuscle),
		oneOf("plan: effort", &s.Effort, "", "heavy", "moderate", "light"),
	)
}

func (s DatedSession) check() error {
	start, err := time.Parse(DatedStart, s.Start)
	if err != nil || len(s.Start) != len(DatedStart) {
		return fmt.Errorf("plan: start %q; want one like 2026-12-01T18:00", s.Start)
	}
	return errors.Join(
		known("plan: the session", DateOf(start)), short("plan: name", &s.Name, MaxName), short("plan: muscle group", &s.Muscle, MaxMuscle),
		oneOf("plan: effort", &s.Effort, "", "heavy", "moderate", "light", "off"),
	)
}

// MaxCalendar is the largest text of a calendar, in bytes as JSON: about 2,500 events that hold what matters of them.
const MaxCalendar = 512 << 10

func (c *Calendar) check() error {
	const maxWords, begin = 50, "BEGIN:VCALENDAR"
	b, err := json.Marshal(c.Text)
	if err != nil {
		return fmt.Errorf("calendar: %w", err)
	}
	text := strings.TrimLeft(strings.TrimPrefix(c.Text, "\ufeff"), " \t\r\n")
	switch {
	case len(b) > MaxCalendar:
		return fmt.Errorf("calendar: longer than %d KiB; leave out what is no session", MaxCalendar>>10)
	case len(c.Words) > maxWords:
		return fmt.Errorf("calendar: more than %d words", maxWords)
	case c.Text != "" && !strings.EqualFold(text[:min(len(text), len(begin))], begin):
		return errors.New("calendar: want the text of an ICS file, which begins with BEGIN:VCALENDAR")
	}
	if c.URL != "" {
		if err := checkURL(c.URL); err != nil {
			return err
		}
	}
	return shortAll("calendar: word", c.Words)
}

func checkURL(address string) error {
	const longest = 2000 // bytes
	u, err := url.Parse(address)
	if err != nil || len(address) > longest || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "webcal" {
		return errors.New("calendar: want an address like https://example.org/calendar.ics")
	}
	return nil
}

func checkAliases(aliases map[string]string) error {
	const most = 500
	if len(aliases) > most {
		return fmt.Errorf("aliases: more than %d at once", most)
	}
	var errs []error
	for name, key := range aliases {
		if strings.TrimSpace(name) == "" {
			errs = append(errs, errors.New("aliases: a name is empty"))
		}
		errs = append(errs, short("aliases: name", &name, MaxName), short("aliases: key", &key, MaxName))
	}
	return errors.Join(errs...)
}

func (c *Correction) check() error {
	const (
		maxSets = 1000
		maxReps = 1000
		maxKg   = 1000
	)
	if c.Sets < 1 || c.Sets > maxSets || c.Set < 0 || c.Set >= c.Sets {
		return fmt.Errorf("correction: set %d of %d; want a set from 0 on of one that the workout has", c.Set, c.Sets)
	}
	if c.Workout.Truncate(time.Second) != c.Workout {
		return errors.New("correction: the workout's start is told to the second")
	}
	if c.Exercise == nil && c.Reps == nil && c.LoadKg == nil && c.RIR == nil && c.Warmup == nil && c.NotDone == nil {
		return errors.New("correction: it says nothing")
	}
	return errors.Join(
		known("correction: the workout", DateOf(c.Workout.UTC())), short("correction: exercise", c.Exercise, MaxName),
		within("correction: repetitions", c.Reps, 0, maxReps), within("correction: load", c.LoadKg, 0, maxKg), within("correction: RIR", c.RIR, 0, 20),
	)
}
