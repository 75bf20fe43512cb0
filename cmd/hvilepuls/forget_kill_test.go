package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
)

// marked is a training log whose name and exercise stand nowhere else.
func marked() synthetic.File {
	return synthetic.File{Name: "zonkey-log.csv", Data: []byte("Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE\n" +
		"2026-11-24 17:00:00,Quagga Day,40m,Zonkey Thrust,1,90.0,8,0,0,,,\n2026-11-24 17:00:00,Quagga Day,40m,Zonkey Thrust,2,90.0,8,0,0,,,\n")}
}

// left are the files of the data folder in which one of the words stands, in whatever case.
func (r *rig) left(words ...string) []string {
	r.t.Helper()
	var out []string
	err := filepath.WalkDir(r.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		b = append(bytes.ToLower(b), strings.ToLower(path)...)
		for _, w := range words {
			if bytes.Contains(b, []byte(strings.ToLower(w))) {
				out = append(out, w+" in "+path)
			}
		}
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

// forgetRounds is how often a forgetting is killed: HVILEPULS_FORGET_ROUNDS times, 10 times in CI, else a few.
func forgetRounds(t *testing.T) int {
	t.Helper()
	if s := os.Getenv("HVILEPULS_FORGET_ROUNDS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			t.Fatalf("HVILEPULS_FORGET_ROUNDS: %q is no number of rounds", s)
		}
		return n
	}
	if os.Getenv("CI") != "" {
		return 10
	}
	return 3
}

// killedForget begins to forget and is killed after a while. It tells whether it had begun and not ended.
func (r *rig) killedForget(after time.Duration, what ...string) bool {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), after)
	defer cancel()
	_ = exec.CommandContext(ctx, "hvilepuls", slices.Concat([]string{"forget", "--yes"}, r.args, what)...).Run() // ends with SIGKILL
	begun, err := filepath.Glob(filepath.Join(r.dir, "archive", "*", "*.begun"))
	if err != nil {
		r.t.Fatal(err)
	}
	return len(begun) > 0
}

// Promise 7: killed at any moment, a forgetting that has begun is ended by the next start, and nothing is left of what was forgotten: no
// byte of it in any file of the data folder.
func TestKilledForget(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.take(placed(t, lastDays(demoFiles(), 4))...)
	want := r.said()
	file := placed(t, []synthetic.File{marked()})[0]
	bring := func(athlete string) (sha string) {
		t.Helper()
		var out struct {
			Receipts []struct {
				SHA string `json:"sha256"`
			}
		}
		said := r.run(0, "import", "--athlete", athlete, "--tz", "Europe/Oslo", "--json", file)
		if err := json.Unmarshal([]byte(said), &out); err != nil || len(out.Receipts) != 1 {
			t.Fatalf("%v: %s", err, said)
		}
		return out.Receipts[0].SHA
	}
	sha := bring("ada")
	if len(r.left("Zonkey Thrust")) < 3 {
		t.Fatalf("the file's words stand in too few places to tell anything: %v", r.left("Zonkey Thrust"))
	}
	start := time.Now()
	r.run(0, "forget", "--athlete", "ada", "--file", sha, "--yes")
	span := time.Since(start)
	cut := 0
	for round := range forgetRounds(t) {
		bring("ada")
		bring("numbat")
		for _, what := range [][]string{{"--athlete", "ada", "--file", sha}, {"--athlete", "numbat"}} {
			for range 2 {
				if r.killedForget(time.Duration(rand.Int64N(int64(span))), what...) {
					cut++
				}
			}
			r.try(slices.Concat([]string{"forget", "--yes"}, what)...) // where it had not begun
		}
		r.run(0, "verify")
		if found := r.left("zonkey", "quagga", sha, "numbat"); len(found) > 0 {
			t.Errorf("round %d: left: %v", round, found)
		}
		if diff := cmp.Diff(want, r.said()); diff != "" {
			t.Errorf("round %d (-never there +forgotten):\n%s", round, diff)
		}
	}
	t.Logf("%d of %d forgettings were killed between their beginning and their end", cut, 4*forgetRounds(t))
	if cut == 0 {
		t.Error("none was killed in the middle: the test tests nothing")
	}
}
