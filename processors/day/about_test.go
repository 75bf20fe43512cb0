package day_test

import (
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/day"
)

// entry is a file with one entry, entered some hours after midnight.
func entry(sha string, hour int, e record.Entry) record.Record {
	e.Entered = time.Date(2026, 7, 10, hour, 0, 0, 0, time.UTC)
	d := record.NoDate
	if e.CheckIn != nil {
		d = e.CheckIn.Day
	}
	return record.Record{V: record.Version, Athlete: "a", Date: d, File: "f" + sha, SHA: sha, Source: record.Source{Key: "athlete"}, Entries: []record.Entry{e}}
}

func TestAbout(t *testing.T) {
	trip := date(t, "2026-07-01")
	profile := func(p record.Profile) record.Entry { return record.Entry{Profile: &p} }
	zone := func(from record.Date, tz string) record.Entry {
		return record.Entry{Zone: &record.Zone{From: from, TZ: tz}}
	}
	plan := func(name string) record.Entry {
		return record.Entry{Plan: &record.Plan{Weekly: []record.PlannedSession{{Name: name}}}}
	}
	recs := []record.Record{
		entry("a", 1, profile(record.Profile{FTP: new(200.), MaxHR: new(180.), Sources: []string{"watch"}})),
		entry("b", 2, profile(record.Profile{FTP: new(210.)})),
		entry("d", 3, profile(record.Profile{Sex: new("male")})),
		entry("c", 3, profile(record.Profile{Sex: new("female")})), // entered at once: the smaller SHA
		entry("e", 4, zone(trip, "Asia/Tokyo")),
		entry("f", 5, zone(trip, "Asia/Seoul")),
		entry("g", 6, zone(record.NoDate, "Europe/Oslo")),
		entry("k", 4, zone(trip+9, "Asia/Manila")), // mistyped
		entry("l", 5, record.Entry{Zone: &record.Zone{From: trip + 9, Unsaid: true}}),
		entry("m", 3, record.Entry{Zone: &record.Zone{From: trip, Unsaid: true}}), // said again since
		entry("h", 8, plan("new")),
		entry("i", 7, plan("old")),
		entry("j", 9, record.Entry{CheckIn: &record.CheckIn{Day: trip}}),
	}
	want := record.About{
		V: record.Version, Athlete: "a",
		Profile: record.Profile{FTP: new(210.), MaxHR: new(180.), Sex: new("female"), Sources: []string{"watch"}},
		Zones:   []record.Zone{{From: record.NoDate, TZ: "Europe/Oslo"}, {From: trip, TZ: "Asia/Seoul"}},
		Plan:    &record.Plan{Weekly: []record.PlannedSession{{Name: "new"}}},
	}
	rapid.Check(t, func(t *rapid.T) {
		twice := rapid.SliceOf(rapid.SampledFrom(recs)).Draw(t, "twice")
		got := day.About("a", rapid.Permutation(append(slices.Clip(recs), twice...)).Draw(t, "order"))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Of each kind of choice the newest order holds; an empty one takes it away.
func TestOrdersOfSources(t *testing.T) {
	say := func(sha string, hour int, orders map[record.ChoiceKind][]string) record.Record {
		return entry(sha, hour, record.Entry{Profile: &record.Profile{SourcesFor: orders}})
	}
	recs := []record.Record{
		say("a", 1, map[record.ChoiceKind][]string{record.ChooseSleep: {"watch"}, record.ChooseHRV: {"strap"}, record.ChooseSteps: {"phone"}}),
		say("b", 2, map[record.ChoiceKind][]string{record.ChooseSleep: {"ring", "watch"}, record.ChooseSteps: {}}),
		entry("c", 3, record.Entry{Profile: &record.Profile{FTP: new(200.)}}),
	}
	want := map[record.ChoiceKind][]string{record.ChooseSleep: {"ring", "watch"}, record.ChooseHRV: {"strap"}}
	for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 0, 2}} {
		var said []record.Record
		for _, i := range order {
			said = append(said, recs[i])
		}
		if diff := cmp.Diff(want, day.About("a", said).Profile.SourcesFor); diff != "" {
			t.Error(diff)
		}
	}
}

func TestCheckIn(t *testing.T) {
	d := date(t, "2026-07-10")
	say := func(sha string, hour int, c record.CheckIn) record.Record {
		c.Day = d
		return entry(sha, hour, record.Entry{CheckIn: &c})
	}
	other := entry("z", 20, record.Entry{CheckIn: &record.CheckIn{Day: d + 1, Fatigue: new(5)}})
	got := merge(
		t, "2026-07-10", home("Europe/Oslo"), other,
		say("a", 9, record.CheckIn{Fatigue: new(3), Sick: new(true)}), say("b", 8, record.CheckIn{Fatigue: new(1), Soreness: new(4), Tags: []string{"travel"}}),
		say("c", 10, record.CheckIn{Sick: new(false), Tags: []string{}}),
		say("d", 11, record.CheckIn{Unsaid: []string{"soreness"}}),
	)
	want := &record.CheckIn{Day: d, Fatigue: new(3), Sick: new(false)}
	if diff := cmp.Diff(want, got.CheckIn); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"a", "b", "c", "d"}, got.Files); diff != "" {
		t.Error(diff)
	}
	morning := other.Entries[0].Entered.Truncate(24 * time.Hour)
	for hour, want := range map[int]*record.CheckIn{
		7:  nil,
		8:  {Day: d, Fatigue: new(1), Soreness: new(4), Tags: []string{"travel"}},
		9:  {Day: d, Fatigue: new(3), Soreness: new(4), Sick: new(true), Tags: []string{"travel"}},
		10: {Day: d, Fatigue: new(3), Soreness: new(4), Sick: new(false)},
		11: want,
	} {
		if diff := cmp.Diff(want, got.CheckInAt(morning.Add(time.Duration(hour)*time.Hour))); diff != "" {
			t.Errorf("as it stood at %d:00\n%s", hour, diff)
		}
	}
}

// Every field of the profile and of a check-in is merged, also one that is added later.
func TestNoFieldIsForgotten(t *testing.T) {
	p := full()
	if diff := cmp.Diff(p, day.About("a", []record.Record{entry("a", 1, record.Entry{Profile: &p})}).Profile); diff != "" {
		t.Error(diff)
	}
	for _, name := range record.ProfileFields() { // and can be taken back
		got := day.About("a", []record.Record{entry("a", 1, record.Entry{Profile: new(full())}), entry("b", 2, record.Entry{Profile: &record.Profile{Unsaid: []string{name}}})}).Profile
		if !p.Says(name) || got.Says(name) {
			t.Errorf("%s is still said", name)
		}
		for _, other := range record.ProfileFields() {
			if other != name && !got.Says(other) {
				t.Errorf("with %s also %s was taken back", name, other)
			}
		}
	}
	if got, want := len(record.ProfileFields()), reflect.TypeFor[record.Profile]().NumField()-1; got != want {
		t.Errorf("%d fields have a name, want %d", got, want)
	}
	var c record.CheckIn
	fillFields(reflect.ValueOf(&c).Elem())
	c.Day, c.Unsaid = date(t, "2026-07-10"), nil // what a word takes back is no answer
	got := merge(t, "2026-07-10", record.About{}, entry("a", 1, record.Entry{CheckIn: &c}))
	if diff := cmp.Diff(&c, got.CheckIn); diff != "" {
		t.Error(diff)
	}
}

// full is a profile that says something of everything.
func full() (p record.Profile) {
	fillFields(reflect.ValueOf(&p).Elem())
	p.SourcesFor = map[record.ChoiceKind][]string{record.ChooseSleep: {"ring"}}
	p.Unsaid = nil // what a word takes back is nothing said
	return p
}

// genWords draws what somebody says of themself and their plan, and takes back.
func genWords(t *rapid.T) []record.Record {
	var out []record.Record
	for i := range rapid.IntRange(1, 8).Draw(t, "words") {
		p := &record.Profile{Unsaid: rapid.SliceOfN(rapid.SampledFrom(record.ProfileFields()), 0, 3).Draw(t, "unsaid")}
		if rapid.Bool().Draw(t, "says") {
			p.MaxHR, p.Sources = new(float64(180+i)), []string{"s" + strconv.Itoa(i)}
		}
		if rapid.Bool().Draw(t, "orders") {
			p.SourcesFor = map[record.ChoiceKind][]string{record.ChooseWorkouts: rapid.SliceOfN(rapid.SampledFrom([]string{"ring", "watch"}), 0, 2).Draw(t, "order")}
		}
		monday := record.Date(20794)
		plan := &record.Plan{
			Sessions: []record.DatedSession{{Start: rapid.SampledFrom([]string{"2026-12-01T18:00", "2026-12-02T18:00"}).Draw(t, "start"), Name: strconv.Itoa(i), Unsaid: rapid.Bool().Draw(t, "no session")}},
			Weeks:    []record.PlannedWeek{{Monday: monday, Deload: i%2 == 0, Unsaid: rapid.Bool().Draw(t, "no week")}},
			Blocks:   []record.Block{{From: monday, DeloadEvery: 2 + i, Unsaid: rapid.Bool().Draw(t, "no block")}},
		}
		hour := rapid.IntRange(0, 3).Draw(t, "hour")
		sha := strconv.Itoa(9 - i)
		out = append(out, entry(sha, hour, record.Entry{Profile: p}), entry("p"+sha, hour, record.Entry{Plan: plan}))
	}
	return out
}

// In any order and however often they come, words leave the same; the newest holds, also where it takes something back.
func TestWordsThatTakeBackAreCommutativeAssociativeIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		recs := genWords(t)
		want := day.About("a", recs)
		twice := rapid.SliceOf(rapid.SampledFrom(recs)).Draw(t, "twice")
		got := day.About("a", rapid.Permutation(append(slices.Clip(recs), twice...)).Draw(t, "order"))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
		all := append(slices.Clip(recs), entry("z", 9, record.Entry{Profile: &record.Profile{Unsaid: record.ProfileFields()}}))
		if diff := cmp.Diff(record.Profile{}, day.About("a", all).Profile); diff != "" {
			t.Fatalf("all was taken back: %s", diff)
		}
		for _, s := range want.Plan.Sessions {
			if s.Unsaid {
				t.Fatalf("taken back and still there: %+v", s)
			}
		}
	})
}

// fillFields sets every pointer and list of a struct.
func fillFields(v reflect.Value) {
	for _, field := range v.Fields() {
		switch f := field; f.Kind() {
		case reflect.Pointer:
			f.Set(reflect.New(f.Type().Elem()))
		case reflect.Slice:
			f.Set(reflect.MakeSlice(f.Type(), 1, 1))
		}
	}
}
