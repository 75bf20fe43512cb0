package day_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// brief is what the tests compare of a night.
func brief(nights []record.Night) (out []string) {
	for _, n := range nights {
		s := n.Source + " " + n.SHA + " " + n.Start.Format("02T15:04") + "-" + n.End.Format("02T15:04")
		if n.Nap {
			s += " nap"
		}
		out = append(out, s)
	}
	return out
}

func totals(r record.Record, total time.Duration) record.Record {
	r.Sleep = slices.Clone(r.Sleep)
	r.Sleep[0].Stages, r.Sleep[0].Totals = nil, map[record.StageKind]int{record.Asleep: int(total.Seconds())}
	return r
}

func TestNights(t *testing.T) {
	long := night(t, "watch", "a", "2026-07-09T21:00:00Z", "2026-07-10T05:00:00Z")
	short := night(t, "watch", "b", "2026-07-09T21:00:00Z", "2026-07-10T04:00:00Z")
	twin := night(t, "watch", "c", "2026-07-09T21:00:00Z", "2026-07-10T05:00:00Z")
	nap := night(t, "watch", "d", "2026-07-10T12:00:00Z", "2026-07-10T12:40:00Z")
	ring := night(t, "ring", "e", "2026-07-09T21:10:00Z", "2026-07-10T05:10:00Z")
	late := night(t, "watch", "f", "2026-07-09T23:30:00Z", "2026-07-10T22:30:00Z") // ends on the 11th in Oslo
	flagged := night(t, "watch", "g", "2026-07-10T10:00:00Z", "2026-07-10T19:00:00Z")
	flagged.Sleep[0].Nap = true
	const a = "watch a 09T21:00-10T05:00"
	for _, tc := range []struct {
		name string
		recs []record.Record
		want []string
	}{
		{"waking day", []record.Record{long}, []string{a}},
		{"the longer of two", []record.Record{short, long}, []string{a}},
		{"the smaller SHA of equal ones", []record.Record{twin, long}, []string{a}},
		{"stages before totals", []record.Record{totals(long, 7*time.Hour), short}, []string{"watch b 09T21:00-10T04:00"}},
		{"a nap", []record.Record{nap, long}, []string{a, "watch d 10T12:00-10T12:40 nap"}},
		{"flagged by the vendor, longer than the night", []record.Record{flagged, long}, []string{a, "watch g 10T10:00-10T19:00 nap"}},
		{"two sources side by side", []record.Record{long, ring}, []string{"ring e 09T21:10-10T05:10", a}},
		{"cut short by a longer one of the next day", []record.Record{long, late}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			recs := append(tc.recs, from("watch", "z", at(t, "2026-07-10T12:00:00Z")))
			recs[len(recs)-1].Daily = []record.Daily{{Time: at(t, "2026-07-10T12:00:00Z"), Kind: record.VendorRHR, Value: 50}}
			got := merge(t, "2026-07-10", home("Europe/Oslo"), recs...)
			if diff := cmp.Diff(tc.want, brief(got.Nights)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNightFigures(t *testing.T) {
	r := night(t, "watch", "a", "2026-10-24T21:00:00Z", "2026-10-25T05:00:00Z")
	r.Sleep[0].Stages = []record.Stage{ // out of order, beyond the end and over each other
		{From: 3600, To: 7200, Kind: record.Deep},
		{From: 0, To: 3600, Kind: record.Light},
		{From: 7000, To: 10800, Kind: record.REM},
		{From: 10800, To: 99999, Kind: record.Awake},
	}
	n := merge(t, "2026-10-25", home("Europe/Oslo"), r).Nights[0]
	got := []float64{n.LightMin, n.DeepMin, n.REMMin, n.AwakeMin, n.TSTMin, n.TIBMin, float64(n.OffsetFrom), float64(n.OffsetTo)}
	if diff := cmp.Diff([]float64{60, 60, 60, 300, 180, 480, 7200, 3600}, got); diff != "" {
		t.Error(diff)
	}
	r.Sleep[0].Stages, r.Sleep[0].Totals = nil, map[record.StageKind]int{record.Deep: 3600, record.Asleep: 7200, record.Awake: 600}
	n = merge(t, "2026-10-25", home("Europe/Oslo"), r).Nights[0]
	if !n.TotalsOnly || n.TSTMin != 180 || n.AwakeMin != 10 || n.DeepMin != 60 || n.Stages != nil {
		t.Errorf("got %+v", n)
	}
}

// The night is where the sources agree, whoever slept longest in one of them.
func TestMainSleepOfSeveralSources(t *testing.T) {
	const watch = "watch a 09T21:00-10T05:00"
	slept := night(t, "watch", "a", "2026-07-09T21:00:00Z", "2026-07-10T05:00:00Z")
	ring := night(t, "ring", "b", "2026-07-09T21:30:00Z", "2026-07-10T04:30:00Z")
	nap := night(t, "band", "c", "2026-07-10T12:00:00Z", "2026-07-10T13:00:00Z")
	couch := night(t, "mat", "d", "2026-07-10T05:30:00Z", "2026-07-10T15:00:00Z")
	for _, tc := range []struct {
		name string
		recs []record.Record
		want []string
	}{
		{"a source that saw only a nap", []record.Record{slept, nap}, []string{"band c 10T12:00-10T13:00 nap", watch}},
		{"where two agree", []record.Record{slept, ring, couch}, []string{"mat d 10T05:30-10T15:00 nap", "ring b 09T21:30-10T04:30", watch}},
		{"totals are believed", []record.Record{slept, totals(nap, time.Hour)}, []string{"band c 10T12:00-10T13:00", watch}},
		{"alone, a short sleep is the main one", []record.Record{nap}, []string{"band c 10T12:00-10T13:00"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := merge(t, "2026-07-10", home("Europe/Oslo"), tc.recs...)
			if diff := cmp.Diff(tc.want, brief(got.Nights)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// An offset that is stated at the start alone is also that at the end, unless it is the athlete's zone's: that knows when its clock moves.
func TestOffsetOfTheStart(t *testing.T) {
	for _, tc := range []struct {
		name     string
		about    record.About
		offset   int
		from, to int
	}{
		{"at home", home("Europe/Oslo"), 7200, 7200, 3600},
		{"away", home("Europe/Oslo"), -4 * 3600, -4 * 3600, -4 * 3600},
		{"no zone is known", record.About{}, 7200, 7200, 7200},
	} {
		r := night(t, "watch", "a", "2026-10-24T21:20:00Z", "2026-10-25T04:10:00Z")
		r.Sleep[0].OffsetFrom = &tc.offset
		got := merge(t, "2026-10-25", tc.about, r).Nights
		if len(got) != 1 || got[0].OffsetFrom != tc.from || got[0].OffsetTo != tc.to {
			t.Errorf("%s: got %+v, want offsets %d and %d", tc.name, got, tc.from, tc.to)
		}
	}
}
