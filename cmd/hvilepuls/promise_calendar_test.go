package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// A calendar on the web is a plan: named once, fetched again while `up` runs, its address shown to nobody. Addresses of one's own network
// are not asked unless the settings say so.
func TestCalendarOnTheWeb(t *testing.T) {
	t.Parallel()
	var start atomic.Value
	start.Store("20991201T180000")
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Glutes\r\nDTSTART:%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", start.Load())
	}))
	t.Cleanup(s.Close)

	careful := newRig(t, "")
	_, errs, code := careful.try("athlete", "add", "ada", "--tz", "UTC", "--calendar", s.URL+"/s3cret.ics")
	if code != exitUsage || !strings.Contains(errs, "a setting named internal") || strings.Contains(errs, "s3cret") {
		t.Errorf("an address of this computer: exit code %d, %s", code, errs)
	}

	r := newRig(t, "ingest: {calendars: {internal: true, every: 100ms}}\n")
	up := r.up()
	out, errs, code := r.try("athlete", "add", "ada", "--tz", "UTC", "--calendar", s.URL+"/s3cret.ics", "--json")
	if code != 0 || !strings.Contains(out, `"start":"2099-12-01T18:00:00"`) || strings.Contains(out+errs, "s3cret") || !strings.Contains(errs, "1 sessions") {
		t.Errorf("exit code %d: %s %s", code, out, errs)
	}
	if out := r.run(0, "verdict", "--at", "2099-11-30T12:00:00Z", "--json"); !strings.Contains(out, `"session":{"start":"2099-12-01T18:00:00Z","name":"Glutes"}`) {
		t.Errorf("verdict %s", out)
	}
	start.Store("20991202T070000")
	r.untilSaid(`"session":\{"start":"2099-12-02T07:00:00Z"`, "verdict", "--at", "2099-11-30T12:00:00Z", "--json")
	r.run(0, "athlete", "set", "ada", "--calendar", "none")
	start.Store("20991203T070000")
	if out := r.run(0, "athlete", "set", "ada", "--json"); strings.Contains(out, "agenda") || strings.Contains(out, "feed") {
		t.Errorf("taken away, and yet %s", out)
	}
	r.run(0, "verify")
	if err := up.stop(); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(up.log.String(), "s3cret") {
		t.Error("the log tells the calendar's address")
	}
}
