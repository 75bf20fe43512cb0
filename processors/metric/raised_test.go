package metric_test

import (
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
)

// calmNights is 40 nights that change by tenths of bpm around 52.
func calmNights() (bpm []float64) {
	for i := range 40 {
		bpm = append(bpm, 52+.1*float64(i%5-2))
	}
	return bpm
}

// restless is 40 nights that change by 5 bpm from one to the next.
func restless() (bpm []float64) {
	for i := range 40 {
		bpm = append(bpm, 52+2.5*float64(1-2*(i%2)))
	}
	return bpm
}

func TestRHRRaised(t *testing.T) {
	type ends []float64 // the last nights
	for _, tc := range []struct {
		name     string
		before   []float64
		last     ends
		want     []float64
		wantWarn string // of the last night
	}{
		{"one high night", calmNights(), ends{56}, []float64{0}, ""},
		{"two high nights", calmNights(), ends{56, 56}, []float64{0, 1}, ""},
		{"two of three", calmNights(), ends{56, 52, 56}, []float64{0, 0, 1}, ""},
		{"high, then as usual", calmNights(), ends{56, 52, 52}, []float64{0, 0, 0}, ""},
		{"a week low, then a jump that stays", calmNights(), ends{49, 49, 49, 49, 49, 54, 54}, []float64{0, 0, 0, 0, 0, 0, 1}, metric.Jumped},
		{"a jump that lasts one night", calmNights(), ends{49, 49, 49, 49, 49, 54, 49.5, 49}, []float64{0, 0, 0, 0, 0, 0, 0, 0}, ""},
		{"one low night, then as usual", calmNights(), ends{47, 52, 52}, []float64{0, 0, 0}, ""},
		{"large changes of one who always has them", restless(), ends{54.5, 49.5, 54.5, 54.5}, []float64{0, 0, 0, 0}, ""},
	} {
		got := raised(append(tc.before, tc.last...), func(int) string { return "watch-a" })
		from := len(tc.before)
		for i, want := range tc.want {
			if got.V[from+i] != want {
				t.Errorf("%s: night %d is %v, want %v", tc.name, i, got.V[from+i], want)
			}
		}
		if warn := got.Warn.At(len(got.V) - 1); warn != tc.wantWarn {
			t.Errorf("%s: warned of %q, want %q", tc.name, warn, tc.wantWarn)
		}
	}
}

// raised is rhr_raised of nights by the sources that a function names.
func raised(bpm []float64, source func(night int) string) metric.Column {
	var days []record.Day
	for i := range bpm {
		d := record.Day{Date: firstDay + record.Date(i), HRMin: 1440}
		d.NightHR = []record.NightHR{{Source: source(i), Window: "sleep", Bins: 450, Coverage: 1, Low30: &bpm[i]}}
		days = append(days, d)
	}
	return frame(days).Columns["rhr_raised"]
}

// A new watch that reads 5 bpm higher than the old one is no jump.
func TestNewWatchIsNoJump(t *testing.T) {
	bpm := append(calmNights(), calmNights()...)
	for i := 40; i < len(bpm); i++ {
		bpm[i] += 5
	}
	got := raised(bpm, func(night int) string {
		if night < 40 {
			return "watch-a"
		}
		return "watch-b"
	})
	for i, v := range got.V {
		if v == 1 {
			t.Errorf("night %d is raised", i)
		}
	}
}
