package systemfile

import "mtbf/internal/place"

// Error is a mistake in a system file, with its place.
type Error = place.Error

// mark is a place in a file; both count from 1.
type mark struct{ line, col int }

// source is the text of a file, for messages that point into it.
type source struct {
	name     string
	lines    []string
	lineEnd  string // that of the first line
	comments []word // in their order
}

// fault makes an error that points at a place. An error among args that %w
// wraps becomes its cause.
func (s *source) fault(at mark, format string, args ...any) error {
	shown := place.Source{Name: s.name, Lines: s.lines}
	return shown.Fault(place.Mark{Line: at.line, Col: at.col}, format, args...)
}
