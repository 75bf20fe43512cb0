package day_test

import (
	"math"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// rates is a record of a rate a minute over some hours: 60 bpm, and from lowAt on, for lowH hours, 48.
func rates(t testing.TB, source, sha, start string, hours, lowAt, lowH int) record.Record {
	t.Helper()
	r := from(source, sha, at(t, start))
	s := every(record.HeartRate, at(t, start), 60, hours*60, 60)
	for i := range s.V {
		if h := i / 60; h >= lowAt && h < lowAt+lowH {
			s.V[i] = 48
		}
	}
	r.Samples = []record.Samples{s}
	return r
}

func TestNightHR(t *testing.T) {
	evening := rates(t, "watch", "a", "2026-07-09T12:00:00Z", 12, 10, 2) // low from 22:00 UTC
	morning := rates(t, "watch", "b", "2026-07-10T00:00:00Z", 12, 0, 5)  // to 05:00
	own := night(t, "watch", "c", "2026-07-09T21:00:00Z", "2026-07-10T05:00:00Z")
	others := night(t, "ring", "d", "2026-07-09T22:00:00Z", "2026-07-10T05:00:00Z")
	lower := from("watch", "z", at(t, "2026-07-10T00:00:00Z"))
	lower.Samples = []record.Samples{every(record.HeartRate, at(t, "2026-07-10T00:30:00Z"), 60, 120, 40)}
	nap := night(t, "watch", "e", "2026-07-10T09:00:00Z", "2026-07-10T11:00:00Z")
	nap.Sleep[0].Nap = true
	for _, tc := range []struct {
		name   string
		recs   []record.Record
		window string
		bins   int
		low    float64
	}{
		{"own night", []record.Record{morning, own, evening, others}, "sleep", 480, 48},
		{"another's night", []record.Record{evening, morning, others}, "sleep", 420, 48},
		{"no night", []record.Record{evening, morning}, "fallback", 420, 48},
		{"a nap is no night", []record.Record{evening, morning, nap}, "fallback", 420, 48},
		{"two files of one time: the smaller SHA", []record.Record{lower, evening, morning, own}, "sleep", 480, 48},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := merge(t, "2026-07-10", home("Europe/Oslo"), tc.recs...).NightHR
			if len(got) != 1 || got[0].Low30 == nil {
				t.Fatalf("got %+v", got)
			}
			if n := got[0]; n.Source != "watch" || n.Window != tc.window || n.Bins != tc.bins || *n.Low30 != tc.low || n.Coverage != 1 {
				t.Errorf("got %+v with %v, want %q %d %v", n, *n.Low30, tc.window, tc.bins, tc.low)
			}
		})
	}
}

// Without a block of two hours the fallback is 00:00 to 07:00 without the minutes with steps.
func TestFallbackWithSteps(t *testing.T) {
	evening := rates(t, "watch", "a", "2026-07-09T12:00:00Z", 12, 0, 0)
	morning := rates(t, "watch", "b", "2026-07-10T00:00:00Z", 12, 0, 0)
	steps := from("watch", "c", at(t, "2026-07-10T00:00:00Z"))
	walk := every(record.Steps, at(t, "2026-07-09T20:00:00Z"), 3600, 16, 5) // each hour, for the 15 minutes before it
	steps.Samples = []record.Samples{walk}
	for i := range morning.Samples[0].V { // every other hour higher: no block of two hours
		if i/60%2 == 0 {
			morning.Samples[0].V[i] = 70
			evening.Samples[0].V[i] = 70
		}
	}
	got := merge(t, "2026-07-10", home("Europe/Oslo"), evening, morning, steps)
	if len(got.NightHR) != 1 {
		t.Fatalf("got %+v", got.NightHR)
	}
	n := got.NightHR[0]
	if want := 7 * 45; n.Window != "fallback" || n.Bins != want || math.Abs(n.Coverage-.75) > 1e-9 {
		t.Errorf("got %+v, want %d bins", n, want)
	}
	if len(got.Files) != 3 {
		t.Errorf("files %v: the steps decided too", got.Files)
	}
}

// A device that measures every five minutes has bins of five minutes, and too little of a night gives no rate.
func TestBinsFollowTheDevice(t *testing.T) {
	r := from("watch", "a", at(t, "2026-07-10T00:00:00Z"))
	r.Samples = []record.Samples{every(record.HeartRate, at(t, "2026-07-10T00:00:00Z"), 300, 60, 50)}
	own := night(t, "watch", "b", "2026-07-10T00:00:00Z", "2026-07-10T05:00:00Z")
	n := merge(t, "2026-07-10", record.About{}, r, own).NightHR[0]
	if n.Bins != 60 || n.Coverage != 1 || n.Low30 == nil {
		t.Errorf("got %+v", n)
	}
	r.Samples = []record.Samples{every(record.HeartRate, at(t, "2026-07-10T00:00:00Z"), 60, 90, 50)}
	if n := merge(t, "2026-07-10", record.About{}, r, own).NightHR[0]; n.Low30 != nil || n.Bins != 90 {
		t.Errorf("got %+v, want no rate of 90 minutes", n)
	}
	if got := merge(t, "2026-07-10", record.About{}, r).NightHR; got != nil {
		t.Errorf("got %+v of 90 minutes and no night", got)
	}
}

func TestHRV(t *testing.T) {
	own := night(t, "watch", "a", "2026-07-09T22:00:00Z", "2026-07-10T05:00:00Z")
	windows := from("watch", "b", at(t, "2026-07-10T00:00:00Z"))
	s := every(record.HRVValues, at(t, "2026-07-10T04:50:00Z"), 300, 5, 40000) // the last two after waking
	s.V[0], s.V[2] = 30000, 90000
	beats := every(record.Beats, at(t, "2026-07-10T00:00:00Z"), 1, 300, 1000)
	for i := range beats.V {
		beats.V[i] += int32(i % 2 * 20)
	}
	windows.Samples = []record.Samples{s, beats}
	again := from("watch", "z", at(t, "2026-07-10T00:00:00Z")) // begins later: its beats count from where the first file ends
	more := every(record.Beats, at(t, "2026-07-10T00:00:01Z"), 1, 599, 1000)
	for i := range more.V {
		swing := 20
		if i < 299 {
			swing = 60
		}
		more.V[i] += int32((i + 1) % 2 * swing)
	}
	again.Samples = []record.Samples{more}
	vendor := func(sha, when string, kind record.HRVKind, ms float64) record.Record {
		r := from("watch", sha, at(t, when))
		r.HRV = []record.HRV{{Time: at(t, when), Kind: kind, Ms: ms}}
		return r
	}
	got := merge(
		t, "2026-07-10", home("Europe/Oslo"), own, again, windows,
		vendor("c", "2026-07-10T05:00:00Z", record.RMSSDAsleep, 50),
		vendor("d", "2026-07-10T05:30:00Z", record.RMSSDAsleep, 51),
		vendor("e", "2026-07-10T05:30:00Z", record.RMSSDAsleep, 99), // of equal time the smaller SHA
		vendor("f", "2026-07-10T08:00:00Z", record.SDNNSpot, 40),
		vendor("g", "2026-07-10T09:00:00Z", record.SDNNSpot, 60),
		vendor("h", "2026-07-10T22:30:00Z", record.SDNNSpot, 99), // tomorrow
	).HRV
	want := []record.DayHRV{
		{Source: "watch", Kind: record.RMSSDAsleep, Method: "beats", Ms: 20, N: 2},
		{Source: "watch", Kind: record.RMSSDAsleep, Method: "five_minute", Ms: 40, N: 3},
		{Source: "watch", Kind: record.RMSSDAsleep, Method: "vendor", Ms: 51, N: 1},
		{Source: "watch", Kind: record.SDNNSpot, Method: "vendor", Ms: 50, N: 2},
	}
	if text(t, got) != text(t, want) {
		t.Errorf("got  %s\nwant %s", text(t, got), text(t, want))
	}
}

// What a spot measurement's intervals give stands beside the vendors' values, by its own method.
func TestHRVOfSpotMeasurements(t *testing.T) {
	spot := func(sha, when string, swing int32, n int) record.Record {
		r := from("strap", sha, at(t, when))
		h := record.HRV{Time: at(t, when), Kind: record.RMSSDSpot}
		for i := range n {
			h.RR = append(h.RR, 1000+int32(i%2)*swing)
		}
		r.HRV = []record.HRV{h}
		return r
	}
	got := merge(
		t, "2026-07-10", home("Europe/Oslo"),
		spot("a", "2026-07-10T05:00:00Z", 40, 60), spot("b", "2026-07-10T05:10:00Z", 60, 60), spot("c", "2026-07-10T05:20:00Z", 90, 10), // too short
		spot("d", "2026-07-10T05:00:00Z", 99, 60), // of equal time the smaller SHA
	).HRV
	want := []record.DayHRV{{Source: "strap", Kind: record.RMSSDSpot, Method: "beats", Ms: 50, N: 2}}
	if text(t, got) != text(t, want) {
		t.Errorf("got  %s\nwant %s", text(t, got), text(t, want))
	}
}

// What a source changed later holds, whatever its file is called.
func TestLaterWordOfASource(t *testing.T) {
	noon := at(t, "2026-07-10T12:00:00Z")
	say := func(sha string, updated time.Time, rhr, ms float64) record.Record {
		r := from("bridge", sha, noon)
		r.Wall, r.Updated = true, updated
		r.Daily = []record.Daily{{Time: noon, Kind: record.VendorRHR, Value: rhr}}
		r.HRV = []record.HRV{{Time: noon, Kind: record.RMSSDAsleep, Ms: ms}}
		return r
	}
	before, later := say("a", noon, 50, 60), say("b", noon.Add(time.Hour), 52, 55)
	for _, recs := range [][]record.Record{{before, later}, {later, before}} {
		d := merge(t, "2026-07-10", home("Europe/Oslo"), recs...)
		if len(d.Vendor) != 1 || d.Vendor[0].Value != 52 || len(d.HRV) != 1 || d.HRV[0].Ms != 55 {
			t.Errorf("got %+v and %+v, want 52 bpm and 55 ms", d.Vendor, d.HRV)
		}
	}
}

func TestVendorValues(t *testing.T) {
	value := func(sha string, hour int, v float64) record.Record {
		when := at(t, "2026-07-10T00:00:00Z").Add(time.Duration(hour) * time.Hour)
		r := from("watch", sha, when)
		r.Daily = []record.Daily{{Time: when, Kind: record.VendorRHR, Value: v}}
		return r
	}
	got := merge(t, "2026-07-10", home("Europe/Oslo"), value("a", -1, 51), value("c", 20, 53), value("b", 20, 52), value("d", 23, 54)).Vendor
	if len(got) != 1 || got[0].Value != 52 {
		t.Errorf("got %+v, want the latest of the day by the smaller SHA, 52", got)
	}
}
