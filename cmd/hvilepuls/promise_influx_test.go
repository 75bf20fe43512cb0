package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/influxtest"
)

// Promise 4: InfluxDB is away for an import and whatever else is done meanwhile; once it is back it has everything, without any help.
func TestInfluxDBAway(t *testing.T) {
	t.Parallel()
	db := influxtest.Start(t)
	db.Stop()
	r := newRig(t, fmt.Sprintf("influxdb: {url: %q, token: %q, org: %q}\n", db.URL, db.Token, db.Org))
	files := placed(t, lastDays(demoFiles(), 8))
	half := len(files) / 2

	// A little at a time, with other commands between: each begins and ends beside the same outage.
	for _, part := range [][]string{files[:half/2], files[half/2 : half]} {
		_, notes, code := r.try(append([]string{"import", "--athlete", "ada", "--tz", "Europe/Oslo"}, part...)...)
		if code != 0 || !strings.Contains(notes, "InfluxDB does not have it yet") {
			t.Fatalf("import without InfluxDB: exit code %d, notes %q", code, notes)
		}
		for range 2 {
			if out := r.run(exitFailed, "verify"); !strings.HasPrefix(out, "influxdb ") {
				t.Errorf("verify without InfluxDB says %q", out)
			}
		}
	}
	db.Restart()
	r.run(0, "verify")
	r.held(db)

	// Beside a running one.
	db.Stop()
	up := r.up()
	r.take(files[half:]...)
	db.Restart()
	r.soon("verify")
	r.held(db)
	_, text := r.ask(up, "GET", "/metrics", up.key, nil)
	for _, name := range []string{"hvilepuls_influx_points_written_total{", "hvilepuls_influx_points_parked_total 0", `hvilepuls_stage_oldest_seconds{stage="influx-results"} 0`} {
		if !strings.Contains(text, name) {
			t.Errorf("/metrics lacks %s", name)
		}
	}
	if err := up.stop(); err != nil {
		t.Error(err)
	}

	// What was lost over there is found out and made anew.
	db.Query("hvilepuls", "DELETE FROM daily")
	if out := r.run(exitFailed, "verify"); !strings.HasPrefix(out, "influxdb ") {
		t.Errorf("verify after a deletion says %q", out)
	}
	r.run(0, "rebuild", "influx")
	r.run(0, "verify")
	r.held(db)
}

// soon runs a command until it ends well.
func (r *rig) soon(args ...string) {
	r.t.Helper()
	const longest = time.Minute
	for start := time.Now(); ; {
		out, errs, code := r.try(args...)
		if code == 0 {
			return
		}
		if time.Since(start) > longest {
			r.t.Fatalf("hvilepuls %q does not end well: %s %s", args, out, errs)
		}
	}
}

// held fails unless InfluxDB holds as many values as the results and the files do.
func (r *rig) held(db *influxtest.Server) {
	r.t.Helper()
	var res struct {
		Days []struct{ Metrics map[string]*float64 }
	}
	if err := json.Unmarshal([]byte(r.run(0, "results", "--format", "json")), &res); err != nil {
		r.t.Fatal(err)
	}
	for _, m := range []string{"rhr", "sleep_tst_min", "glute_sets_max", "load"} {
		want := 0
		for _, d := range res.Days {
			if d.Metrics[m] != nil {
				want++
			}
		}
		if got := db.Count("hvilepuls", "daily", m); got != want || want == 0 {
			r.t.Errorf("InfluxDB has %s of %d days, the results of %d", m, got, want)
		}
	}
	if n := db.Count("hvilepuls_raw", "heart_rate", "bpm"); n < 2000 {
		r.t.Errorf("InfluxDB has only %d heart rates", n)
	}
}
