package render

import (
	"math"
	"strings"
	"testing"

	"mtbf/model"
)

func TestEstimateAsJSONHasNoInfinity(t *testing.T) {
	e := newEstimate(model.NotEstimable(12, math.Inf(1), 0.9, "m"))
	if e.Point != nil || e.Hi != nil || e.Lo == nil || *e.Lo != 12 {
		t.Errorf("%+v", e)
	}
}

func TestTextOfALogCannotDriveTerminalOrMarkup(t *testing.T) {
	if got := safe("a\x1b[31mb\nc\u009bd", Table); got != `a\x1b[31mb\nc\u009bd` {
		t.Errorf("safe: %q", got)
	}
	if got := escapeMarkdown("<b>|`*_[&lt;"); got != "&lt;b&gt;\\|\\`\\*\\_\\[&amp;lt;" {
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
