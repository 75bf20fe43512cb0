// Package faulttest counts what harnesses do to the product, for docs/reliability.md. A harness is a test:
//
//	t.Run(…, func(t *testing.T) {
//		c := faulttest.Start(t, "influxdb away") // a line of Faults, by its name as it stands there: a test looks for it in the source
//		for range rounds {
//			… break something, mend it …
//			c.Round(lost, doubled, tookToRecover)
//		}
//	})
//
// At the end of the test, and if it did not fail, the counts are logged and, where HVILEPULS_FAULTS names a folder, written to a file of that
// folder. Then, for the table, of as many harnesses as were run (the rows of the others stay as they are):
//
//	HVILEPULS_FAULTS=/tmp/faults go test ./cmd/hvilepuls -run … -v
//	HVILEPULS_FAULTS=/tmp/faults go test ./internal/faulttest -run TestReliability -update
package faulttest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Folder is the environment variable that names the folder of counts.
const Folder = "HVILEPULS_FAULTS"

// Fault is a line of the table.
type Fault struct {
	Name   string // what is done to the product, in the words of the table
	Proves string // the command that does it
}

// Count is what came of a fault.
type Count struct {
	Fault   string `json:"fault"`
	Rounds  int    `json:"rounds"`
	Lost    int    `json:"lost"`    // of what was accepted: files, rows, points
	Doubled int    `json:"doubled"` // too many, or other than in an undisturbed run
	Median  int64  `json:"median"`  // ms from mended to whole; -1 where nothing has to be waited for
	Worst   int64  `json:"worst"`   // ms
}

// Counter counts the rounds of one fault. It may be used by several goroutines.
type Counter struct {
	mu    sync.Mutex
	count Count
	took  []int64 // ms
}

// Start begins to count a fault of the list and writes down what came of it when the test has ended well.
func Start(t testing.TB, fault string) *Counter {
	t.Helper()
	if !slices.ContainsFunc(Faults(), func(f Fault) bool { return f.Name == fault }) {
		t.Fatalf("faulttest: no line of the list is called %q", fault)
	}
	c := &Counter{count: Count{Fault: fault}}
	t.Cleanup(func() { c.end(t) })
	return c
}

// Round notes what came of one round: how many things were lost, how many are there twice or differ, and how long it took from when the
// fault was over until everything was whole; less than zero where that has no meaning.
func (c *Counter) Round(lost, doubled int, recovery time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.count.Rounds++
	c.count.Lost += lost
	c.count.Doubled += doubled
	if recovery >= 0 {
		c.took = append(c.took, recovery.Milliseconds())
	}
}

func (c *Counter) end(t testing.TB) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	out := c.count
	out.Median, out.Worst = -1, -1
	if len(c.took) > 0 {
		slices.Sort(c.took)
		out.Median, out.Worst = c.took[len(c.took)/2], c.took[len(c.took)-1]
	}
	t.Logf("%s: %d rounds, %d lost, %d doubled, whole after %d ms (median), %d ms (worst)", out.Fault, out.Rounds, out.Lost, out.Doubled, out.Median, out.Worst)
	dir := os.Getenv(Folder)
	if dir == "" || t.Failed() || out.Rounds == 0 {
		return
	}
	b, err := json.Marshal(out)
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, strings.ReplaceAll(out.Fault, " ", "-")+".json"), b, 0o600)
	}
	if err != nil {
		t.Errorf("write down what came of a fault: %v", err)
	}
}
