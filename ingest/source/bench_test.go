//go:build unix

package source

import (
	"bytes"
	"context"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tormoder/fit"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

func benchYear(b *testing.B) []synthetic.File {
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

// cpu is the processor time that the process has used, its collector of garbage too.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// reportCPU adds the processor seconds of one year, for on a busy machine those of the wall say little.
func reportCPU(b *testing.B, since time.Duration) {
	b.Helper()
	b.ReportMetric((cpu(b)-since).Seconds()/float64(b.N), "cpu-s/op")
}

// BenchmarkBareYear is what decoding alone costs: the first decoder for every activity and one pass of the second over every file.
func BenchmarkBareYear(b *testing.B) {
	files := benchYear(b)
	begin := cpu(b)
	for b.Loop() {
		for _, f := range files {
			if strings.Contains(f.Name, "Activity") {
				if _, err := fit.Decode(bytes.NewReader(f.Data)); err != nil {
					b.Fatal(err)
				}
			}
			if err := readMuktihari(f.Data, func(*protoMessage) {}); err != nil {
				b.Fatal(err)
			}
		}
	}
	reportCPU(b, begin)
}

// BenchmarkDecodeYear is what the sources cost for the same files.
func BenchmarkDecodeYear(b *testing.B) {
	files, table := benchYear(b), Table(catalogue(b), DefaultLimits())
	begin := cpu(b)
	for b.Loop() {
		for _, f := range files {
			r, err := Decode(context.Background(), table, File{
				Name: f.Name, Data: bytes.NewReader(f.Data), Size: int64(len(f.Data)),
				SourceKey: func(maker, model, serial string) string { return maker + model },
				Emit:      func(record.Record) error { return nil },
			})
			if err != nil || r.Reason != "" {
				b.Fatal(r, err)
			}
		}
	}
	reportCPU(b, begin)
}
