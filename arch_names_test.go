package mtbf_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strings"
	"testing"
)

// declared returns the exported names of every package of the module, by the
// package's name and the name.
func declared(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, p := range modulePackages(t) {
		dir := "./" + strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, "mtbf"), "/")
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), dir+"/"+e.Name(), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range file.Decls {
				addDeclared(names, file.Name.Name, d)
			}
		}
	}
	return names
}

func addDeclared(names map[string]bool, pkg string, d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			names[pkg+"."+d.Name.Name] = true
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			if s, ok := s.(*ast.TypeSpec); ok {
				names[pkg+"."+s.Name.Name] = true
			}
		}
	}
}

// TestArchitectureNamesWhatExists: the functions and types that ARCHITECTURE.md
// names are there, and the ways of a row and of a module name some.
func TestArchitectureNamesWhatExists(t *testing.T) {
	text, err := os.ReadFile("ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	names := declared(t)
	found := regexp.MustCompile("`([a-z0-9]+\\.[A-Z][A-Za-z0-9]*)`").FindAllStringSubmatch(string(text), -1)
	if len(found) < 20 {
		t.Errorf("only %d names found", len(found))
	}
	for _, m := range found {
		if !names[m[1]] {
			t.Errorf("there is no %s", m[1])
		}
	}
	for _, p := range modulePackages(t) {
		room := p.ImportPath[strings.LastIndex(p.ImportPath, "/")+1:]
		if !strings.Contains(string(text), room) {
			t.Errorf("the map does not show %s", p.ImportPath)
		}
	}
}
