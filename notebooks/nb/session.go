package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/imports"
)

// Session is what the cells of a notebook have declared so far, in GoNB's
// dialect: the lines below %% are the body of main and run once, all others
// are declarations and stay. Variables are made anew for every cell.
type Session struct {
	imports []string // as written
	decls   []decl
}

// decl is a declaration with the names it gives.
type decl struct {
	names []string
	text  string
}

// Program adds the declarations of a cell and returns the program that it
// stands for; nil if the cell has nothing to run. Nothing is added by a cell
// that cannot be read. Positions in the program name the cell.
func (s *Session) Program(number int, source, dir string) ([]byte, error) {
	declared, body, runs := split(source)
	if err := magic(number, declared+body); err != nil {
		return nil, err
	}
	next := Session{slices.Clone(s.imports), slices.Clone(s.decls)}
	if err := next.declare(number, declared); err != nil {
		return nil, err
	}
	if !runs && !next.hasMain() {
		*s = next
		return nil, nil
	}
	text := next.source()
	if runs {
		line := strings.Count(declared, "\n") + 2
		text += fmt.Sprintf("func main() {\n//line cell%d.go:%d\n%s\n}\n", number, line, body)
	}
	program, err := imports.Process(dir+"/main.go", []byte(text), &imports.Options{Comments: true, TabIndent: true, TabWidth: 8})
	if err != nil {
		return nil, err
	}
	next.drop("main")
	*s = next
	return program, nil
}

// split parts a cell at the line %%.
func split(source string) (declared, body string, runs bool) {
	var at int
	for line := range strings.Lines(source) {
		if trimmed := strings.TrimSpace(line); trimmed == "%%" || trimmed == "%main" {
			return source[:at], source[at+len(line):], true
		}
		at += len(line)
	}
	return source, "", false
}

// magic refuses the commands of GoNB that are not for this runner.
func magic(number int, source string) error {
	i := 0
	for line := range strings.Lines(source) {
		i++
		if strings.HasPrefix(line, "%") || strings.HasPrefix(line, "!") {
			return fmt.Errorf("cell %d:%d: %q: only %%%% is understood", number, i, strings.TrimSpace(line))
		}
	}
	return nil
}

// declare reads declarations.
func (s *Session) declare(number int, source string) error {
	const head = "package main\n"
	name := fmt.Sprintf("cell%d.go", number)
	text := head + "//line " + name + ":1\n" + source
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.ParseComments)
	if err != nil {
		return hinted(err, number, source)
	}
	at := func(p token.Pos) int { return fset.PositionFor(p, false).Offset }
	for _, d := range file.Decls {
		from := d.Pos()
		if doc := docOf(d); doc != nil {
			from = doc.Pos()
		}
		piece := text[at(from):at(d.End())]
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
			if !slices.Contains(s.imports, piece) {
				s.imports = append(s.imports, piece)
			}
			continue
		}
		line := fset.PositionFor(from, true).Line
		s.add(decl{namesOf(d), fmt.Sprintf("//line %s:%d\n%s\n", name, line, piece)})
	}
	return nil
}

// add adds a declaration in the place of those that gave one of its names.
func (s *Session) add(d decl) {
	for _, name := range d.names {
		s.drop(name)
	}
	s.decls = append(s.decls, d)
}

func (s *Session) drop(name string) {
	s.decls = slices.DeleteFunc(s.decls, func(d decl) bool { return name != "_" && slices.Contains(d.names, name) })
}

func (s *Session) hasMain() bool {
	return slices.ContainsFunc(s.decls, func(d decl) bool { return slices.Contains(d.names, "main") })
}

// source returns all declarations as a file.
func (s *Session) source() string {
	var text strings.Builder
	text.WriteString("package main\n\n")
	for _, i := range s.imports {
		text.WriteString(i + "\n")
	}
	for _, d := range s.decls {
		text.WriteString(d.text)
	}
	return text.String()
}

func docOf(d ast.Decl) *ast.CommentGroup {
	switch d := d.(type) {
	case *ast.GenDecl:
		return d.Doc
	case *ast.FuncDecl:
		return d.Doc
	}
	return nil
}

// namesOf returns what a declaration declares; a method with its type.
func namesOf(d ast.Decl) []string {
	var names []string
	switch d := d.(type) {
	case *ast.FuncDecl:
		name := d.Name.Name
		if d.Recv != nil && len(d.Recv.List) > 0 {
			name = typeName(d.Recv.List[0].Type) + "." + name
		}
		names = append(names, name)
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				names = append(names, spec.Name.Name)
			case *ast.ValueSpec:
				for _, n := range spec.Names {
					names = append(names, n.Name)
				}
			}
		}
	}
	return names
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.Ident:
		return e.Name
	case *ast.IndexExpr:
		return typeName(e.X)
	}
	return "?"
}
