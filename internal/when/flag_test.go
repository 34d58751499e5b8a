package when

import (
	"strings"
	"testing"
)

// Of a duration that somebody typed the unit is never guessed.
func TestParseFlag(t *testing.T) {
	for _, c := range []struct{ name, text, refused string }{
		{"a unit", "10m", ""},
		{"a clock", "1:30", ""},
		{"ISO", "PT10M", ""},
		{"nothing", "0", ""},
		{"nothing as a fraction", " 0.0 ", ""},
		{"a bare number", "10", `"10" is not a duration: give it a unit, such as 10m, 10h or 10d`},
		{"a bare number with blanks", " 10 ", `give it a unit`},
		{"thousands", "1,000", `give it a unit`},
		{"an exponent", "1e3", `give it a unit`},
		{"a negative number", "-5", `give it a unit`},
		{"a unit misspelt", "10 huors", `"huors" is no unit; did you mean "hours"?`},
		{"no unit", "10 apples", `"apples" is no unit; want`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ParseFlag(c.text)
			if c.refused == "" && err != nil || c.refused != "" && (err == nil || !strings.Contains(err.Error(), c.refused)) {
				t.Errorf("%q: %v, want %q", c.text, err, c.refused)
			}
		})
	}
}
