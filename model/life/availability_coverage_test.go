package life

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"mtbf/internal/num"
	"mtbf/model"
)

// garwood returns the exact time-terminated limits of an MTBF from one or more
// failures; none leaves it unbounded above.
func garwood(n int, operating, tail float64) model.Estimate {
	if n == 0 {
		return model.NotEstimable(operating/num.GammaQuantileUpper(1, 2*tail), math.Inf(1), nominal, "")
	}
	return model.Estimate{
		Point: operating / float64(n), Confidence: nominal,
		Lo: operating / num.GammaQuantileUpper(float64(n+1), tail),
		Hi: operating / num.GammaQuantile(float64(n), tail),
	}
}

// TestCoverageAvailability: failures of MTBF 1000 h in an operating time that
// expects a given number of them, log-normal repairs with a mean of 7 h.
// Nominal 90 % limits cover 87 % to 93 %; where 5 or 10 are expected up to 96 %,
// as the exact limits of the MTBF are conservative.
func TestCoverageAvailability(t *testing.T) {
	slow(t)
	const mtbf, mttr = 1000.0, 7.0
	for _, sd := range []float64{0.5, 1, 1.5} {
		f := lognormal(sd)
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			for _, c := range []struct{ expected, most float64 }{{5, 0.97}, {10, 0.955}, {20, 0.93}, {200, 0.93}} {
				t.Run(fmt.Sprint(c.expected, c.most), func(t *testing.T) {
					r := rand.New(rand.NewPCG(44, uint64(c.expected)))
					const replications = 4000
					var hits, exact float64
					for range replications {
						var s RepairTimes
						for at := r.ExpFloat64(); at < c.expected; at += r.ExpFloat64() {
							s.Times = append(s.Times, mttr/f.mean*f.draw(r))
						}
						repair, _ := Mean(s, nominal)
						m := garwood(len(s.Times), c.expected*mtbf, (1-nominal)/2)
						up, down := Availability(m, repair)
						truth := mttr / (mttr + mtbf)
						hits += indicator(down.Lo <= truth && truth <= down.Hi) / replications
						exact += indicator(up.Lo <= 1-truth && 1-truth <= up.Hi) / replications
					}
					t.Logf("%3g failures expected: %.3f", c.expected, hits)
					if hits < 0.87 || hits > c.most || math.Abs(hits-exact) > 1e-3 {
						t.Errorf("%g failures expected: covers %.3f (availability %.3f)", c.expected, hits, exact)
					}
				})
			}
		})
	}
}
