package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
)

// What Prometheus is told keeps its conventions, has a number for every stage, and does not grow with files or athletes.
func TestMetrics(t *testing.T) {
	t.Parallel()
	r := newRig(t, "influxdb: {url: 'http://127.0.0.1:1', token: secret}\n")
	up := r.up()
	scraper := r.made("metrics", "")
	night, odd := lastNight(demoFiles()), append(oddFiles(), doubtfulFile())
	bring := func(athlete string, files []synthetic.File) {
		t.Helper()
		_, errs, code := r.try(append([]string{"import", "--athlete", athlete, "--tz", "Europe/Oslo"}, placed(t, files)...)...)
		if code != 0 && code != exitRejected {
			t.Fatalf("import: exit code %d: %s", code, errs)
		}
	}
	bring("ada", slices.Concat(night, odd))
	bring("ada", slices.Concat(night, odd))
	r.ask(up, "GET", "/metrics", scraper, nil) // it is counted itself
	_, before := r.ask(up, "GET", "/metrics", scraper, nil)

	problems, err := promlint.New(strings.NewReader(before)).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
	for _, name := range []string{
		"hvilepuls_files_accepted_total [1-9]", "hvilepuls_selfcheck_differences 0", "hvilepuls_selfcheck_last_success_timestamp_seconds 0",
		"hvilepuls_streams_doubted 0", "hvilepuls_files_quarantined_total 0", "hvilepuls_files_in_quarantine 0", "hvilepuls_scrub_files_total [0-9]", "hvilepuls_scrub_last_success_timestamp_seconds 0", "hvilepuls_files_duplicate_total [1-9]", "hvilepuls_files_partial_total 1",
		"hvilepuls_files_rejected_total [1-9]", `hvilepuls_files_decoded_total\{format="fit"\} [1-9]`,
		`hvilepuls_values_dropped_total\{reason="[a-z_]+"\} [1-9]`, "hvilepuls_dead_letters 0", "hvilepuls_dates_assembled_total [1-9]",
		"hvilepuls_results_changed_total [1-9]", "hvilepuls_influx_points_parked_total 0",
		`hvilepuls_stage_pending_messages\{stage="influx-records"\} [1-9]`, `hvilepuls_stage_oldest_seconds\{stage="influx-records"\} [0-9]`,
		`hvilepuls_stage_pending_messages\{stage="ingest"\} 0`, `hvilepuls_stage_oldest_seconds\{stage="assemble"\} 0`,
		`hvilepuls_stream_bytes\{stream="RECORDS"\} [1-9]`, "hvilepuls_archive_free_bytes [1-9]", "hvilepuls_archive_reserve_bytes [1-9]", "hvilepuls_archive_fsync_seconds_bucket", `hvilepuls_ingest_seconds_bucket\{stage=`,
		`hvilepuls_mornings_judged_total\{judgement="first"\} [0-9]`, `hvilepuls_notices_decided_total\{kind="risk",level="red"\} [0-9]`,
		`hvilepuls_fetches_total\{connector="calendar",outcome="failed"\} 0`,
		`hvilepuls_processor_pass_seconds_bucket\{stage="analyse"`, `hvilepuls_http_request_seconds_count\{class="2xx"`,
	} {
		if !regexp.MustCompile("(?m)^" + name).MatchString(before) {
			t.Errorf("there is no %s", name)
		}
	}

	rules, err := os.ReadFile(filepath.Join(repository, "configs/prometheus/rules.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range regexp.MustCompile(`hvilepuls_[a-z_]+`).FindAllString(string(rules), -1) {
		if name != "hvilepuls_accounts_troubled" && !strings.Contains(before, "\n"+name) { // which TestFetch sees: there is no account here
			t.Errorf("the alert rules ask for %s, which is not told", name)
		}
	}

	for i := range 2 {
		athlete := fmt.Sprintf("athlete-%d", i)
		bring(athlete, slices.Concat(night, odd, []synthetic.File{strengthFile(lastDay().Add(time.Duration(-8-i) * time.Hour))}))
		bring(athlete, night)
	}
	_, after := r.ask(up, "GET", "/metrics", scraper, nil)
	old := series(before)
	for _, s := range slices.Sorted(maps.Keys(series(after))) {
		if !old[s] {
			t.Errorf("a new series because of more files and athletes: %s", s)
		}
	}
	if err := up.stop(); err != nil {
		t.Error(err)
	}
}

// series are the product's own: names with their labels, without values.
func series(text string) map[string]bool {
	out := map[string]bool{}
	for line := range strings.SplitSeq(text, "\n") {
		if i := strings.LastIndexByte(line, ' '); strings.HasPrefix(line, "hvilepuls_") && i > 0 {
			out[line[:i]] = true
		}
	}
	return out
}
