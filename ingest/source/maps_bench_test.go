//go:build unix

package source

import (
	"bytes"
	"context"
	"encoding/csv"
	stdjson "encoding/json"
	"errors"
	"io"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// BenchmarkMaps compares decoding a large file of every text format with what the standard library takes to read the same file into maps: x_maps
// is how many times the processor time of ours that is.
func BenchmarkMaps(b *testing.B) {
	sources := Table(catalogue(b), DefaultLimits())
	for _, large := range largeFiles() {
		b.Run(large.name, func(b *testing.B) {
			data := large.data()
			var theirs float64 // processor seconds of reading it into maps
			b.Run("maps", func(b *testing.B) {
				theirs = cpuOf(b, data, func() error { return large.maps(data) })
			})
			b.Run("ours", func(b *testing.B) {
				ours := cpuOf(b, data, func() error {
					r, err := Decode(context.Background(), sources, File{
						Name: "file", Data: bytes.NewReader(data), Size: int64(len(data)),
						SourceKey: func(maker, model, serial string) string { return maker + model + serial },
						Emit:      func(record.Record) error { return nil },
					})
					if err == nil && (r.Format != large.format || r.Counts[large.kind] < large.n || r.Reason != "") {
						b.Fatalf("%s, %s: %d of %d, dropped %v", r.Format, r.Reason, r.Counts[large.kind], large.n, r.Dropped)
					}
					return err
				})
				if theirs > 0 {
					b.ReportMetric(theirs/ours, "x_maps")
				}
			})
		})
	}
}

// cpuOf runs something as often as the benchmark asks, and gives the processor seconds of one run.
func cpuOf(b *testing.B, data []byte, once func() error) float64 {
	b.Helper()
	b.SetBytes(int64(len(data)))
	begin := cpu(b)
	for b.Loop() {
		if err := once(); err != nil {
			b.Fatal(err)
		}
	}
	each := (cpu(b) - begin).Seconds() / float64(b.N)
	b.ReportMetric(each, "cpu-s/op")
	return each
}

func jsonMaps(data []byte) error {
	var all any
	return stdjson.Unmarshal(data, &all)
}

// lineMaps reads a JSON object a line.
func lineMaps(data []byte) error {
	var all []map[string]any
	for d := stdjson.NewDecoder(bytes.NewReader(data)); ; {
		var m map[string]any
		err := d.Decode(&m)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		all = append(all, m)
	}
}

// csvMaps reads a table, which begins behind some lines, into a map a row.
func csvMaps(comma rune, before int) func(data []byte) error {
	return func(data []byte) error {
		for range before {
			_, data, _ = bytes.Cut(data, []byte("\n"))
		}
		r := csv.NewReader(bytes.NewReader(data))
		r.Comma, r.FieldsPerRecord = comma, -1
		header, err := r.Read()
		if err != nil {
			return err
		}
		var all []map[string]string
		for {
			row, err := r.Read()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			m := make(map[string]string, len(header))
			for i, h := range header {
				m[h] = row[i]
			}
			all = append(all, m)
		}
	}
}
