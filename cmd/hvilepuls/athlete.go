package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/hvilepuls/hvilepuls/ingest"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// athleteCmd adds, lists and changes athletes.
type athleteCmd struct {
	Add  athleteSetCmd  `cmd:"" help:"Add an athlete."`
	Set  athleteSetCmd  `cmd:"" help:"Change an athlete."`
	List athleteListCmd `cmd:"" help:"List the athletes."`
}

// athleteSetCmd says something about an athlete. What is left out stays as it is.
type athleteSetCmd struct {
	ID         string   `arg:"" help:"a-z, 0-9 and -."`
	Name       *string  `help:"Name." placeholder:"TEXT"`
	Sex        *string  `help:"female or male." placeholder:"WORD"`
	BirthYear  *int     `help:"Year of birth." placeholder:"YYYY"`
	WeightKg   *float64 `help:"Body weight." placeholder:"KG"`
	Experience *string  `help:"beginner, intermediate or advanced." placeholder:"WORD"`
	SleepNeedH *float64 `help:"Sleep needed a night." placeholder:"H"`
	MaxHR      *float64 `name:"max-hr" help:"Maximal heart rate." placeholder:"BPM"`
	LTHR       *float64 `name:"lthr" help:"Threshold heart rate." placeholder:"BPM"`
	FTP        *float64 `name:"ftp" help:"Functional threshold power." placeholder:"W"`
	Language   *string  `help:"en or nb." placeholder:"WORD"`
	Source     []string `help:"Sources, most trusted first (as in the results)." placeholder:"KEY"`
	TZ         string   `name:"tz" help:"Zone the athlete lives in." placeholder:"ZONE"`
	TZFrom     string   `name:"tz-from" help:"First day in that zone; without one it is the home zone." placeholder:"YYYY-MM-DD"`
	Plan       []string `help:"Planned glute sessions, each a weekday, a time, a name and, if it is not heavy, an effort: \"mon 18:00 Glutes light\"." placeholder:"SESSION"`
}

// Run sends what was said.
func (s athleteSetCmd) Run(ctx context.Context, a *app) (err error) {
	if err := ingest.CheckAthlete(s.ID); err != nil {
		return exitError{exitUsage, err}
	}
	entries, err := s.entries(a.now())
	if err != nil {
		return err
	}
	c, done, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	for _, e := range entries {
		if err := c.enter(ctx, s.ID, e); err != nil {
			return err
		}
	}
	about, err := c.about(ctx, s.ID)
	if err != nil {
		return err
	}
	if a.JSON {
		return a.print(about)
	}
	a.note("Noted.")
	return nil
}

func (s athleteSetCmd) entries(now time.Time) ([]record.Entry, error) {
	out := []record.Entry{{Kind: record.ProfileEntry, Entered: now, Profile: &record.Profile{
		Name: s.Name, Sex: s.Sex, BirthYear: s.BirthYear, WeightKg: s.WeightKg, Experience: s.Experience, SleepNeedH: s.SleepNeedH,
		MaxHR: s.MaxHR, LTHR: s.LTHR, FTP: s.FTP, Language: s.Language, Sources: s.Source,
	}}}
	if s.TZ != "" {
		from := record.NoDate
		if s.TZFrom != "" {
			var err error
			if from, err = record.ParseDate(s.TZFrom); err != nil {
				return nil, exitError{exitUsage, err}
			}
		}
		out = append(out, record.Entry{Kind: record.ZoneEntry, Entered: now, Zone: &record.Zone{From: from, TZ: s.TZ}})
	}
	if len(s.Plan) > 0 {
		plan, err := parsePlan(s.Plan)
		if err != nil {
			return nil, err
		}
		out = append(out, record.Entry{Kind: record.PlanEntry, Entered: now, Plan: &plan})
	}
	for _, e := range out {
		if err := e.Check(); err != nil {
			return nil, exitError{exitUsage, err}
		}
	}
	return out, nil
}

// parsePlan reads sessions like "mon 18:00 Glutes light".
func parsePlan(lines []string) (record.Plan, error) {
	var p record.Plan
	for _, line := range lines {
		words := strings.Fields(line)
		if len(words) < 2 {
			return p, usage("plan %q: want a weekday and a time, like \"mon 18:00 Glutes\"", line)
		}
		day, ok := weekday(words[0])
		if !ok {
			return p, usage("plan %q: want mon, tue, wed, thu, fri, sat or sun first", line)
		}
		s := record.PlannedSession{Weekday: day, Time: words[1]}
		words = words[2:]
		if n := len(words); n > 0 {
			switch words[n-1] {
			case "heavy", "moderate", "light":
				s.Effort, words = words[n-1], words[:n-1]
			}
		}
		s.Name = strings.Join(words, " ")
		p.Weekly = append(p.Weekly, s)
	}
	return p, nil
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

// athleteListCmd lists the athletes.
type athleteListCmd struct{}

// Run lists.
func (athleteListCmd) Run(ctx context.Context, a *app) (err error) {
	c, done, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	ids, err := c.athletes(ctx)
	if err != nil {
		return err
	}
	abouts := make([]record.About, len(ids))
	for i, id := range ids {
		if abouts[i], err = c.about(ctx, id); err != nil {
			return err
		}
	}
	if a.JSON {
		return a.print(map[string]any{"athletes": abouts})
	}
	t := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "athlete\tname\thome zone\tsessions a week")
	for _, about := range abouts {
		sessions := 0
		if about.Plan != nil {
			sessions = len(about.Plan.Weekly)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\n", about.Athlete, text(about.Profile.Name), about.Location(record.NoDate), sessions)
	}
	return t.Flush()
}

func text(s *string) string {
	if s == nil {
		return "-"
	}
	return *s
}
