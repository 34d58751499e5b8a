package multiplex

import (
	"context"
	"math"
	"testing"

	"mtbf/montecarlo"
)

// neumann is von Neumann's scheme as he computes it: NAND organs that err once
// in 200, two restoring tiers, a level of 7 %, inputs at exactly 93 %.
func neumann(n int) Scheme { return Scheme{N: n, Error: 0.005, Fiducial: 0.07, Tiers: 2} }

// prism is the scheme of the PRISM model nand.pm: 2K+1 stages of organs that err
// once in 50, inputs that are each stimulated with the probability 0.9. There it
// is a success if less than a tenth of the lines are stimulated.
func prism(n, k int) Scheme {
	return Scheme{N: n, Error: 0.02, Fiducial: 0.1 - 1e-3, Tiers: 2 * k, Stimulated: 0.9, Independent: true}
}

// small are schemes of all kinds that a count chain solves at once.
func small() []Scheme {
	return []Scheme{
		{N: 60, Error: 0.005, Fiducial: 0.07, Tiers: 2},
		{N: 50, Error: 0.02, Fiducial: 0.15, Tiers: 3, Stimulated: 0.95},
		{N: 37, Error: 0.004, Fiducial: 0.12, Tiers: 0, Stimulated: 0.96},
		{N: 40, Error: 0, Fiducial: 0.16, Tiers: 4, Stimulated: 0.85},
		{N: 48, Error: 0.01, Fiducial: 0.11, Tiers: 2, Stimulated: 0.92, Independent: true},
		{Organ: Majority, N: 60, Error: 0.03, Fiducial: 0.08, Tiers: 2, Stimulated: 0.9},
		{Organ: Majority, N: 45, Error: 0.05, Fiducial: 0.1, Tiers: 1, Stimulated: 0.85, Independent: true},
		{Organ: Majority, N: 35, Error: 0.02, Fiducial: 0.09, Tiers: 0},
		prism(20, 1),
		{Organ: Majority, N: 60, Error: 0.02, Fiducial: 0.1, Tiers: 2, Dissent: true},
		{Organ: Majority, N: 30, Error: 0.01, Fiducial: 0.15, Tiers: 1, Stimulated: 0.9, Independent: true, Dissent: true},
	}
}

func simulate(t testing.TB, s Scheme, o Options) *Result {
	t.Helper()
	r, err := Simulate(context.Background(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func tilted(t testing.TB, s Scheme, o Options) *Result {
	t.Helper()
	r, err := Tilted(context.Background(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// agree fails unless an estimate is within four standard errors of the truth,
// which must be small enough to tell: at most a tenth of it.
func agree(t testing.TB, name string, e montecarlo.Estimate, want float64) {
	t.Helper()
	z := (e.Point - want) / (e.RelativeError * e.Point)
	t.Logf("%s: %.6g, exact %.6g, standard error %.2g of it, z %+.2f", name, e.Point, want, e.RelativeError, z)
	if !(math.Abs(z) <= 4) || !(e.RelativeError <= 0.1) || !(e.Lo <= e.Point && e.Point <= e.Hi) {
		t.Errorf("%s: %+v, want %g", name, e, want)
	}
}

// pass fails unless a standard normal deviate is within 4.
func pass(t testing.TB, name string, z float64) {
	t.Helper()
	if !(math.Abs(z) <= 4) {
		t.Errorf("%s: %.1f standard errors off", name, z)
	}
}
