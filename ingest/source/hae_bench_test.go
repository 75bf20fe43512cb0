//go:build linux

package source

import (
	"bytes"
	"context"
	stdjson "encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// benchHAE is a post of about 40 MB: a heart rate each minute for a year but a third of it, and a month of nights.
func benchHAE() []byte {
	var b bytes.Buffer
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.FixedZone("", 3600))
	b.WriteString(`{"data":{"metrics":[{"name":"heart_rate","units":"bpm","data":[`)
	const minutes = 350_000
	for i := range minutes {
		if i > 0 {
			b.WriteByte(',')
		}
		bpm := 50 + i*7%60
		fmt.Fprintf(&b, `{"date":"%s","Min":%d,"Avg":%d,"Max":%d,%s}`, at.Format("2006-01-02 15:04:05 -0700"), bpm, bpm, bpm, haeWatch)
		at = at.Add(time.Minute)
	}
	b.WriteString(`]},{` + haeSleep + `[`)
	for i := range 30 {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(haeTotals)
	}
	b.WriteString(`]}]}}`)
	return b.Bytes()
}

// BenchmarkHealthAutoExport reads a large post: MB/s, and by how much the process's memory grew at most.
func BenchmarkHealthAutoExport(b *testing.B) {
	data := benchHAE()
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

// BenchmarkHealthAutoExportMaps is what the standard library takes to decode the same post into maps.
func BenchmarkHealthAutoExportMaps(b *testing.B) {
	data := benchHAE()
	begin := cpu(b)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		var v map[string]any
		if err := stdjson.Unmarshal(data, &v); err != nil {
			b.Fatal(err)
		}
	}
	reportCPU(b, begin)
}
