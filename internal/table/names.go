package table

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Fold folds a column name for comparison: lower case, letters and
// digits only, without what stands in parentheses.
func Fold(name string) string {
	if i := strings.IndexByte(name, '('); i > 0 {
		name = name[:i]
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// Find returns the index of the column called name, -1 for none: the exact
// name first, then the folded one.
func Find(header []string, name string) int {
	if i := slices.Index(header, name); i >= 0 {
		return i
	}
	folded := Fold(name)
	if folded == "" {
		return -1
	}
	return slices.IndexFunc(header, func(h string) bool { return Fold(h) == folded })
}

// QuoteNames writes names for an error message, at most n of them.
func QuoteNames(names []string, n int) string {
	quoted := make([]string, 0, len(names))
	for i, name := range names {
		if i == n {
			quoted = append(quoted, fmt.Sprintf("and %d more", len(names)-n))
			break
		}
		quoted = append(quoted, fmt.Sprintf("%q", Shorten(name)))
	}
	return strings.Join(quoted, ", ")
}

// maxShown bounds the text of a cell in a message.
const maxShown = 80

// Shorten cuts the text of a cell for a message.
func Shorten(text string) string {
	if len(text) <= maxShown {
		return text
	}
	cut := maxShown
	for cut > 0 && text[cut]&0xC0 == 0x80 { // not inside a UTF-8 sequence
		cut--
	}
	return text[:cut] + "…"
}
