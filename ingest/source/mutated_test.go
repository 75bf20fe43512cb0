package source

import (
	"bytes"
	"context"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

const (
	mutations       = 300 // of a plain run; HVILEPULS_MUTATIONS names another number
	longestMutated  = 5 * time.Second
	mostGrowth      = 256 << 20
	largestOriginal = 1 << 20 // bytes: larger ones say nothing more
)

// originals are the samples of every ecosystem.
func originals(t *testing.T) (files [][]byte) {
	t.Helper()
	for _, folder := range []string{"exports", "fit"} {
		err := filepath.WalkDir(corpus(t, folder), func(p string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			if info, err := d.Info(); err != nil || info.Size() > largestOriginal {
				return err
			}
			b, err := os.ReadFile(p)
			files = append(files, b)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// mutate changes some bytes, cuts the file off, repeats a part of it, takes one out or swaps in that of another file.
func mutate(r *rand.Rand, b, other []byte) []byte {
	b = bytes.Clone(b)
	part := func(of []byte) (int, int) {
		from := r.IntN(len(of) + 1)
		return from, min(len(of), from+r.IntN(1+min(len(of), 4096)))
	}
	for range 1 + r.IntN(4) {
		if len(b) == 0 {
			return b
		}
		from, to := part(b)
		switch r.IntN(6) {
		case 0:
			for range 1 + r.IntN(8) {
				b[r.IntN(len(b))] = byte(r.Uint32())
			}
		case 1: // digits and signs: other numbers in the same layout
			for i := from; i < to; i++ {
				if b[i] >= '0' && b[i] <= '9' {
					b[i] = "0123456789-.e"[r.IntN(13)]
				}
			}
		case 2:
			b = b[:from]
		case 3:
			b = append(b[:to:to], b[from:]...)
		case 4:
			b = append(b[:from:from], b[to:]...)
		case 5:
			lo, hi := part(other)
			b = append(append(b[:from:from], other[lo:hi]...), b[to:]...)
		}
	}
	return b
}

func mutationsAndSeed(t *testing.T) (n int, seed uint64) {
	t.Helper()
	n, seed = mutations, uint64(time.Now().UnixNano())
	if v, err := strconv.Atoi(os.Getenv("HVILEPULS_MUTATIONS")); err == nil {
		n = v
	}
	if v, err := strconv.ParseUint(os.Getenv("HVILEPULS_SEED"), 10, 64); err == nil {
		seed = v
	}
	t.Logf("%d mutations, HVILEPULS_SEED=%d", n, seed)
	return n, seed
}

// Whatever is done to a sample: no decoder gives up, hangs or takes the machine's memory, and there is always a receipt.
func TestMutatedSamples(t *testing.T) {
	files := originals(t)
	n, seed := mutationsAndSeed(t)
	table := Table(catalogue(t), DefaultLimits())
	status := map[stream.Status]int{}
	var slowest time.Duration
	var most uint64
	for i := range n {
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		b := mutate(r, files[r.IntN(len(files))], files[r.IntN(len(files))])
		report, took, grew := decodeMutated(t, table, b)
		slowest, most = max(slowest, took), max(most, grew)
		status[report.Status]++
		if report.Status == "" || report.Status != stream.Accepted && report.Reason == "" || gaveUp(report) || took > longestMutated || grew > mostGrowth {
			t.Errorf("mutation %d of seed %d: %s (%s) after %v, %d MB more", i, seed, report.Status, report.Reason, took, grew>>20)
		}
	}
	t.Logf("%v, the slowest took %v, the largest %d MB", status, slowest, most>>20)
}

// Nor with the seeds of the fuzzers, of each format as many, which hold to all laws however they are broken.
func TestMutatedSeeds(t *testing.T) {
	n, seed := mutationsAndSeed(t)
	table := Table(catalogue(t), DefaultLimits())
	r := rand.New(rand.NewPCG(seed, 0))
	given := seeds()
	for _, format := range slices.Sorted(maps.Keys(given)) {
		all, read := given[format](t), 0
		for range max(1, n/10) {
			b := mutate(r, all[r.IntN(len(all))], all[r.IntN(len(all))])
			if d := lawful(t, seedName, table, b); d.Status != stream.Rejected {
				read++
			}
			if t.Failed() {
				t.Fatalf("%s, HVILEPULS_SEED=%d: %q", format, seed, b)
			}
		}
		t.Logf("%s: %d of %d were read", format, read, max(1, n/10))
	}
}

// gaveUp tells a report of a panic that was caught, of a member too.
func gaveUp(r Report) bool {
	return r.Reason == decoderGaveUp || slices.ContainsFunc(r.Entries, gaveUp)
}

// decodeMutated decodes, with the time that took and the memory that the system gave for it.
func decodeMutated(t *testing.T, table []Source, b []byte) (Report, time.Duration, uint64) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	r, err := Decode(context.Background(), table, File{
		Name: "file", Data: bytes.NewReader(b), Size: int64(len(b)), Password: "golden",
		SourceKey: func(maker, model, serial string) string { return maker + "-" + model + "-" + serial },
		Emit:      func(r record.Record) error { return nil },
	})
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Errorf("an error instead of a report: %v", err)
	}
	return r, took, after.Sys - min(before.Sys, after.Sys)
}
