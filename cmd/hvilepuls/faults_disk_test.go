package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/faulttest"
)

// smallDisk mounts a file system of so many megabytes and gives its folder.
func smallDisk(t *testing.T, megabytes int) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dm", megabytes)); err != nil {
		t.Skipf("needs a file system that can be filled: mount tmpfs: %v; only root may", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fill takes all that is left of a file system.
func fill(t *testing.T, dir string) (path string) {
	t.Helper()
	path = filepath.Join(dir, "ballast")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, size := range []int{1 << 20, 4096, 1} {
		for b := make([]byte, size); ; {
			if _, err := f.Write(b); err != nil {
				break
			}
		}
	}
	return path
}

// The disk is full, for archive and streams alike: files are refused with 507 and when to come again, /readyz tells, and once there is room
// everything goes on by itself.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	disk := smallDisk(t, 192)
	files := lastDays(demoFiles(), 8)
	r := newRig(t, "ingest: {archive: {reserve: 1}, reconcile: 1s}\nprocessors: {gather: 50ms}\n")
	r.dir = filepath.Join(disk, "data")
	r.args = append([]string{"--data", r.dir}, r.args[2:]...)
	r.run(0, "athlete", "add", "ada", "--tz", "Europe/Oslo")
	up := r.up()
	third := len(files) / 3
	r.brought(up, files[:third])
	c := faulttest.Start(t, "disk full, of archive and streams")
	ballast := fill(t, disk)
	refused := r.offered(up, files[third:2*third])
	if refused == 0 {
		t.Error("a full disk took every file")
	}
	if out, _, _ := r.try("doctor"); !strings.Contains(out, "disk") {
		t.Errorf("doctor: %s", out)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	r.eventually("everything goes on", func() bool { // what was refused is sent again, as a client does
		status, _ := r.ask(up, http.MethodGet, "/readyz", "", nil)
		return status == http.StatusOK && r.offered(up, files) == 0
	})
	r.eventually("all is computed", func() bool {
		return r.metric(up, `hvilepuls_stage_pending_messages\{stage="(ingest|assemble|analyse)"\} [1-9]`) == ""
	})
	took := time.Since(start)
	left := r.differences()
	for _, d := range left {
		t.Error(d)
	}
	calm := newRig(t, "")
	calm.run(0, "athlete", "add", "ada", "--tz", "Europe/Oslo")
	calm.take(placed(t, files)...)
	if got, want := r.said(), calm.said(); got != want {
		t.Error("the results are others than those of an undisturbed run")
		left = append(left, "results")
	}
	c.Round(len(left), 0, took)
	if err := up.stop(); err != nil {
		t.Error(err)
	}
}

// offered uploads files and gives how many were refused, each of which must be told so, and when to come again.
func (r *rig) offered(up *running, files []synthetic.File) (refused int) {
	r.t.Helper()
	for _, f := range files {
		path := up.page + "/v1/athletes/ada/files?tz=Europe/Oslo&name=" + filepath.Base(f.Name)
		req, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, path, strings.NewReader(string(f.Data)))
		if err != nil {
			r.t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+up.key)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			r.t.Fatal(err)
		}
		_ = resp.Body.Close()
		switch resp.StatusCode {
		case http.StatusAccepted, http.StatusOK:
		case http.StatusInsufficientStorage, http.StatusServiceUnavailable:
			refused++
			if resp.Header.Get("Retry-After") == "" {
				r.t.Errorf("%s without Retry-After", resp.Status)
			}
		default:
			r.t.Errorf("upload: %s", resp.Status)
		}
	}
	return refused
}

// The process may open very few files: what cannot be accepted is refused, and all that was accepted is there.
func TestFileHandlesExhausted(t *testing.T) {
	t.Parallel()
	files := lastDays(demoFiles(), 4)
	r := newRig(t, "processors: {gather: 50ms}\n")
	r.run(0, "athlete", "add", "ada", "--tz", "Europe/Oslo")
	c := faulttest.Start(t, "file handles exhausted")
	up := r.up()
	limit := func(n uint64) {
		t.Helper()
		lim := fmt.Sprintf("--nofile=%d:%d", n, 4096)
		if out, err := exec.Command("prlimit", "--pid", strconv.Itoa(up.cmd.Process.Pid), lim).CombinedOutput(); err != nil {
			t.Skipf("needs prlimit to take file handles from a process: %v %s", err, out)
		}
	}
	open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", up.cmd.Process.Pid))
	if err != nil {
		t.Skipf("needs /proc: %v", err)
	}
	limit(uint64(len(open) + 2)) // a connection, and not all that an upload needs
	refused := r.offered(up, files[:len(files)/2])
	limit(4096)
	start := time.Now()
	r.eventually("all is taken", func() bool { return r.offered(up, files) == 0 })
	r.eventually("all is computed", func() bool {
		return r.metric(up, `hvilepuls_stage_pending_messages\{stage="(ingest|assemble|analyse)"\} [1-9]`) == ""
	})
	took := time.Since(start)
	left := r.differences()
	for _, d := range left {
		t.Error(d)
	}
	t.Logf("%d uploads were refused", refused)
	c.Round(len(left), 0, took)
	if err := up.stop(); err != nil {
		t.Error(err)
	}
}

// SIGTERM in the middle of a big import: it ends in time and well, and the next one finishes it.
func TestTerminatedImport(t *testing.T) {
	t.Parallel()
	files := placed(t, append(lastDays(demoFiles(), 30), oddFiles()...))
	c := faulttest.Start(t, "SIGTERM in the middle of an import")
	r := newRig(t, "")
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	args := slices.Concat([]string{"import", "--athlete", "ada", "--tz", "Europe/Oslo"}, r.args, files)
	cmd := exec.CommandContext(ctx, "hvilepuls", args...)
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	r.eventually("the import has archived something", func() bool {
		found, err := filepath.Glob(filepath.Join(r.dir, "archive", "ada", "??", "*.raw"))
		return err == nil && len(found) > 3
	})
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	err := cmd.Wait()
	if cmd.ProcessState.ExitCode() != exitFailed || !strings.Contains(said.String(), "nothing that was accepted is lost") {
		t.Errorf("import: %v, it said %q", err, said.String())
	}
	start := time.Now()
	r.take(files...)
	took := time.Since(start)
	calm := newRig(t, "")
	calm.take(files...)
	differs := 0
	if got, want := r.said(), calm.said(); got != want {
		t.Error("the results are others than those of an undisturbed run")
		differs++
	}
	r.run(0, "verify")
	c.Round(differs, 0, took)
}
