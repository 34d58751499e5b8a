package render

import (
	"math"
	"strings"
	"testing"

	"mtbf/model"
)

func TestSig(t *testing.T) {
	for _, c := range []struct {
		x    float64
		n    int
		want string
	}{
		{0, 4, "0"}, {1234567, 4, "1,235,000"}, {999.96, 4, "1,000"}, {0.00012345, 3, "0.000123"}, {1.2345e-7, 3, "1.23e-07"},
		{2.5e12, 3, "2.50e+12"}, {-1234.5, 5, "-1,234.5"}, {math.NaN(), 3, "–"}, {math.Inf(1), 3, "∞"}, {3, 4, "3.000"},
	} {
		if got := Sig(c.x, c.n); got != c.want {
			t.Errorf("Sig(%g, %d) = %q, want %q", c.x, c.n, got, c.want)
		}
	}
}

// No nine is rounded away: three figures of the distance from 100 % show.
func TestPercentKeepsNines(t *testing.T) {
	for _, c := range []struct {
		u    float64
		want string
	}{
		{0.25, "75.00"}, {0.0123, "98.77"}, {0.00145, "99.855"}, {1.23e-5, "99.99877"}, {1e-9, "99.9999999000"},
	} {
		if got := Percent(1-c.u, c.u); got != c.want {
			t.Errorf("Percent of 1-%g = %q, want %q", c.u, got, c.want)
		}
	}
	if got := Percent(math.NaN(), math.NaN()); got != absent {
		t.Errorf("not estimable is %q", got)
	}
}

func TestEstimateAsJSONHasNoInfinity(t *testing.T) {
	e := newEstimate(model.NotEstimable(12, math.Inf(1), 0.9, "m"))
	if e.Point != nil || e.Hi != nil || e.Lo == nil || *e.Lo != 12 {
		t.Errorf("%+v", e)
	}
}

func TestTextOfALogCannotDriveTerminalOrMarkup(t *testing.T) {
	if got := printable("a\x1b[31mb\nc\u009bd"); got != "a [31mb c d" {
		t.Errorf("printable: %q", got)
	}
	if got := escapeMarkdown("<b>|`*_["); got != "&lt;b&gt;\\|\\`\\*\\_\\[" {
		t.Errorf("escapeMarkdown: %q", got)
	}
}

func TestWrapFits(t *testing.T) {
	line := "rows       1 read = 1 accepted + 0 rejected + 0 duplicates + 0 out of window + 0 excluded and more text"
	for _, l := range strings.Split(wrap(line, 40), "\n") {
		if len(l) > 40 {
			t.Errorf("%q is longer than 40", l)
		}
	}
}
