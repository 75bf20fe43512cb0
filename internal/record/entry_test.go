package record_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

func plan(p record.Plan) record.Entry { return record.Entry{Kind: record.PlanEntry, Plan: &p} }

func zone(z record.Zone) record.Entry { return record.Entry{Kind: record.ZoneEntry, Zone: &z} }

func sources(orders map[record.ChoiceKind][]string) record.Entry {
	return record.Entry{Kind: record.ProfileEntry, Profile: &record.Profile{SourcesFor: orders}}
}

func correct(c record.Correction) record.Entry {
	return record.Entry{Kind: record.CorrectionEntry, Correction: &c}
}

func calendar(c record.Calendar) record.Entry {
	return record.Entry{Kind: record.CalendarEntry, Calendar: &c}
}

func aliases(a map[string]string) record.Entry {
	return record.Entry{Kind: record.AliasesEntry, Aliases: a}
}

func TestEntryCheck(t *testing.T) {
	monday := record.Date(20794) // 2026-12-07
	workout := time.Date(2026, 12, 1, 17, 0, 0, 0, time.UTC)
	ptr := func(x float64) *float64 { return &x }
	for _, tc := range []struct {
		name  string
		entry record.Entry
		want  string // what the error says; "" none
	}{
		{"orders of sources", sources(map[record.ChoiceKind][]string{record.ChooseSleep: {"ring", "watch"}, record.ChooseSteps: {}}), ""},
		{"an order for nothing", sources(map[record.ChoiceKind][]string{"naps": {"ring"}}), "heart_rate"},
		{"a source without end", sources(map[record.ChoiceKind][]string{record.ChooseHRV: {strings.Repeat("x", 101)}}), "longer than 100"},
		{"a field taken back", record.Entry{Kind: record.ProfileEntry, Profile: &record.Profile{Unsaid: []string{"max_hr"}}}, ""},
		{"a field that is none", record.Entry{Kind: record.ProfileEntry, Profile: &record.Profile{Unsaid: []string{"mood"}}}, "no field \"mood\""},
		{"fields without end", record.Entry{Kind: record.ProfileEntry, Profile: &record.Profile{Unsaid: make([]string, 99)}}, "more than 16"},
		{"a zone", zone(record.Zone{From: monday, TZ: "Asia/Tokyo"}), ""},
		{"no zone", zone(record.Zone{From: monday}), "Europe/Oslo"},
		{"a zone taken back", zone(record.Zone{From: monday, Unsaid: true}), ""},
		{"a home zone taken back", zone(record.Zone{From: record.NoDate, Unsaid: true}), ""},
		{"a zone said and taken back", zone(record.Zone{From: monday, TZ: "Asia/Tokyo", Unsaid: true}), "Asia/Tokyo"},
		{"a zone taken back long ago", zone(record.Zone{From: 0, Unsaid: true}), "2000 and 2099"},
		{"no plan at all", plan(record.Plan{}), ""},
		{"dated", plan(record.Plan{Sessions: []record.DatedSession{{Start: "2026-12-01T18:00", Name: "Glutes", Effort: "off", Muscle: "legs"}}}), ""},
		{"a start with seconds", plan(record.Plan{Sessions: []record.DatedSession{{Start: "2026-12-01T18:00:00"}}}), "want one like 2026-12-01T18:00"},
		{"a start long ago", plan(record.Plan{Sessions: []record.DatedSession{{Start: "1999-12-01T18:00"}}}), "2000 and 2099"},
		{"an unknown effort", plan(record.Plan{Sessions: []record.DatedSession{{Start: "2026-12-01T18:00", Effort: "brutal"}}}), "brutal"},
		{"a weekly session that is off", plan(record.Plan{Weekly: []record.PlannedSession{{Time: "18:00", Effort: "off"}}}), "off"},
		{"a muscle without end", plan(record.Plan{Weekly: []record.PlannedSession{{Time: "18:00", Muscle: strings.Repeat("x", 41)}}}), "longer than 40"},
		{"a deload week", plan(record.Plan{Weeks: []record.PlannedWeek{{Monday: monday, Deload: true}}}), ""},
		{"a week from Tuesday", plan(record.Plan{Weeks: []record.PlannedWeek{{Monday: monday + 1}}}), "Monday"},
		{"a block", plan(record.Plan{Blocks: []record.Block{{From: monday, Phase: "block", DeloadEvery: 4}}}), ""},
		{"an unknown phase", plan(record.Plan{Blocks: []record.Block{{From: monday, Phase: "chaos"}}}), "chaos"},
		{"a deload every week", plan(record.Plan{Blocks: []record.Block{{From: monday, DeloadEvery: 1}}}), "2 to 26"},
		{"too many dates", plan(record.Plan{Weeks: make([]record.PlannedWeek, 501)}), "more than 500"},
		{"a calendar", calendar(record.Calendar{Text: "\ufeff\nbegin:vcalendar\nEND:VCALENDAR"}), ""},
		{"no calendar any more", calendar(record.Calendar{}), ""},
		{"no calendar", calendar(record.Calendar{Text: "<html>"}), "BEGIN:VCALENDAR"},
		{"a large calendar", calendar(record.Calendar{Text: "BEGIN:VCALENDAR" + strings.Repeat("<", record.MaxCalendar/6)}), "512 KiB"},
		{"a long word", calendar(record.Calendar{Words: []string{strings.Repeat("x", 101)}}), "longer than 100"},
		{"a calendar on the web", calendar(record.Calendar{URL: "webcal://example.org/a.ics"}), ""},
		{"a calendar in a file", calendar(record.Calendar{URL: "file:///etc/passwd"}), "https://example.org"},
		{"a calendar nowhere", calendar(record.Calendar{URL: "https:///a.ics"}), "https://example.org"},
		{"a long address", calendar(record.Calendar{URL: "https://example.org/" + strings.Repeat("x", 2000)}), "https://example.org"},
		{"aliases", aliases(map[string]string{"Butt Blaster": "gym/x", "other": ""}), ""},
		{"no aliases", aliases(nil), "exactly one"},
		{"an alias of nothing", aliases(map[string]string{" ": "x"}), "name is empty"},
		{"a correction", correct(record.Correction{Workout: workout, Set: 2, Sets: 3, LoadKg: ptr(0), RIR: ptr(2)}), ""},
		{"a correction of nothing", correct(record.Correction{Workout: workout, Sets: 1}), "says nothing"},
		{"a set too many", correct(record.Correction{Workout: workout, Set: 3, Sets: 3, LoadKg: ptr(1)}), "set 3 of 3"},
		{"a set before the first", correct(record.Correction{Workout: workout, Set: -1, Sets: 3, LoadKg: ptr(1)}), "set -1"},
		{"no workout", correct(record.Correction{Sets: 1, LoadKg: ptr(1)}), "2000 and 2099"},
		{"a part of a second", correct(record.Correction{Workout: workout.Add(1), Sets: 1, LoadKg: ptr(1)}), "to the second"},
		{"a negative load", correct(record.Correction{Workout: workout, Sets: 1, LoadKg: ptr(-1)}), "load"},
		{"two contents", record.Entry{Kind: record.PlanEntry, Plan: &record.Plan{}, Aliases: map[string]string{"a": "b"}}, "exactly one"},
		{"another kind", record.Entry{Kind: record.AliasesEntry, Plan: &record.Plan{}}, "exactly one"},
	} {
		tc.entry.Entered = workout
		err := tc.entry.Check()
		if (err == nil) != (tc.want == "") || err != nil && !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", tc.name, err, tc.want)
		}
	}
}

func TestEntryDate(t *testing.T) {
	east := time.FixedZone("", 9*3600)
	c := correct(record.Correction{Workout: time.Date(2026, 12, 1, 8, 0, 0, 0, east)})
	in := record.Entry{CheckIn: &record.CheckIn{Day: 20000}}
	if got := c.Date().String(); got != "2026-11-30" || in.Date() != 20000 || aliases(nil).Date() != record.NoDate {
		t.Errorf("a correction is filed under %s, a check-in under %s", got, in.Date())
	}
}

// A set as it was known: each correction counts from when it was entered.
func TestDayAsOf(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 12, 1, hour, 0, 0, 0, time.UTC) }
	first := record.Set{Index: 1, Exercise: "lunge"}
	second := record.Set{Index: 1, Exercise: "squat", Entered: at(10), Was: &first}
	third := record.Set{Index: 1, Exercise: "squat", NotDone: true, Entered: at(12), Was: &second}
	d := record.Day{CheckIn: &record.CheckIn{Fatigue: new(2)}, Entered: at(11), Workouts: []record.DayWork{
		{Sets: []record.Set{{Index: 0, Exercise: "thrust"}, {Index: 2, Exercise: "bridge"}}, NotDone: []record.Set{third}},
	}}
	if !d.Corrected().Equal(at(12)) {
		t.Errorf("corrected at %s", d.Corrected())
	}
	want := map[int]string{9: "thrust lunge bridge", 10: "thrust squat bridge", 11: "thrust squat bridge", 12: "thrust bridge"}
	for hour := range maps.Keys(want) {
		var names []string
		then := d.AsOf(at(hour))
		for _, s := range then.Workouts[0].Sets {
			names = append(names, s.Exercise)
		}
		if (then.CheckIn != nil) != (hour >= 11) || len(then.Workouts[0].NotDone) != hour/12 {
			t.Errorf("at %d: %v, %v", hour, then.CheckIn, then.Workouts[0].NotDone)
		}
		if diff := cmp.Diff(want[hour], strings.Join(names, " ")); diff != "" {
			t.Errorf("at %d: %s", hour, diff)
		}
	}
	if len(d.Workouts[0].Sets) != 2 || d.CheckIn == nil {
		t.Errorf("the day itself was changed: %+v", d)
	}
}

func TestOrderOfSources(t *testing.T) {
	p := record.Profile{Sources: []string{"watch"}, SourcesFor: map[record.ChoiceKind][]string{record.ChooseSleep: {"ring", "watch"}, record.ChooseHRV: {}}}
	for kind, want := range map[record.ChoiceKind]string{record.ChooseSleep: "ring watch", record.ChooseHRV: "watch", record.ChooseSteps: "watch"} {
		if got := strings.Join(p.Order(kind), " "); got != want {
			t.Errorf("%s: got %s, want %s", kind, got, want)
		}
	}
	if a, b, c := record.Place(p.Sources, "watch"), record.Place(p.Sources, "ring"), record.Place(p.Sources, "band"); a != 0 || b <= a || b != c {
		t.Errorf("places %d, %d and %d", a, b, c)
	}
}
