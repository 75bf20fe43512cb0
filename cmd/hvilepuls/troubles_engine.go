package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/ingest/connect"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result/influx"
)

// What the program's status shows: each gives the places where a trouble is. None tells a value of anybody's body.

func notReady(s api.Status, _ time.Time) (out []string) {
	if s.Ready != "" {
		out = append(out, s.Ready)
	}
	return out
}

func influxFault(f influx.Fault) func(api.Status, time.Time) []string {
	return func(s api.Status, _ time.Time) (out []string) {
		if s.Fault == string(f) {
			out = append(out, s.Influx)
		}
		return out
	}
}

// parked tells whether a letter holds points that InfluxDB refused.
func parked(d api.DeadLetter) bool { return strings.HasPrefix(d.Stage, "influx-") }

func refusedByInflux(s api.Status, _ time.Time) []string {
	return letters(s, parked, func(d api.DeadLetter) string {
		return fmt.Sprintf("of %s in %s, last on %s", d.Athlete, d.Stage, told(d.At))
	})
}

func deadLetters(s api.Status, _ time.Time) []string {
	other := func(d api.DeadLetter) bool { return !parked(d) }
	return letters(s, other, func(d api.DeadLetter) string {
		return fmt.Sprintf("of %s in %s, last on %s: %s", d.Athlete, d.Stage, told(d.At), died(d.Kind))
	})
}

// died says why a message could not be processed. The reason itself stays in DEAD: it may tell names and values.
func died(k stream.DeadKind) string {
	switch k {
	case stream.DeadUnreadable:
		return "what was to be read is damaged"
	case stream.DeadPanic:
		return "the stage has a fault"
	case stream.DeadNoAnswer:
		return "each attempt ended with the process"
	}
	return "the stage failed"
}

// letters tells of the newest of each stage and athlete, and how many there are: one cause has many.
func letters(s api.Status, take func(api.DeadLetter) bool, tell func(api.DeadLetter) string) (out []string) {
	type of struct{ stage, athlete string }
	newest, n, order := map[of]api.DeadLetter{}, map[of]int{}, []of{}
	for _, d := range s.Dead {
		if !take(d) {
			continue
		}
		k := of{d.Stage, d.Athlete}
		if n[k]++; n[k] == 1 {
			order = append(order, k)
		}
		if d.At.After(newest[k].At) {
			newest[k] = d
		}
	}
	for _, k := range order {
		out = append(out, fmt.Sprintf("%d %s", n[k], tell(newest[k])))
	}
	return out
}

func stagesBehind(s api.Status, now time.Time) (out []string) {
	const late = 10 * time.Minute
	for _, st := range s.Stages {
		if !st.Oldest.IsZero() && now.Sub(st.Oldest) > late {
			out = append(out, fmt.Sprintf("%s, whose oldest message waits since %s", st.Stage, st.Oldest.Format(time.RFC3339)))
		}
	}
	return out
}

func fullStreams(s api.Status, _ time.Time) (out []string) {
	const nearly = .8 // of what it may hold
	for _, t := range s.Streams {
		if t.Limit > 0 && float64(t.Bytes) > nearly*float64(t.Limit) {
			out = append(out, t.Stream)
		}
	}
	return out
}

// each gives the places of the athletes for whom tell says one.
func each(s api.Status, tell func(k api.Known) string) (out []string) {
	for _, k := range s.Athletes {
		if place := tell(k); place != "" {
			out = append(out, place)
		}
	}
	return out
}

func oldDecodings(s api.Status, _ time.Time) []string {
	return each(s, func(k api.Known) string { return counted(k.Old, "of "+k.Athlete) })
}

func unknownFiles(s api.Status, _ time.Time) []string {
	return each(s, func(k api.Known) string { return counted(k.Unknown, "of "+k.Athlete) })
}

func counted(n int, of string) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d %s", n, of)
}

func silentSources(s api.Status, _ time.Time) []string {
	return each(s, func(k api.Known) string {
		if !k.Silent {
			return ""
		}
		return fmt.Sprintf("%s, last on %s", k.Athlete, told(k.Last))
	})
}

const farAhead = 24 * time.Hour // more than any zone explains

func dataAhead(s api.Status, now time.Time) []string {
	out := each(s, func(k api.Known) string {
		if k.Last.Sub(now) <= farAhead {
			return ""
		}
		return fmt.Sprintf("data of %s are of %s, and it is %s", k.Athlete, told(k.Last), told(now))
	})
	for _, k := range s.Athletes {
		for _, a := range k.Ahead {
			out = append(out, fmt.Sprintf("%s entered something on %s (file %s), and it is %s; it would outrank what is entered until then", k.Athlete, told(a.At), a.SHA, told(now)))
		}
	}
	return out
}

func noAthlete(s api.Status, _ time.Time) []string {
	if len(s.Athletes) > 0 {
		return nil
	}
	return []string{""}
}

func noZone(s api.Status, _ time.Time) []string {
	return each(s, func(k api.Known) string {
		if k.Zone {
			return ""
		}
		return k.Athlete
	})
}

func noPlan(s api.Status, _ time.Time) []string {
	return each(s, func(k api.Known) string {
		if k.Plan {
			return ""
		}
		return k.Athlete
	})
}

func calendars(s api.Status, _ time.Time) []string {
	return each(s, func(k api.Known) string {
		if k.Calendar == "" {
			return ""
		}
		return fmt.Sprintf("of %s: %s", k.Athlete, k.Calendar)
	})
}

func accounts(t connect.Trouble) func(api.Status, time.Time) []string {
	return func(s api.Status, _ time.Time) (out []string) {
		for _, c := range s.Accounts {
			if c.Trouble == string(t) {
				out = append(out, fmt.Sprintf("%s of %s (%s), tried again %s", c.Title, c.Athlete, c.Setting, told(c.Next)))
			}
		}
		return out
	}
}

// silentAccounts are those whose trouble should have passed by itself.
func silentAccounts(s api.Status, now time.Time) (out []string) {
	const silent = 36 * time.Hour
	for _, c := range s.Accounts {
		passes := c.Trouble == "" || c.Trouble == string(connect.Limited) || c.Trouble == string(connect.Away)
		if passes && !c.Contact.IsZero() && now.Sub(c.Contact) > silent {
			out = append(out, fmt.Sprintf("%s of %s, no answer since %s", c.Title, c.Athlete, told(c.Contact)))
		}
	}
	return out
}

func channels(s api.Status, _ time.Time) (out []string) {
	for _, d := range s.Alerts {
		out = append(out, fmt.Sprintf("%s of %s, %s: %s", d.Channel, d.Athlete, d.Tried.Format(time.RFC3339), d.Reason))
	}
	return out
}

func endingTokens(s api.Status, now time.Time) (out []string) {
	const soon = 14 * 24 * time.Hour
	for _, t := range s.Tokens {
		if t.Expires.Sub(now) < soon {
			out = append(out, fmt.Sprintf("%q (%s), %s", t.Name, t.ID, told(t.Expires)))
		}
	}
	return out
}

func lostFiles(s api.Status, _ time.Time) (out []string) {
	for _, d := range s.Lost {
		out = append(out, fmt.Sprintf("of %s: %s", d.Athlete, d.What))
	}
	return out
}

func unmended(s api.Status, _ time.Time) (out []string) {
	if n := s.Checked.Differences; n > 0 {
		out = append(out, fmt.Sprintf("%d of %s", n, told(s.Checked.At)))
	}
	return out
}

func uncheckable(s api.Status, _ time.Time) (out []string) {
	if s.Checked.Trouble != "" {
		out = append(out, s.Checked.Trouble)
	}
	return out
}
