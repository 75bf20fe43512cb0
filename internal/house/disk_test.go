package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// changing are the functions of package os that change what is on a disk. What must last goes through internal/disk.
var changing = []string{
	"Chtimes", "CopyFS", "Create", "CreateTemp", "Link", "Mkdir", "MkdirAll", "MkdirTemp", "OpenFile", "OpenInRoot", "OpenRoot",
	"Remove", "RemoveAll", "Rename", "Symlink", "Truncate", "WriteFile",
}

// passing is what need not last, by file.
func passing() map[string]map[string]string {
	return map[string]map[string]string{
		"cmd/hvilepuls/backtest.go":         {"WriteFile": "a picture where a person wants it"},
		"cmd/hvilepuls/demo.go":             {"MkdirTemp": "the demo's folder", "RemoveAll": "the demo's folder"},
		"cmd/hvilepuls/setup.go":            {"MkdirAll": "a folder where a person wants it", "OpenFile": "a secret in it, synced", "Remove": "a half of it"},
		"cmd/hvilepuls/export.go":           {"OpenFile": "a file where a person wants it", "Remove": "a half of it"},
		"ingest/source/archive.go":          {"CreateTemp": "scratch without a name", "Remove": "its name"},
		"ingest/watch.go":                   {"MkdirAll": "the watch folder, for people to copy into"},
		"ingest/watch_take.go":              {"OpenRoot": "reads only"},
		"internal/audit/audit.go":           {"OpenFile": "a log that is appended to, line by line", "Rename": "of a full one"},
		"internal/stream/owner.go":          {"MkdirAll": "the data folder, which disk.Open syncs", "MkdirTemp": "of the socket", "OpenFile": "a lock", "RemoveAll": "of the socket"},
		"internal/faulttest/faulttest.go":   {"MkdirAll": "counts of tests", "WriteFile": "counts of tests"},
		"internal/killpoint/on.go":          {"OpenFile": "a log of tests"},
		"internal/influxtest/influxtest.go": {"WriteFile": "settings of a server that tests start"},
	}
}

func TestWhatMustLastGoesThroughOnePackage(t *testing.T) {
	allowed, used := passing(), map[string]bool{}
	walk(t, func(rel, path string) {
		if strings.HasSuffix(rel, "_test.go") || within(rel, "internal/disk") {
			return
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := sel.X.(*ast.Ident); !ok || pkg.Name != "os" || !slices.Contains(changing, sel.Sel.Name) {
				return true
			}
			if allowed[rel][sel.Sel.Name] == "" {
				t.Errorf("%s: os.%s: write by way of internal/disk, or say here why it need not last", set.Position(sel.Pos()), sel.Sel.Name)
			}
			used[rel+" "+sel.Sel.Name] = true
			return true
		})
	})
	for file, names := range allowed {
		for name := range names {
			if !used[file+" "+name] {
				t.Errorf("%s no longer uses os.%s: take it off the list", file, name)
			}
		}
	}
}
