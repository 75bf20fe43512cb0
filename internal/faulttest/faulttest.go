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
// At the end of the test, and if it did not fail, the counts are logged and, where HVILEPULS_FAULTS names a folder, added to a file of that
// folder: -count makes as many rounds as one likes. Begin with an empty folder. Then, for the table, of as many harnesses as were run (the
// rows of the others stay as they are):
//
//	HVILEPULS_FAULTS=/tmp/faults go test ./cmd/hvilepuls -run … -v -count 20
//	HVILEPULS_FAULTS=/tmp/faults go test ./internal/faulttest -run TestReliability -update
package faulttest

import (
	"encoding/json"
	"errors"
	"io/fs"
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
	Fault   string  `json:"fault"`
	Rounds  int     `json:"rounds"`
	Lost    int     `json:"lost"`    // of what was accepted: files, rows, points
	Doubled int     `json:"doubled"` // too many, or other than in an undisturbed run
	Took    []int64 `json:"took"`    // ms from mended to whole, ascending; empty where nothing has to be waited for
}

// Whole is how long it took until everything was whole, ms; -1 where nothing has to be waited for.
func (c Count) Whole() (median, worst int64) {
	if len(c.Took) == 0 {
		return -1, -1
	}
	return c.Took[len(c.Took)/2], c.Took[len(c.Took)-1]
}

// Read is what a folder holds of a fault, nothing where it holds none.
func Read(dir, fault string) (c Count, err error) {
	b, err := os.ReadFile(fileOf(dir, fault))
	if errors.Is(err, fs.ErrNotExist) {
		return Count{Fault: fault}, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	return c, err
}

func fileOf(dir, fault string) string {
	return filepath.Join(dir, strings.ReplaceAll(fault, " ", "-")+".json")
}

// add adds rounds to what a folder holds of a fault.
func (c Count) add(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	sum, err := Read(dir, c.Fault)
	if err != nil {
		return err
	}
	sum.Rounds, sum.Lost, sum.Doubled, sum.Took = sum.Rounds+c.Rounds, sum.Lost+c.Lost, sum.Doubled+c.Doubled, append(sum.Took, c.Took...)
	slices.Sort(sum.Took)
	b, err := json.Marshal(sum)
	if err != nil {
		return err
	}
	return os.WriteFile(fileOf(dir, c.Fault), b, 0o600)
}

// Counter counts the rounds of one fault. It may be used by several goroutines.
type Counter struct {
	mu    sync.Mutex
	count Count
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
		c.count.Took = append(c.count.Took, recovery.Milliseconds())
	}
}

func (c *Counter) end(t testing.TB) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	slices.Sort(c.count.Took)
	median, worst := c.count.Whole()
	t.Logf("%s: %d rounds, %d lost, %d doubled, whole after %d ms (median), %d ms (worst)", c.count.Fault, c.count.Rounds, c.count.Lost, c.count.Doubled, median, worst)
	dir := os.Getenv(Folder)
	if dir == "" || t.Failed() || c.count.Rounds == 0 {
		return
	}
	if err := c.count.add(dir); err != nil {
		t.Errorf("write down what came of a fault: %v", err)
	}
}
