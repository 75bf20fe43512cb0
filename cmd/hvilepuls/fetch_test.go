package main

import (
	"compress/gzip"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What an account at a service holds comes in by itself while `hvilepuls up` runs, and doctor and Prometheus tell how that goes.
func TestFetch(t *testing.T) {
	t.Parallel()
	const key = "s3cret-of-a-test"
	today := time.Now().UTC().Truncate(24 * time.Hour)
	lifted := strengthFile(today.Add(-30 * time.Hour))
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, got, _ := r.BasicAuth(); got != key {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		recent := r.URL.Query().Get("newest") > today.Format(time.DateOnly)
		switch {
		case strings.HasSuffix(r.URL.Path, "/wellness") && recent:
			fmt.Fprintf(w, `[{"id":%q,"updated":%q,"restingHR":47,"hrv":61,"sleepSecs":27000,"weight":null,"ctl":40.1}]`,
				today.Format(time.DateOnly), today.Add(time.Minute).Format("2006-01-02T15:04:05.000-0700"))
		case strings.HasSuffix(r.URL.Path, "/activities") && recent:
			on := today.Add(-30 * time.Hour).Format("2006-01-02T15:04:05")
			fmt.Fprintf(w, `[{"id":"i1","source":"GARMIN_CONNECT","start_date_local":%q},{"id":"7","source":"STRAVA","start_date_local":%q}]`, on, on)
		case r.URL.Path == "/api/v1/activity/i1/file":
			z := gzip.NewWriter(w)
			_, _ = z.Write(lifted.Data)
			_ = z.Close()
		default:
			fmt.Fprint(w, `[]`)
		}
	}))
	t.Cleanup(service.Close)
	keyFile := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(keyFile, []byte("an old one\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := newRig(t, fmt.Sprintf("ingest: {accounts: {days: 7, intervals: [{athlete: quagga, key_file: %s, url: %q}]}}\n", keyFile, service.URL))
	r.run(0, "athlete", "add", "quagga", "--tz", "UTC")
	up := r.up()
	r.untilSaid("A service does not take the key of an account: Intervals.icu of quagga", "doctor")
	if err := os.WriteFile(keyFile, []byte(key+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := up.stop(); err != nil { // a start looks at once
		t.Fatal(err)
	}
	again := r.up()
	r.untilSaid("Intervals.icu of quagga: last contact 20.*; 1 activities that it does not give away", "doctor")
	day := today.Format(time.DateOnly)
	r.untilSaid(day+` +450`, "results", "sleep_tst_min", "--from", day)
	r.untilSaid(day+` +47`, "results", "rhr_vendor", "--from", day)
	r.untilSaid(`barbell_hip_thrust`, "correct", "--athlete", "quagga", "--day", today.Add(-30*time.Hour).Format(time.DateOnly))
	_, metrics := r.ask(again, "GET", "/metrics", r.made("metrics", ""), nil)
	for _, want := range []string{
		`hvilepuls_accounts_last_contact_timestamp_seconds{connector="intervals_icu"} 1`, `hvilepuls_accounts_troubled{connector="intervals_icu"} 0`,
		`hvilepuls_fetches_total{connector="intervals_icu",outcome="new"} 2`,
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("there is no %s", want)
		}
	}
	if err := again.stop(); err != nil {
		t.Error(err)
	}
	log := up.log.String() + again.log.String()
	if strings.Contains(log, key) || strings.Contains(log, "quagga") || strings.Contains(metrics, "quagga") || strings.Contains(log, keyFile) {
		t.Errorf("log or metrics tell too much:\n%s", log)
	}
}
