package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/faulttest"
)

// undated is what was said without when it was entered, and without the hashes of the files that hold that.
func undated(s string) string {
	return regexp.MustCompile(`"entered":"[^"]+"|"files":\[[^]]*\]`).ReplaceAllString(sameSerials(s), "")
}

// enteredAnew does what doctor says is to be done about what was entered a year ahead.
func (r *clockRig) enteredAnew(up *running, calm *clockRig) {
	r.t.Helper()
	out, _, code := r.try("doctor")
	ahead := regexp.MustCompile(`ada entered something on 2027-\S+ \(file ([0-9a-f]{64})\)`).FindAllStringSubmatch(out, -1)
	if code != exitFailed || len(ahead) < 2 {
		r.t.Fatalf("doctor names %d entries, of an answer and a plan: exit code %d: %s", len(ahead), code, out)
	}
	for _, a := range ahead {
		r.run(0, "forget", "--athlete", "ada", "--file", a[1], "--yes")
	}
	r.post(up, "checkins", checkInOf(yearAhead))
	for _, c := range []*clockRig{r, calm} {
		c.run(0, "athlete", "set", "ada", "--plan", "mon 18:00 Glutes")
	}
	r.settled(up)
	if out, _, _ := r.try("doctor"); strings.Contains(out, "entered something") {
		r.t.Errorf("doctor, after that: %s", out)
	}
}

// yearAhead is the step of the test at which the clock is set a year ahead.
const yearAhead = 3

// checkInOf are the answers that are given at a step, each of another day.
func checkInOf(step int) string {
	return fmt.Sprintf(`{"day":"2026-11-%d","fatigue":%d,"soreness":3,"pain":"sharp"}`, 21+step, 1+step)
}

// firstDifference shows two texts from where they differ.
func firstDifference(got, want string) string {
	const shown = 300
	i := 0
	for i < min(len(got), len(want)) && got[i] == want[i] {
		i++
	}
	part := func(s string) string { return s[max(0, min(i, len(s))-shown/3):min(len(s), i+shown)] }
	return fmt.Sprintf("got\n%s\nwant\n%s", part(got), part(want))
}

// The clock is set forward and back while the program runs. Files and answers are taken meanwhile, what is done by the hour is done, and in the
// end everything is as if the clock had been right throughout.
func TestClockStepped(t *testing.T) {
	t.Parallel()
	began := time.Now()
	var away atomic.Bool
	var asked, told atomic.Int32
	away.Store(true)
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		if away.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		told.Add(1)
	}))
	defer hook.Close()
	address := filepath.Join(t.TempDir(), "hook")
	if err := os.WriteFile(address, []byte(hook.URL+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	const settings = "processors: {gather: 50ms}\n"
	r := newClockRig(t, settings+fmt.Sprintf(`alerts: {evening: "00:00", lead: 48h, retry: 1s, internal: true, quiet: {from: "00:00", to: "00:00"}, athletes: {ada: [{name: hook, file: %s}]}}`+"\n", address))
	calm := newClockRig(t, settings)
	for _, c := range []*clockRig{r, calm} {
		c.run(0, "athlete", "add", "ada", "--tz", "Europe/Oslo", "--session", crashClock().Add(4*time.Hour).Format("2006-01-02 15:04")+" Glutes")
	}
	up, right := r.up(), calm.up()
	browser := r.signedIn(up)
	var made struct{ Token string }
	if out := r.run(0, "token", "add", "phone", "--role", "upload", "--athlete", "ada", "--expires", "48h", "--json"); json.Unmarshal([]byte(out), &made) != nil {
		t.Fatalf("token add: %s", out)
	}
	const year = 365 * 24 * time.Hour
	c := faulttest.Start(t, "clock set ahead and back, by an hour and by a year")
	files := lastDays(demoFiles(), 10)
	steps := []time.Duration{0, time.Hour, -time.Hour, yearAhead: year, 0}
	for i, by := range steps {
		r.set(by)
		part := files[i*len(files)/len(steps) : (i+1)*len(files)/len(steps)]
		for _, at := range []struct {
			*clockRig
			up *running
		}{{r, up}, {calm, right}} {
			at.brought(at.up, part)
			at.post(at.up, "checkins", checkInOf(i))
			at.settled(at.up)
		}
		switch before := asked.Load(); by {
		case time.Hour:
			r.eventually("a notice is tried an hour ahead", func() bool { return asked.Load() > before })
		case -time.Hour:
			away.Store(false)
			r.eventually("the notice is tried again, though that was to be later", func() bool { return told.Load() > 0 })
		}
		if status, body := r.ask(up, http.MethodGet, "/readyz", "", nil); status != http.StatusOK {
			t.Errorf("/readyz, the clock set by %v: %d %s", by, status, body)
		}
		if got, want := r.knows(browser, up, "/"), by < year; got != want {
			t.Errorf("the clock set by %v, a session is known: %v", by, got)
		}
		status, _ := r.ask(up, http.MethodPost, "/v1/athletes/ada/files?name=again.fit&tz=Europe/Oslo", made.Token, part[0].Data)
		if got, want := status == http.StatusOK, by < year; got != want {
			t.Errorf("the clock set by %v, a token of two days: %d", by, status)
		}
		r.saneMetrics(up, began)
		if by == year {
			r.eventually("the night's check is made a year ahead", func() bool {
				return r.gauge(up, "hvilepuls_selfcheck_last_success_timestamp_seconds") > float64(crashClock().Add(year/2).Unix())
			})
			r.run(0, "athlete", "set", "ada", "--plan", "fri 06:00 Glutes") // which would hold for a year against every later word
		}
	}
	start := time.Now()
	r.eventually("the night's check is made by the right clock", func() bool {
		at := r.gauge(up, "hvilepuls_selfcheck_last_success_timestamp_seconds")
		return at > 0 && at < float64(crashClock().Add(year/2).Unix())
	})
	took := time.Since(start)
	r.enteredAnew(up, calm)
	r.saneMetrics(up, began)
	lost, differs := 0, 0
	for _, d := range r.differences() {
		t.Error(d)
		differs++
	}
	have := archived(r.dir)
	for _, f := range files {
		if !have[shaOf(f.Data)] {
			t.Errorf("%s is lost", f.Name)
			lost++
		}
	}
	at := crashClock().Add(time.Hour).Format(time.RFC3339)
	for _, args := range [][]string{
		{"results", "--athlete", "ada", "--format", "json"},
		{"explain", "2026-11-24", "--athlete", "ada", "--json"},
		{"verdict", "--athlete", "ada", "--at", at, "--json"},
	} {
		if got, want := undated(r.run(0, args...)), undated(calm.run(0, args...)); got != want {
			t.Errorf("%s: other than in an undisturbed run: %s", args[0], firstDifference(got, want))
			differs++
		}
	}
	c.Round(lost, differs, took)
	for _, u := range []*running{up, right} {
		if err := u.stop(); err != nil {
			t.Error(err)
		}
	}
}
