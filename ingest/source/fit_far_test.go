package source

import (
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
)

// Records more than seven days from their activity's start are dropped, counted and named, wherever they lie.
func TestRecordsFarFromTheActivityAreCounted(t *testing.T) {
	ex, err := exercise.Load()
	if err != nil {
		t.Fatal(err)
	}
	const start = 1_100_000_000 // FIT seconds: 2024
	session := fitSession{start: start, end: start + 600, elapsedMs: absent, timerMs: absent, distanceCm: absent, kcal: absent, avgHR: absent, maxHR: absent, rpe: absent, feel: absent}
	for _, c := range []struct {
		name    string
		t       []uint32
		kept    int
		dropped map[string]int
	}{
		{"all near", []uint32{start, start + 1, start + 600}, 3, nil},
		{"eight days later", []uint32{start, start + 8*24*3600}, 1, map[string]int{dropFar: 1}},
		{"eight days before", []uint32{start - 8*24*3600, start}, 1, map[string]int{dropFar: 1}},
		{"before 2000", []uint32{5, start}, 1, map[string]int{dropTime: 1}},
		{"after 2099", []uint32{start, latestFIT + 1}, 1, map[string]int{dropTime: 1}},
	} {
		a := activity{sessions: []fitSession{session}, t: c.t}
		for range c.t {
			a.hr, a.power, a.speed = append(a.hr, 120), append(a.power, 0xFFFF), append(a.speed, absent)
		}
		var out Report
		works := a.workouts(ex, &out)
		if len(works) != 1 || works[0].HR.Len() != c.kept {
			t.Errorf("%s: %d workouts, kept %v", c.name, len(works), works)
		}
		for reason, n := range c.dropped {
			if out.Dropped[reason] != n {
				t.Errorf("%s: dropped %v, want %v", c.name, out.Dropped, c.dropped)
			}
		}
		if len(c.dropped) != len(out.Dropped) {
			t.Errorf("%s: dropped %v, want %v", c.name, out.Dropped, c.dropped)
		}
	}
}
