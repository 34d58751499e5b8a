package render

import (
	"math"
	"strings"
	"testing"

	"mtbf/model"
	"mtbf/model/solve"
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

// Limits that modules carry are told with their own confidence, in words and as
// data: 100 times 0.55 is 55, not what a float64 makes of it.
func TestLimitsSayTheirConfidence(t *testing.T) {
	for confidence, word := range map[float64]string{0.8: "80", 0.55: "55", 0.999: "99.9"} {
		s := &Solution{}
		e := model.Estimate{Point: 0.1, Lo: 0.05, Hi: 0.2, Confidence: confidence}
		s.addLimits(&solve.Limits{Unavailability: e, Availability: e, MTBF: e})
		if foot := s.limitBlock().Foot; len(foot) != 1 || foot[0] != "Every such module at its "+word+" % limits at once: conservative." {
			t.Errorf("%q", foot)
		}
		if l := s.Limits; l.Unavailability.Confidence != confidence || l.Availability.Confidence != confidence || l.MTBFHours.Confidence != confidence {
			t.Errorf("%+v", l)
		}
	}
}
