package multiplex

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
)

// TestTiltedAgainstExact: down to 1e-22, to one per cent.
func TestTiltedAgainstExact(t *testing.T) {
	for n, want := range published {
		r := tilted(t, neumann(n), Options{Seed: 1, Workers: 2})
		agree(t, fmt.Sprintf("N=%d, %d replications", n, r.Replications), r.Probability, want)
		if r.Probability.RelativeError > 0.01 || r.ESS < 1000 {
			t.Errorf("N=%d: %+v", n, r)
		}
		oracle.Near(t, "log", r.Log, math.Log(r.Probability.Point), 1e-12)
	}
	for i, s := range small() {
		r := tilted(t, s, Options{Seed: 2, RelError: 0.01})
		agree(t, fmt.Sprintf("scheme %d", i), r.Probability, byCounts(s))
	}
}

// TestTiltedRareSmall: probabilities that no plain run would ever see, of
// schemes small enough for the chain of counts.
func TestTiltedRareSmall(t *testing.T) {
	for i, s := range []Scheme{
		{N: 60, Error: 1e-4, Fiducial: 0.2, Tiers: 2, Stimulated: 0.95},
		{N: 60, Error: 1e-9, Fiducial: 0.05, Tiers: 1, Stimulated: 1},
		{N: 50, Error: 1e-3, Fiducial: 0.3, Tiers: 4, Stimulated: 0.99, Independent: true},
		{N: 40, Error: 2e-3, Fiducial: 0.25, Tiers: 0, Stimulated: 0.97},
		{Organ: Majority, N: 60, Error: 1e-3, Fiducial: 0.15, Tiers: 2},
		{Organ: Majority, N: 45, Error: 1e-4, Fiducial: 0.2, Tiers: 3, Stimulated: 0.9, Independent: true},
	} {
		want := byCounts(s)
		if want > 1e-6 {
			t.Errorf("scheme %d is not rare: %g", i, want)
		}
		r := tilted(t, s, Options{Seed: 1, RelError: 0.01})
		agree(t, fmt.Sprintf("rare scheme %d, %d replications, %.0f effective", i, r.Replications, r.ESS), r.Probability, want)
	}
}

// TestUnderflow: below the least number the logarithm is still known. With one
// stage of a bundle without silent lines failures are those of a binomial: more
// than 1000 of 10,000 organs err, each with the probability 1e-6.
func TestUnderflow(t *testing.T) {
	s := Scheme{N: 10_000, Error: 1e-6, Fiducial: 0.1, Stimulated: 1}
	r := tilted(t, s, Options{MaxBatches: 60})
	p := r.Probability
	if p.Estimable() || p.Lo != 0 || !(p.Hi > 0 && p.Hi < 1e-300) || p.Warnings[0].Code != "underflow" {
		t.Errorf("%+v", p)
	}
	want, term := 0.0, 0.0 // relative to 1001 errors
	for k := 1001; k < 1100; k++ {
		want += math.Exp(term)
		term += math.Log(float64(10_000-k)/float64(k+1)) + math.Log(1e-6) - math.Log1p(-1e-6)
	}
	want = math.Log(want) + logChoose(10_000, 1001) + 1001*math.Log(1e-6) + 8999*math.Log1p(-1e-6)
	pass(t, "log", (r.Log-want)/p.RelativeError)
}

// TestWeightsRefused: no organ errs and no pairing is bad enough, so that no
// replication can fail.
func TestWeightsRefused(t *testing.T) {
	s := Scheme{N: 100, Fiducial: 0.2, Stimulated: 0.9}
	if r, err := Tilted(context.Background(), s, Options{MaxBatches: 4}); !errors.Is(err, ErrWeights) {
		t.Errorf("%+v, %v", r, err)
	}
	var x sums
	for range 1000 {
		x.add(1)
	}
	x.add(100)
	oracle.Near(t, "effective", x.effective(), 1100*1100/11000.0, 1e-15)
	if x.trusted() {
		t.Error("one weight is a twelfth of all and is trusted")
	}
}

// TestSpread: of 1, 2, 3 and 6 the mean is 3 and the variance 14/3, that of the
// mean 7/6.
func TestSpread(t *testing.T) {
	var s sums
	for _, x := range []float64{1, 2, 3, 6} {
		s.add(x)
	}
	oracle.Near(t, "relative error", s.spread(), math.Sqrt(7.0/6)/3, 1e-14)
}

// TestNearTheLikeliestWay: a tilt that follows the likeliest way to fail needs
// few replications, however rare the failure.
func TestNearTheLikeliestWay(t *testing.T) {
	for _, n := range []int{3000, 10_000, 25_000} {
		r := tilted(t, neumann(n), Options{MaxBatches: 60})
		spread := float64(r.Replications) * r.Probability.RelativeError * r.Probability.RelativeError
		t.Logf("N=%d: a replication has the variance %.1f times the square of the probability", n, spread)
		if spread > 20 {
			t.Errorf("N=%d: %g", n, spread)
		}
	}
}
