package influxtest_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	influxdb2 "github.com/influxdata/influxdb-client-go/v2"

	"github.com/hvilepuls/hvilepuls/internal/influxtest"
)

func TestKeepsItsPointsOverARestart(t *testing.T) {
	s := influxtest.StartAny(t, "ours", "other")
	client := influxdb2.NewClient(s.URL, s.Token)
	defer client.Close()
	ctx := context.Background()
	write := client.WriteAPIBlocking(s.Org, "ours")
	if err := write.WriteRecord(ctx, "m,t=a f=1,g=2 1000000000000000000\nm,t=b f=3 1000000001000000000"); err != nil {
		t.Fatal(err)
	}
	s.Stop()
	if err := write.WriteRecord(ctx, "m f=1"); err == nil {
		t.Error("a stopped server took a point")
	}
	s.Restart()
	if f, g, none := s.Count("ours", "m", "f"), s.Count("ours", "m", "g"), s.Count("ours", "n", "f"); f != 2 || g != 1 || none != 0 {
		t.Errorf("counts %d, %d and %d, want 2, 1 and 0", f, g, none)
	}
	if n := s.Count("other", "m", "f"); n != 0 {
		t.Errorf("%d values in the other bucket", n)
	}
	rows := s.Query("ours", "SELECT f, g FROM m GROUP BY t")
	if len(rows) != 2 || rows[1]["t"] != "b" || rows[1]["f"] != 3.0 || rows[1]["time"] != 1e9+1 || len(rows[1]) != 3 {
		t.Errorf("rows %v", rows)
	}
}

// skipper is a test that may skip.
type skipper struct {
	testing.TB
	why string
}

func (s *skipper) Skipf(format string, args ...any) {
	s.why = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func TestWith18OnlyItSkipsAndSaysWhy(t *testing.T) {
	t.Setenv("CI", "true") // .ci/run sets it
	for _, version := range []string{"v1.8.10", "vv1.8.10"} {
		path := filepath.Join(t.TempDir(), "influxd")
		if err := os.WriteFile(path, []byte("#!/bin/sh\necho 'InfluxDB "+version+" (git: unknown unknown)'\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		t.Setenv("HVILEPULS_INFLUXD", path)
		s, done := &skipper{TB: t}, make(chan struct{})
		go func() {
			defer close(done)
			influxtest.Start(s)
		}()
		<-done
		if !strings.Contains(s.why, "needs InfluxDB 2.7") || !strings.Contains(s.why, "build-influxd.sh 2.7") {
			t.Errorf("%s: it says %q", version, s.why)
		}
	}
}
