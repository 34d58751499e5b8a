package multiplex_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"mtbf/internal/oracle"
	theory "mtbf/model/multiplex"
	"mtbf/montecarlo/multiplex"
)

// Von Neumann's bundle of 1,000 lines, line by line and by weighted counts,
// against the theory, within 4 standard errors of 1 % of it.
func TestBundle(t *testing.T) {
	want, err := theory.VonNeumann(1000).Residual(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := multiplex.Scheme{N: 1000, Error: 0.005, Fiducial: 0.07, Tiers: 2}
	for name, run := range map[string]func(context.Context, multiplex.Scheme, multiplex.Options) (*multiplex.Result, error){
		"plain": multiplex.Simulate, "tilted": multiplex.Tilted,
	} {
		t.Run(name, func(t *testing.T) {
			r, err := run(context.Background(), s, multiplex.Options{})
			if err != nil {
				t.Fatal(err)
			}
			p := r.Probability
			z := (p.Point - want) / (p.RelativeError * p.Point)
			if !(math.Abs(z) <= 4) || !(p.RelativeError <= 0.01) || p.Confidence != 0.90 || r.Method != name {
				t.Errorf("%+v by %q, want %g: z = %.1f", p, r.Method, want, z)
			}
		})
	}
}

// Faultless organs without a level fail never: a bound, or no weights at all.
func TestOrgansLeftOut(t *testing.T) {
	s := multiplex.Scheme{N: 60}
	r, err := multiplex.Simulate(context.Background(), s, multiplex.Options{MaxBatches: 3})
	if err != nil || r.Probability.Estimable() || r.Probability.Lo != 0 || !(r.Probability.Hi > 0) {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := multiplex.Tilted(context.Background(), s, multiplex.Options{MaxBatches: 3}); !errors.Is(err, multiplex.ErrWeights) {
		t.Error(err)
	}
	oracle.Refused(t, "lines")(multiplex.Simulate(context.Background(), multiplex.Scheme{}, multiplex.Options{}))
	oracle.Refused(t, "lines")(multiplex.Tilted(context.Background(), multiplex.Scheme{}, multiplex.Options{}))
	oracle.Refused(t, "confidence")(multiplex.Simulate(context.Background(), s, multiplex.Options{Confidence: math.NaN()}))
}
