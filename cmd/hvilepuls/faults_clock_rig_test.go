package main

import (
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unsafe"
)

// clockFile is the environment variable that names the file of an adrift clock.
const clockFile = "HVILEPULS_TEST_CLOCK"

// adrift is a clock that is as many seconds ahead of the system's as a file says, which may change while the program runs. Only the time that
// it shows is another then; the time that passes between two looks is measured as before, as where the system's own clock is set.
func adrift(path string) func() time.Time {
	return func() time.Time {
		now := time.Now()
		b, err := os.ReadFile(path)
		if err != nil {
			panic(err)
		}
		seconds, err := strconv.ParseInt(string(b), 10, 64)
		if err != nil {
			panic(err)
		}
		const nanoBits = 30 // of the first word, below the seconds: see the type Time in the package time
		*(*uint64)(unsafe.Pointer(&now)) += uint64(seconds) << nanoBits
		return now
	}
}

// TestAdrift holds the clock of these tests against what they take it to be.
func TestAdrift(t *testing.T) {
	path := filepath.Join(t.TempDir(), "clock")
	clock := adrift(path)
	set := func(d time.Duration) time.Time {
		if err := os.WriteFile(path, []byte(strconv.Itoa(int(d.Seconds()))), 0o600); err != nil {
			t.Fatal(err)
		}
		return clock()
	}
	right := set(0)
	for _, by := range []time.Duration{time.Hour, -time.Hour, 365 * 24 * time.Hour} {
		stepped := set(by)
		if got := stepped.Round(0).Sub(right.Round(0)); (got - by).Abs() > time.Minute {
			t.Errorf("set by %v it shows %v more", by, got)
		}
		if got := stepped.Sub(right); got < 0 || got > time.Minute {
			t.Errorf("set by %v, %v are said to have passed", by, got)
		}
	}
}

// clockRig is a rig whose program has an adrift clock, set to crashClock at first.
type clockRig struct {
	*rig
	path string
	base int64 // seconds from the system's clock to the right one
}

func newClockRig(t *testing.T, settings string) *clockRig {
	t.Helper()
	r := &clockRig{rig: newRig(t, settings), path: filepath.Join(t.TempDir(), "clock"), base: int64(time.Until(crashClock()).Seconds())}
	r.prog, r.env = "hvilepuls-adrift", []string{clockFile + "=" + r.path}
	r.set(0)
	return r
}

// set sets the program's clock so far from the right one.
func (r *clockRig) set(by time.Duration) {
	r.t.Helper()
	next := r.path + ".next"
	if err := os.WriteFile(next, []byte(strconv.FormatInt(r.base+int64(by.Seconds()), 10)), 0o600); err != nil {
		r.t.Fatal(err)
	}
	if err := os.Rename(next, r.path); err != nil { // whoever reads it meanwhile reads a whole number
		r.t.Fatal(err)
	}
}

// saneMetrics fails where /metrics tells of less than nothing, or of passes that took longer than the test.
func (r *clockRig) saneMetrics(up *running, began time.Time) {
	r.t.Helper()
	status, text := r.ask(up, http.MethodGet, "/metrics", up.key, nil)
	if status != http.StatusOK {
		r.t.Fatalf("/metrics: %d", status)
	}
	for _, m := range regexp.MustCompile(`(?m)^(hvilepuls_\w+)(\S*) (\S+)$`).FindAllStringSubmatch(text, -1) {
		v, err := strconv.ParseFloat(m[3], 64)
		const workers = 100 // more than there are: they work at the same time
		if longest := time.Since(began).Seconds() * workers; err != nil || v < 0 || strings.HasSuffix(m[1], "_seconds_sum") && v > longest {
			r.t.Errorf("/metrics: %s", m[0])
		}
	}
}

// signedIn gives a browser with a session.
func (r *clockRig) signedIn(up *running) *http.Client {
	r.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	if !r.knows(browser, up, "/?key="+up.key) {
		r.t.Fatal("nobody can sign in")
	}
	return browser
}

// knows tells whether a browser is let in.
func (r *clockRig) knows(browser *http.Client, up *running, path string) bool {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, up.page+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Accept", "text/html")
	resp, err := browser.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		r.t.Fatal(err)
	}
	return resp.StatusCode == http.StatusOK
}

// post sends JSON as athlete ada.
func (r *clockRig) post(up *running, path, body string) {
	r.t.Helper()
	if status, answer := r.ask(up, http.MethodPost, "/v1/athletes/ada/"+path, up.key, []byte(body)); status != http.StatusAccepted {
		r.t.Fatalf("post %s: %d: %s", path, status, answer)
	}
}

// settled waits until all that came is read and reckoned with.
func (r *clockRig) settled(up *running) {
	r.t.Helper()
	r.eventually("everything is reckoned with", func() bool {
		return r.metric(up, `hvilepuls_stage_pending_messages\{stage="(ingest|assemble|analyse)"\} [1-9]`) == ""
	})
}
