package day_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/day"
)

const lawDay = record.Date(20755) // 2026-10-29, four days after Oslo's clock went back

// genRecords draws what a few files of three sources, two of them watches of one model, say about the days around lawDay. A file may be of
// several sources; then no two records of it say the same.
func genRecords(t *rapid.T) []record.Record {
	sources := []record.Source{
		{Key: "k1", Maker: "m", Model: "watch"}, {Key: "k2", Maker: "m", Model: "watch"}, {Key: "k3", Maker: "m", Model: "log", Bridge: true},
	}
	var out []record.Record
	for f := range rapid.IntRange(1, 6).Draw(t, "files") {
		src := rapid.SampledFrom(sources).Draw(t, "source")
		wall := rapid.IntRange(0, 4).Draw(t, "wall") == 0
		tz := rapid.SampledFrom([]string{"", "", "Asia/Tokyo", "America/Los_Angeles", "No/Where"}).Draw(t, "tz")
		mixed, parts := rapid.IntRange(0, 2).Draw(t, "mixed") == 0, map[string]int{}
		for i := range rapid.IntRange(1, 3).Draw(t, "parts") {
			if mixed {
				src = rapid.SampledFrom(sources).Draw(t, "another source")
			}
			part := parts[src.Key]
			parts[src.Key]++
			r := record.Record{
				V: record.Version, Athlete: "a", Date: lawDay + record.Date(rapid.IntRange(-2, 2).Draw(t, "date")), Wall: wall, Source: src,
				File: fmt.Sprintf("f%d", 9-f), SHA: fmt.Sprintf("%02x", (f*7)%13), Part: part, TZ: tz,
			}
			if mixed {
				r.Date = lawDay // so that they meet
			}
			if rapid.IntRange(0, 3).Draw(t, "states offset") == 0 {
				r.Offset = new(3600 * rapid.IntRange(-11, 13).Draw(t, "offset"))
			}
			if rapid.IntRange(0, 2).Draw(t, "updated") == 0 {
				r.Updated = r.Date.Time().Add(time.Duration(rapid.IntRange(0, 2).Draw(t, "updated at")) * time.Hour)
			}
			fill(t, &r)
			if mixed {
				r.Daily = append(r.Daily, record.Daily{Time: r.Date.Time().Add(12 * time.Hour), Kind: record.VendorMaxHR, Value: float64(180 + i)})
			}
			out = append(out, r)
		}
	}
	return out
}

// fill draws the content. Times are few, so that files contradict each other.
func fill(t *rapid.T, r *record.Record) {
	clock := func(name string) time.Time {
		return r.Date.Time().Add(time.Duration(rapid.IntRange(0, 23).Draw(t, name)) * time.Hour)
	}
	some := func(name string) bool { return rapid.Bool().Draw(t, name) }
	if some("rates") {
		s := every(record.HeartRate, clock("rates at"), rapid.SampledFrom([]int{60, 120}).Draw(t, "step"), rapid.IntRange(1, 300).Draw(t, "n"), 0)
		for i := range s.V {
			s.V[i] = int32(50 + (i*7+len(r.SHA)+r.Part)%9)
		}
		s.Clock = rapid.SampledFrom([]record.Clock{record.ShownFirst, record.ShownSecond, record.Elapsed}).Draw(t, "clock")
		r.Samples = append(r.Samples, s)
	}
	if some("beats") {
		r.Samples = append(r.Samples, every(record.Beats, clock("beats at"), 1, 400, rapid.Int32Range(900, 1000).Draw(t, "rr")))
	}
	if some("windows") {
		r.Samples = append(r.Samples, every(record.HRVValues, clock("windows at"), 300, 40, rapid.Int32Range(20000, 90000).Draw(t, "µs")))
	}
	if some("steps") {
		r.Samples = append(r.Samples, every(record.Steps, clock("steps at"), 900, 20, rapid.Int32Range(0, 3).Draw(t, "steps")))
	}
	if some("sleep") {
		end := clock("end")
		s := record.SleepSession{Start: end.Add(-time.Duration(rapid.IntRange(1, 9).Draw(t, "hours")) * time.Hour), End: end}
		if some("stages") {
			s.Stages = []record.Stage{{From: 0, To: 1800, Kind: record.Light}, {From: 1800, To: 3600, Kind: record.REM}}
		}
		r.Sleep = append(r.Sleep, s)
	}
	if some("workout") {
		w := record.Workout{Start: clock("start"), Sport: "training", TimerS: 600}
		w.End = w.Start.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "minutes")) * time.Minute)
		w.HR = every("", w.Start, rapid.IntRange(1, 20).Draw(t, "step"), rapid.IntRange(0, 50).Draw(t, "samples"), 120).Series
		for i := range rapid.IntRange(0, 3).Draw(t, "sets") {
			w.Sets = append(w.Sets, record.Set{Index: i, Exercise: "squat", Layer: record.Layer(rapid.IntRange(0, 3).Draw(t, "layer"))})
		}
		r.Workouts = append(r.Workouts, w)
	}
	if some("hrv") {
		kind := rapid.SampledFrom([]record.HRVKind{record.RMSSDAsleep, record.SDNNSpot}).Draw(t, "hrv kind")
		r.HRV = append(r.HRV, record.HRV{Time: clock("hrv at"), Kind: kind, Ms: float64(rapid.IntRange(20, 90).Draw(t, "ms"))})
	}
	if some("daily") {
		r.Daily = append(r.Daily, record.Daily{Time: clock("daily at"), Kind: record.VendorRHR, Value: float64(rapid.IntRange(40, 70).Draw(t, "bpm"))})
	}
	if some("entry") {
		c := &record.CheckIn{Day: r.Date, Fatigue: new(rapid.IntRange(1, 5).Draw(t, "fatigue"))}
		if some("sore") {
			c.Soreness = new(rapid.IntRange(1, 5).Draw(t, "soreness"))
		}
		r.Entries = append(r.Entries, record.Entry{Kind: record.CheckInEntry, Entered: clock("entered"), CheckIn: c})
	}
	for range rapid.IntRange(0, 2).Draw(t, "corrections") {
		c := &record.Correction{Workout: clock("workout"), Set: rapid.IntRange(0, 2).Draw(t, "set"), Sets: rapid.IntRange(1, 3).Draw(t, "of")}
		if some("exercise") {
			c.Exercise = new(rapid.SampledFrom([]string{"thrust", "lunge"}).Draw(t, "is"))
		}
		if some("done") {
			c.NotDone = new(some("not done"))
		}
		c.Reps = new(rapid.IntRange(1, 9).Draw(t, "reps"))
		r.Entries = append(r.Entries, record.Entry{Kind: record.CorrectionEntry, Entered: clock("entered"), Correction: c})
	}
}

// genAbout draws a zone history and orders of sources.
func genAbout(t *rapid.T) record.About {
	var zones []record.Zone
	for _, from := range []record.Date{record.NoDate, lawDay - 1, lawDay + 1} {
		if tz := rapid.SampledFrom([]string{"", "Europe/Oslo", "Pacific/Auckland"}).Draw(t, "zone"); tz != "" {
			zones = append(zones, record.Zone{From: from, TZ: tz})
		}
	}
	about := day.About("a", []record.Record{{Date: record.NoDate, Entries: entriesOf(zones)}})
	keys := rapid.SliceOfDistinct(rapid.SampledFrom([]string{"k1", "k2", "k3"}), rapid.ID[string])
	about.Profile.Sources = keys.Draw(t, "order")
	about.Profile.SourcesFor = map[record.ChoiceKind][]string{
		record.ChooseWorkouts: keys.Draw(t, "order of workouts"), record.ChooseHeartRate: keys.Draw(t, "order of heart rates"),
	}
	return about
}

func entriesOf(zones []record.Zone) (out []record.Entry) {
	for i := range zones {
		out = append(out, record.Entry{Kind: record.ZoneEntry, Zone: &zones[i]})
	}
	return out
}

// Any order, any duplicates, any way to put parts together: the same bytes.
func TestMergeIsCommutativeAssociativeIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		recs, about := genRecords(t), genAbout(t)
		d, ok := day.Merge(lawDay, about, recs)
		want := text(t, d)
		again := rapid.Permutation(append(slices.Clip(recs), rapid.SliceOf(rapid.SampledFrom(recs)).Draw(t, "twice")...)).Draw(t, "order")
		d2, ok2 := day.Merge(lawDay, about, again)
		if got := text(t, d2); got != want || ok != ok2 {
			t.Fatalf("got  %s\nwant %s", got, want)
		}
	})
}

// Another data folder has other keyed hashes: but for the names nothing changes.
func TestNothingDependsOnKeyedHashes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		recs, about := genRecords(t), genAbout(t)
		d, _ := day.Merge(lawDay, about, recs)
		names := map[string]string{"k1": "z1", "k2": "b2", "k3": "c3"}
		other := append([]record.Record(nil), recs...)
		for i := range other {
			r := &other[i]
			r.Source.Key = names[r.Source.Key]
			r.File = "z" + string('z'-r.File[1])
		}
		renamed := func(keys []string) (out []string) {
			for _, k := range keys {
				out = append(out, names[k])
			}
			return out
		}
		about2 := about
		about2.Profile.Sources, about2.Profile.SourcesFor = renamed(about.Profile.Sources), map[record.ChoiceKind][]string{}
		for k, order := range about.Profile.SourcesFor {
			about2.Profile.SourcesFor[k] = renamed(order)
		}
		d2, _ := day.Merge(lawDay, about2, other)
		got := strings.NewReplacer(`"z1"`, `"k1"`, `"b2"`, `"k2"`, `"c3"`, `"k3"`).Replace(text(t, d2))
		if want := text(t, d); got != want {
			t.Fatalf("got  %s\nwant %s", got, want)
		}
	})
}

// Every workout stands on exactly one day, whatever the zones are.
func TestEveryWorkoutHasOneDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		about := genAbout(t)
		var recs []record.Record
		n := rapid.IntRange(1, 5).Draw(t, "workouts")
		for i := range n {
			start := lawDay.Time().Add(time.Duration(rapid.IntRange(-24*60, 48*60).Draw(t, "minute"))*time.Minute + time.Duration(i)*time.Second)
			r := from("watch", strconv.Itoa(i), start)
			r.Wall = rapid.Bool().Draw(t, "wall")
			r.TZ = rapid.SampledFrom([]string{"", "America/Los_Angeles"}).Draw(t, "tz")
			r.Workouts = []record.Workout{{Start: start, End: start.Add(time.Hour)}}
			recs = append(recs, r)
		}
		found := map[string]bool{}
		for d := lawDay - 4; d <= lawDay+4; d++ {
			got, _ := day.Merge(d, about, recs)
			for _, w := range got.Workouts {
				if found[w.SHA] {
					t.Fatalf("workout %s stands on two days", w.SHA)
				}
				found[w.SHA] = true
				for _, o := range w.Also { // sessions that overlap are one workout
					if found[o.SHA] {
						t.Fatalf("workout %s stands on two days", o.SHA)
					}
					found[o.SHA] = true
				}
			}
		}
		// Two wall times may be one instant: then they are one workout.
		if len(found) < n && !anyWall(recs) {
			t.Fatalf("%d of %d workouts found", len(found), n)
		}
	})
}

func anyWall(recs []record.Record) bool {
	for _, r := range recs {
		if r.Wall {
			return true
		}
	}
	return false
}
