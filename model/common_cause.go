package model

import (
	"fmt"
	"math"
)

// MaxCommonCause is the greatest number of units of a group that has a [CommonCause].
const MaxCommonCause = 64

// CommonCause tells how many units of a group of n one failure takes, by the factors of
// one of two models: the multiple Greek letters (MGL) or the alpha factors.
type CommonCause struct {
	// MGL are n-1 conditional probabilities beta, gamma, delta, ...: that a failure of a
	// unit takes another too, that one which takes two takes a third, and so on.
	MGL []float64
	// Alpha are n fractions of all failure events: those that take one unit, two, and so
	// on. They add to 1.
	Alpha []float64
	// Staggered tells that the alphas were counted in tests of one unit at a time.
	Staggered bool
}

// String returns the same text for two that are alike alone.
func (c *CommonCause) String() string {
	switch {
	case c == nil:
		return "none"
	case c.Staggered:
		return fmt.Sprintf("alpha %v, staggered", c.Alpha)
	case c.Alpha != nil:
		return fmt.Sprintf("alpha %v", c.Alpha)
	}
	return fmt.Sprintf("mgl %v", c.MGL)
}

// Shock is what takes some units of a group at once.
type Shock struct {
	Units int     // of the group that it takes
	Share float64 // of the failures of one unit: those that take it with Units-1 others
}

// alphaTolerance is by how much alphas, which are printed rounded, may miss a sum of 1.
const alphaTolerance = 1e-3

// Shares returns the share of a unit's failures that take it alone, and what takes some
// units of n at once. The shares add to 1. They are, of k units,
//
//	MGL                 r_1 r_2 ... r_k (1 - r_(k+1)),   r_1 = 1, r_2 = beta, r_3 = gamma, ..., r_(n+1) = 0
//	alpha               k alpha_k / sum of j alpha_j
//	alpha, staggered    alpha_k
//
// so that each of the C(n-1, k-1) sets of k units that a unit is in has the same part of
// its share. Without a CommonCause they are those of the beta factor, 1-beta and, of all
// units, beta. The error is a *[ParamError].
func (c *CommonCause) Shares(beta float64, n int) (own float64, shocks []Shock, err error) {
	if c == nil {
		if beta > 0 {
			shocks = []Shock{{n, beta}}
		}
		return 1 - beta, shocks, nil
	}
	if err := c.check(beta, n); err != nil {
		return 0, nil, err
	}
	share := c.letters
	if c.Alpha != nil {
		share = c.alphas
	}
	for k, s := range share() {
		switch {
		case k == 0:
			own = s
		case s > 0:
			shocks = append(shocks, Shock{k + 1, s})
		}
	}
	return own, shocks, nil
}

func (c *CommonCause) letters() []float64 {
	var shares []float64
	reach := 1.0
	for _, r := range c.MGL {
		shares = append(shares, reach*(1-r))
		reach *= r
	}
	return append(shares, reach)
}

func (c *CommonCause) alphas() []float64 {
	shares, sum := make([]float64, len(c.Alpha)), 0.0
	for i, a := range c.Alpha {
		shares[i] = a
		if !c.Staggered {
			shares[i] *= float64(i + 1)
		}
		sum += shares[i]
	}
	for i := range shares {
		shares[i] /= sum
	}
	return shares
}

// check refuses factors that do not go with a group of n units.
func (c *CommonCause) check(beta float64, n int) error {
	switch {
	case beta > 0:
		return &ParamError{"beta", beta, "0, as it must be beside mgl or alpha"}
	case (c.MGL == nil) == (c.Alpha == nil):
		return &ParamError{"common cause", c.String(), "either mgl or alpha"}
	case n > MaxCommonCause:
		return &ParamError{"units", n, fmt.Sprintf("a number up to %d, the most with mgl or alpha; beta takes more", MaxCommonCause)}
	case c.Alpha == nil && c.Staggered:
		return &ParamError{"staggered", true, "left out: it is for alpha"}
	case c.Alpha == nil:
		return factors("mgl", c.MGL, n-1, n)
	}
	if err := factors("alpha", c.Alpha, n, n); err != nil {
		return err
	}
	sum := 0.0
	for _, a := range c.Alpha {
		sum += a
	}
	if !(math.Abs(sum-1) <= alphaTolerance) {
		return &ParamError{"alpha", c.Alpha, fmt.Sprintf("a list that adds to 1: it adds to %.6g", sum)}
	}
	return nil
}

func factors(name string, of []float64, count, n int) error {
	if len(of) != count {
		return &ParamError{name, of, fmt.Sprintf("a list of %s, as %s need", Counted(count, "number"), Counted(n, "unit"))}
	}
	for _, x := range of {
		if !(x >= 0 && x <= 1) {
			return &ParamError{name, x, "a number from 0 to 1"}
		}
	}
	return nil
}
