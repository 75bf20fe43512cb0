package ingest

import (
	"os"
	"testing"
	"time"

	_ "time/tzdata"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv("INGEST_TEST_CHILD"); dir != "" {
		childAccepts(dir)
		return
	}
	goleak.VerifyTestMain(m)
}

func waitFor(t testing.TB, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(30 * time.Second)
	for !ok() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("waited in vain")
		}
	}
}
