package day_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/day"
)

// threeDays are records of a sample a minute over the UTC dates around a date.
func threeDays(t testing.TB, d string) []record.Record {
	t.Helper()
	var out []record.Record
	for i, sha := range []string{"a", "b", "c"} {
		start := (date(t, d) + record.Date(i-1)).Time()
		r := from("watch", sha, start)
		r.Samples = []record.Samples{every(record.HeartRate, start, 60, 1440, 60)}
		out = append(out, r)
	}
	return out
}

func TestLengthOfDays(t *testing.T) {
	tokyo := record.Zone{From: date(t, "2026-07-10"), TZ: "Asia/Tokyo"}
	for _, tc := range []struct {
		name, day string
		about     record.About
		minutes   int
		offset    int
	}{
		{"plain", "2026-07-09", home("Europe/Oslo"), 1440, 7200},
		{"clock goes forward", "2026-03-29", home("Europe/Oslo"), 1380, 7200},
		{"clock goes back", "2026-10-25", home("Europe/Oslo"), 1500, 3600},
		{"the day before a flight east", "2026-07-09", home("Europe/Oslo", tokyo), 1440 - 7*60, 7200},
		{"the day of the flight", "2026-07-10", home("Europe/Oslo", tokyo), 1440, 9 * 3600},
		{"nothing known", "2026-07-09", record.About{}, 1440, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := merge(t, tc.day, tc.about, threeDays(t, tc.day)...)
			if got.HRMin != tc.minutes || got.Offset != tc.offset {
				t.Errorf("%d minutes, offset %d; want %d, %d", got.HRMin, got.Offset, tc.minutes, tc.offset)
			}
		})
	}
}

// The offset that a source states comes before the explicit history, before the file's zone, before the home zone, before UTC.
func TestZonePrecedence(t *testing.T) {
	const start = "2026-07-10T23:30:00Z" // the 11th in Oslo (+2) and Tokyo (+9), the 10th in New York (-4)
	trip := record.Zone{From: date(t, "2026-07-01"), TZ: "America/New_York"}
	for _, tc := range []struct {
		name      string
		about     record.About
		tz        string
		rec, work *int
		wall      bool
		day       string
		offset    int
	}{
		{"UTC", record.About{}, "", nil, nil, false, "2026-07-10", 0},
		{"home", home("Europe/Oslo"), "", nil, nil, false, "2026-07-11", 7200},
		{"a zone that is none", home("Local"), "Atlantis/Nowhere", nil, nil, false, "2026-07-10", 0},
		{"the file's zone", home("America/New_York"), "Asia/Tokyo", nil, nil, false, "2026-07-11", 9 * 3600},
		{"explicit history", home("Europe/Oslo", trip), "Asia/Tokyo", nil, nil, false, "2026-07-10", -4 * 3600},
		{"the record's offset", home("Europe/Oslo", trip), "Asia/Tokyo", new(3600), nil, false, "2026-07-11", 3600},
		{"the workout's offset", home("Europe/Oslo", trip), "", new(-3600), new(1800), false, "2026-07-11", 1800},
		{"wall time", home("Europe/Oslo"), "", nil, nil, true, "2026-07-10", 7200},
		{"wall time on a trip", home("Europe/Oslo", trip), "Asia/Tokyo", nil, nil, true, "2026-07-10", -4 * 3600},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := from("watch", "a", at(t, start))
			r.TZ, r.Offset, r.Wall = tc.tz, tc.rec, tc.wall
			r.Workouts = []record.Workout{{Start: at(t, start), End: at(t, start).Add(time.Hour), Offset: tc.work}}
			w := merge(t, tc.day, tc.about, r).Workouts
			if len(w) != 1 || w[0].Offset != tc.offset {
				t.Fatalf("got %+v, want one with offset %d", w, tc.offset)
			}
			want := at(t, start)
			if tc.wall {
				want = want.Add(-time.Duration(tc.offset) * time.Second)
			}
			if !w[0].Start.Equal(want) {
				t.Errorf("starts %v, want %v", w[0].Start, want)
			}
		})
	}
}

// A day's own zone is the athlete's, else what most records name, else the offset that most state, else UTC.
func TestZoneOfTheDay(t *testing.T) {
	work := func(sha, tz string, offset *int) record.Record {
		r := from("watch", sha, at(t, "2026-07-10T12:00:00Z"))
		r.TZ, r.Offset = tz, offset
		r.Workouts = []record.Workout{{Start: at(t, "2026-07-10T12:00:00Z"), End: at(t, "2026-07-10T13:00:00Z")}}
		return r
	}
	trip := record.Zone{From: date(t, "2026-07-10"), TZ: "Europe/Athens"}
	for _, tc := range []struct {
		name   string
		about  record.About
		recs   []record.Record
		tz     string
		offset int
	}{
		{"explicit", home("Europe/Oslo", trip), []record.Record{work("a", "Asia/Tokyo", nil)}, "Europe/Athens", 3 * 3600},
		{"home", home("Europe/Oslo"), []record.Record{work("a", "Asia/Tokyo", nil)}, "Europe/Oslo", 2 * 3600},
		{
			"named by most",
			record.About{},
			[]record.Record{work("a", "Asia/Tokyo", nil), work("b", "Europe/Oslo", nil), work("c", "Asia/Tokyo", nil)},
			"Asia/Tokyo", 9 * 3600,
		},
		{
			"one record given three times",
			record.About{},
			[]record.Record{work("a", "Asia/Tokyo", nil), work("b", "Europe/Oslo", nil), work("b", "Europe/Oslo", nil), work("b", "Europe/Oslo", nil)},
			"Asia/Tokyo", 9 * 3600,
		},
		{"stated", record.About{}, []record.Record{work("a", "", new(3600)), work("b", "", nil)}, "", 3600},
		{"nothing", record.About{}, []record.Record{work("a", "", nil)}, "UTC", 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := merge(t, "2026-07-10", tc.about, tc.recs...)
			if got.TZ != tc.tz || got.Offset != tc.offset {
				t.Errorf("%q %d, want %q %d", got.TZ, got.Offset, tc.tz, tc.offset)
			}
		})
	}
}

// Wall times that the clock shows twice mean the first; those it skips are as much later as it jumps.
func TestWallTimesAtChangesOfTheClock(t *testing.T) {
	for _, tc := range []struct{ wall, want string }{
		{"2026-03-29T01:59:00Z", "2026-03-29T00:59:00Z"},
		{"2026-03-29T02:30:00Z", "2026-03-29T01:30:00Z"}, // skipped
		{"2026-03-29T03:00:00Z", "2026-03-29T01:00:00Z"},
		{"2026-10-25T02:30:00Z", "2026-10-25T00:30:00Z"}, // shown twice
		{"2026-10-25T03:00:00Z", "2026-10-25T02:00:00Z"},
	} {
		r := from("log", "a", at(t, tc.wall))
		r.Wall = true
		r.Workouts = []record.Workout{{Start: at(t, tc.wall), End: at(t, tc.wall).Add(time.Hour), Sets: []record.Set{{Start: at(t, tc.wall)}}}}
		w := merge(t, tc.wall[:10], home("Europe/Oslo"), r).Workouts
		if len(w) != 1 || !w[0].Start.Equal(at(t, tc.want)) || !w[0].Sets[0].Start.Equal(at(t, tc.want)) {
			t.Errorf("%s: %+v, want %s", tc.wall, w, tc.want)
		}
	}
}

// changes are dates on which a zone's clock moves.
func changes() map[string]string {
	return map[string]string{
		"Europe/Oslo": "2026-10-25", "America/New_York": "2026-11-01", "Australia/Lord_Howe": "2026-04-05", "America/Havana": "2026-11-01",
		"Africa/Cairo": "2026-10-29", "Pacific/Auckland": "2026-09-27", "Europe/Lisbon": "2026-03-29", "Antarctica/Troll": "2026-10-25",
	}
}

// drawChange draws a zone and a date on which its clock moves.
func drawChange(t *rapid.T) (string, *time.Location, record.Date) {
	zone := rapid.SampledFrom(slices.Sorted(maps.Keys(changes()))).Draw(t, "zone")
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	d, err := record.ParseDate(changes()[zone])
	if err != nil {
		t.Fatal(err)
	}
	return zone, loc, d
}

// A night by what a clock showed is that night, whatever the clock did meanwhile, and where it begins or ends at a time that is shown twice.
func TestLawWallNights(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone, loc, moves := drawChange(t)
		start := moves.In(loc).Add(time.Duration(rapid.IntRange(-9*60, 6*60).Draw(t, "start")) * time.Minute)
		end := start.Add(time.Duration(rapid.IntRange(5*60, 10*60).Draw(t, "minutes")) * time.Minute) // more than any clock goes back
		is := record.SleepSession{Start: start.UTC(), End: end.UTC()}
		is.Stages = []record.Stage{{From: 0, To: 1800, Kind: record.Light}, {From: 1800, To: int(end.Sub(start) / time.Second), Kind: record.Deep}}
		shown := is
		_, offFrom := start.Zone()
		_, offTo := end.Zone()
		shown.Start, shown.End = is.Start.Add(time.Duration(offFrom)*time.Second), is.End.Add(time.Duration(offTo)*time.Second)
		a, b := from("watch", "a", is.End), from("watch", "a", shown.End)
		a.Sleep, b.Sleep, b.Wall = []record.SleepSession{is}, []record.SleepSession{shown}, true
		d := record.DateOf(end)
		want, _ := day.Merge(d, home(zone), []record.Record{a})
		got, _ := day.Merge(d, home(zone), []record.Record{b})
		if diff := cmp.Diff(want, got); diff != "" || len(got.Nights) != 1 {
			t.Errorf("%s to %s in %s: %s", start, end, zone, diff)
		}
	})
}

// What a clock shows is read as the instants at which it shows it, where the order tells a time shown twice from the first; and so is what
// counts the seconds of a day.
func TestLawWallTimesAreThoseInstants(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone, loc, moves := drawChange(t)
		d := moves + record.Date(rapid.IntRange(-1, 1).Draw(t, "day"))
		step := rapid.SampledFrom([]int{60, 300, 600}).Draw(t, "step")
		elapsed := rapid.Bool().Draw(t, "elapsed")
		var instants, walls []record.Record
		for k := d - 1; k <= d+1; k++ {
			midnight := k.In(loc)
			is, first, second := from("watch", "a", midnight), from("watch", "a", k.Time()), []record.Samples(nil)
			is.Date, first.Wall = k, true
			truth := record.Samples{Kind: record.HeartRate, Series: record.Series{Start: midnight.UTC()}}
			shown := map[int32]bool{}
			one := record.Samples{Kind: record.HeartRate, Series: record.Series{Start: k.Time()}}
			two := record.Samples{Kind: record.HeartRate, Clock: record.ShownSecond, Series: record.Series{Start: k.Time()}}
			if elapsed {
				one.Clock = record.Elapsed
			}
			for at := midnight; at.Before((k + 1).In(loc)); at = at.Add(time.Duration(step) * time.Second) {
				passed, v := int32(at.Sub(midnight)/time.Second), int32(50+len(truth.V)%7)
				_, off := at.Zone()
				clock := int32(at.Unix() + int64(off) - k.Time().Unix())
				truth.T, truth.V = append(truth.T, passed), append(truth.V, v)
				switch {
				case elapsed:
					one.T, one.V = append(one.T, passed), append(one.V, v)
				case shown[clock]:
					two.T, two.V = append(two.T, clock), append(two.V, v)
				default:
					one.T, one.V = append(one.T, clock), append(one.V, v)
				}
				shown[clock] = true
			}
			if two.Len() > 0 {
				second = append(second, two)
			}
			is.Samples, first.Samples = []record.Samples{truth}, append(second, one)
			instants, walls = append(instants, is), append(walls, first)
		}
		want, _ := day.Merge(d, home(zone), instants)
		got, _ := day.Merge(d, home(zone), walls)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s in %s: %s", d, zone, diff)
		}
	})
}

func TestNothingSaid(t *testing.T) {
	d := date(t, "2026-07-10")
	other := night(t, "watch", "a", "2026-07-10T22:00:00Z", "2026-07-11T06:00:00Z")
	far := night(t, "watch", "b", "2026-07-09T22:00:00Z", "2026-07-10T06:00:00Z")
	far.Date += 2 // filed where it does not belong
	if got, ok := day.Merge(d, record.About{}, []record.Record{other, far}); ok {
		t.Errorf("got %+v", got)
	}
	if got, ok := day.Merge(record.NoDate, record.About{}, []record.Record{other}); ok {
		t.Errorf("got %+v", got)
	}
}
