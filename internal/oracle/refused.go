package oracle

import (
	"math"
	"reflect"
	"strings"
	"testing"
)

// Refused returns a check of what a function answered with: an error that names
// the parameter, as "parameter: ..." in its text, and nothing that could be taken
// for an answer: the zero value, or NaN.
//
//	oracle.Refused(t, "operating time")(rate.MTBF(3, 0, 0.9, rate.TimeTerminated))
func Refused(t testing.TB, param string) func(answer any, err error) {
	t.Helper()
	return func(answer any, err error) {
		t.Helper()
		switch {
		case err == nil:
			t.Errorf("%s: not refused: %+v", param, answer)
		case !strings.Contains(": "+err.Error(), ": "+param+": "):
			t.Errorf("refused, but not for %q: %v", param, err)
		case !isNothing(answer):
			t.Errorf("%s: refused, and yet answered: %+v", param, answer)
		}
	}
}

func isNothing(answer any) bool {
	if x, ok := answer.(float64); ok && math.IsNaN(x) {
		return true
	}
	return answer == nil || reflect.ValueOf(answer).IsZero()
}
