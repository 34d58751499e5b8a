package sizing

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/markov"
)

// Poisson tails and E(N-s)+ summed in 60-digit decimal arithmetic (Python 3
// decimal).
func TestOpenStock(t *testing.T) {
	for _, c := range []struct {
		units             int
		mtbf, lead        float64
		spares            int
		unfilled, missing float64
		waiting           float64
	}{
		{4, 1000, 500, 3, .323323583816936540530, .142876539501452951338, .218017549129514227046},
		{1, 5000, 50, 5, math.NaN(), 1.37703605634306453546e-15, 1.37900536009117508114e-15},
		{73, 2000, 1000, 50, .0194062572286759174537, .0133831615671982670647, math.NaN()},
		{73, 2000, 1000, 20, math.NaN(), math.NaN(), 16.5021068377125550198816734603938750885},
		{500, 3000, 1500, 329, math.NaN(), 7.86547451577083305968703e-7, math.NaN()},
	} {
		t.Run(fmt.Sprint(c.units, c.mtbf, c.lead), func(t *testing.T) {
			name := fmt.Sprintf("%d units, %d spares", c.units, c.spares)
			v, err := SparesPool{Units: c.units, MTBF: c.mtbf, LeadTime: c.lead}.With(context.Background(), c.spares)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range []struct {
				what      string
				got, want float64
			}{{"unfilled", v.Unfilled, c.unfilled}, {"shortage", v.Shortage, c.missing}, {"waiting", v.ExpectedBackorders, c.waiting}} {
				t.Run(x.what, func(t *testing.T) {
					if !math.IsNaN(x.want) {
						oracle.Near(t, name+": "+x.what, x.got, x.want, 1e-11)
					}
				})
			}
			oracle.Near(t, name+": fill rate", v.FillRate+v.Unfilled, 1, 1e-14)
			oracle.Near(t, name+": no shortage", v.ReadyRate+v.Shortage, 1, 1e-14)
		})
	}
}

// One unit of MTBF 10 h, one spare, 2 h of repair: p(1) = 0.2 p(0), p(2) = 0.2/2
// p(1), so p = (1, .2, .02)/1.22. No unit waits in the first two; failures come
// in the first two, and the first finds a spare: 1/1.2.
func TestClosedStock(t *testing.T) {
	v, err := SparesPool{Units: 1, MTBF: 10, LeadTime: 2, Finite: true}.With(context.Background(), 1)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "fill rate", v.FillRate, 1/1.2, 1e-14)
	oracle.Near(t, "unfilled", v.Unfilled, .2/1.2, 1e-14)
	oracle.Near(t, "no shortage", v.ReadyRate, 1.2/1.22, 1e-14)
	oracle.Near(t, "shortage", v.Shortage, .02/1.22, 1e-14)
	oracle.Near(t, "waiting", v.ExpectedBackorders, .02/1.22, 1e-14)
}

// A cold standby group of the same units and crews is the same chain: it serves
// with all its units while none waits.
func TestClosedStockIsAStandbyGroup(t *testing.T) {
	for _, spares := range []int{0, 2, 7} {
		v, err := SparesPool{Units: 5, MTBF: 900, LeadTime: 40, Finite: true}.With(context.Background(), spares)
		if err != nil {
			t.Fatal(err)
		}
		m, err := markov.Group{Kind: markov.Standby, N: 5 + spares, K: 5, FailureRate: 1 / 900., RepairRate: 1 / 40., Coverage: 1}.Measures(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, "shortage", v.Shortage, m.Unavailability, 1e-11)
		oracle.Near(t, "no shortage", v.ReadyRate, m.Availability, 1e-12)
	}
}

func TestNeededSpares(t *testing.T) {
	for _, finite := range []bool{false, true} {
		s := SparesPool{Units: 300, MTBF: 4000, LeadTime: 700, Finite: finite}
		for _, measure := range []Measure{FillRate, ReadyRate} {
			for _, target := range []float64{.01, .5, .95, .999999} {
				v, err := s.Required(context.Background(), measure, target)
				if err != nil {
					t.Fatal(err)
				}
				if !v.meets(measure, target) {
					t.Errorf("finite %v, %g: %+v does not meet it", finite, target, v)
				}
				if v.Spares == 0 {
					continue
				}
				if less, _ := s.With(context.Background(), v.Spares-1); less.meets(measure, target) {
					t.Errorf("finite %v, %g: %d spares, but one fewer would do", finite, target, v.Spares)
				}
			}
		}
	}
}

func TestBadStock(t *testing.T) {
	good := SparesPool{Units: 3, MTBF: 100, LeadTime: 5}
	var bad *model.ParamError
	for _, s := range []SparesPool{{MTBF: 100, LeadTime: 5}, {Units: 3, LeadTime: 5}, {Units: 3, MTBF: 100}, {Units: 3, MTBF: math.NaN(), LeadTime: 5}, {Units: 3, MTBF: 1e-300, LeadTime: 1e300}} {
		if _, err := s.With(context.Background(), 1); !errors.As(err, &bad) {
			t.Errorf("%+v: %v", s, err)
		}
	}
	for _, target := range []float64{0, 1, -1, math.NaN()} {
		if _, err := good.Required(context.Background(), FillRate, target); !errors.As(err, &bad) {
			t.Errorf("target %g: %v", target, err)
		}
	}
	if _, err := good.With(context.Background(), -1); !errors.As(err, &bad) {
		t.Errorf("-1 spares: %v", err)
	}
	if _, err := good.Required(context.Background(), 7, .5); !errors.As(err, &bad) {
		t.Errorf("measure 7: %v", err)
	}
	huge := SparesPool{Units: 10_000_000, MTBF: 1e-3, LeadTime: 1e6}
	if _, err := huge.Required(context.Background(), FillRate, .5); !errors.As(err, &bad) {
		t.Errorf("a demand beyond all stocks: %v", err)
	}
}

// The chain of a closed fleet holds for any repair times: with fixed ones, a
// simulated fleet of 6 and 2 spares fills as many demands, within 4 standard
// errors of 40 batches.
func TestClosedStockWithFixedRepairs(t *testing.T) {
	s := SparesPool{Units: 6, MTBF: 100, LeadTime: 30, Finite: true}
	v, err := s.With(context.Background(), 2)
	if err != nil {
		t.Fatal(err)
	}
	const batches, demands = 40, 4000
	rng := pcg(12)
	var sum, squares float64
	var repaired []float64 // times at which units come back
	now := 0.0
	for range batches {
		filled := 0
		for range demands {
			now, repaired = nextFailure(rng, s, 8, now, repaired)
			if len(repaired) <= 2 {
				filled++
			}
		}
		share := float64(filled) / demands
		sum += share
		squares += share * share
	}
	mean := sum / batches
	se := math.Sqrt((squares/batches - mean*mean) / (batches - 1))
	if z := (mean - v.FillRate) / se; math.Abs(z) > 4 {
		t.Errorf("fill rate %g +- %g simulated, %g by the chain (z = %.1f)", mean, se, v.FillRate, z)
	}
}

// nextFailure goes to the next failure of a fleet of some units in all, those
// in repair given by when they return.
func nextFailure(rng *rand.Rand, s SparesPool, all int, now float64, repaired []float64) (float64, []float64) {
	for {
		running := min(s.Units, all-len(repaired))
		at := math.Inf(1)
		if running > 0 {
			at = now + rng.ExpFloat64()*s.MTBF/float64(running)
		}
		if len(repaired) > 0 && repaired[0] <= at {
			now, repaired = repaired[0], repaired[1:]
			continue
		}
		return at, append(repaired, at+s.LeadTime)
	}
}
