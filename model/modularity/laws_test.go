package modularity_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"mtbf/internal/oracle"
	"mtbf/internal/property"
	"mtbf/model"
	"mtbf/model/modularity"
)

// draw makes a setting of whatever kind, repaired or not.
func draw(r *rapid.T) modularity.Architecture {
	power := func(name string, lo, hi float64) float64 {
		return math.Pow(10, rapid.Float64Range(lo, hi).Draw(r, name))
	}
	copies := rapid.IntRange(1, 5).Draw(r, "copies")
	s := modularity.Architecture{
		MTBF: power("log MTBF", 1, 8), MTTR: power("log MTTR", -1, 2), Modules: rapid.IntRange(1, 300).Draw(r, "modules"),
		Copies: copies, Need: rapid.IntRange(1, copies).Draw(r, "need"), Crews: rapid.IntRange(0, 3).Draw(r, "crews"),
		Coverage: model.Covered(rapid.Float64Range(0, 1).Draw(r, "coverage")), Beta: rapid.Float64Range(0, 1).Draw(r, "beta"),
		VoterRate: power("log voter", -12, -4), ResidualRate: power("log residual", -12, -3),
	}
	if rapid.Bool().Draw(r, "unrepaired") {
		s.MTTR = never
	}
	return s
}

func solved(r *rapid.T, s modularity.Architecture) modularity.Point {
	p, err := modularity.Solve(s)
	if err != nil {
		r.Fatal(err)
	}
	return p
}

// notBelow fails unless a >= b but for rounding.
func notBelow(r *rapid.T, what string, a, b float64) {
	if !(a >= b*(1-1e-9)) {
		r.Errorf("%s: %.12g is below %.12g", what, a, b)
	}
}

// TestLaws: of any setting. With perfect coverage, no common cause and perfect
// voters a further copy does no harm, nor does faster repair (with bad coverage
// both may: a copy less is a failure less to cover).
func TestLaws(t *testing.T) {
	property.Check(t, func(r *rapid.T) {
		s := draw(r)
		p := solved(r, s)

		better := s
		better.VoterRate, better.ResidualRate = 0, 0
		notBelow(r, "without voters and rest", solved(r, better).MTTF, p.MTTF)
		better.Coverage = 1
		notBelow(r, "full coverage", solved(r, better).MTTF, p.MTTF)
		better.Beta = 0
		q := solved(r, better)
		better.Copies++
		if better.Crews > 0 {
			better.Crews++
		}
		more := solved(r, better)
		notBelow(r, "a further copy: MTTF", more.MTTF, q.MTTF)
		notBelow(r, "a further copy: MTBF", more.MTBF, q.MTBF)
		notBelow(r, "a further copy: unavailability", q.Unavailability, more.Unavailability)

		better.MTTR *= 2
		notBelow(r, "slower repair", more.MTTF, solved(r, better).MTTF)

		minutes := s
		minutes.MTBF, minutes.MTTR = 60*s.MTBF, 60*s.MTTR
		minutes.VoterRate, minutes.ResidualRate = s.VoterRate/60, s.ResidualRate/60
		inMinutes := solved(r, minutes)
		if x := inMinutes.MTTF / p.MTTF / 60; math.Abs(x-1) > 1e-9 {
			r.Errorf("in minutes the MTTF is %g times as long", x)
		}
		if x := inMinutes.MTBF / p.MTBF / 60; math.Abs(x-1) > 1e-9 {
			r.Errorf("in minutes the MTBF is %g times as long", x)
		}
	})
}

// TestSumOfShares: the rates of the terms are found from the states of a chain,
// or by integrals of their own.
func TestSumOfShares(t *testing.T) {
	property.Check(t, func(r *rapid.T) {
		p := solved(r, draw(r))
		sum := 0.0
		for _, x := range p.Shares {
			sum += x.Rate
		}
		if math.Abs(sum*p.MTBF-1) > 1e-9 {
			r.Errorf("shares add up to %.12g of the failures", sum*p.MTBF)
		}
	})
}

// TestSwitchedOff: a term is what goes away with its cause. Voters and the rest
// are exactly that; coverage and common cause to the first order.
func TestSwitchedOff(t *testing.T) {
	s := modularity.Architecture{MTBF: 20_000, MTTR: 5, Modules: 12, Copies: 2, Coverage: 0.999, Beta: 0.002, VoterRate: 3e-8, ResidualRate: 2e-6}
	p := solve(t, s)
	for _, c := range []struct {
		term modularity.Term
		off  func(*modularity.Architecture)
		rel  float64
	}{
		{modularity.Voter, func(s *modularity.Architecture) { s.VoterRate = 0 }, 1e-9},
		{modularity.Residual, func(s *modularity.Architecture) { s.ResidualRate = 0 }, 1e-9},
		{modularity.NotCovered, func(s *modularity.Architecture) { s.Coverage = 1 }, 1e-2},
		{modularity.CommonCause, func(s *modularity.Architecture) { s.Beta = 0 }, 1e-2},
	} {
		t.Run(fmt.Sprint(c.rel), func(t *testing.T) {
			without := s
			c.off(&without)
			oracle.Near(t, c.term.String(), p.Shares[c.term].Rate, 1/p.MTBF-1/solve(t, without).MTBF, c.rel)
		})
	}
}

// TestSlowRepairIsNone: repairs that take longer than anything lives.
func TestSlowRepairIsNone(t *testing.T) {
	s := modularity.Architecture{MTBF: 700, MTTR: never, Modules: 4, Copies: 4, Need: 2, Coverage: 0.9, Beta: 0.05, VoterRate: 1e-6}
	want := solve(t, s).MTTF
	s.MTTR = 1e14
	oracle.Near(t, "MTTF", solve(t, s).MTTF, want, 1e-9)
}
