package ingest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// Every reason that a receipt can give is of a kind, for which the page has words in each language.
func TestEveryReasonIsOfAKind(t *testing.T) {
	var files []*ast.File
	for _, dir := range []string{".", "source"} {
		names, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
	}
	named := map[string]string{} // texts of constants
	each(files, func(n *ast.ValueSpec) {
		for i, v := range n.Values {
			if text, ok := textOf(v, nil); ok {
				named[n.Names[i].Name] = text
			}
		}
	})
	found := 0
	hold := func(e ast.Expr) {
		text, ok := textOf(e, named)
		if !ok || text == "" || strings.HasPrefix(text, "%") { // it begins with another reason
			return
		}
		found++
		if k := stream.KindOfReason(text); k == stream.ReasonOther {
			t.Errorf("the reason %q is of no kind", text)
		}
	}
	each(files, func(n *ast.CallExpr) {
		if name := called(n); len(n.Args) > 0 && (name == "rejected" || name == "partial") {
			hold(n.Args[0])
		}
	})
	each(files, func(n *ast.KeyValueExpr) {
		if k, ok := n.Key.(*ast.Ident); ok && k.Name == "Reason" {
			hold(n.Value)
		}
	})
	each(files, func(n *ast.AssignStmt) {
		for i, to := range n.Lhs {
			if s, ok := to.(*ast.SelectorExpr); ok && s.Sel.Name == "Reason" && len(n.Rhs) == len(n.Lhs) {
				hold(n.Rhs[i])
			}
		}
	})
	t.Logf("%d reasons", found)
	const least = 50 // fewer: they are not found any more
	if found < least {
		t.Errorf("only %d reasons are found", found)
	}
}

// each calls fn for every node of a kind.
func each[N ast.Node](files []*ast.File, fn func(N)) {
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if is, ok := n.(N); ok {
				fn(is)
			}
			return true
		})
	}
}

// textOf is how a text begins: a literal, a constant, a sum of such, or what Sprintf makes.
func textOf(e ast.Expr, named map[string]string) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.Ident:
		text, ok := named[e.Name]
		return text, ok
	case *ast.BinaryExpr:
		return textOf(e.X, named)
	case *ast.CallExpr:
		if called(e) == "Sprintf" {
			return textOf(e.Args[0], named)
		}
	}
	return "", false
}

// called is the name of the function that is called.
func called(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}
