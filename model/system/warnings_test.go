package system

import (
	"fmt"
	"math"
	"testing"

	"mtbf/model"
)

// What is too large or too rough to be told is said by name.
func TestWhatIsTooLargeOrTooRough(t *testing.T) {
	var r Result
	r.leave(fmt.Errorf("a diagram: %w", ErrTooLarge), "MTTF")
	var stopped Sets
	(&finder{failing: true, stopped: true}).explain(&stopped, weight{count: 7, units: 2}, false)
	rough := told(MTTF{Hours: 900, Error: 900 * 2 * mttfEnough})
	if !math.IsNaN(rough.Hours) {
		t.Errorf("known to %g: %g h", rough.Error, rough.Hours)
	}
	if fine := told(MTTF{Hours: 900, Error: 900 * mttfEnough / 2}); fine.Hours != 900 || len(fine.Warnings) > 0 {
		t.Errorf("%+v", fine)
	}
	for code, ws := range map[string][]model.Warning{"too-large": r.Warnings, "sets-search": stopped.Warnings, "mttf-rough": rough.Warnings} {
		if len(ws) != 1 || ws[0].Code != code {
			t.Errorf("%v, want one %q", ws, code)
		}
	}
}
