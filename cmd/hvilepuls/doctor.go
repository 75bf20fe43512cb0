package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
)

// doctorCmd looks for what is wrong.
type doctorCmd struct {
	Replay bool `help:"Send what could not be processed through once more."`
}

// finding is a trouble that was found.
type finding struct {
	Trouble string `json:"trouble"` // its name
	What    string `json:"what"`
	Fix     string `json:"fix"`
}

// diagnosis is all that was found.
type diagnosis struct {
	Status *api.Status `json:"status,omitempty"` // nil where the program could not be asked
	Wrong  []finding   `json:"wrong"`
	Hints  []finding   `json:"hints"` // what is not broken, and yet keeps something from being known
}

func (d *diagnosis) add(t trouble, places []string) {
	for _, p := range places {
		f := finding{t.name, t.what, t.fix}
		if p != "" {
			f.What += ": " + p
		}
		if t.hint {
			d.Hints = append(d.Hints, f)
		} else {
			d.Wrong = append(d.Wrong, f)
		}
	}
}

// Run prints what is wrong and what to do about it, and fails if anything is. It looks around first, so that it has something to say where the
// program cannot start.
func (d doctorCmd) Run(ctx context.Context, a *app) error {
	around, err := a.around(ctx)
	if err != nil {
		return err
	}
	found := diagnosis{Wrong: []finding{}, Hints: []finding{}}
	for _, t := range troubles() {
		if t.here != nil {
			found.add(t, t.here(around))
		}
	}
	if around.cfg != nil { // else the settings are what keeps it from starting
		if err := d.ask(ctx, a, &found); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			found.add(cannotStart, []string{err.Error()})
		}
	}
	return found.print(a)
}

// ask asks the program how it is.
func (d doctorCmd) ask(ctx context.Context, a *app, found *diagnosis) (err error) {
	c, done, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer done(&err)
	if d.Replay {
		var n struct {
			Replayed int `json:"replayed"`
		}
		if err := c.post(ctx, "/v1/admin/replay", nil, &n); err != nil {
			return err
		}
		if _, err := c.drain(ctx); err != nil {
			return err
		}
		a.note("%d sent through again.", n.Replayed)
	}
	var s api.Status
	if err := c.get(ctx, "/v1/admin/status", nil, &s); err != nil {
		return err
	}
	found.examine(s, a.now())
	return nil
}

// examine looks for what is wrong in a status.
func (d *diagnosis) examine(s api.Status, now time.Time) {
	d.Status = &s
	for _, t := range troubles() {
		if t.engine != nil {
			d.add(t, t.engine(s, now))
		}
	}
}

func (d diagnosis) print(a *app) error {
	if a.JSON {
		if err := a.print(d); err != nil {
			return err
		}
	} else {
		for _, f := range d.Wrong {
			fmt.Fprintf(a.stdout, "%s\n    %s\n", f.What, f.Fix)
		}
		for _, f := range d.Hints {
			fmt.Fprintf(a.stdout, "Note: %s\n    %s\n", f.What, f.Fix)
		}
		d.printStatus(a)
	}
	if n := len(d.Wrong); n > 0 {
		return fmt.Errorf("%d things are wrong", n)
	}
	return nil
}

func (d diagnosis) printStatus(a *app) {
	s := d.Status
	if s == nil {
		return
	}
	for _, t := range s.Streams {
		fmt.Fprintf(a.stdout, "stream %-8s %8d messages %8.1f MB of %.0f MB\n", t.Stream, t.Messages, float64(t.Bytes)/1e6, float64(t.Limit)/1e6)
	}
	for _, c := range s.Accounts {
		fmt.Fprintln(a.stdout, accountLine(c))
	}
	fmt.Fprintf(a.stdout, "what was done at the doors: %s\n", s.Audit)
	fmt.Fprintf(a.stdout, "disk free %.1f GB; InfluxDB: %s\n", float64(s.Free)/1e9, s.Influx)
}

// accountLine tells how an account at a service is.
func accountLine(c api.Account) string {
	var line strings.Builder
	fmt.Fprintf(&line, "%s of %s: last contact %s, last data %s, next try %s", c.Title, c.Athlete, told(c.Contact), told(c.Data), told(c.Next))
	for _, n := range []struct {
		n    int
		what string
	}{
		{c.Blocked, "that it does not give away (Strava's)"}, {c.NoFile, "without a file"}, {c.Deleted, "deleted there and kept here"},
	} {
		if n.n > 0 {
			fmt.Fprintf(&line, "; %d activities %s", n.n, n.what)
		}
	}
	return line.String()
}

func told(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.Local().Format(time.RFC3339)
}
