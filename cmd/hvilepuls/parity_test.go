package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hvilepuls/hvilepuls/ingest/source"
	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/day"
	"github.com/hvilepuls/hvilepuls/processors/metric"
)

// TestParity holds every layout of one athlete's data to the same truth, as far as the layout carries it: from the files as a vendor writes
// them to the days and the values chosen from them.
func TestParity(t *testing.T) {
	g := openGolden(t)
	for _, name := range slices.Sorted(maps.Keys(g.expect.Layouts)) {
		t.Run(name, func(t *testing.T) {
			l := g.expect.Layouts[name]
			files := g.decode(t, name, l)
			if t.Failed() {
				return // what was not read cannot be compared
			}
			g.check(t, g.merge(t, files), l.Carries)
		})
	}
}

// All layouts together, in whatever order they come and whatever the keys of their sources are, give the one truth.
func TestParityTogether(t *testing.T) {
	g := openGolden(t)
	var files []parityFile
	for _, name := range slices.Sorted(maps.Keys(g.expect.Layouts)) {
		files = append(files, g.decode(t, name, g.expect.Layouts[name])...)
	}
	const orders = 4
	var first string
	for seed := range uint64(orders) {
		rnd := rand.New(rand.NewPCG(seed, seed))
		rnd.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
		all := g.merge(t, files)
		got := all.text(t)
		if seed == 0 {
			first = got
			g.check(t, all, g.together())
		} else if got != first {
			t.Errorf("order %d gives other days than order 0", seed)
		}
	}
	renamed, back := otherKeys(files)
	if got := back.Replace(g.merge(t, renamed).text(t)); got != first {
		t.Error("other keys of the sources give other days or choices")
	}
}

// otherKeys gives every source another key, in another order of the alphabet, and what gives them their own again.
func otherKeys(files []parityFile) (out []parityFile, back *strings.Replacer) {
	names := map[string]string{}
	var pairs []string
	for _, f := range files {
		g := parityFile{records: slices.Clone(f.records)}
		for i := range g.records {
			r := &g.records[i]
			key, file := r.Source.Key, sha256.Sum256([]byte(r.File))
			if names[key] == "" {
				sum := sha256.Sum256([]byte(key))
				names[key] = hex.EncodeToString(sum[:8])
				pairs = append(pairs, strconv.Quote(names[key]), strconv.Quote(key))
			}
			r.Source.Key, r.File = names[key], hex.EncodeToString(file[:16])
		}
		out = append(out, g)
	}
	return out, strings.NewReplacer(pairs...)
}

// parityFile is what came of one file.
type parityFile struct {
	records []record.Record
}

// decode decodes every file of a layout. One that no source recognises fails the test, and so does one that is rejected, unless it
// holds no more than a notice.
func (g *golden) decode(t *testing.T, name string, l parityLayout) (out []parityFile) {
	t.Helper()
	ex, err := exercise.Load()
	if err != nil {
		t.Fatal(err)
	}
	table := source.Table(ex, source.DefaultLimits())
	dir := filepath.Join(g.dir, name)
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		f, report := decodeParity(t, table, data, l.Password)
		report.Name = name + "/" + filepath.ToSlash(rel)
		g.judge(t, report, l, filepath.ToSlash(rel))
		out = append(out, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) == 0 {
		t.Fatalf("%s has no files", name)
	}
	return out
}

// judge fails for files of which nothing could be used though the layout says that they hold something.
func (g *golden) judge(t *testing.T, r source.Report, l parityLayout, file string) {
	t.Helper()
	if r.Status != stream.Rejected {
		return
	}
	if l.Files[file] != "a notice only" {
		t.Errorf("%s: rejected: %s", r.Name, r.Reason)
	}
}

// decodeParity decodes a file and completes its records as the worker does.
func decodeParity(t *testing.T, table []source.Source, data []byte, password string) (parityFile, source.Report) {
	t.Helper()
	sum := sha256.Sum256(data)
	sha := hex.EncodeToString(sum[:])
	type place struct {
		date   record.Date
		source string
	}
	parts := map[place]int{}
	var f parityFile
	report, err := source.Decode(context.Background(), table, source.File{
		Name: "file", Data: bytes.NewReader(data), Size: int64(len(data)), Password: password,
		SourceKey: parityKey,
		Emit: func(r record.Record) error {
			p := place{r.Date, r.Source.Key}
			r.V, r.Athlete, r.File, r.SHA, r.Part = record.Version, parityAthlete, sha[:32], sha, parts[p]
			parts[p]++
			f.records = append(f.records, r)
			return nil
		},
	})
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	return f, report
}

const parityAthlete = "golden"

func parityKey(maker, model, serial string) string {
	sum := sha256.Sum256([]byte(serial))
	parts := []string{maker, model}
	if serial != "" {
		parts = append(parts, hex.EncodeToString(sum[:4]))
	}
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	return strings.ToLower(strings.ReplaceAll(cmp.Or(strings.Join(parts, "-"), "unknown"), " ", "-"))
}

// merge makes the athlete's days of all records, and the values chosen from them.
func (g *golden) merge(t *testing.T, files []parityFile) parityDays {
	t.Helper()
	about := record.About{V: record.Version, Athlete: parityAthlete, Zones: []record.Zone{{From: record.NoDate, TZ: g.expect.TZ}}}
	byDate := map[record.Date][]record.Record{}
	for _, f := range files {
		for _, r := range f.records {
			byDate[r.Date] = append(byDate[r.Date], r)
		}
	}
	out := parityDays{loc: g.loc, days: map[record.Date]*record.Day{}, heart: heartRates(files, g.loc)}
	// A file's time zone can move what it says by a day either way.
	first, last := g.expect.First-2, g.expect.Last+2
	var list []record.Day
	for d := first; d <= last; d++ {
		if m, ok := day.Merge(d, about, slices.Concat(byDate[d-1], byDate[d], byDate[d+1])); ok {
			list = append(list, m)
		}
	}
	for i := range list {
		out.days[list[i].Date] = &list[i]
	}
	out.frame = metric.NewFrame(list, about, nil)
	out.frame.Evaluate()
	return out
}

// openGolden reads the athlete's truth and what each layout carries of it.
func openGolden(t *testing.T) *golden {
	t.Helper()
	dir := cmp.Or(os.Getenv("HVILEPULS_GOLDEN"), "../../../shared/corpus/exports/golden_athlete")
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the athlete of whom every vendor has an export is not there (HVILEPULS_GOLDEN): %v", err)
	}
	return readGolden(t, dir)
}
