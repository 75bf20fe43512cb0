package calendar_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/calendar"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// ics is a calendar of events, each given by its lines.
func ics(events ...string) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n")
	for _, e := range events {
		b.WriteString("BEGIN:VEVENT\r\n" + strings.ReplaceAll(strings.TrimSpace(e), "\n", "\r\n") + "\r\nEND:VEVENT\r\n")
	}
	return b.String() + "END:VCALENDAR\r\n"
}

func read(t testing.TB, text string, words ...string) record.Agenda {
	t.Helper()
	a, err := calendar.Read(text, words)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// walls are the sessions of a calendar between two dates, "date time [zone] name [effort]".
func walls(t testing.TB, a record.Agenda, from, to string) []string {
	t.Helper()
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range a.Events {
		for _, w := range calendar.Walls(e, day(from), day(to), oslo) {
			out = append(out, strings.TrimSpace(w.Format("01-02 15:04 ")+e.TZ))
		}
	}
	return out
}

func TestRules(t *testing.T) {
	const event = "UID:1\nSUMMARY:Glutes\n"
	for _, tc := range []struct {
		name, event string
		from, to    string
		want        []string
	}{
		{"once", "DTSTART;TZID=Europe/Oslo:20261201T180000", "2026-12-01", "2027-01-01", []string{"12-01 18:00 Europe/Oslo"}},
		{"floating", "DTSTART:20261201T180000", "2026-12-01", "2027-01-01", []string{"12-01 18:00"}},
		{"in UTC", "DTSTART:20261201T170000Z", "2026-12-01", "2027-01-01", []string{"12-01 17:00 UTC"}},
		{"before the span", "DTSTART:20261201T170000Z", "2026-12-02", "2027-01-01", nil},
		{"the span's end is outside", "DTSTART:20261201T000000", "2026-11-01", "2026-12-01", nil},
		{
			"weekly on two days", "DTSTART:20261201T180000\nRRULE:FREQ=WEEKLY;BYDAY=TU,FR", "2026-12-01", "2026-12-12",
			[]string{"12-01 18:00", "12-04 18:00", "12-08 18:00", "12-11 18:00"},
		},
		{
			"every other week over a Sunday", "DTSTART:20261201T180000\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU", "2026-12-01", "2027-01-01",
			[]string{"12-01 18:00", "12-13 18:00", "12-15 18:00", "12-27 18:00", "12-29 18:00"},
		},
		{"so many", "DTSTART:20261201T180000\nRRULE:FREQ=DAILY;INTERVAL=3;COUNT=3", "2026-12-03", "2027-01-01", []string{"12-04 18:00", "12-07 18:00"}},
		{"until a day", "DTSTART:20261201T180000\nRRULE:FREQ=DAILY;UNTIL=20261202", "2026-12-01", "2027-01-01", []string{"12-01 18:00", "12-02 18:00"}},
		{
			"until an instant", "DTSTART;TZID=Europe/Oslo:20261201T180000\nRRULE:FREQ=DAILY;UNTIL=20261203T165959Z", "2026-12-01", "2027-01-01",
			[]string{"12-01 18:00 Europe/Oslo", "12-02 18:00 Europe/Oslo"},
		},
		{"the second Monday", "DTSTART:20261214T070000\nRRULE:FREQ=MONTHLY;BYDAY=2MO", "2027-01-01", "2027-03-01", []string{"01-11 07:00", "02-08 07:00"}},
		{"the last Friday", "DTSTART:20261225T070000\nRRULE:FREQ=MONTHLY;BYDAY=-1FR", "2027-01-01", "2027-02-01", []string{"01-29 07:00"}},
		{"the last weekday", "DTSTART:20261231T070000\nRRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2027-01-01", "2027-02-01", []string{"01-29 07:00"}},
		{"the 31st", "DTSTART:20261231T070000\nRRULE:FREQ=MONTHLY", "2027-01-01", "2027-05-01", []string{"01-31 07:00", "03-31 07:00"}},
		{
			"exceptions", "DTSTART;TZID=Europe/Oslo:20261201T180000\nRRULE:FREQ=DAILY;COUNT=6\nEXDATE;TZID=Europe/Oslo:20261202T180000,20261203T180000\n" +
				"EXDATE:20261204T170000Z\nEXDATE;VALUE=DATE:20261205", "2026-12-01", "2027-01-01",
			[]string{"12-01 18:00 Europe/Oslo", "12-06 18:00 Europe/Oslo"},
		},
		{
			"exceptions in another zone", "DTSTART:20261201T180000\nRRULE:FREQ=DAILY;UNTIL=20261204T170000Z\nEXDATE:20261202T170000Z\nEXDATE;TZID=Europe/London:20261203T170000",
			"2026-12-01", "2027-01-01",
			[]string{"12-01 18:00", "12-04 18:00"},
		},
		{
			"more dates", "DTSTART:20261201T180000\nRDATE:20261203T190000\nRDATE;VALUE=PERIOD:20261205T180000/PT1H", "2026-12-01", "2027-01-01",
			[]string{"12-01 18:00", "12-03 19:00", "12-05 18:00"},
		},
		{"over the change of the clock", "DTSTART;TZID=Europe/Oslo:20261024T180000\nRRULE:FREQ=DAILY;COUNT=2", "2026-10-24", "2026-11-01", []string{"10-24 18:00 Europe/Oslo", "10-25 18:00 Europe/Oslo"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := read(t, ics(event+tc.event))
			if diff := cmp.Diff(tc.want, walls(t, a, tc.from, tc.to)); diff != "" || len(a.Notes) > 0 {
				t.Errorf("%s%v", diff, a.Notes)
			}
		})
	}
}

func TestPassedOver(t *testing.T) {
	const at = "\nDTSTART:20261201T180000"
	for _, tc := range []struct {
		name, event, kind string
		kept              int
	}{
		{"all day", "SUMMARY:Glute week\nDTSTART;VALUE=DATE:20261201", "all_day", 0},
		{"no start", "SUMMARY:Glutes", "bad_time", 0},
		{"a start nobody can read", "SUMMARY:Glutes\nDTSTART:tomorrow", "bad_time", 0},
		{"an impossible year", "SUMMARY:Glutes\nDTSTART:16010101T180000", "bad_time", 0},
		{"cancelled", "SUMMARY:Glutes\nSTATUS:CANCELLED" + at, "", 0},
		{"another event", "SUMMARY:Dentist" + at, "", 0},
		{"yearly", "SUMMARY:Glutes\nRRULE:FREQ=YEARLY" + at, "unknown_rule", 0},
		{"by the second", "SUMMARY:Glutes\nRRULE:FREQ=SECONDLY" + at, "unknown_rule", 0},
		{"hours", "SUMMARY:Glutes\nRRULE:FREQ=DAILY;BYHOUR=1,2,3" + at, "unknown_rule", 0},
		{"no such day", "SUMMARY:Glutes\nRRULE:FREQ=WEEKLY;BYDAY=XX" + at, "unknown_rule", 0},
		{"a date that never comes", "SUMMARY:Glutes\nRRULE:FREQ=MONTHLY;BYDAY=53MO" + at, "unknown_rule", 0},
		{"a weekday that never comes", "SUMMARY:Glutes\nRRULE:FREQ=DAILY;INTERVAL=7;BYDAY=MO" + at, "unknown_rule", 0},
		{"an interval of ages", "SUMMARY:Glutes\nRRULE:FREQ=DAILY;INTERVAL=9223372036854775807" + at, "unknown_rule", 0},
		{"day 40", "SUMMARY:Glutes\nRRULE:FREQ=MONTHLY;BYMONTHDAY=40" + at, "unknown_rule", 0},
		{"two rules", "SUMMARY:Glutes\nRRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY" + at, "unknown_rule", 0},
		{"a zone of nobody", "SUMMARY:Glutes\nDTSTART;TZID=Middle Earth:20261201T180000", "unknown_zone", 1},
		{"the machine's zone", "SUMMARY:Glutes\nDTSTART;TZID=Local:20261201T180000", "unknown_zone", 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := read(t, ics(tc.event))
			kind := ""
			if len(a.Notes) == 1 {
				kind = a.Notes[0].Kind
			}
			if kind != tc.kind || len(a.Events) != tc.kept || len(a.Notes) > 1 {
				t.Errorf("notes %v and %d events, want %q and %d", a.Notes, len(a.Events), tc.kind, tc.kept)
			}
		})
	}
}

func TestWords(t *testing.T) {
	for _, tc := range []struct {
		summary string
		words   []string
		want    bool
	}{
		{"Glutes", nil, true},
		{"GLUTE day!", nil, true},
		{"Rumpeøkt", nil, true},
		{"Seteløft og knebøy", nil, true},
		{"Heavy hip thrusts", nil, true},
		{"Hip Thrust", nil, true},
		{"Thrust hip", nil, false},
		{"Legs", nil, false},
		{"Setermøte", nil, false},
		{"Gluten-free lunch", nil, true},
		{"", nil, false},
		{"Legs", []string{"leg*"}, true},
		{"Glutes", []string{"leg*"}, false},
		{"Lower body", []string{" lower BODY "}, true},
		{"Anything", []string{"*", " "}, false},
	} {
		a := read(t, ics("DTSTART:20261201T180000\nSUMMARY:"+tc.summary), tc.words...)
		if got := len(a.Events) == 1; got != tc.want {
			t.Errorf("%q with %q: %v", tc.summary, tc.words, got)
		}
	}
	for text, want := range map[string]record.AgendaEvent{
		"SUMMARY:Glutes": {Effort: "heavy"}, "SUMMARY:Rumpe (lett)": {Effort: "light"}, "SUMMARY:Moderate glutes": {Effort: "moderate"},
		"SUMMARY:Deload glutes": {Effort: "heavy", Deload: true}, "SUMMARY:Evening\nCATEGORIES:Gym,Glute activation": {Effort: "light"},
	} {
		a := read(t, ics("DTSTART:20261201T180000\n"+text))
		if len(a.Events) != 1 || a.Events[0].Effort != want.Effort || a.Events[0].Deload != want.Deload {
			t.Errorf("%q: %+v", text, a.Events)
		}
	}
}

func TestExceptionsOfASeries(t *testing.T) {
	const series = "UID:s\nSUMMARY:Glutes\nDTSTART;TZID=Europe/Oslo:20261201T180000\nRRULE:FREQ=WEEKLY"
	moved := "UID:s\nSUMMARY:Glutes\nRECURRENCE-ID:20261208T170000Z\nDTSTART;TZID=Europe/Oslo:20261209T193000"
	legs := "UID:s\nSUMMARY:Legs\nRECURRENCE-ID;TZID=Europe/Oslo:20261215T180000\nDTSTART;TZID=Europe/Oslo:20261215T180000"
	gone := "UID:s\nSUMMARY:Glutes\nSTATUS:CANCELLED\nRECURRENCE-ID;TZID=Europe/Oslo:20261222T180000\nDTSTART;TZID=Europe/Oslo:20261222T180000"
	other := "UID:o\nSUMMARY:Glutes again\nRECURRENCE-ID:20261208T170000Z\nDTSTART:20261230T180000" // its series is not in the file
	want := []string{"12-01 18:00 Europe/Oslo", "12-29 18:00 Europe/Oslo", "12-09 19:30 Europe/Oslo", "12-30 18:00"}
	for _, text := range []string{ics(series, moved, legs, gone, other), ics(other, gone, legs, moved, series)} {
		if diff := cmp.Diff(want, walls(t, read(t, text), "2026-12-01", "2027-01-01")); diff != "" {
			t.Error(diff)
		}
	}
}

// Calendars as Google, Apple and Outlook write them, with other events, folded lines, alarms and zones of their own.
func TestCalendarsOfTheWorld(t *testing.T) {
	for file, want := range map[string][]string{
		"google.ics":  {"12-01 18:00 Europe/Oslo", "12-08 18:00 Europe/Oslo", "12-04 06:30 UTC"},
		"outlook.ics": {"12-01 17:30", "12-08 17:30"},
		"apple.ics":   {"12-03 19:00 Europe/Oslo", "12-10 19:00 Europe/Oslo"},
	} {
		t.Run(file, func(t *testing.T) {
			b, err := os.ReadFile(filepath.Join("testdata", file))
			if err != nil {
				t.Fatal(err)
			}
			a := read(t, string(b))
			if diff := cmp.Diff(want, walls(t, a, "2026-12-01", "2026-12-15")); diff != "" {
				t.Error(diff)
			}
			small, err := calendar.Keep(string(b), nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(a, read(t, small)); diff != "" {
				t.Errorf("what is kept says something else: %s", diff)
			}
			for _, secret := range []string{"DESCRIPTION", "ATTENDEE", "Dentist", "mailto"} {
				if strings.Contains(small, secret) {
					t.Errorf("%s is kept:\n%s", secret, small)
				}
			}
		})
	}
}
