package faulttest_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/faulttest"
)

var update = flag.Bool("update", false, "write docs/reliability.md from the counts of the folder that "+faulttest.Folder+" names")

const (
	root  = "../.."
	table = root + "/docs/reliability.md"
	head  = `# What was done to it, and what was lost

Each row is what a harness counted: it breaks something, mends it, and holds archive, streams, results and InfluxDB against a run in which nothing
happened. *Lost* is what had been accepted and is not there; *doubled* is what is there twice or says something else; *whole after* is the time
from when the fault was over until everything was right, without anybody's help. The last column makes the row again; with -count 20 behind it,
twenty times as many rounds.

| fault | rounds | lost | doubled | whole after: median, ms | worst, ms | made by |
| --- | ---: | ---: | ---: | ---: | ---: | --- |
`
)

func TestReliabilityTableIsOfTheHarnesses(t *testing.T) {
	rows, err := readTable()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := writeTable(t, rows); err != nil {
			t.Fatal(err)
		}
		return
	}
	var want []string
	for _, f := range faulttest.Faults() {
		want = append(want, f.Name)
		if rows[f.Name] == "" {
			t.Errorf("docs/reliability.md has no row %q: run its harness, %s", f.Name, f.Proves)
		}
	}
	for name := range rows {
		if !slices.Contains(want, name) {
			t.Errorf("docs/reliability.md has a row %q, and no harness of that name is listed", name)
		}
	}
	if got := started(t); !slices.Equal(sorted(want), got) {
		t.Errorf("the faults that tests start, and those of the list:\n%q\n%q", got, sorted(want))
	}
}

func sorted(s []string) []string { return slices.Compact(slices.Sorted(slices.Values(s))) }

// started are the faults that the tests of this module name.
func started(t *testing.T) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && strings.HasPrefix(d.Name(), ".") && path != root {
			return cmpErr(err, fs.SkipDir)
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 2 {
				return true
			}
			if sel, ok := call.Fun.(*ast.SelectorExpr); !ok || sel.Sel.Name != "Start" || fmt.Sprint(sel.X) != "faulttest" {
				return true
			}
			if lit, ok := call.Args[1].(*ast.BasicLit); ok {
				if s, err := strconv.Unquote(lit.Value); err == nil {
					out = append(out, s)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return sorted(out)
}

func cmpErr(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// readTable gives the rows of the table by their fault.
func readTable() (map[string]string, error) {
	b, err := os.ReadFile(table)
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	rows := map[string]string{}
	for line := range strings.Lines(string(b)) {
		if cells := strings.Split(line, " | "); len(cells) == 7 && cells[0] != "| fault" && cells[0] != "| ---" {
			rows[strings.TrimPrefix(cells[0], "| ")] = line
		}
	}
	return rows, nil
}

func writeTable(t *testing.T, old map[string]string) error {
	t.Helper()
	var out bytes.Buffer
	out.WriteString(head)
	for _, f := range faulttest.Faults() {
		row := old[f.Name]
		c, err := faulttest.Read(os.Getenv(faulttest.Folder), f.Name)
		if err != nil {
			return err
		}
		if c.Rounds > 0 {
			median, worst := c.Whole()
			row = fmt.Sprintf("| %s | %d | %d | %d | %s | %s | `%s` |\n", f.Name, c.Rounds, c.Lost, c.Doubled, ms(median), ms(worst), f.Proves)
		}
		if row == "" {
			t.Logf("no counts of %q, and no row of before", f.Name)
		}
		out.WriteString(row)
	}
	return os.WriteFile(table, out.Bytes(), 0o644)
}

func ms(n int64) string {
	if n < 0 {
		return "-"
	}
	return strconv.FormatInt(n, 10)
}
