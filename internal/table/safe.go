package table

import (
	"encoding/csv"
	"io"
	"strings"
	"unicode"
)

// SafeCell returns s so that a spreadsheet shows it instead of running it: with
// an apostrophe before it if it starts, after blanks and invisible characters,
// with = + - @ or a full-width form of these, or if it starts with a tab, CR or
// LF. Plain numbers such as -3.5 and +1e6 stay as they are.
//
// See OWASP, "CSV Injection".
func SafeCell(s string) string {
	if s == "" || isPlainNumber(s) {
		return s
	}
	if strings.ContainsRune("\t\r\n", rune(s[0])) || startsFormula(s) {
		return "'" + s
	}
	return s
}

// startsFormula reports whether the first character of s to be seen makes it a
// formula.
func startsFormula(s string) bool {
	s = strings.TrimLeftFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zs)
	})
	for _, r := range s {
		return strings.ContainsRune("=+-@＝＋－＠", r)
	}
	return false
}

// isPlainNumber reports whether s is [+-] digits [. digits] [e [+-] digits],
// with digits on at least one side of the point.
func isPlainNumber(s string) bool {
	s = trimSign(s)
	whole := leadingDigits(s)
	s = s[whole:]
	if strings.HasPrefix(s, ".") {
		fraction := leadingDigits(s[1:])
		whole += fraction
		s = s[1+fraction:]
	}
	if whole == 0 {
		return false
	}
	if s == "" {
		return true
	}
	if s[0] != 'e' && s[0] != 'E' {
		return false
	}
	s = trimSign(s[1:])
	return s != "" && leadingDigits(s) == len(s)
}

func trimSign(s string) string {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		return s[1:]
	}
	return s
}

func leadingDigits(s string) int {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}

// Writer writes comma-separated records that are safe to open in a spreadsheet:
// every cell goes through SafeCell.
type Writer struct {
	w    *csv.Writer
	safe []string // reused
}

// NewWriter returns a Writer to w. Flush it at the end.
func NewWriter(w io.Writer) *Writer {
	return &Writer{w: csv.NewWriter(w)}
}

// Write writes a record. It may be buffered.
func (w *Writer) Write(record []string) error {
	w.safe = w.safe[:0]
	for _, cell := range record {
		w.safe = append(w.safe, SafeCell(cell))
	}
	return w.w.Write(w.safe)
}

// Flush writes what is buffered, and returns the first error of any Write.
func (w *Writer) Flush() error {
	w.w.Flush()
	return w.w.Error()
}
