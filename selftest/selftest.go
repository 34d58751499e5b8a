// Package selftest holds published numbers that come with the program, each
// with its source, and computes them again: a paper's table, a case of another
// program. Data of the cases are inside; nothing is read from files.
package selftest

import (
	"context"
	"errors"
	"math"
)

// A Case is one published number and the way this program comes by it.
type Case struct {
	ID       string // command/name
	Command  string // of mtbf, whose answer the number is part of
	About    string // what the number is of
	Claim    string // what the number is, with its unit where it has one
	Source   string // paper or program, with version or page
	Expected float64

	// A computed figure may be off by Relative of Expected, 0 for a count. A
	// simulated one, whose Sigmas are above 0, may be off by so many standard
	// errors.
	Relative, Sigmas float64

	Got func(context.Context) (Figure, error)
}

// Figure is what the program finds.
type Figure struct {
	Value float64
	SE    float64 // standard error of a simulated figure, 0 of a computed one
}

// Result is a case with its outcome.
type Result struct {
	Case
	Figure
	Err error
}

// Check computes the figure of a case.
func (c Case) Check(ctx context.Context) Result {
	if c.Got == nil {
		return Result{Case: c, Err: errors.New("the case does not say how its number is computed")}
	}
	f, err := c.Got(ctx)
	return Result{c, f, err}
}

// Error returns how far the figure is off, relative to what is expected:
//
//	|got/expected - 1|
func (r Result) Error() float64 { return math.Abs((r.Value - r.Expected) / r.Expected) }

// Z returns by how many standard errors a simulated figure is off.
func (r Result) Z() float64 { return math.Abs(r.Value-r.Expected) / r.SE }

// OK reports whether the figure was found and is within the tolerance. One that
// is not a number never is, nor is a simulated one without a standard error.
func (r Result) OK() bool {
	switch {
	case r.Err != nil:
		return false
	case r.Sigmas > 0:
		return r.SE > 0 && r.Z() <= r.Sigmas
	}
	return math.Abs(r.Value-r.Expected) <= r.Relative*math.Abs(r.Expected)
}
