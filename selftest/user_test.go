package selftest_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"mtbf/selftest"
)

// A case of one's own: 2.02 for 2 is off by 1 %, and fine where that is allowed.
// A simulated figure is judged by its standard error, and needs one.
func TestCaseByHand(t *testing.T) {
	got := func(value, se float64, err error) func(context.Context) (selftest.Figure, error) {
		return func(context.Context) (selftest.Figure, error) { return selftest.Figure{Value: value, SE: se}, err }
	}
	for name, c := range map[string]struct {
		selftest.Case
		ok bool
	}{
		"near":             {selftest.Case{Expected: 2, Relative: 0.011, Got: got(2.02, 0, nil)}, true},
		"far":              {selftest.Case{Expected: 2, Relative: 0.009, Got: got(2.02, 0, nil)}, false},
		"simulated":        {selftest.Case{Expected: 2, Sigmas: 4, Got: got(2.02, 0.01, nil)}, true},
		"simulated, far":   {selftest.Case{Expected: 2, Sigmas: 4, Got: got(2.02, 0.004, nil)}, false},
		"without an error": {selftest.Case{Expected: 2, Sigmas: 4, Got: got(2, 0, nil)}, false},
		"not a number":     {selftest.Case{Expected: 2, Relative: 1, Got: got(math.NaN(), 0, nil)}, false},
		"failed":           {selftest.Case{Expected: 2, Relative: 1, Got: got(2, 0, errors.New("no"))}, false},
		"zero":             {selftest.Case{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if r := c.Check(context.Background()); r.OK() != c.ok {
				t.Errorf("%+v: %v", r.Figure, r.OK())
			}
		})
	}
	if r := (selftest.Case{}).Check(context.Background()); r.Err == nil {
		t.Error("a case that computes nothing has no error")
	}
}
