package calendar

import (
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

const untilLayout = "20060102T150405"

// rule checks a recurrence rule and writes it with its UNTIL as a wall time of the event's zone, or as it is for one without. It takes rules by day, week and month with
// INTERVAL, COUNT, UNTIL, WKST, BYDAY and, by month, BYMONTHDAY and BYSETPOS.
func rule(text string, start moment) (string, bool) {
	var parts []string
	for part := range strings.SplitSeq(strings.ToUpper(strings.TrimSpace(text)), ";") {
		key, v, _ := strings.Cut(part, "=")
		switch key {
		case "": // a semicolon too many
			continue
		case "FREQ", "INTERVAL", "COUNT", "WKST", "BYDAY", "BYMONTHDAY", "BYSETPOS":
		case "UNTIL":
			until, ok := end(v, start.tz)
			if !ok {
				return "", false
			}
			part = key + "=" + until
		default:
			return "", false
		}
		parts = append(parts, part)
	}
	out := strings.Join(parts, ";")
	_, ok := option(out, start.wall)
	return out, ok
}

// end reads an UNTIL: an instant, a wall time, or a date, which is included.
func end(v, tz string) (string, bool) {
	if t, err := time.Parse("20060102", v); err == nil {
		return t.Add(24*time.Hour - time.Second).Format(untilLayout), true
	}
	if t, err := time.Parse(untilLayout+"Z", v); err == nil && tz == "" {
		return t.Format(untilLayout + "Z"), true
	} else if err == nil {
		return moment{wall: t, tz: time.UTC.String()}.in(tz).Format(untilLayout), true
	}
	t, err := time.Parse(untilLayout, v)
	return t.Format(untilLayout), err == nil
}

// option reads a rule. Not ok is one that is not taken, or that would be searched for long because no date, or hardly one, fits it.
func option(text string, start time.Time) (*rrule.ROption, bool) {
	const (
		longest = 366 // days, weeks or months between
		bytes   = 200 // of a rule
	)
	o, err := rrule.StrToROption(text)
	if err != nil || len(text) > bytes {
		return nil, false
	}
	o.Dtstart = start
	if o.Interval < 0 || o.Interval > longest || strings.Contains(text, "INTERVAL=0") || o.Count < 0 {
		return nil, false
	}
	numbered := slices.ContainsFunc(o.Byweekday, func(d rrule.Weekday) bool { return d.N() != 0 })
	switch o.Freq {
	case rrule.DAILY:
		week := max(o.Interval, 1)%7 == 0 // always on the weekday of the start
		onStart := slices.ContainsFunc(o.Byweekday, func(d rrule.Weekday) bool { return (d.Day()+1)%7 == int(start.Weekday()) })
		if numbered || len(o.Bymonthday)+len(o.Bysetpos) > 0 || week && len(o.Byweekday) > 0 && !onStart {
			return nil, false
		}
	case rrule.WEEKLY:
		if numbered || len(o.Bymonthday)+len(o.Bysetpos) > 0 {
			return nil, false
		}
	case rrule.MONTHLY:
		if !monthly(o, numbered) {
			return nil, false
		}
	default:
		return nil, false
	}
	_, err = rrule.NewRRule(*o)
	return o, err == nil
}

// monthly tells whether there is a month to which a rule gives a date.
func monthly(o *rrule.ROption, numbered bool) bool {
	const most = 5 // of one weekday in a month
	tooFar := func(n int) bool { return n > most || n < -most }
	switch {
	case slices.ContainsFunc(o.Byweekday, func(d rrule.Weekday) bool { return tooFar(d.N()) }), slices.ContainsFunc(o.Bysetpos, tooFar):
		return false
	case numbered:
		return len(o.Bymonthday)+len(o.Bysetpos) == 0
	case len(o.Bysetpos) > 0:
		return len(o.Byweekday) > 0 && len(o.Bymonthday) == 0
	}
	return true
}

// Walls are the wall times in [from, to) at which an event begins, ascending, all as if UTC. An event without a zone lies in that of loc.
func Walls(e record.AgendaEvent, from, to time.Time, loc *time.Location) []time.Time {
	start, err := time.Parse(wallLayout, e.Start)
	if err != nil || !start.Before(to) {
		return nil
	}
	all := []time.Time{start}
	if e.Rule != "" {
		all = recur(e, start, from, to, loc)
	}
	return slices.DeleteFunc(all, func(t time.Time) bool {
		return t.Before(from) || !t.Before(to) || len(e.Except) > 0 && excepted(e, t, loc)
	})
}

func excepted(e record.AgendaEvent, t time.Time, loc *time.Location) bool {
	if slices.Contains(e.Except, t.Format(wallLayout)) || slices.Contains(e.Except, t.Format(wallDate)) {
		return true
	}
	there := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, loc)
	return e.TZ == "" && slices.Contains(e.Except, there.UTC().Format(wallInstant))
}

func recur(e record.AgendaEvent, start, from, to time.Time, loc *time.Location) []time.Time {
	o, ok := option(e.Rule, start)
	if !ok {
		return nil
	}
	if strings.Contains(e.Rule, "Z") { // no other part of a rule has this letter
		o.Until = shown(o.Until, loc)
	}
	if o.Until.IsZero() || o.Until.After(to) {
		o.Until = to
	}
	if o.Until.Before(from) {
		return nil
	}
	r, err := rrule.NewRRule(*o)
	if err != nil {
		return nil
	}
	return r.Between(from, to, true)
}
