package modularity

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Term is a cause of failures of the system.
type Term uint8

const (
	SparesExhausted Term = iota // a module is left with fewer good copies than it needs
	NotCovered                  // a copy failed and the others did not carry on
	CommonCause                 // all copies of a module failed at once
	Voter                       // the voter or switch of a module failed
	Residual                    // software, operations and all else
	terms
)

// String returns the name as output has it, such as "not-covered".
func (t Term) String() string {
	if t >= terms {
		return fmt.Sprintf("term %d", uint8(t))
	}
	return [...]string{"too-few", "not-covered", "common-cause", "voter", "residual"}[t]
}

// Share is what a term adds to the failures of a system.
type Share struct {
	Term     Term
	Rate     float64 // failures per hour of service
	Fraction float64 // of all failures; 0 where nothing fails
}

// Measures are the figures of a system.
type Measures struct {
	// MTBF is the mean up time per failure, in the long run. Without repair a
	// system has one up time, and MTBF is MTTF.
	MTBF           float64
	MTTF           float64 // mean time to the first failure from all new
	MDT            float64 // mean down time; +Inf without repair
	Unavailability float64 // computed directly; 1 without repair
}

// Point is the answer for one setting.
type Point struct {
	Modules, Copies, Need int

	Measures          // takeovers count as service
	Outages  Measures // takeovers count as outages; without repair the same as Measures
	Shares   []Share  // one for each term; the rates add up to 1/MTBF
	Method   string
}

// Dominant returns the share with the highest rate.
func (p Point) Dominant() Share {
	if len(p.Shares) == 0 {
		return Share{}
	}
	return slices.MaxFunc(p.Shares, func(a, b Share) int { return cmp.Compare(a.Rate, b.Rate) })
}

// Solve returns the figures of a setting.
//
// Repaired modules are a chain each. With G its mean up time and A, U its
// availability and unavailability, m of them in series with voters of rate v
// and a residual rate s have
//
//	MTBF = 1/(m/G + m v + s)
//	U    = 1 - A^m A_voter^m A_residual
//	MDT  = U/A MTBF,
//
// exact and without a subtraction. MTTF is the integral of the reliability,
//
//	MTTF = integral_0^inf R(t)^m exp(-(m v + s) t) dt,
//
// by quadrature to a relative 1e-10, R(t) the reliability of a module from its
// chain. Without repair R is a closed form, and the rate of a term is the
// probability that it ends the life of the system, over MTTF.
//
// The error is a *model.ParamError, or one of package markov where a chain
// cannot be solved.
func Solve(s Architecture) (Point, error) {
	s, err := s.checked()
	if err != nil {
		return Point{}, err
	}
	p := Point{Modules: s.Modules, Copies: s.Copies, Need: s.Need}
	if !s.repaired() {
		return s.unrepairedPoint(p)
	}
	return s.repairedPoint(p)
}

// rates are failures per hour by term.
type rates [terms]float64

func (r rates) total() float64 {
	sum := 0.0
	for _, x := range r {
		sum += x
	}
	return sum
}

func (r rates) shares() []Share {
	total := r.total()
	shares := make([]Share, terms)
	for t, x := range r {
		shares[t] = Share{Term: Term(t), Rate: x}
		switch {
		case math.IsInf(x, 1):
			shares[t].Fraction = 1
		case x > 0:
			shares[t].Fraction = x / total
		}
	}
	return shares
}
