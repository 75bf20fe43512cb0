package result

import (
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// DayPoints are the points of a DAYS document: sleep_stage, sleep, hrv, workout, strength_set and check_in.
func DayPoints(m record.Month, catalogue *exercise.Catalogue) []Point {
	p := newPoints(m.Athlete)
	for _, d := range m.Days {
		for _, n := range d.Nights {
			p.night(n)
		}
		p.variability(d)
		for _, w := range d.Workouts {
			p.workout(w, catalogue)
		}
		if d.CheckIn != nil {
			p.checkIn(d.Noon(), *d.CheckIn)
		}
	}
	return p.list
}

// stageLevels is how the stages stand above each other on a hypnogram. Asleep, of which the stage is not told, stands with light.
func stageLevel(k record.StageKind) (float64, bool) {
	switch k {
	case record.Deep:
		return 1, true
	case record.Light, record.Asleep:
		return 2, true
	case record.REM:
		return 3, true
	case record.Awake:
		return 4, true
	}
	return 0, false
}

func (p *points) night(n record.Night) {
	source := Tag{"source", n.Source}
	for _, s := range n.Stages {
		var f fields
		f.num("minutes", float64(s.To-s.From)/60)
		if level, ok := stageLevel(s.Kind); ok {
			f.num("level", level)
		}
		p.add("sleep_stage", n.Start.Add(time.Duration(s.From)*time.Second), []Tag{source, {"stage", bounded(string(s.Kind))}}, f)
	}
	kind := "night"
	if n.Nap {
		kind = "nap"
	}
	var f fields
	f.num("tst_min", n.TSTMin)
	f.num("tib_min", n.TIBMin)
	if len(n.Stages) > 0 || n.LightMin+n.DeepMin+n.REMMin+n.AwakeMin > 0 {
		f.num("light_min", n.LightMin)
		f.num("deep_min", n.DeepMin)
		f.num("rem_min", n.REMMin)
		f.num("awake_min", n.AwakeMin)
	}
	f.opt("score", n.Score)
	f.flag("totals_only", n.TotalsOnly)
	p.add("sleep", n.End, []Tag{source, {"kind", kind}}, f)
}

// variability makes one point of what each source says of each kind, a field per method.
func (p *points) variability(d record.Day) {
	for i, h := range d.HRV {
		var f fields
		for _, other := range d.HRV[i:] {
			if other.Source == h.Source && other.Kind == h.Kind && !f.has(bounded(other.Method)+"_ms") {
				f.num(bounded(other.Method)+"_ms", other.Ms)
				f.num(bounded(other.Method)+"_n", float64(other.N))
			}
		}
		p.add("hrv", d.Noon(), []Tag{{"source", h.Source}, {"kind", bounded(string(h.Kind))}}, f)
	}
}

func (f *fields) has(key string) bool {
	for _, x := range *f {
		if x.Key == key {
			return true
		}
	}
	return false
}

func (p *points) workout(w record.DayWork, catalogue *exercise.Catalogue) {
	var f fields
	f.num("timer_s", w.TimerS)
	f.num("duration_s", w.End.Sub(w.Start).Seconds())
	f.opt("distance_m", w.DistanceM)
	f.opt("avg_hr", w.AvgHR)
	f.opt("max_hr", w.MaxHR)
	f.opt("rpe", w.RPE)
	f.opt("np", w.NP)
	f.num("sets", float64(len(w.Sets)))
	f.text("sub_sport", w.SubSport)
	p.add("workout", w.Start, []Tag{{"source", w.Source}, {"sport", bounded(w.Sport)}}, f)
	for _, s := range w.Sets {
		if s.Start.IsZero() {
			s.Start = w.Start
		}
		p.set(w.Source, s, catalogue)
	}
}

// set gives the sets of a log that tells no times for each a millisecond of its own.
func (p *points) set(source string, s record.Set, catalogue *exercise.Catalogue) {
	category := "unknown"
	if e, ok := catalogue.Find(s.Exercise); ok {
		category = bounded(e.Category)
	} else if s.Exercise != "" {
		category = "other"
	}
	var f fields
	f.num("index", float64(s.Index))
	f.num("layer", float64(s.Layer))
	f.flag("warmup", s.Warmup)
	f.whole("reps", s.Reps)
	f.opt("load_kg", s.LoadKg)
	f.opt("rir", s.RIR)
	f.opt("rpe", s.RPE)
	if s.DurationS > 0 {
		f.num("duration_s", s.DurationS)
	}
	if s.Reps != nil && s.LoadKg != nil {
		f.num("volume_kg", float64(*s.Reps)**s.LoadKg)
	}
	f.text("exercise", s.Exercise)
	at := s.Start
	for !p.add("strength_set", at, []Tag{{"source", source}, {"category", category}}, f) {
		at = at.Add(time.Millisecond)
	}
}

func (p *points) checkIn(at time.Time, c record.CheckIn) {
	var f fields
	f.whole("fatigue", c.Fatigue)
	f.whole("soreness", c.Soreness)
	if c.Sick != nil {
		f.flag("sick", *c.Sick)
	}
	f.optText("pain", c.Pain)
	f.optText("pain_at", c.PainAt)
	f.opt("rpe", c.RPE)
	f.whole("mood", c.Mood)
	f.whole("motivation", c.Motiv)
	f.whole("stress", c.Stress)
	f.opt("protein_g", c.ProteinG)
	f.text("labels", strings.Join(c.Tags, " "))
	f.optText("note", c.Note)
	p.add("check_in", at, nil, f)
}
