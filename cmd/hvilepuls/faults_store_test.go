package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/internal/faulttest"
)

// stored are the files of a stream's store that end so, largest first.
func (r *rig) stored(stream, suffix string) (paths []string) {
	r.t.Helper()
	err := filepath.WalkDir(filepath.Join(r.dir, "jetstream"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(path, suffix) && strings.Contains(path, "/"+stream+"/") {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil || len(paths) == 0 {
		r.t.Fatalf("no %s of %s: %v", suffix, stream, err)
	}
	return paths
}

// The embedded store is damaged between two runs, or while the program is killed. The next run says what a whole one says, made again from the
// archive.
func TestFaultsOfTheStore(t *testing.T) {
	t.Parallel()
	files := placed(t, lastDays(demoFiles(), 6))
	calm := newRig(t, "")
	calm.take(files...)
	want := calm.said()
	r := newRig(t, "")
	r.take(files...)
	flip := func(stream string, share float64) func() {
		return func() {
			for _, path := range r.stored(stream, ".blk") {
				b, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if len(b) == 0 {
					continue // a block that was emptied
				}
				b[int(share*float64(len(b)-1))] ^= 8
				if err := os.WriteFile(path, b, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	cut := func(stream string, share float64) func() {
		return func() {
			for _, path := range r.stored(stream, ".blk") {
				info, err := os.Stat(path)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.Truncate(path, int64(share*float64(info.Size()))); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	gone := func(paths func() []string) func() {
		return func() {
			for _, path := range paths() {
				if err := os.RemoveAll(path); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	round := func(t *testing.T, c *faulttest.Counter, damages ...func()) {
		t.Helper()
		for i, damage := range damages {
			damage()
			start := time.Now()
			got := r.said()
			took := time.Since(start)
			differs := 0
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("damage %d: (-undisturbed +damaged):\n%s", i, diff)
				differs++
			}
			if out, _, code := r.try("verify"); code != 0 {
				t.Errorf("damage %d: verify: %s", i, out)
				differs++
			}
			c.Round(differs, 0, took)
		}
	}
	t.Run("cut", func(t *testing.T) {
		round(t, faulttest.Start(t, "NATS: store truncated between two runs"), cut("RECORDS", .3), cut("RECORDS", .99), cut("DAYS", .5), cut("RESULTS", 0), cut("UPLOADS", .5))
	})
	t.Run("flip", func(t *testing.T) {
		c := faulttest.Start(t, "NATS: a bit of the store flipped, killed at the same time")
		unclean := func(damage func()) func() {
			return func() { // without the word that a clean end leaves
				damage()
				if err := os.Remove(filepath.Join(r.dir, "ledger.json")); err != nil {
					t.Fatal(err)
				}
			}
		}
		round(t, c, unclean(flip("RECORDS", .5)), unclean(flip("RESULTS", .9)), unclean(flip("DAYS", 0)))
	})
	t.Run("index", func(t *testing.T) {
		round(t, faulttest.Start(t, "NATS: index of the store removed"), gone(func() []string { return r.stored("RECORDS", "index.db") }))
	})
	t.Run("deleted", func(t *testing.T) {
		c := faulttest.Start(t, "NATS: store deleted between two runs")
		all := func() []string { return []string{filepath.Join(r.dir, "jetstream")} }
		days := func() []string { return []string{filepath.Dir(filepath.Dir(r.stored("DAYS", ".blk")[0]))} }
		records := func() []string { return []string{filepath.Dir(filepath.Dir(r.stored("RECORDS", ".blk")[0]))} }
		round(t, c, gone(all), gone(days), gone(records))
	})
}

// Everything but the archive is deleted: what is made again from it alone is the same, byte for byte.
func TestTheArchiveIsEnough(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.take(placed(t, append(lastDays(demoFiles(), 5), oddFiles()...))...)
	r.run(0, "checkin", "--athlete", "ada", "--day", "2026-11-25", "--fatigue", "3", "--soreness", "2")
	want := r.said()
	entries, err := os.ReadDir(r.dir)
	if err != nil {
		t.Fatal(err)
	}
	c := faulttest.Start(t, "all but the archive deleted")
	for _, e := range entries {
		if e.Name() != "archive" {
			if err := os.RemoveAll(filepath.Join(r.dir, e.Name())); err != nil {
				t.Fatal(err)
			}
		}
	}
	start := time.Now()
	got := r.said()
	c.Round(strings.Count(cmp.Diff(want, got), "\n"), 0, time.Since(start))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-before +from the archive alone):\n%s", diff)
	}
	r.run(0, "verify")
	r.run(0, "rebuild")
	if diff := cmp.Diff(want, r.said()); diff != "" {
		t.Errorf("(-before +rebuilt):\n%s", diff)
	}
}

// The streams are at their limit: files are refused with 507 and when to come again, reading goes on, and with more room everything that was
// accepted is there.
func TestStreamsAtTheirLimit(t *testing.T) {
	t.Parallel()
	r := newRig(t, "nats: {max_store: 2000000}\nprocessors: {gather: 50ms}\n")
	r.run(0, "athlete", "add", "ada", "--tz", "Europe/Oslo")
	up := r.up()
	c := faulttest.Start(t, "NATS: streams at their limit")
	accepted, refused := 0, false
	files := lastDays(demoFiles(), 60)
	for _, f := range files {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, up.page+"/v1/athletes/ada/files?tz=Europe/Oslo&name="+filepath.Base(f.Name), strings.NewReader(string(f.Data)))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+up.key)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		var ans api.Answer
		err = json.NewDecoder(resp.Body).Decode(&ans)
		if err := errors.Join(err, resp.Body.Close()); err != nil {
			t.Fatal(err)
		}
		if resp.StatusCode == http.StatusInsufficientStorage {
			refused = true
			if resp.Header.Get("Retry-After") == "" {
				t.Error("507 without Retry-After")
			}
			break
		}
		if resp.StatusCode != http.StatusAccepted {
			t.Fatalf("upload: %s", resp.Status)
		}
		accepted++
		if accepted%10 == 0 { // what comes faster than it is decoded fills the archive, not the streams
			r.ask(up, http.MethodGet, "/v1/athletes/ada/receipts/"+ans.File+"?wait=5s", up.key, nil)
		}
	}
	if !refused || accepted == 0 {
		t.Fatalf("%d files accepted, refused %v: the limit was never reached", accepted, refused)
	}
	if r.metric(up, `hvilepuls_files_refused_total\{reason="stream_full"\} [1-9]`) == "" {
		t.Error("/metrics does not count what was refused")
	}
	if status, _ := r.ask(up, http.MethodGet, "/v1/athletes/ada/results", up.key, nil); status != http.StatusOK {
		t.Errorf("results while the streams are full: %d", status)
	}
	if out, _, _ := r.try("doctor"); !strings.Contains(out, "raise nats.max_store") {
		t.Errorf("doctor: %s", out)
	}
	if err := up.stop(); err != nil {
		t.Error(err)
	}
	r.args = []string{"--data", r.dir} // with the room that is the default
	start := time.Now()
	got := r.run(0, "results", "--athlete", "ada", "--format", "json")
	took := time.Since(start)
	calm := newRig(t, "")
	calm.run(0, "athlete", "add", "ada", "--tz", "Europe/Oslo")
	calm.take(placed(t, files[:accepted])...)
	want := calm.run(0, "results", "--athlete", "ada", "--format", "json")
	if got != want {
		t.Error("the results are others than those of an undisturbed run")
	}
	r.run(0, "verify")
	c.Round(0, 0, took)
}
