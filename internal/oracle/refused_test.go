package oracle

import (
	"errors"
	"math"
	"testing"
)

func TestRefused(t *testing.T) {
	named := errors.New("to: 0 is not later")
	for name, c := range map[string]struct {
		answer any
		err    error
		pass   bool
	}{
		"named":           {0.0, named, true},
		"named further":   {0.0, errors.New("unit 3: to: 0 is not later"), true},
		"another":         {0.0, errors.New("from: to is not later"), false},
		"part of a name":  {0.0, errors.New("goto: 0 is not later"), false},
		"none":            {0.0, nil, false},
		"not a number":    {math.NaN(), named, true},
		"nil":             {nil, named, true},
		"no slice":        {[]int(nil), named, true},
		"an answer":       {3.0, named, false},
		"part of one":     {struct{ a, b int }{0, 1}, named, false},
		"infinity":        {math.Inf(1), named, false},
		"a slice of none": {[]int{}, named, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := record(func(tb testing.TB) { Refused(tb, "to")(c.answer, c.err) })
			if passed := len(r.errors) == 0; passed != c.pass {
				t.Errorf("passed %v: %v", passed, r.errors)
			}
		})
	}
}
