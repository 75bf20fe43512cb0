package source

import (
	"bytes"
	"context"
	"strings"
	"testing"

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

// BenchmarkBareYear is what decoding alone costs: the first decoder for every activity and one pass of the second over every file.
func BenchmarkBareYear(b *testing.B) {
	files := benchYear(b)
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
}

// BenchmarkDecodeYear is what the sources cost for the same files.
func BenchmarkDecodeYear(b *testing.B) {
	files, table := benchYear(b), Table(catalogue(b), DefaultLimits())
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
}
