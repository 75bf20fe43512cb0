package result_test

import (
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

func heartRecord() record.Record {
	at := time.Date(2026, 10, 25, 0, 59, 58, 0, time.UTC)
	return record.Record{
		Source: record.Source{Key: "garmin-fenix-1"},
		Samples: []record.Samples{
			{Kind: record.Stress, Series: record.Series{Start: at, T: record.Ints{0}, V: record.Ints{30}}},
			{Kind: record.HeartRate, Series: record.Series{Start: at, T: record.Ints{0, 60, 3600 + 61}, V: record.Ints{51, 52, 230}}},
		},
		Workouts: []record.Workout{{HR: record.Series{Start: at, T: record.Ints{5}, V: record.Ints{140}}}, {}},
	}
}

func heartLines(r record.Record, loc *time.Location) string {
	var b []byte
	for _, h := range result.HeartRates(r, loc) {
		b = h.AppendLines(b, "ada", 0, h.Len())
	}
	return string(b)
}

func TestHeartRateLines(t *testing.T) {
	got := heartLines(heartRecord(), time.UTC)
	want := `heart_rate,athlete=ada,kind=day,source=garmin-fenix-1 bpm=51 1792889998
heart_rate,athlete=ada,kind=day,source=garmin-fenix-1 bpm=52 1792890058
heart_rate,athlete=ada,kind=day,source=garmin-fenix-1 bpm=230 1792893659
heart_rate,athlete=ada,kind=workout,source=garmin-fenix-1 bpm=140 1792890003
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	h := result.HeartRates(heartRecord(), time.UTC)[0]
	if first, last := h.Span(); first != 1792889998 || last != 1792893659 {
		t.Errorf("span %d to %d", first, last)
	}
}

// Clocks in Oslo went back at 01:00 UTC that night: before it the wall is two hours ahead, afterwards one.
func TestWallClockTimesAreReadInTheZone(t *testing.T) {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	r := heartRecord()
	r.Wall, r.Workouts = true, nil
	r.Samples[1].T[2] += 3600 // 03:00:59 on the wall: one hour ahead
	want := `heart_rate,athlete=ada,kind=day,source=garmin-fenix-1 bpm=51 1792882798
heart_rate,athlete=ada,kind=day,source=garmin-fenix-1 bpm=52 1792882858
heart_rate,athlete=ada,kind=day,source=garmin-fenix-1 bpm=230 1792893659
`
	if got := heartLines(r, oslo); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// A wall time that the clock shows twice is that of the first or of the second time; one that it skips is as much later as it jumps.
func TestWallClockTimesShownTwice(t *testing.T) {
	for _, tc := range []struct {
		zone, wall string
		read       record.Clock
		want       string
	}{
		{"Europe/Oslo", "2026-10-25T02:30:00Z", record.ShownFirst, "2026-10-25T00:30:00Z"},
		{"Europe/Oslo", "2026-10-25T02:30:00Z", record.ShownSecond, "2026-10-25T01:30:00Z"},
		{"Europe/Oslo", "2026-10-25T03:30:00Z", record.ShownSecond, "2026-10-25T02:30:00Z"},
		{"Europe/Oslo", "2026-10-25T01:30:00Z", record.ShownSecond, "2026-10-24T23:30:00Z"},
		{"Europe/Oslo", "2026-03-29T02:30:00Z", record.ShownFirst, "2026-03-29T01:30:00Z"},
		{"America/New_York", "2026-11-01T01:30:00Z", record.ShownFirst, "2026-11-01T05:30:00Z"},
		{"America/New_York", "2026-11-01T01:30:00Z", record.ShownSecond, "2026-11-01T06:30:00Z"},
		{"Australia/Lord_Howe", "2026-04-05T01:45:00Z", record.ShownFirst, "2026-04-04T14:45:00Z"},
		{"Australia/Lord_Howe", "2026-04-05T01:45:00Z", record.ShownSecond, "2026-04-04T15:15:00Z"},
		{"UTC", "2026-04-05T01:45:00Z", record.ShownSecond, "2026-04-05T01:45:00Z"},
	} {
		loc, err := time.LoadLocation(tc.zone)
		if err != nil {
			t.Fatal(err)
		}
		at, err := time.Parse(time.RFC3339, tc.wall)
		if err != nil {
			t.Fatal(err)
		}
		r := record.Record{Wall: true, Samples: []record.Samples{{
			Kind: record.HeartRate, Clock: tc.read, Series: record.Series{Start: at, T: record.Ints{0}, V: record.Ints{50}},
		}}}
		if got := result.HeartRates(r, loc)[0].At(0).UTC().Format(time.RFC3339); got != tc.want {
			t.Errorf("%s in %s, %q: %s, want %s", tc.wall, tc.zone, tc.read, got, tc.want)
		}
	}
	r := record.Record{Wall: true, Samples: []record.Samples{{Kind: record.HeartRate, Clock: record.Elapsed, Series: record.Series{
		Start: time.Date(2026, 10, 25, 0, 0, 0, 0, time.UTC), T: record.Ints{3 * 3600}, V: record.Ints{50},
	}}}}
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	if got := result.HeartRates(r, oslo)[0].At(0).UTC().Format(time.RFC3339); got != "2026-10-25T01:00:00Z" {
		t.Errorf("three hours after midnight: %s", got)
	}
}

// A year is about 1.37 million samples; 250 ns each is the budget.
func BenchmarkHeartRateLines(b *testing.B) {
	const n = 5000
	h := result.HeartRate{Source: "garmin-fenix-7-1a2b3c4d", Kind: result.AllDay}
	h.Start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range n {
		h.T, h.V = append(h.T, int32(i*23)), append(h.V, int32(45+i%90))
	}
	buf := h.AppendLines(nil, "ada", 0, n)
	b.ReportAllocs()
	for b.Loop() {
		buf = h.AppendLines(buf[:0], "ada", 0, n)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/point")
}
