package number

import (
	"strings"
	"testing"
)

func TestParseFraction(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       float64
	}{
		{"a number", "0.9", 0.9},
		{"per cent", "90%", 0.9},
		{"per cent after a blank", " 2.5 % ", 0.025},
		{"five nines keep every digit", "99.999%", 0.99999},
		{"an exponent", "1e-2%", 1e-4},
		{"none", "0", 0},
		{"all", "100%", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := ParseFraction(c.text); err != nil || got != c.want {
				t.Errorf("%q is %v, %v; want %v", c.text, got, err, c.want)
			}
		})
	}
}

func TestParseFractionRefuses(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a bare percentage", "90", `"90" is above 1: for 90 % write 0.90 or 90%`},
		{"one with decimals", "99.9", `"99.9" is above 1: for 99.9 % write 0.999 or 99.9%`},
		{"a little above 1", "1.2", `"1.2" is not a fraction from 0 to 1, such as 0.9 or 90%`},
		{"above all", "101%", `"101%" is not a fraction from 0 to 1, such as 0.9 or 90%`},
		{"below none", "-0.1", `"-0.1" is not a fraction from 0 to 1, such as 0.9 or 90%`},
		{"a word", "most", `"most" is not a fraction, such as 0.9 or 90%`},
		{"no number", "NaN", `"NaN" is not a fraction, such as 0.9 or 90%`},
		{"nothing", "", `"" is not a fraction, such as 0.9 or 90%`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := ParseFraction(c.text); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%q is %v, %v; want the error %s", c.text, got, err, c.want)
			}
		})
	}
}
