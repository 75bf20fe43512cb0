package main

import (
	"archive/zip"
	"compress/flate"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/configs"
	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// BenchmarkAppleDecade is an export of Apple Health with ten years and nine million records, from the door to the results.
func BenchmarkAppleDecade(b *testing.B) {
	days := synthetic.AppleDays{First: time.Date(2016, 11, 9, 0, 0, 0, 0, time.FixedZone("", 3600)), Days: 3650, HeartRate: 984}
	path := filepath.Join(b.TempDir(), "export.zip")
	if err := writeApple(path, days); err != nil {
		b.Fatal(err)
	}
	var total time.Duration
	for b.Loop() {
		start := cpu(b)
		importApple(b, b.TempDir(), path)
		total += cpu(b) - start
	}
	b.ReportMetric(total.Seconds()/float64(b.N), "cpu-s/op")
	b.ReportMetric(float64(days.Records())/1e6, "Mrecords")
}

func writeApple(path string, days synthetic.AppleDays) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	z := zip.NewWriter(f)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	m, err := z.Create("apple_health_export/export.xml")
	if err == nil {
		err = days.Write(m)
	}
	return errors.Join(err, z.Close(), f.Close())
}

func importApple(b *testing.B, dir, path string) {
	b.Helper()
	ctx := context.Background()
	owner, err := stream.Lock(dir)
	if err != nil {
		b.Fatal(err)
	}
	e, err := open(ctx, engineConfig{Config: configs.Defaults(), dir: dir, owner: owner, role: roleShort}, slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if _, err := (backend{e}).Accept(ctx, api.Upload{Athlete: "a", Name: "export.zip", Door: "import", Body: f}); err != nil {
		b.Fatal(err)
	}
	left, err := backend{e}.Drain(ctx)
	if err != nil || left.Waiting != "" {
		b.Fatal(err, left)
	}
	if err := e.Close(); err != nil {
		b.Fatal(err)
	}
}
