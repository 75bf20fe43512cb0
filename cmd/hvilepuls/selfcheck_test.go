package main

import (
	"testing"
	"time"
)

// The night's check is due once a night, whichever way the clock is set in between, and in the zone of the computer.
func TestTheNightsCheckIsDue(t *testing.T) {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	night := time.Date(2026, 3, 29, 3, 30, 0, 0, oslo) // an hour is left out before
	for name, c := range map[string]struct{ now, want time.Time }{
		"a moment before":          {night.Add(-time.Second), time.Date(2026, 3, 28, 3, 30, 0, 0, oslo)},
		"then":                     {night, night},
		"by day":                   {night.Add(9 * time.Hour), night},
		"an hour back":             {night.Add(30*time.Minute - time.Hour), time.Date(2026, 3, 28, 3, 30, 0, 0, oslo)},
		"a year ahead":             {night.AddDate(1, 0, 0), time.Date(2027, 3, 29, 3, 30, 0, 0, oslo)},
		"a year back, in the noon": {night.AddDate(-1, 0, 0).Add(9 * time.Hour), time.Date(2025, 3, 29, 3, 30, 0, 0, oslo)},
	} {
		if got := dueCheck(c.now); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
