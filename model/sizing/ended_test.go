package sizing

import (
	"context"
	"errors"
	"slices"
	"testing"

	"mtbf/model"
	"mtbf/model/system"
)

// countdown is a context that ends when it has been looked at so often.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

func endsAfter(looks int) context.Context { return &countdown{context.Background(), looks} }

func incomplete(r *Result) bool {
	return slices.ContainsFunc(r.Warnings, func(w model.Warning) bool { return w.Code == codeIncomplete })
}

// crossModel is a network of eight questions.
func crossModel() *system.Model {
	m := &system.Model{}
	var edges []system.Edge
	for i, e := range [][2]string{{"s", "a"}, {"s", "b"}, {"a", "b"}, {"a", "t"}, {"b", "t"}, {"a", "c"}, {"b", "c"}, {"c", "t"}} {
		m.Components = append(m.Components, static(e[0]+e[1], .7+.03*float64(i), 10+3.3*float64(i)))
		edges = append(edges, system.Edge{From: e[0], To: e[1], Node: choose(i, 1, 3)})
	}
	m.Top = &system.Network{Source: "s", Target: "t", Edges: edges}
	return m
}

// Wherever a search is ended, the design meets the target or the limits, and the
// optimum lies between it and the bound; what is called proved is the optimum.
func TestSizeEndedAnywhere(t *testing.T) {
	observed, known := observedModel(t, 4, 9000)
	for name, c := range map[string]struct {
		m *system.Model
		o Options
	}{
		"network":      {crossModel(), Options{Target: .98}},
		"series":       {fyffeModel(true), Options{Maximize: true, Limits: fyffeLimits(191)}},
		"three in all": {fyffeModel(true), Options{Target: .96, Minimize: "cost"}},
		"confident":    {observed, Options{Target: .9, Confidence: .9, Uncertain: known, Draws: 60}},
	} {
		t.Run(name, func(t *testing.T) {
			size := func(ctx context.Context) (*Result, error) {
				o := c.o
				o.Stream = pcg(7)
				return Size(ctx, c.m, o)
			}
			full, err := size(context.Background())
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			measure := func(r *Result) float64 {
				if c.o.Maximize {
					return r.Best.Unavailability
				}
				return r.Best.Resources[r.Objective]
			}
			optimum, nothing, some := measure(full), 0, 0
			for looks := 0; ; looks = looks*3/2 + 1 {
				r, err := size(endsAfter(looks))
				if err != nil {
					if nothing++; !errors.Is(err, context.DeadlineExceeded) {
						t.Fatalf("%s, after %d looks: %v", name, looks, err)
					}
					continue
				}
				if !incomplete(r) {
					if measure(r) != optimum {
						t.Errorf("%s, after %d looks: %g, not %g, and not marked", name, looks, measure(r), optimum)
					}
					break
				}
				some++
				if c.o.Confidence > 0 && r.Confident == nil && !r.ProvedOptimal {
					continue // the optimum of another question
				}
				if found := measure(r); found < optimum*(1-1e-9) || r.Bound > optimum*(1+1e-9) || r.ProvedOptimal {
					t.Errorf("%s, after %d looks: %g, bound %g, proved %t; the optimum is %g", name, looks, found, r.Bound, r.ProvedOptimal, optimum)
				}
				if slack := c.o.slack(); r.Best.Unavailability > slack*(1+1e-9) || !keeps(r.Best.Resources, c.o.Limits) {
					t.Errorf("%s, after %d looks: %+v", name, looks, r.Best)
				}
			}
			if nothing == 0 || some == 0 {
				t.Errorf("%s: ended %d times before and %d times after a design was found", name, nothing, some)
			}
		})
	}
}

func TestRequireEnds(t *testing.T) {
	q := Requirement{Parameter: MTBF, Component: "cpu", AllowedUnavailability: 2e-5}
	for looks := range 12 {
		if _, err := q.Solve(endsAfter(looks), pairModel(t)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("after %d looks: %v", looks, err)
		}
	}
	if _, err := q.Solve(endsAfter(10_000), pairModel(t)); err != nil {
		t.Error(err)
	}
}

func TestSparesEnd(t *testing.T) {
	s := SparesPool{Units: 1_000_000, MTBF: 1000, LeadTime: 900, Finite: true}
	if _, err := s.Required(endsAfter(20), FillRate, .99); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

// The most spares that may be asked for are found too, and more are refused.
func TestGreatFleet(t *testing.T) {
	s := SparesPool{Units: 9_000_000, MTBF: 1000, LeadTime: 1000}
	v, err := s.Required(context.Background(), FillRate, .5)
	if err != nil || v.Spares < 8_999_000 || v.Spares > 9_001_000 {
		t.Errorf("%+v, %v", v, err)
	}
	s.LeadTime = 2000
	var bad *model.ParamError
	if _, err := s.Required(context.Background(), FillRate, .5); !errors.As(err, &bad) || bad.Param != "target" {
		t.Errorf("%v", err)
	}
}

func TestWorkHasAnEnd(t *testing.T) {
	var bad *model.ParamError
	if _, err := Size(context.Background(), crossModel(), Options{Target: .9, Work: 1e18}); !errors.As(err, &bad) || bad.Param != "work" {
		t.Errorf("%v", err)
	}
}
