package main

import (
	"compress/gzip"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// outerTroubles are those of what is fetched and of who is told.
func outerTroubles() map[string]func(t *testing.T) func() diagnosis {
	type ask = func() diagnosis
	account := func(h http.HandlerFunc, more string) func(t *testing.T) func() diagnosis {
		return func(t *testing.T) func() diagnosis {
			r := accountRig(t, secretFile(t, "key", "k\n"), h, more)
			r.up()
			return r.diagnose
		}
	}
	status := func(n int) http.HandlerFunc { return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(n) } }
	return map[string]func(t *testing.T) func() diagnosis{
		"account-key":    account(status(http.StatusUnauthorized), ""),
		"account-answer": account(status(http.StatusTeapot), ""),
		"account-key-file": func(t *testing.T) ask {
			path := secretFile(t, "key", "k\n")
			r := accountRig(t, path, status(http.StatusOK), "")
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			r.up()
			return r.diagnose
		},
		"account-not-taken": account(oneActivity, "archive: {reserve: 1000000000000000}, "),
		"account-silent": func(t *testing.T) ask {
			r := accountRig(t, secretFile(t, "key", "k\n"), oneActivity, "")
			up := r.up()
			r.untilSaid("last contact 20", "doctor")
			if err := up.stop(); err != nil {
				t.Fatal(err)
			}
			return func() diagnosis { return r.diagnoseLater(48 * time.Hour) }
		},
		"calendar": func(t *testing.T) ask {
			var gone atomic.Bool
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if gone.Load() {
					w.WriteHeader(http.StatusGone)
					return
				}
				fmt.Fprint(w, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Glutes\r\nDTSTART:20991201T180000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
			}))
			t.Cleanup(s.Close)
			r := newRig(t, "ingest: {calendars: {internal: true, every: 100ms}}\n")
			r.up()
			r.run(0, "athlete", "add", "ada", "--tz", "UTC", "--calendar", s.URL+"/s3cret.ics")
			gone.Store(true)
			return r.diagnose
		},
		"channel": func(t *testing.T) ask {
			s := httptest.NewServer(status(http.StatusInternalServerError))
			t.Cleanup(s.Close)
			r := newRig(t, fmt.Sprintf(`processors: {gather: 100ms}
alerts: {evening: "00:00", lead: 48h, retry: 1s, internal: true, quiet: {from: "00:00", to: "00:00"}, athletes: {ada: [{name: hook, file: %q}]}}
`, secretFile(t, "hook", s.URL+"/hook\n")))
			start := time.Now().UTC().Add(3 * time.Hour)
			r.up()
			r.run(0, "athlete", "add", "ada", "--tz", "UTC", "--session", start.Format("2006-01-02 15:04")+" Glutes")
			r.run(0, "checkin", "--athlete", "ada", "--pain", "sharp")
			return r.diagnose
		},
	}
}

// accountRig has an athlete with an account at a service.
func accountRig(t *testing.T, keyFile string, h http.HandlerFunc, more string) *rig {
	t.Helper()
	service := httptest.NewServer(h)
	t.Cleanup(service.Close)
	r := newRig(t, fmt.Sprintf("ingest: {%saccounts: {days: 7, intervals: [{athlete: ada, key_file: %q, url: %q}]}}\n", more, keyFile, service.URL))
	full := r.args
	r.args = full[:2] // only the folder
	r.run(0, "athlete", "add", "ada", "--tz", "UTC")
	r.args = full
	return r
}

// oneActivity is a service that holds one.
func oneActivity(w http.ResponseWriter, r *http.Request) {
	today := time.Now().UTC().Truncate(24 * time.Hour)
	at := today.Add(-30 * time.Hour)
	switch {
	case strings.HasSuffix(r.URL.Path, "/activities") && r.URL.Query().Get("newest") > today.Format(time.DateOnly):
		fmt.Fprintf(w, `[{"id":"i1","source":"GARMIN_CONNECT","start_date_local":%q}]`, at.Format("2006-01-02T15:04:05"))
	case r.URL.Path == "/api/v1/activity/i1/file":
		z := gzip.NewWriter(w)
		_, _ = z.Write(strengthFile(at).Data)
		_ = z.Close()
	default:
		fmt.Fprint(w, `[]`)
	}
}

// troublesPage lists what doctor looks for.
func troublesPage() string {
	var rows [][]string
	for _, tr := range troubles() {
		grade := "wrong"
		if tr.hint {
			grade = "note"
		}
		rows = append(rows, []string{code(tr.name), grade, plain(tr.what), plain(tr.fix)})
	}
	return "# Troubles\n\n" + madeBy + "What `hvilepuls doctor` looks for and says, each with what to do. It ends with exit code 1 where something is *wrong*; a *note* is told, and\n" +
		"nothing is broken. What it names (a folder, an athlete, a stage) follows the first sentence. `--json` gives the same as `wrong` and `hints`, lists of\n" +
		"`{\"trouble\", \"what\", \"fix\"}`. Where the program cannot start, all up to `unclean-end` and the reason are told.\n\n" +
		table([]string{"trouble", "grade", "what is wrong", "what to do"}, rows)
}
