package main

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/influxtest"
)

// Promise 7: what is forgotten goes from InfluxDB too; while that is away it waits, and goes by itself.
func TestForgottenInInfluxDB(t *testing.T) {
	t.Parallel()
	db := influxtest.Start(t)
	r := newRig(t, fmt.Sprintf("influxdb: {url: %q, token: %q, org: %q}\n", db.URL, db.Token, db.Org))
	files := placed(t, append(lastDays(demoFiles(), 4), marked()))
	bring := func(athlete string, files ...string) {
		t.Helper()
		r.run(0, append([]string{"import", "--athlete", athlete, "--tz", "Europe/Oslo"}, files...)...)
	}
	bring("ada", files[:len(files)-1]...)
	want := fmt.Sprint(db.Count("hvilepuls", "strength_set", "reps"), db.Count("hvilepuls", "daily", "load"), db.Count("hvilepuls", "ingest_file", "values"))
	bring("ada", files[len(files)-1])
	if got := db.Count("hvilepuls", "strength_set", "reps"); strconv.Itoa(got) == strings.Fields(want)[0] {
		t.Fatal("InfluxDB has nothing of the file that is to be forgotten")
	}
	r.run(0, "forget", "--athlete", "ada", "--file", shaOfFile(marked()), "--yes")
	r.run(0, "verify")
	got := fmt.Sprint(db.Count("hvilepuls", "strength_set", "reps"), db.Count("hvilepuls", "daily", "load"), db.Count("hvilepuls", "ingest_file", "values"))
	if got != want {
		t.Errorf("sets, days and files were %s before, are %s", want, got)
	}

	bring("bo", files...)
	db.Stop()
	_, notes, code := r.try("forget", "--athlete", "bo", "--yes")
	if code != exitFailed || !strings.Contains(notes, "but for InfluxDB") {
		t.Errorf("forget without InfluxDB: exit code %d, notes %q", code, notes)
	}
	if found := r.run(exitFailed, "verify"); !strings.Contains(found, "has not ended") {
		t.Errorf("verify says %q", found)
	}
	db.Restart()
	r.run(0, "verify")
	if rows := db.Query("hvilepuls", "SELECT count(load) FROM daily WHERE athlete = 'bo'"); len(rows) > 0 {
		t.Errorf("InfluxDB still has %v", rows)
	}
	r.held(db)
}

func shaOfFile(f synthetic.File) string { return fmt.Sprintf("%x", sha256.Sum256(f.Data)) }
