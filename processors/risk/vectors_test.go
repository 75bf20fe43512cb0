package risk_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// publishedTable is the table from which other programs computed the worked cases that this package's formulas are held to (by the tests
// of processors/metric).
type publishedTable struct {
	Prior   float64               `json:"prior"`
	Bins    map[string][2]numbers `json:"bins"`
	Groups  map[string][]string   `json:"groups"`
	Weights map[string]float64    `json:"coverage_weights"`
}

type numbers = []float64

// The table is the published one, number by number.
func TestTableIsThePublishedOne(t *testing.T) {
	m := readTable(t)
	if got := risk.Score(nil).P; math.Abs(got-m.Prior) > 1e-12 {
		t.Errorf("prior %v, want %v", got, m.Prior)
	}
	features, weights := map[string][2]numbers{}, map[string]float64{}
	groups := map[string][]string{}
	for _, g := range risk.Table() {
		weights[g.Name] = g.Weight
		for _, f := range g.Features {
			groups[g.Name] = append(groups[g.Name], f.Name)
			features[f.Name] = [2]numbers{f.Edges, f.LLR}
		}
	}
	for _, diff := range []string{cmp.Diff(m.Bins, features), cmp.Diff(m.Groups, groups), cmp.Diff(m.Weights, weights)} {
		if diff != "" {
			t.Error(diff)
		}
	}
}

func readTable(t *testing.T) publishedTable {
	t.Helper()
	path := os.Getenv("HVILEPULS_VECTORS")
	if path == "" {
		path = filepath.Join("..", "..", "..", "shared", "corpus", "science", "vectors.json")
	}
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && os.Getenv("CI") != "true" {
		t.Skipf("no vector file: set HVILEPULS_VECTORS, or put it at %s", path)
	}
	check(t, err)
	var file struct {
		Table publishedTable `json:"risk_model_v0"`
	}
	check(t, json.Unmarshal(raw, &file))
	return file.Table
}
