package main

import (
	"context"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Promise 3: any order, any duplicates, in one go or in several: the same results, byte for byte.
func TestAnyOrder(t *testing.T) {
	t.Parallel()
	files := placed(t, append(lastDays(demoFiles(), 8), oddFiles()...))
	once := newRig(t, "")
	once.take(files...)
	want := once.said()
	if !strings.Contains(want, `"rhr":5`) || !strings.Contains(want, `"load":`) {
		t.Fatalf("too little is known to compare: %.300s", want)
	}
	for seed := range uint64(2) {
		rng := rand.New(rand.NewPCG(seed, 7))
		order := slices.Concat(files, files[:len(files)/2])
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		half := rng.IntN(len(order))
		r := newRig(t, "")
		r.take(order[half:]...)
		r.take(slices.Concat(order[:half], order[len(order)-5:])...)
		if diff := cmp.Diff(want, r.said()); diff != "" {
			t.Errorf("seed %d, halves at %d (-in order +shuffled):\n%s", seed, half, diff)
		}
		r.run(0, "verify")
	}
}

// Promises 1 and 3: killed at any moment of an import, and finished later, all is as if nothing had happened.
func TestKilledImport(t *testing.T) {
	t.Parallel()
	const storms, killsEach = 2, 3
	files := placed(t, append(lastDays(demoFiles(), 4), oddFiles()...))
	calm := newRig(t, "")
	start := time.Now()
	calm.take(files...)
	span := time.Since(start)
	want := calm.said()
	kills := 0
	for range storms {
		r := newRig(t, "")
		for range killsEach {
			if r.killed(files, time.Duration(rand.Int64N(int64(span)))) {
				kills++
			}
		}
		r.take(files...)
		if diff := cmp.Diff(want, r.said()); diff != "" {
			t.Errorf("(-calm +killed):\n%s", diff)
		}
		r.run(0, "verify")
	}
	if kills < storms {
		t.Errorf("only %d of %d imports were killed before they ended: the test tests too little", kills, storms*killsEach)
	}
}

// killed begins an import and kills it after a while; false if it ended before.
func (r *rig) killed(files []string, after time.Duration) bool {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), after)
	defer cancel()
	args := slices.Concat([]string{"import", "--athlete", "ada", "--tz", "Europe/Oslo"}, r.args, files)
	err := exec.CommandContext(ctx, "hvilepuls", args...).Run() // ends with SIGKILL
	if err != nil && ctx.Err() == nil && !strings.Contains(err.Error(), "exit status 3") {
		r.t.Fatalf("import: %v", err)
	}
	return ctx.Err() != nil
}

// Promise 1: what was answered 202 survives a kill at that moment.
func TestKilledAfter202(t *testing.T) {
	t.Parallel()
	files := lastNight(demoFiles())
	calm := newRig(t, "")
	calm.take(placed(t, files)...)
	want := calm.said()

	r := newRig(t, "")
	r.run(0, "athlete", "add", "ada", "--tz", "Europe/Oslo")
	up := r.up()
	for _, f := range files {
		path := "/v1/athletes/ada/files?tz=Europe/Oslo&name=" + filepath.Base(f.Name)
		if status, body := r.ask(up, "POST", path, up.key, f.Data); status != 202 {
			t.Fatalf("upload: status %d: %s", status, body)
		}
	}
	up.kill()
	if diff := cmp.Diff(want, r.said()); diff != "" {
		t.Errorf("(-imported +uploaded and killed):\n%s", diff)
	}
	r.run(0, "verify")
}
