package result_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/processors/result"
)

// The range of a day is the baseline and what rhr_z was divided by; where a day does not tell, its neighbours of the same source do.
func TestRangeOfRestingHeartRate(t *testing.T) {
	first := date(t, "2026-10-04")
	var m result.Month
	add := func(source string, values map[string]float64) {
		d := result.Day{Date: first, Noon: first.Time(), Values: map[string]result.Value{}}
		for name, v := range values {
			d.Values[name] = result.Value{V: v, Source: source}
		}
		m.Days = append(m.Days, d)
		first++
	}
	add("a", map[string]float64{"rhr": 52, "rhr_baseline": 52, "rhr_z": 0}) // that of the night after
	add("a", map[string]float64{"rhr": 56, "rhr_baseline": 52, "rhr_z": 2})
	add("a", map[string]float64{"rhr_baseline": 53})                        // no value: that of the night before
	add("a", map[string]float64{"rhr": 60})                                 // no baseline: no range
	add("b", map[string]float64{"rhr": 60, "rhr_baseline": 60, "rhr_z": 0}) // another watch: the least
	m.Athlete = "ada"
	var got [][2]float64
	for _, p := range result.ResultPoints(m) {
		if p.Measurement != "daily" {
			continue
		}
		var edges [2]float64
		for _, f := range p.Fields {
			switch f.Key {
			case "rhr_low":
				edges[0] = f.V
			case "rhr_high":
				edges[1] = f.V
			}
		}
		got = append(got, edges)
	}
	want := [][2]float64{{50, 54}, {50, 54}, {51, 55}, {}, {59, 61}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ranges (-want +got):\n%s", diff)
	}
}
