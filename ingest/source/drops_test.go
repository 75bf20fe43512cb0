package source

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Every reason that the package knows is one that a receipt's reader can look up.
func TestDropsAreAll(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, entry := range files {
		if name := entry.Name(); !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), entry.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != len(spec.Names) {
				return true
			}
			for i, name := range spec.Names {
				if lit, ok := spec.Values[i].(*ast.BasicLit); ok && lit.Kind == token.STRING && strings.HasPrefix(name.Name, "drop") {
					v, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					found[v] = true
				}
			}
			return true
		})
	}
	listed := map[string]bool{}
	for _, d := range Drops() {
		if listed[d.Name] || d.Doc == "" {
			t.Errorf("%q is listed twice or has no words", d.Name)
		}
		listed[d.Name] = true
		if !found[d.Name] {
			t.Errorf("%q is listed, and no constant is it", d.Name)
		}
	}
	for name := range found {
		if !listed[name] {
			t.Errorf("%q is not listed", name)
		}
	}
	if n := len(found); n < 20 {
		t.Errorf("only %d constants found: the search is broken", n)
	}
	if !slices.ContainsFunc(Drops(), func(d Drop) bool { return d.Name == dropShape }) {
		t.Error("the list lacks other_shape")
	}
}
