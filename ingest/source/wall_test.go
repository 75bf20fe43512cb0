package source

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// What a clock shows, row after row, is read as the instants at which it showed it, whatever the zone: clocks go back by an hour, by half an hour,
// at midnight.
func TestLawWallSeries(t *testing.T) {
	changes := map[string]string{
		"Europe/Oslo": "2026-10-25T01:00:00Z", "America/New_York": "2026-11-01T06:00:00Z", "Australia/Lord_Howe": "2026-04-04T15:00:00Z",
		"America/Havana": "2026-11-01T05:00:00Z", "Africa/Cairo": "2026-10-29T21:00:00Z", "Europe/Lisbon": "2026-03-29T01:00:00Z",
	}
	zones := []string{"Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Africa/Cairo", "Europe/Lisbon"}
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom(zones).Draw(t, "zone")
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		change, err := time.Parse(time.RFC3339, changes[zone])
		if err != nil {
			t.Fatal(err)
		}
		step := time.Duration(rapid.SampledFrom([]int{1, 60, 300, 600, 1200}).Draw(t, "step")) * time.Second
		at := change.Add(-time.Duration(rapid.IntRange(1, 200).Draw(t, "minutes before")) * time.Minute)
		want, got := map[int64]int32{}, map[int64]int32{}
		var w wallSeries
		for i := range int32(rapid.IntRange(1, 400).Draw(t, "samples")) {
			_, off := at.In(loc).Zone()
			w.addAt(at.Unix()+int64(off), 40+i%100)
			want[at.Unix()] = 40 + i%100
			at = at.Add(step)
		}
		days := byDate{}
		w.into(days, record.HeartRate)
		for d, r := range days {
			r.Date, r.Wall = d, true
			for _, h := range result.HeartRates(*r, loc) {
				for i := range h.T {
					got[h.At(i).Unix()] = h.V[i]
				}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", zone, diff)
		}
	})
}

// Another stretch of time, and disorder, are no clock that goes back.
func TestWallSeriesOfOtherOrder(t *testing.T) {
	base := time.Date(2026, 10, 25, 2, 0, 0, 0, time.UTC).Unix()
	for name, offsets := range map[string][]int64{
		"a stretch of the day before": {0, 600, -86400, -85800},
		"disorder":                    {0, 60, 30, 90},
		"the same time again":         {0, 0, 60, 60},
	} {
		var w wallSeries
		for _, o := range offsets {
			w.addAt(base+o, 50)
		}
		if n := len(w.second.t); n != 0 {
			t.Errorf("%s: %d samples are taken as shown twice", name, n)
		}
	}
}
