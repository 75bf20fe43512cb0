package ingest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// spoil is a way in which an archived file stops being what was put there.
type spoil struct {
	name string
	do   func(t *testing.T, raw, side string)
	mend bool // by its receipt
}

// flips change one byte of a file each, at n places.
func flips(name string, n int, raw bool) []spoil {
	var out []spoil
	for i := range n {
		out = append(out, spoil{fmt.Sprintf("%s %d", name, i), func(t *testing.T, path, side string) {
			if !raw {
				path = side
			}
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			b[i*(len(b)-1)/(n-1)] ^= 1 << (i % 8)
			write(t, string(b), path)
		}, !raw})
	}
	return out
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func spoils() []spoil {
	cut := func(t *testing.T, path string, to int64) {
		t.Helper()
		if err := os.Truncate(path, to); err != nil {
			t.Fatal(err)
		}
	}
	return append(append([]spoil{
		{"bytes cut to half", func(t *testing.T, raw, _ string) { cut(t, raw, 9) }, false},
		{"bytes cut to nothing", func(t *testing.T, raw, _ string) { cut(t, raw, 0) }, false},
		{"bytes gone", func(t *testing.T, raw, _ string) { remove(t, raw) }, false},
		{"all gone", func(t *testing.T, raw, side string) { remove(t, raw); remove(t, side) }, false},
		{"sidecar gone", func(t *testing.T, _, side string) { remove(t, side) }, true},
		{"sidecar cut", func(t *testing.T, _, side string) { cut(t, side, 10) }, true},
		{"sidecar empty", func(t *testing.T, _, side string) { cut(t, side, 0) }, true},
	}, flips("bytes changed", 19, true)...), flips("sidecar changed", 60, false)...)
}

// Of everything that can happen to an archived file the scrub finds all: what only its sidecar lost is mended, all else goes into
// quarantine, keeps what was decoded of it, and comes back with its bytes.
func TestScrubFindsAllRot(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	r := newRig(t, dir, nil).run(t)
	all := spoils()
	data := func(i int) string { return fmt.Sprintf("TEST\n2026-01-01 source%d 1 0\n", i) }
	var files []Answer
	for i := range all {
		ans := r.accept(t, "ada", "Europe/Oslo", data(i))
		r.await(t, "ada", ans.File)
		files = append(files, ans)
	}
	pair := []Answer{r.accept(t, "ada", "Europe/Oslo", data(900)), r.accept(t, "ada", "Asia/Tokyo", data(901))} // of one length
	for _, f := range pair {
		r.await(t, "ada", f.File)
	}
	records := r.records(t, "ada")
	if got, err := r.intake.Scrub(ctx); err != nil || len(got.Broken) > 0 || got.Files != len(all)+2 {
		t.Fatalf("scrub of a whole archive: %+v, %v", got, err)
	}
	path := func(sha, suffix string) string { return filepath.Join(dir, "archive", fileName("ada", sha, suffix)) }
	for i, s := range all {
		s.do(t, path(files[i].SHA, ".raw"), path(files[i].SHA, ".json"))
	}
	aside := filepath.Join(dir, "aside")
	for _, m := range [][2]string{{path(pair[0].SHA, ".json"), aside}, {path(pair[1].SHA, ".json"), path(pair[0].SHA, ".json")}, {aside, path(pair[1].SHA, ".json")}} {
		if err := os.Rename(m[0], m[1]); err != nil { // each has the other's sidecar
			t.Fatal(err)
		}
	}

	got, err := r.intake.Scrub(ctx)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, d := range got.Broken {
		found[d.SHA] = d.What
	}
	for i, s := range all {
		want := "it is in quarantine"
		if s.mend {
			want = "its sidecar was written again"
		}
		if what := found[files[i].SHA]; !strings.HasSuffix(what, want) {
			t.Errorf("%s: %q, want %q", s.name, what, want)
		}
	}
	for i, f := range pair {
		side, err := r.archive.Sidecar("ada", f.SHA)
		if want := []string{"Europe/Oslo", "Asia/Tokyo"}[i]; err != nil || side.TZ != want || found[f.SHA] == "" {
			t.Errorf("swapped sidecars: %+v, %v, found %q", side, err, found[f.SHA])
		}
	}
	if diff := cmp.Diff(records, r.records(t, "ada")); diff != "" {
		t.Errorf("what was decoded before (-want +got):\n%s", diff)
	}
	if again, err := r.intake.Scrub(ctx); err != nil || len(again.Broken) > 0 {
		t.Errorf("scrub once more: %+v, %v", again, err)
	}

	lost := 0
	for i, s := range all {
		if s.mend {
			continue
		}
		lost++
		if ans := r.accept(t, "ada", "", data(i)); ans.Status != stream.Accepted {
			t.Errorf("%s: its bytes given again are %s", s.name, ans.Status)
		}
	}
	if d, err := r.intake.Verify(ctx, Whole); err != nil || len(d) > 0 {
		t.Errorf("%d files given again: %v, %v", lost, d, err)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "archive", "ada", spoiltDir)); err != nil || len(left) > 0 {
		t.Errorf("left in quarantine: %v, %v", left, err)
	}
}

// A password lies in the sidecar alone: without it the file is missed, with it it comes back.
func TestScrubOfALockedFile(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	r := newRig(t, dir, nil).run(t)
	const data = "TEST\nlocked\n"
	put := func(password string) Answer {
		ans, err := r.intake.Accept(ctx, Upload{Athlete: "ada", Name: "n", Password: password, Door: "upload", Body: body(data)})
		if err != nil {
			t.Fatal(err)
		}
		return ans
	}
	ans := put("golden")
	r.await(t, "ada", ans.File)
	remove(t, filepath.Join(dir, "archive", fileName("ada", ans.SHA, ".json")))
	if got, err := r.intake.Scrub(ctx); err != nil || len(got.Broken) != 1 {
		t.Fatalf("scrub: %+v, %v", got, err)
	}
	d, err := r.intake.Verify(ctx, Quick)
	if err != nil || len(d) != 1 || !strings.Contains(d[0].What, "is lost") {
		t.Errorf("verify: %v, %v", d, err)
	}
	put("golden")
	r.await(t, "ada", ans.File)
	r.clean(t)
}

// What lies in quarantine is forgotten with the rest.
func TestForgetReachesTheQuarantine(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	r := newRig(t, dir, nil).run(t)
	ans := r.accept(t, "ada", "", "TEST\n2026-01-01 a 1 0\n")
	r.await(t, "ada", ans.File)
	write(t, "TEST\n2026-01-01 b 1 0\n", filepath.Join(dir, "archive", fileName("ada", ans.SHA, ".raw")))
	if got, err := r.intake.Scrub(ctx); err != nil || len(got.Broken) != 1 {
		t.Fatalf("scrub: %+v, %v", got, err)
	}
	f, err := r.intake.BeginForget(ctx, "ada", ans.SHA)
	if f.Found[layerArchive] != 1 || err != nil {
		t.Errorf("found %v, %v", f.Found, err)
	}
	if err := r.intake.Forget(ctx, "ada", ans.SHA); err != nil {
		t.Error(err)
	}
	if _, err := r.intake.EndForget(f); err != nil {
		t.Error(err)
	}
	if left, err := r.archive.Spoilt("ada"); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	r.clean(t)

	ans = r.accept(t, "ada", "", "TEST\n2026-01-02 a 1 0\n")
	r.await(t, "ada", ans.File)
	write(t, "rot", filepath.Join(dir, "archive", fileName("ada", ans.SHA, ".raw")))
	if got, err := r.intake.Scrub(ctx); err != nil || len(got.Broken) != 1 {
		t.Fatalf("scrub: %+v, %v", got, err)
	}
	if err := r.archive.ForgetAthlete("ada"); err != nil {
		t.Error(err)
	}
	if left, err := r.archive.Athletes(); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}

// The pass in the background goes on where an earlier process was.
func TestScrubGoesOnAfterARestart(t *testing.T) {
	dir := t.TempDir()
	r := newRig(t, dir, nil)
	r.accept(t, "ada", "", "x")
	state := r.intake.readScrubbing()
	for range 100 {
		if err := r.intake.scrubNext(context.Background(), &state); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.intake.readScrubbing(); got.Shard != 100 || !got.Done.IsZero() {
		t.Errorf("after 100 steps: %+v", got)
	}
	for range shards - 100 {
		if err := r.intake.scrubNext(context.Background(), &state); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.intake.readScrubbing(); got.Shard != 0 || time.Since(got.Done) > time.Minute {
		t.Errorf("after all: %+v", got)
	}
	write(t, "{", filepath.Join(dir, "archive", scrubState))
	if got := r.intake.readScrubbing(); got != (scrubbing{}) {
		t.Errorf("torn: %+v", got)
	}
}

// A file that rotted and lies in the watch folder is taken from there anew.
func TestTheWatchFolderGivesItAgain(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	r := newRig(t, dir, nil).run(t)
	const data = "TEST\n2026-01-01 a 1 0\n"
	watch := filepath.Join(dir, "watch")
	write(t, data, filepath.Join(watch, "ada", "a.test"))
	cfg := WatchConfig{Dir: watch, Settle: time.Millisecond, Rescan: 20 * time.Millisecond}
	runWatcher(t, NewWatcher(cfg, r.intake, r.intake.metrics, r.intake.log, time.Now))
	r.await(t, "ada", r.archive.FileHash("ada", shaOf(data)))
	raw := filepath.Join(dir, "archive", fileName("ada", shaOf(data), ".raw"))
	write(t, strings.ToLower(data), raw)
	if got, err := r.intake.Scrub(ctx); err != nil || len(got.Broken) != 1 {
		t.Fatalf("scrub: %+v, %v", got, err)
	}
	waitFor(t, func() bool { return r.archive.Verify(ctx, "ada", shaOf(data)) == nil })
	r.clean(t)
}
