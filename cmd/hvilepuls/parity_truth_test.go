package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// golden is a folder of exports of one athlete: what is true of the athlete, and what each layout carries of it.
type golden struct {
	dir    string
	loc    *time.Location
	truth  parityTruth
	expect parityExpect
	nights map[record.Date]truthNight
}

type parityTruth struct {
	Nights []truthNight
	Days   []struct {
		Day   record.Date
		Steps float64
	}
	Workouts []truthWorkout
	Weights  []truthWeight
}

type truthNight struct {
	Day        record.Date
	Start, End time.Time
	Minutes    map[string]float64
	InBed      float64 `json:"in_bed"`
	Asleep     float64
	RHR        float64
	RMSSD      float64
	SDNN       float64
}

type truthWorkout struct {
	Day        record.Date
	Start, End time.Time
	AvgHR      float64 `json:"avg_hr"`
	MaxHR      float64 `json:"max_hr"`
	Sets       []truthSet
}

type truthSet struct {
	Exercise string
	Kg       float64
	Reps     int
	RPE      float64
}

// truthWeight is written as a pair of an instant and kg.
type truthWeight struct {
	at time.Time
	kg float64
}

func (w *truthWeight) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[]any{&w.at, &w.kg})
}

type parityExpect struct {
	TZ        string
	First     record.Date `json:"first_day"`
	Last      record.Date `json:"last_day"`
	Tolerance struct {
		Minutes float64
		Kg      float64
	}
	Hypnogram map[record.Date]string  // a letter per 5 minutes
	HR        map[record.Date][]int32 // bpm per 5 minutes
	Layouts   map[string]parityLayout
}

type parityLayout struct {
	Carries  carries
	Password string
	Files    map[string]string
}

// carries is what a layout says: nil is nothing.
type carries struct {
	Nights   *carried
	Stages   *carried `json:"stages_minutes"`
	Timeline *carried `json:"stage_timeline"`
	Asleep   *carried `json:"asleep_min"`
	RHR      *carried
	RMSSD    *carried `json:"hrv_rmssd"`
	SDNN     *carried `json:"hrv_sdnn"`
	HR       *carried `json:"hr_samples"`
	Steps    *carried
	Weight   *carried
	Workouts *carried
	Sets     *carried
}

// carried says for which days a thing is carried, all that have it where none is named, and how.
type carried struct {
	N        int
	Days     []record.Date
	As       string
	StepS    int  `json:"step_s"`
	AvgMaxHR bool `json:"avg_max_hr"`
	RPE      bool
}

func (c *carried) on(d record.Date) bool {
	return c != nil && (c.Days == nil || slices.Contains(c.Days, d))
}

func readGolden(t *testing.T, dir string) *golden {
	t.Helper()
	g := &golden{dir: dir, nights: map[record.Date]truthNight{}}
	for name, into := range map[string]any{"truth.json": &g.truth, "EXPECT.json": &g.expect} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(b, into); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	var err error
	if g.loc, err = time.LoadLocation(g.expect.TZ); err != nil {
		t.Fatal(err)
	}
	for _, n := range g.truth.Nights {
		g.nights[n.Day] = n
	}
	if len(g.nights) == 0 || len(g.expect.Layouts) == 0 {
		t.Fatalf("%s holds no truth", dir)
	}
	return g
}

// together is what all layouts carry between them: each thing as the layout that says most of it does.
func (g *golden) together() carries {
	var out carries
	widest := func(to **carried, c *carried) {
		if c != nil && c.Days == nil && *to == nil {
			*to = c
		}
	}
	all := &carried{}
	out.Nights, out.Stages, out.Timeline, out.Asleep = all, all, all, all
	out.Workouts, out.Sets = &carried{AvgMaxHR: true}, &carried{As: "set", RPE: true}
	for _, l := range g.expect.Layouts {
		c := l.Carries
		widest(&out.Steps, c.Steps)
		widest(&out.Weight, c.Weight)
		if c.RHR != nil && c.RHR.As == "field" {
			widest(&out.RHR, c.RHR)
		}
		if c.RMSSD != nil && c.RMSSD.As == "night" {
			widest(&out.RMSSD, c.RMSSD)
		}
		if c.HR != nil && c.HR.StepS == parityStep {
			widest(&out.HR, c.HR)
		}
	}
	return out
}
