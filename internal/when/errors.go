package when

import (
	"fmt"
	"strings"
)

// ParseError is a text that is not what it was read as.
type ParseError struct {
	Text string // as written, cut after 60 bytes
	Want string // what was wanted, such as "a duration"
	Why  string // the part that is wrong, and what to do about it
	Err  error  // a *ZoneDoubtError where the text is doubtful rather than wrong, else nil
}

func (e *ParseError) Unwrap() error { return e.Err }

func (e *ParseError) Error() string {
	return fmt.Sprintf("%q is not %s: %s", e.Text, e.Want, e.Why)
}

// refuse makes a ParseError that keeps no reference to text, so that a caller
// may parse a conversion of its read buffer without allocating. Why is copied
// too, because the compiler follows a scan as a whole: where its why goes, its
// text would go.
func refuse(text, want, why string) error {
	return &ParseError{Text: clip(text), Want: want, Why: strings.Clone(why)}
}

// clip copies text, or its first 60 bytes and "..." where it is longer.
func clip(text string) string {
	const most = 60
	if len(text) > most {
		return text[:most] + "..."
	}
	return strings.Clone(text)
}
