//go:build linux

package source

import (
	"bytes"
	"context"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// BenchmarkHealthAutoExport reads a large post: MB/s, and by how much the process's memory grew at most.
func BenchmarkHealthAutoExport(b *testing.B) {
	data := largeHAE(350_000, 30) // about 40 MB
	table := Table(catalogue(b), DefaultLimits())
	forget(b)
	before, begin := memory(b, "VmRSS"), cpu(b)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		r, err := Decode(context.Background(), table, File{
			Name: "post.json", Data: bytes.NewReader(data), Size: int64(len(data)),
			SourceKey: func(maker, model, serial string) string { return maker + model },
			Emit:      func(record.Record) error { return nil },
		})
		if err != nil || r.Status != stream.Accepted {
			b.Fatal(r.Status, r.Reason, err)
		}
	}
	b.ReportMetric(memory(b, "VmHWM")-before, "MB-growth")
	reportCPU(b, begin)
}
