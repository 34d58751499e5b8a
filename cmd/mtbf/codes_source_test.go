package main

import (
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
)

// source is the parsed program, or its tests.
type source struct {
	fset  *token.FileSet
	files map[string]*ast.File // by path from the root of the module
}

const moduleRoot = "../.."

// parseSource reads the Go files of the module whose names wanted takes.
func parseSource(t *testing.T, wanted func(path string) bool) *source {
	t.Helper()
	s := &source{token.NewFileSet(), map[string]*ast.File{}}
	err := filepath.WalkDir(moduleRoot, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil && path != moduleRoot || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".git") {
				return filepath.SkipDir
			}
			return nil
		}
		rel, err := filepath.Rel(moduleRoot, path)
		if err != nil || !strings.HasSuffix(rel, ".go") || !wanted(filepath.ToSlash(rel)) {
			return err
		}
		s.files[filepath.ToSlash(rel)], err = parser.ParseFile(s.fset, path, nil, 0)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// carriers are the functions that take the code of a warning, by the place of
// their parameter called code.
type carriers map[carrier]int

// carrier names a function or a method of a package, or a function in a variable
// of a file.
type carrier struct {
	where, name string
	method      bool
}

// codes returns the codes of the warnings in the program, each with a place, and
// the places of codes that are not written out.
func (s *source) codes() (places map[string]string, unclear []string) {
	c := carriers{}
	for path, f := range s.files {
		c.declare(path, f)
	}
	places = map[string]string{}
	note := func(e ast.Expr) {
		at := s.fset.Position(e.Pos())
		place := fmt.Sprintf("%s:%d", strings.TrimPrefix(filepath.ToSlash(at.Filename), moduleRoot+"/"), at.Line)
		if code, ok := text(e); ok {
			places[code] = place
		} else if !passedOn(e) {
			unclear = append(unclear, place)
		}
	}
	for path, f := range s.files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if i, ok := c.place(path, n.Fun); ok && i < len(n.Args) {
					note(n.Args[i])
				}
			case *ast.CompositeLit:
				literals(n, note)
			case *ast.ValueSpec: // const codeX = "x"
				for i, name := range n.Names {
					if isCodeName(name.Name) && i < len(n.Values) {
						note(n.Values[i])
					}
				}
			}
			return true
		})
	}
	return places, unclear
}

// declare notes the functions, also those in variables, with a parameter "code".
func (c carriers) declare(path string, f *ast.File) {
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			c.function(carrier{filepath.Dir(path), n.Name.Name, n.Recv != nil}, n.Type)
		case *ast.AssignStmt:
			if lit, ok := n.Rhs[0].(*ast.FuncLit); ok {
				c.function(carrier{path, lastName(n.Lhs[0]), false}, lit.Type)
			}
		}
		return true
	})
}

func (c carriers) function(of carrier, t *ast.FuncType) {
	if i := placeOfCode(t.Params); i >= 0 {
		c[of] = i
	}
}

// place returns the place of the code among the arguments of a call.
func (c carriers) place(path string, called ast.Expr) (int, bool) {
	_, method := called.(*ast.SelectorExpr)
	for _, where := range []string{filepath.Dir(path), path} {
		if i, ok := c[carrier{where, lastName(called), method}]; ok {
			return i, true
		}
	}
	return 0, false
}

// placeOfCode returns the place of the text "code" in a list of parameters or
// fields, -1 for none.
func placeOfCode(list *ast.FieldList) int {
	i := 0
	for _, field := range list.List {
		for _, name := range field.Names {
			if name.Name == "code" && lastName(field.Type) == "string" {
				return i
			}
			i++
		}
	}
	return -1
}

// literals notes the codes of a literal that is a warning, or a list of warnings
// or of structs with a field "code".
func literals(n *ast.CompositeLit, note func(ast.Expr)) {
	list, ok := n.Type.(*ast.ArrayType)
	if !ok {
		if lastName(n.Type) == "Warning" {
			codeOf(n, 0, note)
		}
		return
	}
	at := -1
	switch e := list.Elt.(type) {
	case *ast.StructType:
		at = placeOfCode(e.Fields)
	default:
		if lastName(e) == "Warning" {
			at = 0
		}
	}
	for _, e := range n.Elts {
		if lit, ok := e.(*ast.CompositeLit); ok && at >= 0 && lit.Type == nil {
			codeOf(lit, at, note)
		}
	}
}

// codeOf notes the value of Code, or the one in its place.
func codeOf(n *ast.CompositeLit, at int, note func(ast.Expr)) {
	for i, e := range n.Elts {
		kv, keyed := e.(*ast.KeyValueExpr)
		switch {
		case keyed && strings.EqualFold(lastName(kv.Key), "code"):
			note(kv.Value)
		case !keyed && i == at:
			note(e)
		}
	}
}

// text returns the text of a literal.
func text(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// passedOn reports whether an expression only hands a code on: a parameter or a
// field of that name, or a constant whose value is noted where it is declared.
func passedOn(e ast.Expr) bool {
	name := lastName(e)
	return name == "code" || name == "Code" || isCodeName(name)
}

// isCodeName reports whether a name is that of a constant for a code.
func isCodeName(name string) bool {
	return len(name) > 4 && strings.HasPrefix(name, "code") && name[4] >= 'A' && name[4] <= 'Z'
}

// lastName returns the name of an identifier or a selection, "" for others.
func lastName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// asserts reports whether a test of a package, in a file that names the code
// in a text, exists.
func (s *source) asserts(test, code string) bool {
	dir, name, _ := strings.Cut(test, " ")
	for path, f := range s.files {
		if filepath.ToSlash(filepath.Dir(path)) == dir && declares(f, name) && names(f, code) {
			return true
		}
	}
	return false
}

func declares(f *ast.File, name string) bool {
	return slices.ContainsFunc(f.Decls, func(d ast.Decl) bool {
		fn, ok := d.(*ast.FuncDecl)
		return ok && fn.Name.Name == name
	})
}

// names reports whether a text of the file has the code among its words.
func names(f *ast.File, code string) bool {
	found := false
	ast.Inspect(f, func(n ast.Node) bool {
		if e, ok := n.(ast.Expr); ok {
			if s, ok := text(e); ok && slices.Contains(strings.Fields(s), code) {
				found = true
			}
		}
		return !found
	})
	return found
}
