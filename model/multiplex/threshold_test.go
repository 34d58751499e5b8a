package multiplex

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
)

// TestThresholds: solved values against closed forms, derived where they are
// not in the doc comments, and against what is printed.
func TestThresholds(t *testing.T) {
	all := Thresholds()
	for i, want := range []struct{ value, rel float64 }{
		{0.0073, 0.6e-2}, // printed by von Neumann, who asks for less
		{0.010753, 5e-5}, // by an independent program; he prints .0107
		{0.010771, 5e-5},
		{(3 - math.Sqrt(7)) / 4, 1e-14},
		{1. / 6, 1e-14},
	} {
		t.Run(fmt.Sprint(want.value, want.rel), func(t *testing.T) {
			oracle.Near(t, all[i].Name, all[i].Error, want.value, want.rel)
		})
	}
	for i := 1; i < len(all); i++ {
		if all[i].Error <= all[i-1].Error {
			t.Errorf("%s is not above %s", all[i].Name, all[i-1].Name)
		}
	}
	level, _, err := BestFiducial(NAND, 2)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "best level", level, 0.0732, 5e-4)
}

// TestMajorityThreshold: 1/2 - 2^(k-2)/(k C(k-1, (k-1)/2)) as a fraction: C(2,1)
// = 2, C(4,2) = 6, C(6,3) = 20, C(8,4) = 70.
func TestMajorityThreshold(t *testing.T) {
	for k, want := range map[int]float64{3: 1. / 6, 5: 0.5 - 8./30, 7: 0.5 - 32./140, 9: 0.5 - 128./630} {
		got, err := MajorityThreshold(k)
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, "majority threshold", got, want, 1e-14)
	}
	for _, k := range []int{1, 4, -3, 10001} {
		_, err := MajorityThreshold(k)
		refused(t, "inputs", err)
	}
}

// TestCriticalError: by bisection on the stages written out, and below it the
// exact residual falls with N, above it it rises.
func TestCriticalError(t *testing.T) {
	lo, hi := 0.0, 0.5
	for range 60 {
		e := (lo + hi) / 2
		z := 0.93 * 0.93
		for range 3 {
			z = (1 - z) + 2*e*(z-0.5)
			z *= z
		}
		if math.Sqrt(z) < 0.07 {
			lo = e
		} else {
			hi = e
		}
	}
	limit, err := CriticalError(NAND, 0.07, 2)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "critical error", limit, lo, 1e-13)
	for _, s := range []Scheme{{NAND, Bundle{0, 0.07}, limit, 2}, {Majority, Bundle{0, 0.05}, must(t, Majority, 0.05, 1), 1}} {
		for _, factor := range []float64{0.96, 1.04} {
			near := s
			near.Error *= factor
			if a, b := near.leaves(context.Background(), 1000), near.leaves(context.Background(), 8000); (b < a) != (factor < 1) {
				t.Errorf("%v at %g of its critical error: the residual goes from %g to %g", s.Organ, factor, a, b)
			}
		}
	}
	if _, err := CriticalError(NAND, 0.2, 2); !errors.Is(err, ErrNotRestored) {
		t.Errorf("level 0.2: %v", err)
	}
	_, err = CriticalError(NAND, 0.07, 3)
	refused(t, "tiers", err)
}

func must(t *testing.T, o Organ, fiducial float64, tiers int) float64 {
	t.Helper()
	e, err := CriticalError(o, fiducial, tiers)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestBestFiducial: neighbouring levels bear less, for any number of tiers, and
// with many tiers the error nears the threshold of formulas from below.
func TestBestFiducial(t *testing.T) {
	for tiers := 1; tiers <= maxTiers; tiers++ {
		for _, o := range []Organ{NAND, Majority} {
			if o == NAND && tiers%2 == 1 {
				continue
			}
			level, best, err := BestFiducial(o, tiers)
			if err != nil {
				t.Fatal(o, tiers, err)
			}
			for _, near := range []float64{level * 0.995, level * 1.005} {
				if e, err := CriticalError(o, near, tiers); err == nil && e >= best {
					t.Errorf("%v, %d tiers: level %g bears %g, more than %g at %g", o, tiers, near, e, best, level)
				}
			}
			if limit := map[Organ]float64{NAND: NANDThreshold(), Majority: 1. / 6}[o]; best >= limit {
				t.Errorf("%v, %d tiers: %g is above %g", o, tiers, best, limit)
			}
		}
	}
	if _, _, err := BestFiducial(NAND, 0); !errors.Is(err, ErrNotRestored) {
		t.Errorf("no tiers: %v", err)
	}
}

// TestRigorous: at the root the equation and its derivative vanish; and von
// Neumann's organ error for a level of 2 %, 0.0041, solves the equation.
func TestRigorous(t *testing.T) {
	x, e := RigorousTriplication()
	h := 3*x*x - 2*x*x*x
	oracle.Near(t, "level", e+3*(e+(1-2*e)*h), x, 1e-14)
	oracle.Near(t, "slope", 3*(1-2*e)*(6*x-6*x*x), 1, 1e-13)
	oracle.Near(t, "printed level", x, 0.060, 1e-3)
	h = 3*0.02*0.02 - 2*0.02*0.02*0.02
	oracle.Near(t, "error for 2 %", (0.02-3*h)/(4-6*h), 0.0041, 1e-2)
}

// TestNANDFixed: a tier leaves the level as it is, and from it on above the
// threshold others near it, below it not.
func TestNANDFixed(t *testing.T) {
	for _, e := range []float64{0, 1e-6, 0.02, 0.08, 0.1, 0.3} {
		x := nandFixed(e)
		y, slope := NAND.transfer(x, e)
		oracle.Near(t, "level", y, x, 1e-14)
		if stable := slope > -1; stable != (e > NANDThreshold()) {
			t.Errorf("e = %g: slope %g", e, slope)
		}
	}
}
