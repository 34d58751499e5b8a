package life

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"mtbf/model"
)

// anyRepairs draws repair times of any shape: smooth, of two kinds, rounded so that
// they tie, with a far-off one, some of zero length, some unfinished, from none to a few hundred.
func anyRepairs(r *rand.Rand) (s RepairTimes) {
	families := []family{lognormal(3 * r.Float64()), weibull(0.3 + 2*r.Float64()), twoKinds(0.3 * r.Float64())}
	f := families[r.IntN(len(families))]
	n := []int{r.IntN(8), 5 + r.IntN(8), r.IntN(60), r.IntN(250)}[r.IntN(4)]
	zeros, unfinished, round := 0.0, 0.0, 0.0
	if r.IntN(3) == 0 {
		zeros = r.Float64()
	}
	if r.IntN(3) == 0 {
		unfinished = r.Float64()
	}
	if r.IntN(3) == 0 {
		round = math.Exp(2 * r.NormFloat64())
	}
	for range n {
		x := f.draw(r)
		if round > 0 {
			x = round * math.Ceil(x/round)
		}
		switch {
		case r.Float64() < zeros:
			s.Zeros++
		case r.Float64() < unfinished:
			s.Censored = append(s.Censored, x*r.Float64())
		default:
			s.Times = append(s.Times, x)
		}
	}
	if len(s.Times) > 0 && r.IntN(5) == 0 {
		s.Times[0] *= math.Exp(9 * r.Float64())
	}
	return s
}

// rising are confidences, each above the one before.
var rising = []float64{0.02, 0.5, 0.8, 0.9, 0.99}

// nested fails where limits do not hold those of the confidence before, or not the point.
// Roots are known to some 1e-13 of a logarithm.
func nested(t *testing.T, what string, all []model.Estimate) {
	t.Helper()
	const rounding = 1e-11
	for i, e := range all {
		if i > 0 && !(e.Lo <= all[i-1].Lo*(1+rounding) && e.Hi >= all[i-1].Hi*(1-rounding)) {
			t.Fatalf("%s: [%g, %g] at %g, [%g, %g] at %g", what, all[i-1].Lo, all[i-1].Hi, all[i-1].Confidence, e.Lo, e.Hi, e.Confidence)
		}
		if e.Estimable() != all[0].Estimable() || e.Estimable() && (e.Point != all[0].Point || !(0 <= e.Lo && e.Lo <= e.Point && e.Point <= e.Hi)) {
			t.Fatalf("%s: %g in [%g, %g] at %g, the point was %g", what, e.Point, e.Lo, e.Hi, e.Confidence, all[0].Point)
		}
	}
}

// TestMeanNested: more confidence never has narrower limits, of any of 10,000 samples,
// nor has the availability that follows; the lower limit is positive.
func TestMeanNested(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 37))
	seen := map[string]int{}
	for range 10_000 {
		s := anyRepairs(r)
		failures := len(s.Times) + len(s.Censored) + s.Zeros
		operating := math.Exp(9 * r.Float64())
		var means, up, down []model.Estimate
		for _, confidence := range rising {
			e := must(t, s, confidence)
			m := garwood(failures, operating, (1-confidence)/2)
			m.Confidence = confidence
			a, u := Availability(m, e)
			if e.Estimable() && e.Lo == 0 {
				t.Fatalf("no lower limit at %g of %+v", confidence, s)
			}
			means, up, down = append(means, e), append(up, a), append(down, u)
		}
		nested(t, "mean", means)
		for _, e := range means {
			if way(e) != way(means[0]) {
				t.Fatalf("one sample, methods %q and %q", means[0].Method, e.Method)
			}
		}
		nested(t, "availability", up)
		nested(t, "unavailability", down)
		seen[way(means[0])]++
	}
	for _, name := range []string{"log-normal mean", "log-normal of any", "wider", "skewness-corrected", "identical", "none", "one-sided"} {
		least := 20
		for way, n := range seen {
			if strings.HasPrefix(way, name) {
				least -= n
			}
		}
		if least > 0 {
			t.Errorf("%d samples too few of the method %q", least, name)
		}
	}
}

// way is how limits were made, without what depends on the confidence.
func way(e model.Estimate) string {
	name, _, _ := strings.Cut(e.Method, "; no upper")
	return name
}

// A limit of more than 1000 times the point is none, and the answer says so.
func TestNoUpperLimit(t *testing.T) {
	s := RepairTimes{Times: []float64{0.02, 0.1, 0.7, 2, 40}}
	for _, c := range []struct {
		confidence float64
		bounded    bool
	}{{0.5, true}, {0.9, false}, {0.99, false}} {
		t.Run(fmt.Sprint(c.confidence), func(t *testing.T) {
			e := must(t, s, c.confidence)
			if got := !math.IsInf(e.Hi, 1); got != c.bounded || (codes(e) == "") != c.bounded {
				t.Errorf("[%g, %g], warnings %q", e.Lo, e.Hi, codes(e))
			}
		})
	}
	if e := must(t, s, 0.9); codes(e) != "no-upper-limit" {
		t.Errorf("warnings %q", codes(e))
	}
}
