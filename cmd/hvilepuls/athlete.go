package main

import (
	"context"
	"fmt"
	"slices"
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
	RunPace    *pace    `name:"threshold-pace" help:"Running pace that can be held for about an hour, per km." placeholder:"M:SS"`
	SwimPace   *pace    `name:"swim-pace" help:"Swimming pace at the critical swim speed, per 100 m." placeholder:"M:SS"`
	Language   *string  `help:"en or nb." placeholder:"WORD"`
	Units      *string  `help:"metric (kg) or imperial (lb): in which the page shows and takes weights." placeholder:"WORD"`
	Source     []string `sep:"none" help:"Sources, most trusted first (as in the results), for all or for one kind: sleep, hrv, rhr, heart_rate, steps or workouts." placeholder:"[KIND=]KEY,..."`
	Clear      []string `help:"Fields set back to not known, by their names in the JSON: max_hr, birth_year, …" placeholder:"FIELD,..."`
	TZ         string   `name:"tz" help:"Zone the athlete lives in; none takes back what was said, of the home zone or from --tz-from on." placeholder:"ZONE"`
	TZFrom     string   `name:"tz-from" help:"First day in that zone; without one it is the home zone." placeholder:"YYYY-MM-DD"`

	planFlags
}

// Run sends what was said.
func (s athleteSetCmd) Run(ctx context.Context, a *app) (err error) {
	if err := ingest.CheckAthlete(s.ID); err != nil {
		return exitError{exitUsage, err}
	}
	entries, notes, err := s.entries(a.now())
	if err != nil {
		return err
	}
	c, done, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer done(&err)
	for _, e := range entries {
		if err := c.enter(ctx, s.ID, e); err != nil {
			return err
		}
	}
	about, err := c.about(ctx, s.ID)
	if err != nil {
		return err
	}
	if webAddress(s.Calendar) {
		notes = agendaNotes(about.Agenda)
	}
	for _, n := range notes {
		a.note("%s", n)
	}
	if a.JSON {
		return a.print(about)
	}
	a.note("Noted.")
	return nil
}

func (s athleteSetCmd) entries(now time.Time) ([]record.Entry, []string, error) {
	all, per, err := orders(s.Source)
	if err != nil {
		return nil, nil, err
	}
	out := []record.Entry{{Kind: record.ProfileEntry, Entered: now, Profile: &record.Profile{
		Name: s.Name, Sex: s.Sex, BirthYear: s.BirthYear, WeightKg: s.WeightKg, Experience: s.Experience, SleepNeedH: s.SleepNeedH,
		MaxHR: s.MaxHR, LTHR: s.LTHR, FTP: s.FTP, RunPace: s.RunPace.seconds(), SwimPace: s.SwimPace.seconds(), Language: s.Language, Units: s.Units, Sources: all, SourcesFor: per,
		Unsaid: unsaid(s.Clear),
	}}}
	if s.TZ != "" {
		from := record.NoDate
		if s.TZFrom != "" {
			var err error
			if from, err = record.ParseDate(s.TZFrom); err != nil {
				return nil, nil, exitError{exitUsage, err}
			}
		}
		z := record.Zone{From: from, TZ: s.TZ}
		if s.TZ == none {
			z.TZ, z.Unsaid = "", true
		}
		out = append(out, record.Entry{Kind: record.ZoneEntry, Entered: now, Zone: &z})
	}
	planned, notes, err := s.planFlags.entries(now)
	if err != nil {
		return nil, nil, err
	}
	out = append(out, planned...)
	for _, e := range out {
		if err := e.Check(); err != nil {
			return nil, nil, exitError{exitUsage, err}
		}
	}
	return out, notes, nil
}

// unsaid are fields as the profile names them; a flag is written with hyphens.
func unsaid(fields []string) (out []string) {
	for _, f := range fields {
		out = append(out, strings.ReplaceAll(strings.TrimSpace(f), "-", "_"))
	}
	return out
}

// orders reads orders of sources: "KEY,…" for all kinds of choices, "KIND=KEY,…" for one. "KIND=" takes the order of a kind away.
func orders(flags []string) (all []string, per map[record.ChoiceKind][]string, err error) {
	for _, f := range flags {
		kind, list, one := strings.Cut(f, "=")
		if !one {
			list = f
		}
		keys := strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
		switch k := record.ChoiceKind(kind); {
		case !one:
			all = append(all, keys...)
		case !slices.Contains(record.ChoiceKinds(), k):
			return nil, nil, usage("source %q: want KEY,… or KIND=KEY,… with one of %s", f, record.KindNames())
		default:
			if per == nil {
				per = map[record.ChoiceKind][]string{}
			}
			per[k] = append(per[k], keys...)
			if per[k] == nil {
				per[k] = []string{}
			}
		}
	}
	return all, per, nil
}

// athleteListCmd lists the athletes.
type athleteListCmd struct{}

// Run lists.
func (athleteListCmd) Run(ctx context.Context, a *app) (err error) {
	c, done, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer done(&err)
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
