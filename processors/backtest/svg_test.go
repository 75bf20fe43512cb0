package backtest_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/processors/backtest"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// The picture of the story is the one that somebody looked at; -update draws it anew.
func TestSVG(t *testing.T) {
	got := run(t, story(), -1<<30, 1<<30)
	svg := backtest.SVG(got)
	marks := classes(t, svg)
	if marks["alarm"] != got.All.Alarms || marks["worst"] != len(got.Worst) {
		t.Errorf("%v drawn of %d alarms and %d worst days", marks, got.All.Alarms, len(got.Worst))
	}
	path := filepath.Join("testdata", "story.svg")
	if *update {
		check(t, os.MkdirAll("testdata", 0o755))
		check(t, os.WriteFile(path, svg, 0o644))
		return
	}
	want, err := os.ReadFile(path)
	check(t, err)
	if diff := cmp.Diff(string(want), string(svg)); diff != "" {
		t.Errorf("`go test ./processors/backtest -run TestSVG -update` draws it anew:\n%s", diff)
	}
}

func TestSVGOfNothing(t *testing.T) {
	classes(t, backtest.SVG(result.Backtest{}))
}

// classes counts the elements of each class of a well-formed picture.
func classes(t *testing.T, svg []byte) map[string]int {
	t.Helper()
	out := map[string]int{}
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		check(t, err)
		if e, ok := tok.(xml.StartElement); ok {
			for _, a := range e.Attr {
				if a.Name.Local == "class" {
					out[a.Value]++
				}
			}
		}
	}
}
