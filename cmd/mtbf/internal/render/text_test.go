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
// data.
func TestLimitsSayTheirConfidence(t *testing.T) {
	s := &Solution{}
	e := model.Estimate{Point: 0.1, Lo: 0.05, Hi: 0.2, Confidence: 0.8}
	s.AddLimits(&solve.Limits{Unavailability: e, Availability: e, MTBF: e})
	if foot := s.limitBlock().Foot; len(foot) != 1 || foot[0] != "Every such module at its 80 % limits at once: conservative." {
		t.Errorf("%q", foot)
	}
	if l := s.Limits; l.Unavailability.Confidence != 0.8 || l.Availability.Confidence != 0.8 || l.MTBFHours.Confidence != 0.8 {
		t.Errorf("%+v", l)
	}
}
