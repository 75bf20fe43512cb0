package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// correctCmd says what strength sets really were. Without a set it lists those of a day.
type correctCmd struct {
	Athlete  string   `help:"Athlete; may be left out with one." placeholder:"ID"`
	Day      string   `help:"The day; that of --workout, or today." placeholder:"YYYY-MM-DD"`
	Workout  string   `help:"The workout's start, as listed; may be left out with one on the day." placeholder:"\"YYYY-MM-DD HH:MM\""`
	Set      []int    `help:"Numbers of the sets, as listed." placeholder:"N"`
	Exercise *string  `help:"What it was: a name or a key." placeholder:"EXERCISE"`
	Reps     *int     `help:"Repetitions." placeholder:"N"`
	KG       *float64 `name:"kg" help:"Load; 0 with the body or a band alone." placeholder:"KG"`
	RIR      *float64 `name:"rir" help:"Repetitions in reserve." placeholder:"N"`
	Warmup   *bool    `help:"It was a warm-up." negatable:""`
	NotDone  bool     `xor:"done" help:"It was not done."`
	Done     bool     `xor:"done" help:"It was done after all."`
}

// listed is what a person can correct of a day.
type listed struct {
	Athlete  string              `json:"athlete"`
	Day      record.Date         `json:"day"`
	Workouts []record.DayWork    `json:"workouts"`
	Unplaced []record.Correction `json:"unplaced"` // that fit no set any more
	Unmapped []string            `json:"unmapped"` // exercises that nobody knows
}

// Run corrects and lists.
func (k correctCmd) Run(ctx context.Context, a *app) (err error) {
	c, athlete, done, err := a.connectTo(ctx, k.Athlete)
	if err != nil {
		return err
	}
	defer done(&err)
	about, err := c.about(ctx, athlete)
	if err != nil {
		return err
	}
	day, err := k.day(about, a.now())
	if err != nil {
		return err
	}
	list, err := c.listed(ctx, athlete, day)
	if err != nil {
		return err
	}
	if len(k.Set) > 0 {
		entries, err := k.entries(list, about, a.now())
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := c.enter(ctx, athlete, e); err != nil {
				return err
			}
		}
		if list, err = c.listed(ctx, athlete, day); err != nil {
			return err
		}
	} else if k.says() {
		return usage("which set? name it with --set N; `hvilepuls correct --day %s` lists them", day)
	}
	if a.JSON {
		return a.print(list)
	}
	return a.printSets(list)
}

func (k correctCmd) says() bool {
	return k.Exercise != nil || k.Reps != nil || k.KG != nil || k.RIR != nil || k.Warmup != nil || k.NotDone || k.Done
}

func (k correctCmd) day(about record.About, now time.Time) (record.Date, error) {
	if k.Day != "" {
		return parseDay(k.Day)
	}
	if k.Workout == "" {
		return record.DateOf(now.In(about.LocationAt(now))), nil
	}
	if t, err := time.Parse(time.RFC3339, k.Workout); err == nil {
		return record.DateOf(t.In(about.LocationAt(t))), nil
	}
	if len(k.Workout) < len(time.DateOnly) {
		return 0, usage("workout %q: want its start as listed, like \"2026-12-01 18:00\"", k.Workout)
	}
	return parseDay(k.Workout[:len(time.DateOnly)])
}

// listed asks for the workouts of a day.
func (c *client) listed(ctx context.Context, athlete string, day record.Date) (listed, error) {
	out := listed{Athlete: athlete, Day: day, Workouts: []record.DayWork{}, Unplaced: []record.Correction{}, Unmapped: []string{}}
	var told api.Explained
	err := c.get(ctx, athletePath(athlete, "days/"+day.String()), nil, &told)
	var p api.Problem
	if errors.As(err, &p) && p.Status == http.StatusNotFound {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	out.Unplaced, out.Unmapped = append(out.Unplaced, told.Digest.Unplaced...), append(out.Unmapped, told.Unmapped...)
	for _, w := range told.Digest.Workouts {
		if len(sets(w)) > 0 {
			out.Workouts = append(out.Workouts, w)
		}
	}
	return out, nil
}

// sets are a workout's sets, those that were not done among them, in their order.
func sets(w record.DayWork) []record.Set {
	out := slices.Concat(w.Sets, w.NotDone)
	slices.SortStableFunc(out, func(a, b record.Set) int { return cmp.Compare(a.Index, b.Index) })
	return out
}

// entries are the corrections of the sets that were named.
func (k correctCmd) entries(list listed, about record.About, now time.Time) (out []record.Entry, err error) {
	w, err := k.find(list)
	if err != nil {
		return nil, err
	}
	c := record.Correction{
		Workout: w.Start.UTC().Truncate(time.Second), Sets: len(sets(w)), Reps: k.Reps, LoadKg: k.KG, RIR: k.RIR, Warmup: k.Warmup,
	}
	if k.NotDone || k.Done {
		c.NotDone = &k.NotDone
	}
	if k.Exercise != nil {
		ex, err := exercise.Load()
		if err != nil {
			return nil, err
		}
		e, ok := ex.Aliases(about.Aliases).Find(*k.Exercise)
		if !ok {
			return nil, usage("no exercise %q is known; say what it stands for: hvilepuls athlete set %s --alias %q", *k.Exercise, list.Athlete, *k.Exercise+"=EXERCISE")
		}
		c.Exercise = &e.Key
	}
	for _, n := range k.Set {
		one := c
		one.Set = n - 1
		if !slices.ContainsFunc(sets(w), func(s record.Set) bool { return s.Index == one.Set }) {
			return nil, usage("the workout has no set %d; it has %d sets", n, len(sets(w)))
		}
		e := record.Entry{Kind: record.CorrectionEntry, Entered: now, Correction: &one}
		if err := e.Check(); err != nil {
			return nil, exitError{exitUsage, err}
		}
		out = append(out, e)
	}
	return out, nil
}

// find is the workout that was named by its start, to the minute or the second, or the only one.
func (k correctCmd) find(list listed) (record.DayWork, error) {
	var found []record.DayWork
	for _, w := range list.Workouts {
		if k.Workout == "" || startsAt(w, k.Workout) {
			found = append(found, w)
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	var starts []string
	for _, w := range list.Workouts {
		starts = append(starts, shownStart(w))
	}
	return record.DayWork{}, usage("%d workouts with sets fit; name one of %q with --workout", len(found), starts)
}

func startsAt(w record.DayWork, start string) bool {
	if t, err := time.Parse(time.RFC3339, start); err == nil {
		return t.Unix() == w.Start.Unix()
	}
	start, shown := strings.Replace(start, "T", " ", 1), shownStart(w)
	return start == shown || start == shown[:len("2006-01-02 15:04")]
}

func shownStart(w record.DayWork) string {
	return w.Start.In(time.FixedZone("", w.Offset)).Format(time.DateTime)
}

func (a *app) printSets(list listed) error {
	if len(list.Workouts) == 0 {
		a.note("No sets are known of %s.", list.Day)
	}
	t := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	for _, w := range list.Workouts {
		fmt.Fprintf(t, "%s  %s\n", shownStart(w), w.Sport)
		fmt.Fprintln(t, "set\texercise\treps\tkg\tRIR\tsays\t")
		for _, s := range sets(w) {
			fmt.Fprintf(t, "%d\t%s\t%s\t%s\t%s\t%s\t%s\n", s.Index+1, cmp.Or(s.Exercise, "?"), whole(s.Reps), cell(s.LoadKg), cell(s.RIR), teller(s.Layer), list.remarks(s))
		}
	}
	for _, c := range list.Unplaced {
		fmt.Fprintf(t, "A correction of set %d of %d at %s fits no set any more.\n", c.Set+1, c.Sets, c.Workout.Format(time.RFC3339))
	}
	return t.Flush()
}

func (l listed) remarks(s record.Set) string {
	var out []string
	if s.Warmup {
		out = append(out, "warm-up")
	}
	if s.Superset > 0 {
		out = append(out, "superset "+strconv.Itoa(s.Superset))
	}
	if s.NotDone {
		out = append(out, "not done")
	}
	if slices.Contains(l.Unmapped, s.Exercise) {
		out = append(out, "not known, not counted: say what it stands for with `athlete set --alias`")
	}
	return strings.Join(out, ", ")
}

func whole(n *int) string {
	if n == nil {
		return "-"
	}
	return strconv.Itoa(*n)
}

// teller is who says what a set was.
func teller(l record.Layer) string {
	switch l {
	case record.WatchPlan:
		return "plan"
	case record.Log:
		return "log"
	case record.Corrected:
		return "you"
	}
	return "watch"
}
