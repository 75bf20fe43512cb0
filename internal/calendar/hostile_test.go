package calendar_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/calendar"
)

func TestNoCalendar(t *testing.T) {
	for _, text := range []string{
		"", "BEGIN:VCARD\nEND:VCARD", "hello", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Glutes\n", strings.TrimSuffix(ics("SUMMARY:Glutes"), "END:VCALENDAR\r\n"),
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=\"Europe:20261201T180000\nEND:VEVENT\nEND:VCALENDAR",
	} {
		if a, err := calendar.Read(text, nil); err == nil {
			t.Errorf("%.40q: %v, want an error", text, a)
		}
	}
}

// Files made to cost much cost little: each is as long as an entry may be, or has as many series.
func TestHostile(t *testing.T) {
	const most = 512 << 10
	fill := func(begin, s, end string) string {
		return begin + strings.Repeat(s, (most-len(begin)-len(end))/len(s)) + end
	}
	event := "BEGIN:VEVENT\nSUMMARY:Glutes\nDTSTART:20000101T000000\n%s\nEND:VEVENT\n"
	series := func(rule string) string { return fmt.Sprintf(event, "RRULE:"+rule) }
	from := time.Date(2040, 11, 1, 0, 0, 0, 0, time.UTC)
	for name, text := range map[string]string{
		"nested components": fill("BEGIN:VCALENDAR\n", "BEGIN:X\n", ""),
		"parameters":        fill("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY", ";A=B", ":Glutes\nEND:VEVENT\nEND:VCALENDAR"),
		"one line":          fill("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:", "glute ", "\nEND:VEVENT\nEND:VCALENDAR"),
		"folds":             fill("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:", "\n x", "\nEND:VEVENT\nEND:VCALENDAR"),
		"zones":             fill("BEGIN:VCALENDAR\n", "BEGIN:VEVENT\nSUMMARY:Glutes\nDTSTART;TZID=a/b/c/d/../../e:20261201T180000\nEND:VEVENT\n", "END:VCALENDAR"),
		"exceptions":        fill("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Glutes\nDTSTART:20261201T180000\n", "EXDATE:20261202T180000\n", "END:VEVENT\nEND:VCALENDAR"),
		"daily series":      fill("BEGIN:VCALENDAR\n", series("FREQ=DAILY"), "END:VCALENDAR"),
		"monthly, never":    fill("BEGIN:VCALENDAR\n", strings.ReplaceAll(series("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31"), "20000101", "20000201"), "END:VCALENDAR"),
		"weekdays":          fill("BEGIN:VCALENDAR\n", series("FREQ=DAILY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR,SA,SU;UNTIL=20991231"), "END:VCALENDAR"),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			a, _ := calendar.Read(text, nil) // an error is as good
			for _, e := range a.Events {
				calendar.Walls(e, from, from.AddDate(0, 0, 40), time.UTC)
			}
			if d := time.Since(start); d > 10*time.Second { // some tenths of a second; the rest is room for slow machines and the race detector
				t.Errorf("%v", d)
			}
			if len(a.Events) > 1000 || len(a.Notes) > 20 {
				t.Errorf("%d events, %d notes", len(a.Events), len(a.Notes))
			}
		})
	}
}

// Nothing that is no calendar brings the reader down, and what Keep leaves says the same.
func FuzzRead(f *testing.F) {
	names, err := filepath.Glob("testdata/*.ics")
	if err != nil || len(names) == 0 {
		f.Fatal("no calendars in testdata", err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	f.Add(ics("UID:1\nSUMMARY:Glutes\nDTSTART:20261201T180000\nRRULE:FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1,5;COUNT=4\nRDATE:20261202\nEXDATE:20261203T180000Z"))
	f.Add(ics("UID:1\nSUMMARY:Glutes\nRECURRENCE-ID:20261201\nDTSTART;TZID=Europe/Oslo:20261201T180000"))
	f.Fuzz(func(t *testing.T, text string) {
		a, err := calendar.Read(text, nil)
		if err != nil {
			return
		}
		for _, e := range a.Events {
			from := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
			for _, w := range calendar.Walls(e, from, from.AddDate(0, 2, 0), time.UTC) {
				if w.Before(from) || !w.Before(from.AddDate(0, 2, 0)) {
					t.Fatalf("%+v begins at %s", e, w)
				}
			}
		}
		small, err := calendar.Keep(text, nil)
		if err != nil {
			t.Fatal(err)
		}
		again, err := calendar.Read(small, nil)
		if err != nil || cmp.Diff(a.Events, again.Events) != "" {
			t.Fatalf("%v %s", err, cmp.Diff(a.Events, again.Events))
		}
	})
}

// Whatever stands in an event, reading it and asking for its sessions ends soon and gives ascending times.
func FuzzEvent(f *testing.F) {
	f.Add("DTSTART;TZID=Europe/Oslo:20261201T180000", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR;UNTIL=20270101T170000Z", "EXDATE;VALUE=DATE:20261204")
	f.Add("DTSTART:20261231T235959Z", "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1,31;COUNT=7", "RDATE:20270102T000000,20270103T000000Z")
	f.Add("DTSTART:20000229T000000", "RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=TU;WKST=SU", "RECURRENCE-ID:20261204T000000Z")
	f.Add("DTSTART:20261201T180000", "RRULE:FREQ=MONTHLY;BYDAY=-1FR,2MO", "EXDATE;TZID=Asia/Tokyo:20261201T180000")
	f.Fuzz(func(t *testing.T, start, rule, more string) {
		a, err := calendar.Read(ics("UID:1\nSUMMARY:Glutes\n"+start+"\n"+rule, "UID:1\nSUMMARY:Glutes\n"+start+"\n"+more), nil)
		if err != nil {
			return
		}
		begin, from := time.Now(), time.Date(2030, 11, 1, 0, 0, 0, 0, time.UTC)
		for _, e := range a.Events {
			walls := calendar.Walls(e, from, from.AddDate(0, 2, 0), time.UTC)
			if !slices.IsSortedFunc(walls, time.Time.Compare) {
				t.Fatalf("%+v begins at %v", e, walls)
			}
		}
		if d := time.Since(begin); d > 2*time.Second {
			t.Fatalf("%v for %+v", d, a)
		}
	})
}
