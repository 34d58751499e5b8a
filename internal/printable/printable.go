// Package printable makes text from files fit to be shown: what could drive a
// terminal, or hide or turn round what stands beside it, is written out.
package printable

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text returns s on one line, with every character that is not seen as itself
// written as Go and JSON write it: \x1b, \n, \u202e; a byte that is not UTF-8 as
// \xff. Those are control characters, line ends, marks of direction, characters of
// no width, and code points that mean nothing. Blanks of any width stay, and so
// does a backslash, so that Text of a Text is itself.
func Text(s string) string { return escape(s, false) }

// Lines is Text for a message of several lines. Only a line end before an
// indented line, or before the ">" that marks the faulty line of a file, is one:
// no text from a file can begin a line of its own.
func Lines(s string) string { return escape(s, true) }

func escape(s string, lines bool) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		next := i + size
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case lines && r == '\n' && next < len(s) && (s[next] == ' ' || s[next] == '>'), isSeen(r):
			b.WriteRune(r)
		default:
			b.WriteString(Escape(r))
		}
		i = next
	}
	return b.String()
}

// isPlain reports whether s is ASCII without control characters, as most is.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// isSeen reports whether a character is seen as itself.
func isSeen(r rune) bool {
	return unicode.IsGraphic(r) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

// Escape writes a character out.
func Escape(r rune) string {
	switch {
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case r < 0x80:
		return fmt.Sprintf(`\x%02x`, r)
	case r < 0x10000:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

// JSON returns a JSON text in which characters that Text would write out are
// escaped; it means the same.
func JSON(text []byte) []byte {
	if !bytes.ContainsFunc(text, func(r rune) bool { return r != '\n' && !isSeen(r) }) {
		return text
	}
	out := make([]byte, 0, len(text)+len(text)/8)
	for _, r := range string(text) { // it holds no byte that is not UTF-8
		switch {
		case r == '\n' || isSeen(r):
			out = utf8.AppendRune(out, r)
		case r < 0x10000:
			out = fmt.Appendf(out, `\u%04x`, r)
		default:
			r -= 0x10000
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		}
	}
	return out
}

// Clip returns the Text of s, its first n characters with an ellipsis in place of
// the last where it has more.
func Clip(s string, n int) string {
	s = Text(s)
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	seen := 0
	for i := range s {
		if seen == n-1 {
			return s[:i] + "…"
		}
		seen++
	}
	return s
}
