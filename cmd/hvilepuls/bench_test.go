package main

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/muktihari/fit/decoder"
	"github.com/muktihari/fit/proto"
	"github.com/tormoder/fit"

	"github.com/hvilepuls/hvilepuls/configs"
	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// cpu is what the process has used so far.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func year(b *testing.B) []synthetic.File {
	b.Helper()
	var files []synthetic.File
	if err := synthetic.Year(1, func(f synthetic.File) error {
		files = append(files, f)
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	return files
}

// bare is the least that reading the files can take: the first decoder for every activity, one pass of the second over every file.
func bare(b *testing.B, files []synthetic.File) time.Duration {
	b.Helper()
	start := cpu(b)
	for _, f := range files {
		if strings.Contains(f.Name, "Activity") {
			if _, err := fit.Decode(bytes.NewReader(f.Data)); err != nil {
				b.Fatal(err)
			}
		}
		d := decoder.New(bytes.NewReader(f.Data), decoder.WithIgnoreChecksum(), decoder.WithBroadcastOnly(), decoder.WithMesgListener(nobody{}))
		if _, err := d.Decode(); err != nil {
			b.Fatal(err)
		}
	}
	return cpu(b) - start
}

type nobody struct{}

func (nobody) OnMesg(proto.Message) {}

// BenchmarkYear is a year of one athlete from the door to the results: every file durable, every stream synced. It tells the product's CPU
// time, and how many times that of bare decoding in the same run that is.
func BenchmarkYear(b *testing.B) {
	files := year(b)
	var least, total time.Duration
	for b.Loop() {
		b.StopTimer()
		least += bare(b, files)
		dir := b.TempDir()
		b.StartTimer()
		start := cpu(b)
		importYear(b, dir, configs.Defaults(), files)
		total += cpu(b) - start
	}
	b.ReportMetric(total.Seconds()/float64(b.N), "cpu-s/op")
	b.ReportMetric(float64(total)/float64(least), "times-bare")
}

func importYear(b *testing.B, dir string, cfg configs.Config, files []synthetic.File) {
	b.Helper()
	ctx := context.Background()
	owner, err := stream.Lock(dir)
	if err != nil {
		b.Fatal(err)
	}
	e, err := open(ctx, engineConfig{Config: cfg, dir: dir, owner: owner, role: roleShort}, slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	for _, f := range files {
		u := api.Upload{Athlete: "a", Name: f.Name, Door: "import", Body: bytes.NewReader(f.Data)}
		if _, err := (backend{e}).Accept(ctx, u); err != nil {
			b.Fatal(err)
		}
	}
	left, err := backend{e}.Drain(ctx)
	if err != nil || left.Waiting != "" {
		b.Fatal(err, left)
	}
	if err := e.Close(); err != nil {
		b.Fatal(err)
	}
}
