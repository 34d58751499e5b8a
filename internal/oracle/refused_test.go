package oracle

import (
	"errors"
	"testing"
)

func TestRefused(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		pass bool
	}{
		"named":          {errors.New("to: 0 is not later"), true},
		"named further":  {errors.New("unit 3: to: 0 is not later"), true},
		"another":        {errors.New("from: to is not later"), false},
		"part of a name": {errors.New("goto: 0 is not later"), false},
		"none":           {nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := record(func(tb testing.TB) { Refused(tb, "to")(3, c.err) })
			if passed := len(r.errors) == 0; passed != c.pass {
				t.Errorf("passed %v: %v", passed, r.errors)
			}
		})
	}
}
