package influxtest_test

import (
	"context"
	"testing"

	influxdb2 "github.com/influxdata/influxdb-client-go/v2"

	"github.com/hvilepuls/hvilepuls/internal/influxtest"
)

func TestKeepsItsPointsOverARestart(t *testing.T) {
	s := influxtest.Start(t)
	client := influxdb2.NewClient(s.URL, s.Token)
	defer client.Close()
	ctx := context.Background()
	write := client.WriteAPIBlocking(s.Org, "unused")
	if err := write.WriteRecord(ctx, "m,t=a f=1,g=2 1000000000000000000\nm,t=b f=3 1000000001000000000"); err != nil {
		t.Fatal(err)
	}
	s.Stop()
	if err := write.WriteRecord(ctx, "m f=1"); err == nil {
		t.Error("a stopped server took a point")
	}
	s.Restart()
	if f, g, none := s.Count("unused", "m", "f"), s.Count("unused", "m", "g"), s.Count("unused", "n", "f"); f != 2 || g != 1 || none != 0 {
		t.Errorf("counts %d, %d and %d, want 2, 1 and 0", f, g, none)
	}
	rows := s.Query("unused", "SELECT f, g FROM m GROUP BY t")
	if len(rows) != 2 || rows[1]["t"] != "b" || rows[1]["f"] != 3.0 || rows[1]["time"] != 1e9+1 || len(rows[1]) != 3 {
		t.Errorf("rows %v", rows)
	}
}
