package metric_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
)

// The dawn of a day says what a frame says that ends with that day, before its first workout.
func TestLawDawn(t *testing.T) {
	all := athlete(130)
	rapid.Check(t, func(t *rapid.T) {
		var days []record.Day
		for _, d := range all[:rapid.IntRange(1, len(all)).Draw(t, "days")] {
			switch rapid.IntRange(0, 19).Draw(t, "kind") {
			case 0:
				continue
			case 1:
				d.HRMin, d.Nights = 0, nil // a log alone
			case 2:
				d.HRMin, d.Nights, d.Workouts = 0, nil, nil // answers alone
			case 3:
				d.Workouts = []record.DayWork{gluteSession(d.Noon(), 60)} // a bad day
			}
			days = append(days, d)
		}
		if len(days) == 0 {
			return
		}
		dawn := frame(days).Dawn()
		for range 3 {
			k := rapid.IntRange(0, len(days)-1).Draw(t, "day")
			seen := append([]record.Day{}, days[:k+1]...)
			seen[k].Workouts = nil
			want := frame(seen)
			for name, c := range dawn.Columns {
				i := int(days[k].Date - days[0].Date)
				if name == "acwr_ewma" || name == "monotony" {
					i-- // of loads the day before's are known
				}
				if i < 0 {
					continue
				}
				if got, want := c.V[i], want.Columns[name].V[i]; got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
					t.Fatalf("%s on day %d: %v at dawn, want %v", name, i, got, want)
				}
			}
		}
	})
}

// A dawn knows no sessions of its day.
func TestDawnKnowsNoWork(t *testing.T) {
	f := frame(athlete(100))
	dawn := f.Dawn()
	if len(dawn.GluteSessions()) != 0 || len(f.GluteSessions()) == 0 {
		t.Error("a session is known before it began")
	}
	if _, ok := dawn.Columns["load"]; ok {
		t.Error("a dawn gives the load of the day to come")
	}
	if metric.NewFrame(nil, profile(), catalogue).Dawn().Len() != 0 {
		t.Error("no days have no dawns")
	}
}
