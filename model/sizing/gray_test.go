package sizing

import (
	"context"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/markov"
	"mtbf/model/system"
)

// Modules that fail once a year and are repaired in four hours, with operations
// in series that are down 1e-4 of the time: the second copy takes away 82 % of
// the unavailability (4.6e-4 of the module itself, which becomes 2e-7), the
// third 0.2 %: two copies, and three do no better [Gray 1985, p. 29].
func TestThreeCopiesDoNoBetterThanTwo(t *testing.T) {
	m := &system.Model{
		Components: []system.Component{
			repaired(t, "module", model.HoursPerYear, 4, 1),
			{Name: "operations", Availability: 1 - 1e-4, Reliability: math.NaN()},
		},
		Units: []system.Unit{{Name: "operations", Component: 1}},
		Top:   series(choose(0, 1, 5), system.Use{Unit: 0}),
	}
	s := sized(t, m, Options{Target: .999}).Saturation[0]
	if s.Enough != 2 || s.From != 1 || len(s.Unavailability) != 5 {
		t.Errorf("enough at %d, from %d, %v", s.Enough, s.From, s.Unavailability)
	}
	q := 4 / (4 + model.HoursPerYear)
	for i, u := range s.Unavailability {
		oracle.Near(t, "copies", u, 1e-4+(1-1e-4)*math.Pow(q, float64(i+1)), 1e-11)
	}
}

// A pair with coverage, common cause and one crew: each number of copies is the
// chain of that group, the answer keeps what the chain says, and beyond two
// copies common cause is all that is left.
func TestCommonCauseSetsAnEnd(t *testing.T) {
	q := choose(0, 1, 6)
	m := &system.Model{Components: []system.Component{repaired(t, "module", 2000, 4, 3)}, Top: q}
	q.Group = &system.Group{Crews: 1, Coverage: 1, UncoveredMTTR: math.NaN(), Beta: .05}
	r := sized(t, m, Options{Maximize: true})
	s := r.Saturation[0]
	if s.Enough != 2 && s.Enough != 3 {
		t.Errorf("enough at %d copies: %v", s.Enough, s.Unavailability)
	}
	for i, u := range s.Unavailability {
		c, err := markov.Group{N: i + 1, K: 1, FailureRate: 1 / 2000., RepairRate: .25, Crews: 1, Coverage: 1, Beta: .05}.Measures(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, "group", u, c.Unavailability, 1e-13)
	}
	if !r.ProvedOptimal {
		t.Error("not proved")
	}
}

// With poor coverage a third active copy only adds failures that are not
// covered, so the best number is two, whatever may be spent.
func TestPoorCoverageMakesCopiesHarmful(t *testing.T) {
	q := choose(0, 2, 5)
	m := &system.Model{Components: []system.Component{repaired(t, "module", 2000, 4, 3)}, Top: q}
	q.Group = &system.Group{Coverage: .9, UncoveredMTTR: math.NaN()}
	r := sized(t, m, Options{Maximize: true})
	if r.Best.Copies(0) != 2 || !r.ProvedOptimal || len(r.Frontier) != 1 {
		t.Errorf("%d copies, %d on the frontier", r.Best.Copies(0), len(r.Frontier))
	}
}

// Where parts are mixed, the copies that are varied stand beside the others: two
// of a and one of b fail with 0.1^2 0.005, three of a with a tenth of that.
func TestSaturationOfAMixture(t *testing.T) {
	part := func(name string, reliability, cost float64) system.Component {
		return system.Component{Name: name, Availability: math.NaN(), Reliability: reliability, Resources: map[string]float64{"cost": cost}}
	}
	q := &system.Choose{Components: []int{0, 1}, Need: 1, Min: 1, Max: 4, Mix: true}
	m := &system.Model{Components: []system.Component{part("a", .9, 1), part("b", .995, 2.5)}, Top: q}
	r := sized(t, m, Options{Maximize: true, Limits: map[string]float64{"cost": 4.5}})
	s := r.Saturation[0]
	if r.Best.Choices[0][0] != 2 || r.Best.Choices[0][1] != 1 || s.Component != 0 || s.From != 1 || len(s.Unavailability) != 3 {
		t.Fatalf("chosen %v, saturation %+v", r.Best.Choices, s)
	}
	for i, u := range s.Unavailability {
		oracle.Near(t, "mixture", u, math.Pow(.1, float64(i+1))*.005, 1e-13)
	}
}

// The steps of a single question: q, q^2, q^3 at 20 each; 1e-6 takes three.
func TestStepsAndNeighbours(t *testing.T) {
	m := &system.Model{Components: []system.Component{repaired(t, "cpu", 5000, 8, 20)}, Top: choose(0, 1, 4)}
	r := sized(t, m, Options{AllowedUnavailability: 1e-6})
	q := 8 / 5008.
	steps := r.Steps()
	if len(steps) != 4 || r.Cheaper == nil || r.Costlier == nil {
		t.Fatalf("%d steps, cheaper %v, dearer %v", len(steps), r.Cheaper, r.Costlier)
	}
	for i, s := range steps {
		oracle.Near(t, "step", s.Design.Unavailability, math.Pow(q, float64(i+1)), 1e-12)
		if i > 0 {
			oracle.Near(t, "spent", s.Spent, 20, 0)
			oracle.Near(t, "factor", s.Factor, q, 1e-12)
		}
	}
	oracle.Near(t, "missed", r.TargetRatio, q*q/1e-6, 1e-12)
	oracle.Near(t, "dearer", r.Costlier.Unavailability, math.Pow(q, 4), 1e-12)
	oracle.Near(t, "bound", r.Bound, 60, 1e-15)
}

// Cold standby for a mission of T hours without repair: two units live an
// Erlang time, so 1-R = 1 - e^-x (1 + x) = x^2/2 - x^3/3 + x^4/8 - ... with
// x = T/M = 0.004.
func TestStandbyForAMission(t *testing.T) {
	q := choose(0, 1, 3)
	m := &system.Model{Components: []system.Component{repaired(t, "pump", 5000, 8, 1)}, Top: q}
	q.Group = &system.Group{Kind: system.Standby, Coverage: 1}
	r := sized(t, m, Options{AllowedUnavailability: 1e-5, Mission: 20})
	const x = .004
	if r.Best.Copies(0) != 2 {
		t.Errorf("%d copies", r.Best.Copies(0))
	}
	oracle.Near(t, "unreliability", r.Best.Unavailability, x*x*(1./2-x*(1./3-x*(1./8-x/30))), 1e-11)
}
