package mtbf_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestTablesNameTheirRows: where a test ranges over a table, a slice or a map of
// structs without a name of their own, each row runs as t.Run, so that a failure
// says which.
func TestTablesNameTheirRows(t *testing.T) {
	tables := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if _, err := os.Stat(filepath.Join(path, "go.mod")); d.IsDir() && path != "." && (err == nil || strings.HasPrefix(d.Name(), ".")) {
			return fs.SkipDir // another module
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		n, nameless := tablesOf(file)
		tables += n
		for _, at := range nameless {
			t.Errorf("%s: the rows of this table have no t.Run", files.Position(at))
		}
		return nil
	})
	if err != nil || tables < 100 {
		t.Errorf("%d tables: %v", tables, err)
	}
}

// tablesOf counts the tables that tests of a file range over, and says where
// their rows use t without a t.Run.
func tablesOf(file *ast.File) (tables int, nameless []token.Pos) {
	walkTests(file, false, func(loop *ast.RangeStmt) {
		if !isTable(loop.X) || !mentions(loop.Body, func(id *ast.Ident) bool { return id.Name == "t" }) {
			return
		}
		tables++
		if !mentions(loop.Body, func(id *ast.Ident) bool { return id.Name == "Run" }) {
			nameless = append(nameless, loop.Pos())
		}
	})
	return tables, nameless
}

// walkTests visits the loops of functions that have a t *testing.T of their own.
func walkTests(n ast.Node, hasT bool, visit func(*ast.RangeStmt)) {
	ast.Inspect(n, func(x ast.Node) bool {
		switch x := x.(type) {
		case *ast.FuncDecl:
			if x.Body != nil {
				walkTests(x.Body, takesT(x.Type), visit)
			}
			return false
		case *ast.FuncLit:
			walkTests(x.Body, takesT(x.Type), visit)
			return false
		case *ast.RangeStmt:
			if hasT {
				visit(x)
			}
		}
		return true
	})
}

func takesT(f *ast.FuncType) bool {
	return slices.ContainsFunc(f.Params.List, func(p *ast.Field) bool {
		star, ok := p.Type.(*ast.StarExpr)
		if !ok || len(p.Names) != 1 || p.Names[0].Name != "t" {
			return false
		}
		of, ok := star.X.(*ast.SelectorExpr)
		return ok && of.Sel.Name == "T"
	})
}

// isTable reports whether an expression is a slice, an array or a map of structs
// without a name, or a variable of the same file that was made as one.
func isTable(e ast.Expr) bool {
	switch x := e.(type) {
	case *ast.CompositeLit:
		return isTable(x.Type)
	case *ast.ArrayType:
		_, ok := x.Elt.(*ast.StructType)
		return ok
	case *ast.MapType:
		_, ok := x.Value.(*ast.StructType)
		return ok
	case *ast.Ident:
		return x.Obj != nil && madeAsTable(x)
	}
	return false
}

func madeAsTable(x *ast.Ident) bool {
	switch d := x.Obj.Decl.(type) {
	case *ast.AssignStmt:
		i := slices.IndexFunc(d.Lhs, func(e ast.Expr) bool { id, ok := e.(*ast.Ident); return ok && id.Name == x.Name })
		return i >= 0 && len(d.Lhs) == len(d.Rhs) && isTable(d.Rhs[i])
	case *ast.ValueSpec:
		return isTable(d.Type) || len(d.Values) == 1 && isTable(d.Values[0])
	}
	return false
}

func mentions(n ast.Node, wanted func(*ast.Ident) bool) bool {
	found := false
	ast.Inspect(n, func(x ast.Node) bool {
		if id, ok := x.(*ast.Ident); ok && wanted(id) {
			found = true
		}
		return true
	})
	return found
}

func TestTablesWithoutNamesAreSeen(t *testing.T) {
	for name, c := range map[string]struct {
		loop     string
		nameless int
	}{
		"slice":        {"for _, c := range []struct{ x int }{{1}} { t.Error(c) }", 1},
		"map":          {"for k, c := range map[string]struct{ x int }{} { t.Error(k, c) }", 1},
		"variable":     {"cases := []struct{ x int }{{1}}; for _, c := range cases { t.Error(c) }", 1},
		"named rows":   {"for _, c := range []struct{ x int }{{1}} { t.Run(\"x\", func(t *testing.T) { t.Error(c) }) }", 0},
		"no check":     {"for _, c := range []struct{ x int }{{1}} { println(c.x) }", 0},
		"numbers":      {"for _, c := range []int{1} { t.Error(c) }", 0},
		"named struct": {"for _, c := range []row{{1}} { t.Error(c) }", 0},
		"property":     {"f := func(t *rapid.X) { for _, c := range []struct{ x int }{{1}} { t.Error(c) } }; f(nil)", 0},
	} {
		t.Run(name, func(t *testing.T) {
			file, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x\nfunc TestX(t *testing.T) {\n"+c.loop+"\n}", 0)
			if err != nil {
				t.Fatal(err)
			}
			if _, nameless := tablesOf(file); len(nameless) != c.nameless {
				t.Errorf("%d tables without names", len(nameless))
			}
		})
	}
}
