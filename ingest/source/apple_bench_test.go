//go:build linux

package source

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// benchApple is an export of about 300 MB in its archive: the file, and the bytes unpacked.
func benchApple(b *testing.B) (path string, unpacked int64) {
	b.Helper()
	path = filepath.Join(b.TempDir(), "export.zip")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	z := zip.NewWriter(f)
	m, err := z.Create("apple_health_export/export.xml")
	if err != nil {
		b.Fatal(err)
	}
	n := &counter{w: m}
	days := synthetic.AppleDays{First: time.Date(2024, 1, 1, 0, 0, 0, 0, time.FixedZone("", 3600)), Days: 304, HeartRate: 1000}
	if err := errors.Join(days.Write(n), z.Close(), f.Close()); err != nil {
		b.Fatal(err)
	}
	return path, n.n
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return c.w.Write(p)
}

// memory is a line of the process's memory, in MB: VmRSS, or VmHWM, the most since forget.
func memory(b *testing.B, key string) float64 {
	b.Helper()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if v, ok := strings.CutPrefix(line, key+":"); ok {
			kb, err := strconv.Atoi(strings.Fields(v)[0])
			if err != nil {
				b.Fatal(err)
			}
			return float64(kb) / 1024
		}
	}
	b.Fatalf("no %s", key)
	return 0
}

// forget gives back what is not used, and makes VmHWM that of now.
func forget(b *testing.B) {
	b.Helper()
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		b.Skipf("the most memory cannot be measured: %v", err)
	}
}

// BenchmarkApple reads an export of 300 MB from its archive: MB of XML per second, and by how much the process's memory grew at most.
func BenchmarkApple(b *testing.B) {
	path, size := benchApple(b)
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		b.Fatal(err)
	}
	table := Table(catalogue(b), DefaultLimits())
	forget(b)
	before, begin := memory(b, "VmRSS"), cpu(b)
	b.SetBytes(size)
	for b.Loop() {
		r, err := Decode(context.Background(), table, File{
			Name: "export.zip", Data: f, Size: st.Size(),
			SourceKey: func(maker, model, serial string) string { return maker + model },
			Emit:      func(record.Record) error { return nil },
		})
		if err != nil || r.Status != stream.Accepted {
			b.Fatal(r.Status, r.Reason, err)
		}
	}
	b.ReportMetric(memory(b, "VmHWM")-before, "MB-growth")
	b.ReportMetric(float64(st.Size())/1e6, "MB-zip")
	reportCPU(b, begin)
}
