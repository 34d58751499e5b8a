package main

import (
	"errors"
	"fmt"
	"go/parser"
	"go/scanner"
	"go/token"
	"strings"
)

// hinted is the error of declarations that cannot be read, for people: where a statement
// stands among them, it says where statements belong.
func hinted(err error, number int, source string) error {
	var all scanner.ErrorList
	if !errors.As(err, &all) || !strings.HasPrefix(all[0].Msg, "expected declaration") {
		return err
	}
	line := all[0].Pos.Line
	lines := strings.Split(source, "\n")
	if line < 1 || line > len(lines) || !isStatement(lines[line-1:]) {
		return err
	}
	statement := strings.TrimSpace(lines[line-1])
	hint := fmt.Sprintf("cell%d.go:%d: %s is a statement: what is to run stands below a line %%%%, and above it stand declarations, which later cells have too", number, line, statement)
	if name, value, ok := strings.Cut(statement, ":="); ok {
		hint += fmt.Sprintf(", such as var %s = %s", strings.TrimSpace(name), strings.TrimSpace(value))
	}
	return errors.New(hint)
}

// longestStatement is how many lines of a cell are looked at for the end of a statement.
const longestStatement = 200

// isStatement reports whether lines begin with a statement, of one line or more.
func isStatement(lines []string) bool {
	for n := range min(len(lines), longestStatement) {
		body := "package p\nfunc _() {\n" + strings.Join(lines[:n+1], "\n") + "\n}\n"
		if _, err := parser.ParseFile(token.NewFileSet(), "", body, 0); err == nil {
			return true
		}
	}
	return false
}
