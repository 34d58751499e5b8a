package montecarlo

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/system"
)

// inverted is a random structure over units with probabilities, in which gates may be
// down while others are up.
func inverted(r *rand.Rand, units int) *system.Model {
	m := &system.Model{Name: "inverted"}
	var nodes []system.Node
	for i := range units {
		name := fmt.Sprintf("u%d", i)
		m.Components = append(m.Components, system.Component{Name: name, Unavailability: 0.1 + 0.6*r.Float64()})
		m.Units = append(m.Units, system.Unit{Name: name, Component: i, Shared: true})
		nodes = append(nodes, system.Use{Unit: i})
	}
	for range 2 * units {
		of := make([]system.Node, 2+r.IntN(3))
		for i := range of {
			if of[i] = nodes[r.IntN(len(nodes))]; r.IntN(3) == 0 {
				of[i] = &system.Not{Of: of[i]}
			}
		}
		switch r.IntN(4) {
		case 0:
			nodes = append(nodes, &system.Series{Of: of})
		case 1:
			nodes = append(nodes, &system.Parallel{Of: of})
		case 2:
			nodes = append(nodes, &system.KOfN{K: 1 + r.IntN(len(of)), Of: of})
		default:
			nodes = append(nodes, &system.Not{Of: of[0]})
		}
	}
	m.Top = nodes[len(nodes)-1]
	return m
}

// TestInvertedAgainstDiagrams: structures with gates that are down while others are up,
// against the exact engine, within 4 standard errors; those that cannot fail, or always
// do, exactly.
func TestInvertedAgainstDiagrams(t *testing.T) {
	r := rand.New(rand.NewPCG(23, 1))
	decided := 0
	for range 120 {
		m := inverted(r, 3+r.IntN(5))
		s, err := system.New(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		_, q, err := s.Availability(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		const missions = 20_000
		part, err := Run(t.Context(), m, Options{Seed: r.Uint64(), MaxReplications: missions})
		if err != nil {
			t.Fatal(err)
		}
		found, err := part.Result()
		if err != nil {
			t.Fatal(err)
		}
		got := found.Measures.Unavailability.Point
		if q < 1e-12 || q > 1-1e-12 {
			decided++
			if math.Abs(got-q) > 1e-12 {
				t.Errorf("%g, exactly %g", got, q)
			}
			continue
		}
		if z := (got - q) / math.Sqrt(q*(1-q)/missions); math.Abs(z) > 4 {
			t.Errorf("%g, exactly %g: z = %.1f", got, q, z)
		}
	}
	if decided == 0 || decided > 60 {
		t.Errorf("%d of 120 decided", decided)
	}
}

// TestInvertedInTime: units that fail in time are refused by name.
func TestInvertedInTime(t *testing.T) {
	life, err := dist.NewExponentialMean(1000)
	if err != nil {
		t.Fatal(err)
	}
	m := &system.Model{
		Components: []system.Component{{Name: "a", Life: life, Repair: life}}, Units: []system.Unit{{Name: "a"}},
		Top: &system.Not{Of: system.Use{Unit: 0}},
	}
	var refused *model.ParamError
	if _, err := Run(context.Background(), m, Options{}); !errors.As(err, &refused) || refused.Param != "structure" {
		t.Errorf("%v", err)
	}
}
