package backtest_test

import (
	"flag"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
)

var update = flag.Bool("update", false, "write the golden files anew")

const (
	firstDay = record.Date(20454) // Thursday 2026-01-01
	oslo     = "Europe/Oslo"
	offset   = 3600 // s
	thrust   = "hip_raise/barbell_hip_thrust_with_bench"
)

// clock is a time of day on a date in Oslo's winter.
func clock(d record.Date, hour, minute int) time.Time {
	return d.Time().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute - offset*time.Second)
}

func about() record.About {
	return record.About{Athlete: "ada", Zones: []record.Zone{{From: record.NoDate, TZ: oslo}}}
}

// quietDay is a day of the watch: slept from 22:30 to 6:30, and nothing else.
func quietDay(d record.Date, rhr float64) record.Day {
	out := record.Day{Date: d, TZ: oslo, Offset: offset, HRMin: 1440, Files: []string{"f"}}
	out.Nights = []record.Night{night(clock(d, 6, 30), 450)}
	out.NightHR = []record.NightHR{{Source: "watch", Window: "sleep", Bins: 450, Coverage: .95, Low30: &rhr}}
	return out
}

func night(end time.Time, slept float64) record.Night {
	return record.Night{Source: "watch", Start: end.Add(-8 * time.Hour), End: end, TotalsOnly: true, TSTMin: slept, TIBMin: 480}
}

// say enters an answer for a day at an instant, later than those before.
func say(d *record.Day, at time.Time, c record.CheckIn) {
	c.Day = d.Date
	if d.CheckIn != nil {
		d.Earlier = append(d.Earlier, record.Answers{Entered: d.Entered, CheckIn: *d.CheckIn})
	}
	d.CheckIn, d.Entered = &c, at
}

// lift adds an hour with six hard sets.
func lift(d *record.Day, hour int, kg float64) {
	start := clock(d.Date, hour, 0)
	w := record.DayWork{
		Source: "log", Start: start, End: start.Add(time.Hour), Offset: offset, Sport: "training", SubSport: "strength_training", TimerS: 3600,
	}
	for i := range 6 {
		w.Sets = append(w.Sets, record.Set{Index: i, Start: start, Exercise: thrust, Reps: new(8), LoadKg: &kg, RIR: new(2.)})
	}
	d.Workouts = append(d.Workouts, w)
}

func catalogue(t interface{ Fatal(...any) }) metric.Catalogue {
	c, err := exercise.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c.Look
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
