package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/faulttest"
	"github.com/hvilepuls/hvilepuls/internal/influxtest"
)

// brought uploads files and fails unless each is answered 202.
func (r *rig) brought(up *running, files []synthetic.File) {
	r.t.Helper()
	for _, f := range files {
		path := "/v1/athletes/ada/files?tz=Europe/Oslo&name=" + filepath.Base(f.Name)
		if status, body := r.ask(up, http.MethodPost, path, up.key, f.Data); status != http.StatusAccepted {
			r.t.Fatalf("upload of %s: status %d: %s", f.Name, status, body)
		}
	}
}

// metric is a line of /metrics that matches an expression, "" if there is none.
func (r *rig) metric(up *running, want string) string {
	r.t.Helper()
	found := ""
	r.eventually("/metrics answers", func() bool {
		status, text := r.ask(up, http.MethodGet, "/metrics", up.key, nil)
		if status != http.StatusOK && status != http.StatusTooManyRequests { // a test asks more often than Prometheus does
			r.t.Fatalf("/metrics: %d: %s", status, text)
		}
		found = regexp.MustCompile("(?m)^" + want).FindString(text)
		return status == http.StatusOK
	})
	return found
}

// eventually asks again and again until something holds.
func (r *rig) eventually(what string, holds func() bool) {
	r.t.Helper()
	if holds() {
		return
	}
	const longest = 2 * time.Minute // some things are looked at once a minute
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for limit := time.After(longest); !holds(); {
		select {
		case <-tick.C:
		case <-limit:
			r.t.Fatalf("%s: not in %v", what, longest)
		}
	}
}

// differences is what verify finds, after it has repaired nothing.
func (r *rig) differences() []string {
	r.t.Helper()
	out, errs, code := r.try("verify", "--json")
	var v struct {
		Differences []struct{ Layer, What string }
	}
	if code != 0 && code != exitFailed || json.Unmarshal([]byte(out), &v) != nil {
		r.t.Fatalf("verify: exit code %d: %s %s", code, out, errs)
	}
	lines := []string{}
	for _, d := range v.Differences {
		lines = append(lines, d.Layer+" "+d.What)
	}
	return lines
}

// nothingWaits waits until InfluxDB has been given everything.
func (r *rig) nothingWaits(up *running) {
	r.t.Helper()
	r.eventually("InfluxDB has everything", func() bool { return !r.influxWaits(up) })
}

// influxWaits tells whether /metrics says that something waits for InfluxDB.
func (r *rig) influxWaits(up *running) bool {
	r.t.Helper()
	return r.metric(up, `hvilepuls_stage_pending_messages\{stage="influx-\w+"\} [1-9]`) != ""
}

// whole notes a round: every difference that verify finds is something lost.
func (r *rig) whole(t *testing.T, c *faulttest.Counter, took time.Duration) {
	t.Helper()
	left := r.differences()
	for _, d := range left {
		t.Error(d)
	}
	c.Round(len(left), 0, took)
}

// proxied is a running program whose way to a real InfluxDB can be broken.
func proxied(t *testing.T) (*rig, *running, *influxtest.Proxy) {
	t.Helper()
	db := influxtest.Start(t)
	proxy := influxtest.NewProxy(t, db)
	r := newRig(t, influxSettings(db, proxy.URL, "hvilepuls"))
	return r, r.up(), proxy
}

// influxSettings reach InfluxDB by way of an address.
func influxSettings(db *influxtest.Server, address, bucket string) string {
	return fmt.Sprintf("processors: {gather: 50ms}\ninfluxdb: {url: %q, token: %q, org: %q, bucket: %s, raw_bucket: %s_raw}\n", address, db.Token, db.Org, bucket, bucket)
}

// Whatever InfluxDB does, files are taken, results are computed, and once it behaves again it has every point, without any help.
func TestFaultsOfInfluxDB(t *testing.T) {
	t.Parallel()
	r, up, proxy := proxied(t)
	files := lastDays(demoFiles(), 24)
	const parts = 8
	part := 0
	next := func() []synthetic.File {
		part++
		return files[(part-1)*len(files)/parts : part*len(files)/parts]
	}
	round := func(t *testing.T, c *faulttest.Counter, fault influxtest.Fault) {
		t.Helper()
		proxy.Break(fault)
		before := proxy.Requests()
		r.brought(up, next())
		r.eventually("InfluxDB is asked", func() bool { return proxy.Requests() > before })
		if status, body := r.ask(up, http.MethodGet, "/readyz", "", nil); status != http.StatusOK {
			t.Errorf("/readyz while InfluxDB is broken: %d %s", status, body)
		}
		if !r.influxWaits(up) {
			t.Error("/metrics says that nothing waits for InfluxDB")
		}
		proxy.Mend()
		start := time.Now()
		r.nothingWaits(up)
		r.whole(t, c, time.Since(start))
	}
	t.Run("cut", func(t *testing.T) { round(t, faulttest.Start(t, "InfluxDB: connections cut"), influxtest.Cut) })
	t.Run("half", func(t *testing.T) { round(t, faulttest.Start(t, "InfluxDB: half of a batch written"), influxtest.Half) })
	t.Run("unheard", func(t *testing.T) { round(t, faulttest.Start(t, "InfluxDB: answers lost"), influxtest.Unheard) })
	t.Run("hang", func(t *testing.T) { round(t, faulttest.Start(t, "InfluxDB: no answer"), proxy.Hang) })
	t.Run("429", func(t *testing.T) {
		round(t, faulttest.Start(t, "InfluxDB: 429 with Retry-After"), influxtest.Answer(http.StatusTooManyRequests, "too many requests", 1))
	})
	t.Run("500", func(t *testing.T) {
		round(t, faulttest.Start(t, "InfluxDB: 500"), influxtest.Answer(http.StatusInternalServerError, "internal error", 0))
	})
	t.Run("401", func(t *testing.T) {
		round(t, faulttest.Start(t, "InfluxDB: token revoked, given again"), influxtest.Answer(http.StatusUnauthorized, "unauthorized", 0))
	})
	t.Run("422", func(t *testing.T) { refusedPoints(t, r, up, proxy, next()) })
	if err := up.stop(); err != nil {
		t.Error(err)
	}

	calm := newRig(t, "")
	calm.take(placed(t, files[:part*len(files)/parts])...)
	const all = "results"
	if got, want := r.run(0, all, "--format", "json"), calm.run(0, all, "--format", "json"); got != want {
		t.Error("the results are others than those of an undisturbed run")
	}
}

// refusedPoints has InfluxDB refuse every point: they are counted and parked with the reason, nothing waits for them, and a replay brings them.
func refusedPoints(t *testing.T, r *rig, up *running, proxy *influxtest.Proxy, files []synthetic.File) {
	t.Helper()
	c := faulttest.Start(t, "InfluxDB: 422 to every batch, then replayed")
	refuse := influxtest.Answer(http.StatusUnprocessableEntity, "unprocessable entity", 0)
	proxy.Break(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
		if req.URL.Path == "/api/v2/write" {
			refuse(w, req, next)
			return
		}
		next.ServeHTTP(w, req)
	})
	r.brought(up, files)
	r.eventually("points are parked", func() bool {
		return r.metric(up, `hvilepuls_influx_points_parked_total [1-9]`) != "" && !r.influxWaits(up)
	})
	if out, _, code := r.try("doctor"); code != exitFailed || !strings.Contains(out, "InfluxDB refused") {
		t.Errorf("doctor: exit code %d: %s", code, out)
	}
	proxy.Mend()
	start := time.Now()
	r.run(0, "doctor", "--replay")
	r.whole(t, c, time.Since(start))
}

// The database is away for six seconds in the middle of a bulk import. Every sample of the heart rate is there afterwards.
func TestOutageInTheMiddleOfABulkImport(t *testing.T) {
	t.Parallel()
	const away = 6 * time.Second
	db := influxtest.Start(t)
	files := placed(t, lastDays(demoFiles(), 40))
	samples := func(bucket string) int { return db.Count(bucket+"_raw", "heart_rate", "bpm") }

	calm := newRig(t, influxSettings(db, db.URL, "calm"))
	calm.take(files...)
	want := samples("calm")

	r := newRig(t, influxSettings(db, db.URL, "outage"))
	up := r.up()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	args := slices.Concat([]string{"import", "--athlete", "ada", "--tz", "Europe/Oslo"}, r.args, files)
	importing := exec.CommandContext(ctx, "hvilepuls", args...)
	if err := importing.Start(); err != nil {
		t.Fatal(err)
	}
	r.eventually("the import writes to InfluxDB", func() bool {
		return r.metric(up, `hvilepuls_influx_points_written_total\{measurement="heart_rate"\} [1-9]`) != ""
	})
	c := faulttest.Start(t, "InfluxDB stopped for 6 s in the middle of a bulk import")
	db.Stop()
	over := time.NewTimer(away)
	<-over.C
	db.Restart()
	start := time.Now()
	midway := samples("outage")
	if err := importing.Wait(); err != nil {
		t.Errorf("import: %v", err)
	}
	r.eventually("InfluxDB has everything", func() bool { return samples("outage") == want })
	took := time.Since(start)
	left := r.differences()
	for _, d := range left {
		t.Error(d)
	}
	got := samples("outage")
	t.Logf("heart rate samples: %d without an outage, %d when the database came back, %d at the end; lost %d", want, midway, got, want-got)
	if want < 10_000 || midway >= want {
		t.Errorf("%d samples, %d of them before the outage: the test tests too little", want, midway)
	}
	c.Round(want-got, len(left), took)
	if got, want := r.said(), calm.said(); got != want {
		t.Error("the results are others than those of an undisturbed run")
	}
	if err := up.stop(); err != nil {
		t.Error(err)
	}
}

// InfluxDB is away while many days of data come in, and whoever looks after it restarts everything meanwhile.
func TestInfluxDBAwayForManyDays(t *testing.T) {
	t.Parallel()
	r, up, proxy := proxied(t)
	files := lastDays(demoFiles(), 90)
	proxy.Break(influxtest.Cut)
	c := faulttest.Start(t, "InfluxDB away while 90 days of data come in")
	r.brought(up, files[:len(files)/2])
	if err := up.stop(); err != nil {
		t.Error(err)
	}
	up = r.up()
	r.brought(up, files[len(files)/2:])
	r.eventually("results are computed without InfluxDB", func() bool {
		return r.metric(up, `hvilepuls_stage_pending_messages\{stage="(ingest|assemble|analyse)"\} [1-9]`) == ""
	})
	proxy.Mend()
	start := time.Now()
	r.nothingWaits(up)
	r.whole(t, c, time.Since(start))
	if err := up.stop(); err != nil {
		t.Error(err)
	}
}
