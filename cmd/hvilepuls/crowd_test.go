package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
)

// Ten thousand files of a few bytes all have receipts, and take no memory.
func TestTenThousandTinyFiles(t *testing.T) {
	if os.Getenv("HVILEPULS_CROWD") == "" {
		t.Skip("syncs 10,000 files, which takes a minute; HVILEPULS_CROWD=1 runs it")
	}
	const n = 10_000
	dir := t.TempDir()
	for i := range n {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprint(i)), []byte(fmt.Sprint("tiny ", i)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := newRig(t, "")
	up := r.up()
	start := time.Now()
	receipts := r.importAll(dir)
	peak := peakMemory(t, up.cmd.Process.Pid)
	t.Logf("%d files in %v, peak of memory %d MiB", len(receipts), time.Since(start).Round(time.Second), peak>>20)
	if len(receipts) != n || peak > mostMemory {
		t.Errorf("%d receipts, %d MiB", len(receipts), peak>>20)
	}
}

// TestBesideAnAppleDecade prints how long another athlete's small file takes to reach the results while ten years of Apple Health are taken in.
func TestBesideAnAppleDecade(t *testing.T) {
	if os.Getenv("HVILEPULS_APPLE_DECADE") == "" {
		t.Skip("takes minutes; HVILEPULS_APPLE_DECADE=1 runs it")
	}
	days := synthetic.AppleDays{First: time.Date(2016, 11, 9, 0, 0, 0, 0, time.FixedZone("", 3600)), Days: 3650, HeartRate: 984}
	path := filepath.Join(t.TempDir(), "export.zip")
	if err := writeApple(path, days); err != nil {
		t.Fatal(err)
	}
	r := newRig(t, "")
	up := r.up()
	alone := r.smallFiles(up, "alone")
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.importAll(path)
	}()
	time.Sleep(3 * time.Second) // until it is being decoded: the times are printed, not judged
	busy := r.smallFiles(up, "bea")
	still := true
	select {
	case <-done:
		still = false
	default:
		<-done
	}
	t.Logf("alone: half within %v, all within %v; beside the import: %v, %v; it still ran: %v; peak of memory %d MiB",
		alone[len(alone)/2], alone[len(alone)-1], busy[len(busy)/2], busy[len(busy)-1], still, peakMemory(t, up.cmd.Process.Pid)>>20)
}

// smallFiles brings 20 activities of an athlete, each once the one before is in the results, and gives the times, ascending.
func (r *rig) smallFiles(up *running, athlete string) []time.Duration {
	r.t.Helper()
	var took []time.Duration
	for i := range 20 {
		at := lastDay().AddDate(0, 0, -i).Add(17 * time.Hour)
		start := time.Now()
		status, said := r.ask(up, http.MethodPost, "/v1/athletes/"+athlete+"/files?name=a.fit&tz=Europe/Oslo", up.key, strengthFile(at).Data)
		if status != http.StatusAccepted {
			r.t.Fatal(status, said)
		}
		day := at.Format(time.DateOnly)
		for {
			status, said = r.ask(up, http.MethodGet, "/v1/athletes/"+athlete+"/results?from="+day+"&to="+day, up.key, nil)
			if status == http.StatusOK && strings.Contains(said, day) && !strings.Contains(said, `"days":[]`) {
				break
			}
			if time.Since(start) > untilTime {
				r.t.Fatalf("no results: %d %s", status, said)
			}
			time.Sleep(10 * time.Millisecond)
		}
		took = append(took, time.Since(start).Round(time.Millisecond))
	}
	slices.Sort(took)
	return took
}
