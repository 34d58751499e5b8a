package modularity_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/modularity"
)

// pool draws from fixed streams.
type pool struct{ *rand.Rand }

func (p pool) power(lo, hi float64) float64         { return math.Pow(10, lo+(hi-lo)*p.Float64()) }
func (p pool) one(of ...float64) float64            { return of[p.IntN(len(of))] }
func (p pool) some(lo, hi float64) float64          { return p.one(0, p.power(lo, hi)) }
func (p pool) repair(lo, hi, never float64) float64 { return p.one(p.power(lo, hi), never) }

// TestExtremes: times over forty orders of magnitude, up to a billion modules,
// probabilities of 0, 1 and next to them. Every figure is a number in its range,
// and the shares add up.
func TestExtremes(t *testing.T) {
	rng := pool{rand.New(rand.NewPCG(1, 2))}
	for range 200 {
		copies := 1 + rng.IntN(6)
		s := modularity.Architecture{
			MTBF: rng.power(-10, 30), MTTR: rng.repair(-6, 6, never), Modules: int(rng.power(0, 9)),
			Copies: copies, Need: 1 + rng.IntN(copies), Crews: rng.IntN(4),
			Coverage: model.Covered(rng.one(0, 1, 1-1e-9, 1e-9, 0.5, 0.99)), Beta: rng.one(0, 0, 1, 1e-12, 1-1e-9, 0.1),
			VoterRate: rng.some(-30, 2), ResidualRate: rng.some(-30, 2), Switchover: rng.some(-6, 0), UncoveredMTTR: rng.some(-3, 3),
		}
		p := solve(t, s)
		for _, x := range []modularity.Measures{p.Measures, p.Outages} {
			if !(x.MTBF > 0 && x.MTTF > 0 && x.MTTF < never && x.MDT >= 0 && x.Unavailability >= 0 && x.Unavailability <= 1) {
				t.Errorf("%+v: %+v", s, x)
			}
		}
		checkShares(t, "extreme", p)
	}
}

// A coverage of 1e-105 makes the ways to lose a copy too many, each one covered,
// rarer than the least number: what is left out is nothing, and no failure of
// the quadrature.
func TestHardlyAnyCoverage(t *testing.T) {
	s := modularity.Architecture{MTBF: 1e8, MTTR: never, Modules: 2, Copies: 5, Need: 2, Crews: 1, Coverage: 3.68e-105, Beta: 6.6e-304, VoterRate: 2e-9, ResidualRate: 2.5e-8}
	none := s
	none.Coverage = model.NoCoverage
	oracle.Near(t, "MTTF", solve(t, s).MTTF, solve(t, none).MTTF, 1e-12)
}
