package web

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// workRow is a workout with its sets, as they can be corrected.
type workRow struct {
	Title, Start string // Start is RFC 3339, to the second
	Day          record.Date
	Sets         []setRow
}

type setRow struct {
	Index, Number                int    // from 0, from 1
	Exercise, Remark, Reps, Load string // Remark: who says so, and what else there is to it
}

// correct lists the day's workouts that have sets.
func (p *dayPage) correct(d Day) {
	w := p.W
	p.Weights = weightsOf(d.About.Profile)
	for _, e := range d.Exercises {
		p.Choose = append(p.Choose, exerciseName(e.Key))
	}
	for _, work := range d.Workouts {
		sets := slices.Concat(work.Sets, work.NotDone)
		if len(sets) == 0 {
			continue
		}
		slices.SortStableFunc(sets, func(a, b record.Set) int { return cmp.Compare(a.Index, b.Index) })
		row := workRow{
			Title: w.clock(work.Start.In(time.FixedZone("", work.Offset))), Start: work.Start.UTC().Truncate(time.Second).Format(time.RFC3339), Day: d.Day.Date,
		}
		for _, s := range sets {
			row.Sets = append(row.Sets, w.set(s, p.Weights))
		}
		p.Works = append(p.Works, row)
	}
}

func (w words) set(s record.Set, u weights) setRow {
	out := setRow{Index: s.Index, Number: s.Index + 1, Exercise: cmp.Or(exerciseName(s.Exercise), "?")}
	if s.Reps != nil {
		out.Reps = w.count(*s.Reps)
	}
	if s.LoadKg != nil {
		out.Load = w.number(u.shown(*s.LoadKg), 2)
	}
	remarks := []string{w.Layers[strconv.Itoa(int(s.Layer))]}
	if s.Layer == record.WatchGuess && len(s.Guesses) > 0 && s.Guesses[0].Confidence > 0 {
		remarks[0] += " (" + w.count(s.Guesses[0].Confidence) + nbsp + "%)"
	}
	if s.Warmup {
		remarks = append(remarks, w.Warmup)
	}
	if s.NotDone {
		remarks = append(remarks, w.NotDone)
	}
	out.Remark = strings.Join(remarks, ", ")
	return out
}

// exerciseName is a key of the catalogue as people read it; a name of a log stays as it is.
func exerciseName(key string) string {
	_, name, named := strings.Cut(key, "/")
	if !named {
		name = key
	}
	return strings.ReplaceAll(name, "_", " ")
}

// Asked are the questions about a set that are answered by yes or no.
func (p *dayPage) Asked() []question {
	w := p.W
	answers := []option{{"", w.Unchanged, true}, {"yes", w.Yes, false}, {"no", w.No, false}}
	return []question{{Name: "warmup", Text: w.Warmup, Options: answers}, {Name: "not_done", Text: w.NotDone, Options: answers}}
}

// ParseCorrections reads what the form of a workout's sets posts: one correction for each set that was ticked. What was left open stays as
// it is; a load is in the athlete's units. Ranges are checked by record.Entry's Check.
func ParseCorrections(form url.Values, me record.Profile, catalogue *exercise.Catalogue) ([]record.Correction, error) {
	start, err := time.Parse(time.RFC3339, form.Get("workout"))
	if err != nil {
		return nil, fmt.Errorf("read correction: workout %q; want its start", form.Get("workout"))
	}
	c := record.Correction{Workout: start.UTC(), Warmup: yesOrNo(form, "warmup"), NotDone: yesOrNo(form, "not_done")}
	if c.Sets, err = strconv.Atoi(form.Get("sets")); err != nil {
		return nil, fmt.Errorf("read correction: sets %q; want how many the workout has", form.Get("sets"))
	}
	if name := said(form, "exercise"); name != nil {
		e, known := catalogue.Find(*name)
		if !known {
			return nil, fmt.Errorf("read correction: no exercise %q is known; choose one of the list", *name)
		}
		c.Exercise = &e.Key
	}
	if s := said(form, "reps"); s != nil {
		n, err := strconv.Atoi(*s)
		if err != nil {
			return nil, fmt.Errorf("read correction: reps %q; want a whole number", *s)
		}
		c.Reps = &n
	}
	if c.LoadKg, err = parseNumber(form, "load"); err != nil {
		return nil, err
	}
	c.LoadKg = weightsOf(me).taken(c.LoadKg)
	if c.RIR, err = parseNumber(form, "rir"); err != nil {
		return nil, err
	}
	var out []record.Correction
	for _, s := range form["set"] {
		if c.Set, err = strconv.Atoi(s); err != nil {
			return nil, fmt.Errorf("read correction: set %q; want its number", s)
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return nil, errors.New("read correction: no set was ticked")
	}
	return out, nil
}

func yesOrNo(form url.Values, name string) *bool {
	switch form.Get(name) {
	case "yes":
		return new(true)
	case "no":
		return new(false)
	}
	return nil
}

// parseNumber reads a number with either decimal sign; nil where the field was left open.
func parseNumber(form url.Values, name string) (*float64, error) {
	s := said(form, name)
	if s == nil {
		return nil, nil
	}
	x, err := strconv.ParseFloat(strings.Replace(*s, ",", ".", 1), 64)
	if err != nil {
		return nil, fmt.Errorf("read form: %s %q; want a number", name, *s)
	}
	return &x, nil
}
