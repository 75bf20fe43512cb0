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
	"github.com/hvilepuls/hvilepuls/internal/record"
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
		importApple(b, b.TempDir(), path, days)
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

// importApple imports an export, and fails unless every day of it has results.
func importApple(b *testing.B, dir, path string, days synthetic.AppleDays) {
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
	receipts, err := backend{e}.Receipts(ctx, "a")
	if err != nil || len(receipts) != 1 || receipts[0].Status != stream.Accepted || receipts[0].Counts["heart_rate"] == 0 {
		b.Fatal(receipts, err)
	}
	first := record.DateOf(days.First)
	results, err := backend{e}.Results(ctx, "a", first, first+record.Date(days.Days)-1)
	if err != nil || len(results) != days.Days {
		b.Fatal(len(results), err)
	}
	if err := e.Close(); err != nil {
		b.Fatal(err)
	}
}
