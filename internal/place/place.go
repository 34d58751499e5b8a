// Package place shows where in a file a mistake is, in the manner of compilers.
package place

import (
	"fmt"
	"strings"
	"unicode"
)

// Error is a mistake in a file that a person wrote, with its place.
type Error struct {
	File         string
	Line, Column int    // from 1; the column counts characters
	Text         string // what is wrong and what to do, in one sentence
	Excerpt      string // the offending line with its neighbours and a mark below it
	Err          error  // the cause, where there is one
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s\n%s", e.File, e.Line, e.Column, e.Text, e.Excerpt)
}

func (e *Error) Unwrap() error { return e.Err }

// Mark is a place in a file; both count from 1.
type Mark struct{ Line, Col int }

// Source is the text of a file, for messages that point into it.
type Source struct {
	Name  string
	Lines []string
}

// Fault makes an error that points at a place. An error among args that %w
// wraps becomes its cause.
func (s *Source) Fault(at Mark, format string, args ...any) error {
	text := fmt.Errorf(format, args...)
	e := &Error{File: s.Name, Line: at.Line, Column: at.Col, Text: text.Error(), Excerpt: s.excerpt(at)}
	if wrapped, ok := text.(interface{ Unwrap() error }); ok {
		e.Err = wrapped.Unwrap()
	}
	return e
}

const (
	excerptBefore = 2  // lines shown before the offending one
	excerptWidth  = 72 // characters of a line that are shown
)

// excerpt shows the line at a place, marked, with the lines before it.
func (s *Source) excerpt(at Mark) string {
	var b strings.Builder
	digits := len(fmt.Sprint(at.Line))
	from := 0
	if at.Col > excerptWidth-8 {
		from = at.Col - excerptWidth/2
	}
	for n := max(1, at.Line-excerptBefore); n <= at.Line; n++ {
		flag := ' '
		if n == at.Line {
			flag = '>'
		}
		line := fmt.Sprintf("%c %*d | %s", flag, digits, n, s.window(n, from))
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	fmt.Fprintf(&b, "  %*s | %*s", digits, "", at.Col-from, "^")
	return b.String()
}

// window is the part of a line that an excerpt shows: a character a column.
func (s *Source) window(line, from int) string {
	if line > len(s.Lines) {
		return ""
	}
	shown := make([]rune, 0, excerptWidth)
	col := 0
	for _, r := range s.Lines[line-1] {
		if col >= from+excerptWidth {
			break
		}
		if col >= from {
			shown = append(shown, visible(r))
		}
		col++
	}
	return string(shown)
}

// visible is r, or what stands for it where it would upset a terminal or the
// columns.
func visible(r rune) rune {
	switch {
	case r == '\t':
		return ' '
	case unicode.IsPrint(r):
		return r
	}
	return '\uFFFD'
}
