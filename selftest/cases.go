package selftest

import (
	"context"
	"math"
	"slices"

	"mtbf/model"
)

// Cases returns all cases, command by command.
func Cases() []Case {
	return slices.Concat(analyzeCases(), table1Cases(), fitCases(), trendCases(), replayCases(), duplexCases(), solveCases(), simulateCases(), sizeCases(), multiplexCases())
}

// of gives cases of one command their source and what they are about.
func of(command, source, about string, cases ...Case) []Case {
	for i := range cases {
		c := &cases[i]
		c.ID, c.Command, c.Source, c.About = command+"/"+c.ID, command, source, about
	}
	return cases
}

// getter is a computation of one number.
type getter func() (float64, error)

// near is a case of a number known to a relative tolerance.
func near(id, claim string, expected, relative float64, get getter) Case {
	return Case{ID: id, Claim: claim, Expected: expected, Relative: relative, Got: func(context.Context) (Figure, error) {
		x, err := get()
		return Figure{Value: x}, err
	}}
}

// printed is a case of a number that was rounded to so many decimals, so that
// half a unit of the last is its tolerance.
func printed(id, claim string, expected float64, decimals int, get getter) Case {
	const slack = 1e-9 // what lies on the half is printed either way
	return near(id, claim, expected, (0.5+slack)*math.Pow10(-decimals)/math.Abs(expected), get)
}

// count is a case of a whole number.
func count(id, claim string, expected float64, get getter) Case {
	return near(id, claim, expected, 0, get)
}

// sigmas is how far a simulated figure may be off, in standard errors.
const sigmas = 4

// random is a case of a number that is simulated.
func random(id, claim string, expected float64, get func(context.Context) (Figure, error)) Case {
	return Case{ID: id, Claim: claim, Expected: expected, Sigmas: sigmas, Got: get}
}

// number takes a part of an answer that may come with an error.
func number[T any](get func() (T, error), pick func(T) float64) getter {
	return func() (float64, error) {
		x, err := get()
		if err != nil {
			return math.NaN(), err
		}
		return pick(x), nil
	}
}

// Parts of an estimate.
func point(e model.Estimate) float64 { return e.Point }
func lower(e model.Estimate) float64 { return e.Lo }
func upper(e model.Estimate) float64 { return e.Hi }
