package plan_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/calendar"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/plan"
)

func sessions(t *testing.T, about record.About, from, to string) (out []string) {
	t.Helper()
	for _, s := range plan.Between(about, instant(t, from), instant(t, to)) {
		line := s.Start.Format("01-02 15:04-07 ") + s.Name + " " + s.Effort
		if s.Deload {
			line += " deload"
		}
		out = append(out, strings.TrimSpace(line+" "+s.Phase))
	}
	return out
}

func TestDatedSessions(t *testing.T) {
	weekly := record.PlannedSession{Weekday: time.Tuesday, Time: "18:00", Name: "week"}
	const dec1 = "2026-12-01T18:00" // a Tuesday
	for _, tc := range []struct {
		name  string
		dated record.DatedSession
		want  []string
	}{
		{"another day", record.DatedSession{Start: "2026-12-03T07:30", Name: "once", Effort: "light"}, []string{"12-01 18:00+01 week heavy", "12-03 07:30+01 once light"}},
		{"in place of the week's", record.DatedSession{Start: dec1, Name: "once", Effort: "moderate"}, []string{"12-01 18:00+01 once moderate"}},
		{"off", record.DatedSession{Start: dec1, Effort: "off"}, nil},
		{"another muscle group then", record.DatedSession{Start: dec1, Name: "Arms", Muscle: "upper"}, nil},
		{"another muscle group", record.DatedSession{Start: "2026-12-02T18:00", Name: "Legs", Muscle: "legs"}, []string{"12-01 18:00+01 week heavy"}},
		{"the glutes by name", record.DatedSession{Start: dec1, Name: "once", Muscle: " Glutes "}, []string{"12-01 18:00+01 once heavy"}},
		{"past", record.DatedSession{Start: "2026-11-29T18:00"}, []string{"12-01 18:00+01 week heavy"}},
		{"unreadable", record.DatedSession{Start: "soon"}, []string{"12-01 18:00+01 week heavy"}},
	} {
		about := oslo(weekly)
		about.Plan.Sessions = []record.DatedSession{tc.dated}
		if diff := cmp.Diff(tc.want, sessions(t, about, "2026-11-30T00:00:00+01:00", "2026-12-07T00:00:00+01:00")); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
	other := oslo(record.PlannedSession{Weekday: time.Tuesday, Time: "18:00", Muscle: "back"})
	if next, ok := plan.Next(other, instant(t, "2026-12-01T00:00:00Z")); ok {
		t.Errorf("a back session is next: %v", next)
	}
}

func TestNextLooksFiveWeeksAhead(t *testing.T) {
	about := oslo()
	about.Plan.Sessions = []record.DatedSession{{Start: "2026-12-01T18:00"}}
	for at, want := range map[string]bool{"2026-10-27T17:00:00Z": false, "2026-10-27T17:00:01Z": true, "2026-12-01T17:00:00Z": true, "2026-12-01T17:00:01Z": false} {
		if _, ok := plan.Next(about, instant(t, at)); ok != want {
			t.Errorf("at %s: %v", at, ok)
		}
	}
}

func TestDeloadAndPhase(t *testing.T) {
	day := func(s string) record.Date {
		d, err := record.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	about := oslo(record.PlannedSession{Weekday: time.Sunday, Time: "10:00"})
	about.Plan.Blocks = []record.Block{
		{From: day("2026-11-04"), Phase: "linear", DeloadEvery: 3}, // a Wednesday: its week is the first
		{From: day("2026-12-07"), Phase: "undulating"},
	}
	about.Plan.Weeks = []record.PlannedWeek{{Monday: day("2026-12-07"), Deload: true}}
	want := []string{
		"11-01 10:00+01  heavy", "11-08 10:00+01  heavy linear", "11-15 10:00+01  heavy linear", "11-22 10:00+01  heavy deload linear",
		"11-29 10:00+01  heavy linear", "12-06 10:00+01  heavy linear", "12-13 10:00+01  heavy deload undulating", "12-20 10:00+01  heavy undulating",
	}
	if diff := cmp.Diff(want, sessions(t, about, "2026-10-31T00:00:00Z", "2026-12-27T00:00:00Z")); diff != "" {
		t.Error(diff)
	}
	about.Plan.Weeks = append(about.Plan.Weeks, record.PlannedWeek{Monday: day("2026-11-16")}) // not this one
	if got := sessions(t, about, "2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z"); strings.Contains(fmt.Sprint(got), "deload") {
		t.Error(got)
	}
}

func TestCalendar(t *testing.T) {
	lines := strings.Join([]string{
		"BEGIN:VCALENDAR",
		"BEGIN:VEVENT", "UID:1", "SUMMARY:Glutes", "DTSTART;TZID=Europe/Oslo:20261201T180000", "RRULE:FREQ=WEEKLY", "EXDATE;TZID=Europe/Oslo:20261208T180000", "END:VEVENT",
		"BEGIN:VEVENT", "UID:2", "SUMMARY:Light glutes", "DTSTART:20261203T070000", "RRULE:FREQ=WEEKLY", "END:VEVENT", // of no zone
		"BEGIN:VEVENT", "UID:3", "SUMMARY:Deload glutes", "DTSTART:20261205T090000Z", "END:VEVENT",
		"BEGIN:VEVENT", "UID:4", "SUMMARY:Glute camp", "DTSTART;VALUE=DATE:20261206", "END:VEVENT",
		"END:VCALENDAR", "",
	}, "\r\n")
	agenda, err := calendar.Read(lines, nil)
	if err != nil {
		t.Fatal(err)
	}
	about := oslo(record.PlannedSession{Weekday: time.Tuesday, Time: "18:00", Name: "week", Effort: "light"})
	about.Zones = append(about.Zones, record.Zone{From: 20796, TZ: "America/New_York"}) // 2026-12-09
	about.Agenda = &agenda
	want := []string{
		"12-01 18:00+01 Glutes heavy", // the calendar before the week
		"12-03 07:00+01 Light glutes light",
		"12-05 10:00+01 Deload glutes heavy deload",
		"12-08 18:00+01 week light",         // the calendar says nothing of this date
		"12-10 07:00-05 Light glutes light", // on the wall wherever the athlete is
		"12-15 12:00-05 Glutes heavy",       // in Oslo, seen from New York
		"12-15 18:00-05 week light",
	}
	if diff := cmp.Diff(want, sessions(t, about, "2026-12-01T00:00:00Z", "2026-12-16T00:00:00Z")); diff != "" {
		t.Error(diff)
	}
	about.Plan = nil
	if next, ok := plan.Next(about, instant(t, "2026-12-02T00:00:00Z")); !ok || next.Name != "Light glutes" {
		t.Errorf("a calendar alone: %v, %v", next, ok)
	}
}
