// Package house holds the tests that keep the layout of the repository: who may import whom, and the size of its files.
package house

import (
	"bufio"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	root    = "../.."
	module  = "github.com/hvilepuls/hvilepuls/"
	maxLine = 300 // lines of one file; a longer one holds two ideas
)

// arrows are the packages (and those below them) that a package may import from this module.
func arrows() map[string][]string {
	return map[string][]string{
		"ingest":            {"ingest", "internal"},
		"processors":        {"processors", "internal"},
		"dashboards":        {"dashboards", "internal", "processors/metric", "processors/risk", "processors/result", "processors/plan"},
		"configs":           {"configs", "ingest", "processors", "internal", "dashboards"},
		"internal":          {"internal"},
		"internal/record":   {},
		"internal/auth":     {"internal/disk"},
		"internal/seal":     {"internal/disk"},
		"internal/audit":    {},
		"processors/day":    {"internal/record", "internal/exercise", "internal/calendar", "processors/metric"},
		"processors/plan":   {"internal/record", "internal/exercise", "internal/calendar"},
		"processors/metric": {"internal/record", "internal/exercise"},
		"processors/risk": {
			"internal/record", "internal/exercise", "processors/metric", "processors/plan", "processors/result",
		},
		"processors/backtest": {
			"internal/record", "internal/exercise", "processors/metric", "processors/plan", "processors/result", "processors/risk",
		},
		"cmd": {"cmd", "configs", "dashboards", "ingest", "internal", "processors"},
	}
}

// pure are the packages that do no I/O and take the time as an argument.
var pure = []string{"internal/record", "internal/exercise", "internal/calendar", "processors/day", "processors/metric", "processors/risk", "processors/plan", "processors/backtest", "processors/alert", "processors/picture"}

// impure are imports that do I/O.
var impure = []string{"os", "net", "net/http", "os/exec", "io/fs", "log/slog", "log", "path/filepath", "database/sql"}

func TestImportArrows(t *testing.T) {
	for file, imports := range sources(t) {
		dir := filepath.ToSlash(filepath.Dir(file))
		rule, ok := ruleFor(dir)
		if !ok {
			t.Errorf("%s: no rule says what %s may import; add one here", file, dir)
			continue
		}
		for _, imp := range imports {
			rest, ours := strings.CutPrefix(imp, module)
			switch {
			case ours && rest != dir && !slices.ContainsFunc(rule, func(p string) bool { return within(rest, p) }):
				t.Errorf("%s imports %s: that way no arrow points", file, rest)
			case within(dir, "ingest/source") || !strings.HasSuffix(imp, "fit") && !strings.Contains(imp, "/fit/"):
			case strings.Contains(imp, "tormoder/fit"), strings.Contains(imp, "muktihari/fit"):
				t.Errorf("%s imports %s: only ingest/source knows the FIT decoders", file, imp)
			}
			if slices.Contains(pure, dir) && slices.Contains(impure, imp) {
				t.Errorf("%s imports %s: %s does no I/O", file, imp, dir)
			}
		}
	}
}

func within(path, parent string) bool { return path == parent || strings.HasPrefix(path, parent+"/") }

func ruleFor(dir string) ([]string, bool) {
	rules := arrows()
	for d := dir; d != "." && d != "/"; d = filepath.ToSlash(filepath.Dir(d)) {
		if r, ok := rules[d]; ok {
			return r, true
		}
	}
	return nil, false
}

// sources gives the imports of every Go file that is not a test, by its path from the root.
func sources(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	walk(t, func(rel, path string) {
		if strings.HasSuffix(rel, "_test.go") {
			return
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		imports := []string{}
		for _, i := range f.Imports {
			imports = append(imports, strings.Trim(i.Path.Value, `"`))
		}
		out[rel] = imports
	})
	if len(out) < 10 {
		t.Fatalf("found only %d source files: the walk is broken", len(out))
	}
	return out
}

func walk(t *testing.T, fn func(rel, path string)) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != root || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if strings.HasSuffix(path, ".go") {
			rel, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			fn(filepath.ToSlash(rel), path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFilesAreSmallAndClocksAreArguments(t *testing.T) {
	walk(t, func(rel, path string) {
		if strings.HasSuffix(rel, "_test.go") {
			return
		}
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		lines := 0
		sc := bufio.NewScanner(f)
		for sc.Scan() {
			lines++
			text := sc.Text()
			if strings.HasPrefix(text, "func init()") {
				t.Errorf("%s:%d: init() hides an order; call it from run.go", rel, lines)
			}
			if strings.Contains(text, "time.Now()") && !within(rel, "cmd") && !within(rel, "internal/stream") {
				t.Errorf("%s:%d: asks the clock; take the time as an argument", rel, lines)
			}
		}
		if err := sc.Err(); err != nil {
			t.Fatal(err)
		}
		if lines > maxLine {
			t.Errorf("%s has %d lines, more than %d", rel, lines, maxLine)
		}
	})
}
