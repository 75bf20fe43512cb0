package plan_test

import (
	"slices"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/plan"
)

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func oslo(weekly ...record.PlannedSession) record.About {
	return record.About{Zones: []record.Zone{{From: record.NoDate, TZ: "Europe/Oslo"}}, Plan: &record.Plan{Weekly: weekly}}
}

func TestNext(t *testing.T) {
	tue := record.PlannedSession{Weekday: time.Tuesday, Time: "18:00", Name: "Glutes"}
	sat := record.PlannedSession{Weekday: time.Saturday, Time: "09:30", Effort: "light"}
	travel := oslo(tue)
	travel.Zones = append(travel.Zones, record.Zone{From: 20773, TZ: "Asia/Tokyo"}) // 2026-11-16
	for _, tc := range []struct {
		name      string
		about     record.About
		at        string
		want      string
		named     string
		effort    string
		unplanned bool
	}{
		{name: "no plan", at: "2026-11-10T06:30:00Z", unplanned: true},
		{name: "an empty plan", about: oslo(), at: "2026-11-10T06:30:00Z", unplanned: true},
		{name: "a time nobody can read", about: oslo(record.PlannedSession{Time: "six"}), at: "2026-11-10T06:30:00Z", unplanned: true},
		{name: "today", about: oslo(sat, tue), at: "2026-11-10T06:30:00Z", want: "2026-11-10T18:00:00+01:00", named: "Glutes", effort: "heavy"},
		{name: "now", about: oslo(tue), at: "2026-11-10T17:00:00Z", want: "2026-11-10T18:00:00+01:00", named: "Glutes", effort: "heavy"},
		{name: "just past", about: oslo(tue), at: "2026-11-10T17:00:01Z", want: "2026-11-17T18:00:00+01:00", named: "Glutes", effort: "heavy"},
		{name: "the other one", about: oslo(tue, sat), at: "2026-11-10T18:00:00Z", want: "2026-11-14T09:30:00+01:00", effort: "light"},
		{name: "abroad", about: travel, at: "2026-11-11T00:00:00Z", want: "2026-11-17T18:00:00+09:00", named: "Glutes", effort: "heavy"},
		{
			name: "a time the clock skips", about: oslo(record.PlannedSession{Weekday: time.Sunday, Time: "02:30"}),
			at: "2026-03-28T00:00:00Z", want: "2026-03-29T03:30:00+02:00", effort: "heavy",
		},
		{
			name: "a time the clock shows twice", about: oslo(record.PlannedSession{Weekday: time.Sunday, Time: "02:30"}),
			at: "2026-10-24T00:00:00Z", want: "2026-10-25T02:30:00+02:00", effort: "heavy",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, ok := plan.Next(tc.about, instant(t, tc.at))
			if ok == tc.unplanned {
				t.Fatalf("planned: %v", ok)
			}
			if !ok {
				return
			}
			if s := got.Start.Format(time.RFC3339); s != tc.want || got.Name != tc.named || got.Effort != tc.effort {
				t.Errorf("got %s %q %q, want %s %q %q", s, got.Name, got.Effort, tc.want, tc.named, tc.effort)
			}
		})
	}
}

func TestBetweenKeepsTheWallTime(t *testing.T) {
	about := oslo(record.PlannedSession{Weekday: time.Sunday, Time: "18:00"}, record.PlannedSession{Weekday: time.Sunday, Time: "18:00", Name: "again"})
	var got []string
	for _, s := range plan.Between(about, instant(t, "2026-10-18T00:00:00Z"), instant(t, "2026-11-01T17:00:00Z")) {
		got = append(got, s.Start.UTC().Format(time.RFC3339))
	}
	want := []string{"2026-10-18T16:00:00Z", "2026-10-25T17:00:00Z"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Sessions strictly ascend, none is missed or comes twice where two spans meet, Next is the first of them, and each stands at its planned
// time on the wall unless the clock skips it.
func TestLawBetween(t *testing.T) {
	zones := []string{"Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "UTC"}
	rapid.Check(t, func(t *rapid.T) {
		about := record.About{Plan: &record.Plan{}}
		from := time.Unix(rapid.Int64Range(1500000000, 1900000000).Draw(t, "from"), 0)
		about.Zones = []record.Zone{
			{From: record.NoDate, TZ: rapid.SampledFrom(zones).Draw(t, "home")},
			{From: record.DateOf(from.UTC()) + record.Date(rapid.IntRange(0, 20).Draw(t, "away from")), TZ: rapid.SampledFrom(zones).Draw(t, "away")},
		}
		for range rapid.IntRange(0, 5).Draw(t, "sessions") {
			about.Plan.Weekly = append(about.Plan.Weekly, record.PlannedSession{
				Weekday: time.Weekday(rapid.IntRange(0, 6).Draw(t, "weekday")),
				Time:    time.Unix(int64(rapid.IntRange(0, 1439).Draw(t, "minute"))*60, 0).UTC().Format("15:04"),
			})
		}
		drawMore(t, &about, from)
		to := from.Add(time.Duration(rapid.IntRange(24*35, 24*60).Draw(t, "hours")) * time.Hour)
		all := plan.Between(about, from, to)
		for i, s := range all {
			if i > 0 && !all[i-1].Start.Before(s.Start) {
				t.Fatalf("%s comes before %s", all[i-1].Start, s.Start)
			}
			planned := slices.ContainsFunc(about.Plan.Weekly, func(p record.PlannedSession) bool { return p.Time == s.Start.Format("15:04") }) ||
				slices.ContainsFunc(about.Plan.Sessions, func(p record.DatedSession) bool { return p.Start == s.Start.Format(record.DatedStart) }) ||
				s.Name == "event"
			_, now := s.Start.Zone()
			_, before := s.Start.Add(-2 * time.Hour).Zone()
			if !planned && now == before {
				t.Fatalf("%s is not in the plan", s.Start)
			}
		}
		middle := from.Add(to.Sub(from) / 3)
		if diff := cmp.Diff(all, slices.Concat(plan.Between(about, from, middle), plan.Between(about, middle, to)), cmp.Comparer(sameSession)); diff != "" {
			t.Fatalf("two spans do not make one: %s", diff)
		}
		next, ok := plan.Next(about, from)
		if ok && (len(all) == 0 || !sameSession(next, all[0])) || !ok && len(all) > 0 && all[0].Start.Before(from.Add(35*24*time.Hour)) {
			t.Fatalf("next is %v, %v", next, ok)
		}
	})
}

// drawMore adds dated sessions, some of them at the times of others, and events.
func drawMore(t *rapid.T, about *record.About, from time.Time) {
	shown := func(name string) time.Time {
		return from.UTC().Add(time.Duration(rapid.IntRange(-24*60, 50*24*60).Draw(t, name)) * time.Minute)
	}
	for range rapid.IntRange(0, 4).Draw(t, "dated") {
		about.Plan.Sessions = append(about.Plan.Sessions, record.DatedSession{
			Start:  shown("dated at").Format(record.DatedStart),
			Effort: rapid.SampledFrom([]string{"", "light", "off"}).Draw(t, "effort"), Muscle: rapid.SampledFrom([]string{"", "legs"}).Draw(t, "muscle"),
		})
	}
	about.Agenda = &record.Agenda{}
	for range rapid.IntRange(0, 4).Draw(t, "events") {
		about.Agenda.Events = append(about.Agenda.Events, record.AgendaEvent{
			Start: shown("event at").Format("2006-01-02T15:04:05"), Name: "event", Effort: "light",
			TZ:   rapid.SampledFrom([]string{"", "Europe/Oslo", "Pacific/Apia"}).Draw(t, "event's zone"),
			Rule: rapid.SampledFrom([]string{"", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=MO,SU;COUNT=3"}).Draw(t, "rule"),
		})
	}
}

func sameSession(a, b plan.Session) bool {
	return a.Start.Equal(b.Start) && a.Name == b.Name && a.Effort == b.Effort && a.Deload == b.Deload && a.Phase == b.Phase
}
