package faulttest_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/faulttest"
)

// What one run counted is added to what the runs before it did.
func TestRunsAddUp(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(faulttest.Folder, dir)
	const fault = "InfluxDB: 500"
	for _, took := range []time.Duration{3 * time.Second, time.Second, 2 * time.Second} {
		t.Run(took.String(), func(t *testing.T) {
			c := faulttest.Start(t, fault)
			c.Round(1, 0, took)
			c.Round(0, 2, -1)
		})
	}
	got, err := faulttest.Read(dir, fault)
	if err != nil {
		t.Fatal(err)
	}
	want := faulttest.Count{Fault: fault, Rounds: 6, Lost: 3, Doubled: 6, Took: []int64{1000, 2000, 3000}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if median, worst := got.Whole(); median != 2000 || worst != 3000 {
		t.Errorf("whole after %d ms, %d at worst", median, worst)
	}
}
