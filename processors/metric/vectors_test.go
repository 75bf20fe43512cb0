package metric_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// vectorFile is the file of test vectors: worked cases of every metric, computed by other people's programs.
type vectorFile struct {
	Metrics map[string]struct {
		Cases []vectorCase `json:"cases"`
	} `json:"metrics"`
}

type vectorCase struct {
	Name     string                     `json:"name"`
	Input    json.RawMessage            `json:"input"`
	Expected map[string]json.RawMessage `json:"expected"`
	Tol      struct{ Abs, Rel float64 } `json:"tol"`
}

// runner computes one case; what it gives is compared after a trip through JSON.
type runner func(in json.RawMessage) (map[string]any, error)

// TestVectors runs every case of the vector file. A metric without an implementation fails, and so does an input nobody reads.
func TestVectors(t *testing.T) {
	file := readVectors(t)
	run := runners()
	if len(file.Metrics) == 0 {
		t.Fatal("the file holds no metrics")
	}
	for _, name := range slices.Sorted(maps.Keys(file.Metrics)) {
		t.Run(name, func(t *testing.T) {
			r, ok := run[name]
			if !ok {
				t.Fatalf("no implementation of %q", name)
			}
			for _, c := range file.Metrics[name].Cases {
				t.Run(c.Name, func(t *testing.T) { c.check(t, r) })
			}
		})
	}
}

// runners maps each metric of the file to its implementation.
func runners() map[string]runner {
	all := map[string]runner{}
	for _, part := range []map[string]runner{heartRunners(), hrvRunners(), sleepRunners(), loadRunners(), strengthRunners(), riskRunners()} {
		maps.Copy(all, part)
	}
	return all
}

func readVectors(t *testing.T) vectorFile {
	t.Helper()
	path := os.Getenv("HVILEPULS_VECTORS")
	if path == "" {
		path = filepath.Join("..", "..", "..", "shared", "corpus", "science", "vectors.json")
	}
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && os.Getenv("CI") != "true" {
		t.Skipf("no vector file: set HVILEPULS_VECTORS, or put it at %s", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	var file vectorFile
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	return file
}

func (c vectorCase) check(t *testing.T, r runner) {
	t.Helper()
	got, err := r(c.Input)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range slices.Sorted(maps.Keys(c.Expected)) {
		v, ok := got[key]
		if !ok {
			t.Errorf("%s: not computed", key)
			continue
		}
		var want any
		if err := json.Unmarshal(c.Expected[key], &want); err != nil {
			t.Fatal(err)
		}
		c.compare(t, key, plain(v), want)
	}
}

// compare holds got against want: numbers within the tolerance, null only against null, lists and objects by element.
func (c vectorCase) compare(t *testing.T, at string, got, want any) {
	t.Helper()
	switch w := want.(type) {
	case float64:
		g, ok := got.(float64)
		if !ok || !(math.Abs(g-w) <= max(c.Tol.Abs, c.Tol.Rel*math.Abs(w))) {
			t.Errorf("%s: got %v, want %v", at, got, w)
		}
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			t.Errorf("%s: got %v, want %v", at, got, w)
			return
		}
		for i := range w {
			c.compare(t, fmt.Sprintf("%s[%d]", at, i), g[i], w[i])
		}
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok || len(g) != len(w) {
			t.Errorf("%s: got %v, want %v", at, got, w)
			return
		}
		for _, k := range slices.Sorted(maps.Keys(w)) {
			c.compare(t, at+"."+k, g[k], w[k])
		}
	default:
		if got != want {
			t.Errorf("%s: got %v, want %v", at, got, want)
		}
	}
}

// plain turns a result into what JSON knows: NaN becomes nil.
func plain(v any) any {
	switch x := v.(type) {
	case float64:
		if math.IsNaN(x) {
			return nil
		}
		return x
	case int:
		return float64(x)
	case []float64:
		return plainList(x)
	case []int:
		return plainList(x)
	case []bool:
		return plainList(x)
	case map[string]float64:
		out := map[string]any{}
		for k, e := range x {
			out[k] = plain(e)
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for k, e := range x {
			out[k] = plain(e)
		}
		return out
	}
	return v
}

func plainList[T any](v []T) any {
	out := make([]any, len(v))
	for i, e := range v {
		out[i] = plain(e)
	}
	return out
}

// as makes a runner of a function of a typed input; an input field that the type does not have is an error.
func as[T any](f func(in T) (map[string]any, error)) runner {
	return func(raw json.RawMessage) (map[string]any, error) {
		var in T
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&in); err != nil {
			return nil, fmt.Errorf("read input: %w", err)
		}
		return f(in)
	}
}

// num is a number that may be null or absent: NaN.
type num struct{ p *float64 }

func (n *num) UnmarshalJSON(b []byte) error { return json.Unmarshal(b, &n.p) }

func (n num) v() float64 {
	if n.p == nil {
		return math.NaN()
	}
	return *n.p
}

// nums is a list of numbers in which null is NaN.
type nums []float64

func (n *nums) UnmarshalJSON(b []byte) error {
	var list []num
	if err := json.Unmarshal(b, &list); err != nil {
		return err
	}
	*n = make(nums, len(list))
	for i, e := range list {
		(*n)[i] = e.v()
	}
	return nil
}

// index is i, or missing for -1.
func index(i int) any {
	if i < 0 {
		return math.NaN()
	}
	return i
}
