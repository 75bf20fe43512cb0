package main

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
)

const (
	parityStep = 300  // s between the letters of a hypnogram
	written    = .051 // bpm and ms: half a unit of the first decimal, with room for its binary rounding
	aSecond    = .017 // min
)

// parityDays are the days made of some files.
type parityDays struct {
	loc   *time.Location
	days  map[record.Date]*record.Day
	frame *metric.Frame
	heart map[int64][]int32 // bpm by s since 1970
}

// text is the days as they are stored, ascending, each with what was chosen.
func (p parityDays) text(t *testing.T) string {
	t.Helper()
	var out strings.Builder
	for i := range p.frame.Len() {
		b, err := json.Marshal([]any{p.frame.Day(i), p.frame.Choices(i)})
		if err != nil {
			t.Fatal(err)
		}
		out.Write(append(b, '\n'))
	}
	return out.String()
}

// value is a metric on a day and the source it was taken from; NaN if it is missing.
func (p parityDays) value(name string, d record.Date) (float64, string) {
	i := int(d - p.frame.First)
	c := p.frame.Columns[name]
	if i < 0 || i >= len(c.V) {
		return math.NaN(), ""
	}
	return c.V[i], c.Source.At(i)
}

// night is the main night chosen for a day, nil if there is none. One of which a source tells nothing but the minutes asleep has no more.
func (p parityDays) night(d record.Date) *record.Night {
	asleep, source := p.value("sleep_tst_min", d)
	m := p.days[d]
	if m == nil || source == "" {
		return nil
	}
	for k := range m.Nights {
		if n := &m.Nights[k]; n.Source == source && !n.Nap {
			return n
		}
	}
	for _, v := range m.Vendor {
		if v.Source == source && v.Kind == record.SleepMinutes && v.Value == asleep {
			return &record.Night{Source: source, TSTMin: asleep, TotalsOnly: true}
		}
	}
	return nil
}

// check compares the days with the truth, as far as it is carried.
func (g *golden) check(t *testing.T, p parityDays, c carries) {
	t.Helper()
	for d := g.expect.First - 2; d <= g.expect.Last+2; d++ {
		want, known := g.nights[d]
		g.checkNight(t, p, c, d, want, known && c.Nights.on(d))
		if known {
			g.checkHeart(t, p, c, want)
		}
		g.checkWorkouts(t, p, c, d)
	}
	g.checkDaily(t, p, c)
}

func (g *golden) checkNight(t *testing.T, p parityDays, c carries, d record.Date, want truthNight, carried bool) {
	t.Helper()
	got := p.night(d)
	switch {
	case !carried && got == nil:
		return
	case !carried:
		t.Errorf("%s: got a night from %s to %s, want none", d, stamp(got.Start), stamp(got.End))
		return
	case got == nil:
		t.Errorf("%s: got no night, want one from %s to %s", d, stamp(want.Start), stamp(want.End))
		return
	}
	minutes := func(what string, got, want float64) {
		t.Helper()
		if !near(got, want, g.expect.Tolerance.Minutes+aSecond) {
			t.Errorf("%s: %s: got %v min, want %v", d, what, got, want)
		}
	}
	if c.Asleep.on(d) {
		minutes("asleep", got.TSTMin, want.Asleep)
	}
	if c.Stages.on(d) {
		minutes("light", got.LightMin, want.Minutes["light"])
		minutes("deep", got.DeepMin, want.Minutes["deep"])
		minutes("rem", got.REMMin, want.Minutes["rem"])
		minutes("awake", got.AwakeMin, want.Minutes["awake"])
		minutes("in bed", got.TIBMin, want.InBed)
		if !got.Start.Equal(want.Start) || !got.End.Equal(want.End) {
			t.Errorf("%s: got a night from %s to %s, want %s to %s", d, stamp(got.Start), stamp(got.End), stamp(want.Start), stamp(want.End))
		}
	}
	if c.Timeline.on(d) {
		if got := hypnogram(got); got != g.expect.Hypnogram[d] {
			t.Errorf("%s: stages by 5 min:\n got %s\nwant %s", d, got, g.expect.Hypnogram[d])
		}
	}
}

// hypnogram writes a night's stages as one letter per 5 minutes, - where there is none.
func hypnogram(n *record.Night) string {
	letters := map[record.StageKind]byte{record.Deep: 'd', record.Light: 'l', record.REM: 'r', record.Awake: 'w'}
	out := []byte(strings.Repeat("-", int(n.End.Sub(n.Start).Seconds())/parityStep))
	for _, s := range n.Stages {
		for i := range out {
			if l, ok := letters[s.Kind]; ok && s.From <= i*parityStep && i*parityStep < s.To {
				out[i] = l
			}
		}
	}
	return string(out)
}

func (g *golden) checkHeart(t *testing.T, p parityDays, c carries, want truthNight) {
	t.Helper()
	d := want.Day
	same := func(name string, want float64, carried bool) {
		t.Helper()
		if got, _ := p.value(name, d); carried && !near(got, want, written) || !carried && !math.IsNaN(got) && !near(got, want, written) {
			t.Errorf("%s: %s: got %v, want %v", d, name, got, want)
		}
	}
	same("rhr_vendor", want.RHR, c.RHR.on(d) && c.RHR.As != "nightly minimum")
	same("hrv_rmssd", want.RMSSD, c.RMSSD.on(d) && c.RMSSD.As == "night")
	same("hrv_rmssd_spot", want.RMSSD, c.RMSSD.on(d) && c.RMSSD.As == "spot")
	same("hrv_sdnn_spot", want.SDNN, c.SDNN.on(d) && c.SDNN.As == "spot") // there is no metric of a night's SDNN
	if c.HR.on(d) {
		g.checkSamples(t, p, c, want)
	}
}

// checkSamples compares the heart rates of a night with the truth at the layout's own steps.
func (g *golden) checkSamples(t *testing.T, p parityDays, c carries, want truthNight) {
	t.Helper()
	lowest, missed, wrong := int32(math.MaxInt32), 0, 0
	stride := c.HR.StepS / parityStep
	for i := 0; i < len(g.expect.HR[want.Day]); i += stride {
		got, bpm := p.heart[want.Start.Unix()+int64(i*parityStep)], g.expect.HR[want.Day][i]
		switch {
		case len(got) == 0:
			missed++
		case !slices.Contains(got, bpm):
			wrong++
		default:
			lowest = min(lowest, bpm)
		}
	}
	if missed+wrong > 0 {
		t.Errorf("%s: of %d heart rates of the night %d are missing and %d are wrong", want.Day, (len(g.expect.HR[want.Day])+stride-1)/stride, missed, wrong)
	} else if c.RHR.on(want.Day) && c.RHR.As == "nightly minimum" && float64(lowest) != want.RHR {
		t.Errorf("%s: lowest heart rate of the night: got %d, want %v", want.Day, lowest, want.RHR)
	}
}

// heartRates are all heart rates but those of workouts. Of a wall time that the clock shows twice both instants are meant.
func heartRates(files []parityFile, loc *time.Location) map[int64][]int32 {
	out := map[int64][]int32{}
	add := func(at int64, v int32) {
		if !slices.Contains(out[at], v) {
			out[at] = append(out[at], v)
		}
	}
	for _, f := range files {
		for i := range f.records {
			r := &f.records[i]
			for _, s := range r.Samples {
				if s.Kind != record.HeartRate {
					continue
				}
				for k, v := range s.V {
					if !r.Wall {
						add(s.At(k).Unix(), v)
						continue
					}
					for _, at := range instants(s.At(k), loc) {
						add(at, v)
					}
				}
			}
		}
	}
	return out
}

// instants are when a clock shows a wall time, written as if UTC.
func instants(wall time.Time, loc *time.Location) (out []int64) {
	for _, h := range []time.Duration{-24, 24} { // the offsets before and after
		_, off := wall.Add(h * time.Hour).In(loc).Zone()
		at := wall.Add(-time.Duration(off) * time.Second)
		if _, there := at.In(loc).Zone(); there == off && !slices.Contains(out, at.Unix()) {
			out = append(out, at.Unix())
		}
	}
	return out
}

func (g *golden) checkWorkouts(t *testing.T, p parityDays, c carries, d record.Date) {
	t.Helper()
	var got []*record.DayWork
	if m := p.days[d]; m != nil {
		for k := range m.Workouts {
			got = append(got, &m.Workouts[k])
		}
	}
	var want []truthWorkout
	for _, w := range g.truth.Workouts {
		if w.Day == d && c.Workouts.on(d) {
			want = append(want, w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s: got %d workouts, want %d", d, len(got), len(want))
		for _, w := range got {
			t.Logf("%s: got %s %s from %s to %s by %s with %d sets", d, w.Sport, w.SubSport, stamp(w.Start), stamp(w.End), w.Source, len(w.Sets))
		}
		return
	}
	for i, w := range want {
		g.checkWorkout(t, c, got[i], w)
	}
}

func (g *golden) checkWorkout(t *testing.T, c carries, got *record.DayWork, want truthWorkout) {
	t.Helper()
	d := want.Day
	if !got.Start.Equal(want.Start) || got.End.Sub(want.End).Abs() > time.Minute {
		t.Errorf("%s: got a workout from %s to %s, want %s to %s", d, stamp(got.Start), stamp(got.End), stamp(want.Start), stamp(want.End))
	}
	if c.Workouts.AvgMaxHR {
		if got := number(got.AvgHR); !near(got, want.AvgHR, .5) {
			t.Errorf("%s: average heart rate of the workout: got %v, want %v", d, got, want.AvgHR)
		}
		if got := number(got.MaxHR); !near(got, want.MaxHR, written) {
			t.Errorf("%s: highest heart rate of the workout: got %v, want %v", d, got, want.MaxHR)
		}
	}
	if !c.Sets.on(d) {
		return
	}
	if len(got.Sets) != len(want.Sets) {
		t.Errorf("%s: got %d sets, want %d", d, len(got.Sets), len(want.Sets))
		return
	}
	if c.Sets.As == "set" {
		g.checkSets(t, c, d, got.Sets, want.Sets)
	} else {
		g.checkTotals(t, d, got.Sets, want.Sets)
	}
}

func (g *golden) checkSets(t *testing.T, c carries, d record.Date, got []record.Set, want []truthSet) {
	t.Helper()
	for i, w := range want {
		s := got[i]
		if s.Reps == nil || *s.Reps != w.Reps || !near(number(s.LoadKg), w.Kg, g.expect.Tolerance.Kg) {
			reps := 0
			if s.Reps != nil {
				reps = *s.Reps
			}
			t.Errorf("%s: set %d: got %d x %v kg, want %d x %v kg", d, i, reps, number(s.LoadKg), w.Reps, w.Kg)
		}
		if c.Sets.RPE && !near(number(s.RPE), w.RPE, written) {
			t.Errorf("%s: set %d: got RPE %v, want %v", d, i, number(s.RPE), w.RPE)
		}
		if c.Sets.RPE && s.Exercise == "" { // a log names what a watch may not know
			t.Errorf("%s: set %d: got no exercise, want %s", d, i, w.Exercise)
		}
		if i > 0 && (s.Exercise == got[i-1].Exercise) != (w.Exercise == want[i-1].Exercise) {
			t.Errorf("%s: set %d: got %q after %q, want %q after %q", d, i, s.Exercise, got[i-1].Exercise, w.Exercise, want[i-1].Exercise)
		}
	}
}

// checkTotals compares what the sets of a workout add up to, where a layout has no more than that: all their repetitions, and the volume of
// those whose load it knows.
func (g *golden) checkTotals(t *testing.T, d record.Date, got []record.Set, want []truthSet) {
	t.Helper()
	var reps, wantReps, loads int
	var volume, wantVolume float64
	for i, s := range got {
		wantReps += want[i].Reps
		if s.Reps == nil {
			continue
		}
		reps += *s.Reps
		if s.LoadKg != nil {
			loads++
			volume += float64(*s.Reps) * *s.LoadKg
			wantVolume += float64(want[i].Reps) * want[i].Kg
		}
	}
	if loads == 0 {
		t.Errorf("%s: sets: got no load of any", d)
	}
	if reps != wantReps || !near(volume, wantVolume, g.expect.Tolerance.Kg*float64(wantReps)) {
		t.Errorf("%s: sets: got %d repetitions and %v kg, want %d and %v kg", d, reps, volume, wantReps, wantVolume)
	}
}

// checkDaily compares steps and weights.
func (g *golden) checkDaily(t *testing.T, p parityDays, c carries) {
	t.Helper()
	for _, w := range g.truth.Days {
		if got := p.steps(w.Day); c.Steps.on(w.Day) && got != w.Steps {
			t.Errorf("%s: steps: got %v of %v, want %v", w.Day, got, p.vendor(w.Day, record.DailySteps), w.Steps)
		}
	}
	for _, w := range g.truth.Weights {
		d := record.DateOf(w.at.In(g.loc))
		if !c.Weight.on(d) {
			continue
		}
		got := p.vendor(d, record.BodyWeight)
		if len(got) == 0 || slices.ContainsFunc(got, func(kg float64) bool { return !near(kg, w.kg, g.expect.Tolerance.Kg) }) {
			t.Errorf("%s: weight: got %v kg, want %v", d, got, w.kg)
		}
	}
}

// steps are those chosen for a day, NaN if there are none.
func (p parityDays) steps(d record.Date) float64 {
	if i := int(d - p.frame.First); i >= 0 && i < p.frame.Len() {
		for _, c := range p.frame.Choices(i) {
			if c.What == "steps" {
				return number(c.Value)
			}
		}
	}
	return math.NaN()
}

// vendor are the values of a kind that the sources give for a day.
func (p parityDays) vendor(d record.Date, kind record.DailyKind) (out []float64) {
	if m := p.days[d]; m != nil {
		for _, v := range m.Vendor {
			if v.Kind == kind {
				out = append(out, v.Value)
			}
		}
	}
	return out
}

// number is what a pointer shows, NaN if nothing.
func number(x *float64) float64 {
	if x == nil {
		return math.NaN()
	}
	return *x
}

func near(got, want, within float64) bool { return math.Abs(got-want) <= within }

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05Z") }
