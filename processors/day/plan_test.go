package day_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/day"
)

const ics = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Glutes\r\nDTSTART:20261201T180000\r\nEND:VEVENT\r\n" +
	"BEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Dentist\r\nDTSTART:20261202T180000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// A plan is gathered part by part, a calendar and the names of exercises beside it, in whatever order the entries come.
func TestAboutGathersThePlan(t *testing.T) {
	plan := func(p record.Plan) record.Entry { return record.Entry{Plan: &p} }
	names := func(a map[string]string) record.Entry { return record.Entry{Aliases: a} }
	monday, later := date(t, "2026-12-07"), date(t, "2026-12-14")
	weekly := []record.PlannedSession{{Weekday: time.Tuesday, Time: "18:00", Name: "Glutes"}}
	recs := []record.Record{
		entry("a", 1, plan(record.Plan{Weekly: []record.PlannedSession{{Name: "old"}}, Weeks: []record.PlannedWeek{{Monday: later, Deload: true}}})),
		entry("b", 2, plan(record.Plan{Weekly: weekly})),
		entry("c", 3, plan(record.Plan{Sessions: []record.DatedSession{{Start: "2026-12-09T18:00", Name: "b"}, {Start: "2026-12-01T18:00", Name: "a"}}})),
		entry("d", 4, plan(record.Plan{Sessions: []record.DatedSession{{Start: "2026-12-09T18:00", Effort: "off"}}})),
		entry("e", 5, plan(record.Plan{Weeks: []record.PlannedWeek{{Monday: later}, {Monday: monday, Deload: true}}})),
		entry("f", 6, plan(record.Plan{Blocks: []record.Block{{From: later, Phase: "block"}, {From: monday, Phase: "linear", DeloadEvery: 4}}})),
		entry("g", 7, names(map[string]string{"Butt Blaster": "gym/x", "Sled": "sled/push"})),
		entry("h", 8, names(map[string]string{"butt-blasters": "gym/y", "SLED": ""})),
		entry("i", 9, record.Entry{Calendar: &record.Calendar{Text: "no calendar"}}),
		entry("j", 10, record.Entry{Calendar: &record.Calendar{Text: ics}}),
	}
	want := record.About{
		V: record.Version, Athlete: "a",
		Plan: &record.Plan{
			Weekly:   weekly,
			Sessions: []record.DatedSession{{Start: "2026-12-01T18:00", Name: "a"}, {Start: "2026-12-09T18:00", Effort: "off"}},
			Weeks:    []record.PlannedWeek{{Monday: monday, Deload: true}, {Monday: later}},
			Blocks:   []record.Block{{From: monday, Phase: "linear", DeloadEvery: 4}, {From: later, Phase: "block"}},
		},
		Agenda:  &record.Agenda{Events: []record.AgendaEvent{{Start: "2026-12-01T18:00:00", Name: "Glutes", Effort: "heavy"}}},
		Aliases: map[string]string{"butt-blasters": "gym/y"},
	}
	rapid.Check(t, func(t *rapid.T) {
		twice := rapid.SliceOf(rapid.SampledFrom(recs)).Draw(t, "twice")
		got := day.About("a", rapid.Permutation(append(slices.Clip(recs), twice...)).Draw(t, "order"))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
	if got := day.About("a", recs[:9]).Agenda; got == nil || len(got.Notes) != 1 || got.Notes[0].Kind != "unreadable" {
		t.Errorf("an unreadable calendar: %+v", got)
	}
	web := append(slices.Clip(recs), entry("k", 11, record.Entry{Calendar: &record.Calendar{URL: "https://example.org/a.ics", Words: []string{"legs"}}}))
	if got := day.About("a", web); got.Agenda != nil || got.Feed == nil || got.Feed.URL != "https://example.org/a.ics" || len(got.Feed.Words) != 1 {
		t.Errorf("named and not fetched yet: %+v, %+v", got.Agenda, got.Feed)
	}
	back := append(slices.Clip(recs), entry("k", 11, plan(record.Plan{
		Sessions: []record.DatedSession{{Start: "2026-12-09T18:00", Unsaid: true}}, Weeks: []record.PlannedWeek{{Monday: later, Unsaid: true}}, Blocks: []record.Block{{From: monday, Unsaid: true}},
	})))
	if got := day.About("a", back).Plan; len(got.Sessions) != 1 || len(got.Weeks) != 1 || len(got.Blocks) != 1 || len(got.Weekly) != 1 {
		t.Errorf("taken back: %+v", got)
	}
	none := append(slices.Clip(recs), entry("k", 11, record.Entry{Calendar: &record.Calendar{}}), entry("l", 12, plan(record.Plan{Weekly: []record.PlannedSession{}})))
	if got := day.About("a", none); got.Agenda != nil || got.Feed != nil || len(got.Plan.Weekly) != 0 {
		t.Errorf("taken away: %+v, %+v", got.Agenda, got.Plan)
	}
}
