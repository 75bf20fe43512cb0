//go:build unix

package source

import (
	"bytes"
	"context"
	"encoding/csv"
	stdjson "encoding/json"
	"errors"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// BenchmarkMaps compares decoding a large file of every text format with what the standard library takes to read the same file into maps: x_maps
// is how many times the processor time of ours that is. Both run in turn, and of each the run in the middle counts: machines are busy.
func BenchmarkMaps(b *testing.B) {
	sources := Table(catalogue(b), DefaultLimits())
	for _, large := range largeFiles() {
		b.Run(large.name, func(b *testing.B) {
			data := large.data()
			var ours, theirs []float64
			for b.Loop() {
				theirs = append(theirs, cpuOf(b, func() error { return large.maps(data) }))
				ours = append(ours, cpuOf(b, func() error { return large.decode(b, sources, data) }))
			}
			slices.Sort(ours)
			slices.Sort(theirs)
			our, their := ours[len(ours)/2], theirs[len(theirs)/2]
			b.ReportMetric(0, "ns/op") // says nothing: that of both
			b.ReportMetric(float64(len(data))/1e6/our, "MB/cpu-s")
			b.ReportMetric(float64(len(data))/1e6/their, "maps-MB/cpu-s")
			b.ReportMetric(their/our, "x_maps")
		})
	}
}

func (l *largeFile) decode(b *testing.B, sources []Source, data []byte) error {
	r, err := Decode(context.Background(), sources, File{
		Name: "file", Data: bytes.NewReader(data), Size: int64(len(data)),
		SourceKey: func(maker, model, serial string) string { return maker + model + serial },
		Emit:      func(record.Record) error { return nil },
	})
	if err == nil && (r.Format != l.format || r.Counts[l.kind] < l.n || r.Reason != "") {
		b.Fatalf("%s, %s: %d of %d, dropped %v", r.Format, r.Reason, r.Counts[l.kind], l.n, r.Dropped)
	}
	return err
}

// cpuOf is the processor time that something takes, s, with that of collecting what it leaves behind meanwhile.
func cpuOf(b *testing.B, once func() error) float64 {
	b.Helper()
	runtime.GC() // what others have left behind
	begin := cpu(b)
	if err := once(); err != nil {
		b.Fatal(err)
	}
	return (cpu(b) - begin).Seconds()
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
		if errors.Is(err, io.EOF) && len(all) > 0 {
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
	return rowMaps(comma, before, func(cell string) (string, error) { return cell, nil })
}

// cellMaps reads a table into a map a row, in which what cells hold as JSON is maps too.
func cellMaps(comma rune) func(data []byte) error {
	return rowMaps(comma, 0, func(cell string) (v any, err error) {
		if !strings.HasPrefix(cell, "{") {
			return cell, nil
		}
		err = stdjson.Unmarshal([]byte(cell), &v)
		return v, err
	})
}

func rowMaps[T any](comma rune, before int, value func(cell string) (T, error)) func(data []byte) error {
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
		var all []map[string]T
		for {
			row, err := r.Read()
			if errors.Is(err, io.EOF) && len(all) > 0 {
				return nil
			}
			if err != nil {
				return err
			}
			m := make(map[string]T, len(header))
			for i, h := range header {
				if m[h], err = value(row[i]); err != nil {
					return err
				}
			}
			all = append(all, m)
		}
	}
}
