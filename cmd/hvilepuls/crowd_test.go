package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// Ten thousand files of a few bytes all have receipts, and take no memory.
func TestTenThousandTinyFiles(t *testing.T) {
	onlyAsked(t, "HVILEPULS_CROWD", "syncs 10,000 files, which takes a minute")
	const n = 10_000
	dir := t.TempDir()
	for i := range n {
		if err := os.WriteFile(filepath.Join(dir, strconv.Itoa(i)), []byte(fmt.Sprint("tiny ", i)), 0o600); err != nil {
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
