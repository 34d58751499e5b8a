package system

import (
	"context"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
)

// A thousand pairs of which one unit each hangs on the same mains: with the
// mains up each pair is a duplex, with it down only the other units serve.
func TestManyUsesOfOneUnit(t *testing.T) {
	const n = 1000
	parts := []Component{downWith("mains", 1e-5), downWith("a", 2e-6), downWith("b", 3e-7)}
	m := &Model{Components: parts, Units: []Unit{{Name: "mains", Component: 0, Shared: true}}}
	var pairs []Node
	for i := range n {
		m.Units = append(m.Units, Unit{Name: fmt.Sprintf("a.%d", i), Component: 1}, Unit{Name: fmt.Sprintf("b.%d", i), Component: 2})
		pairs = append(pairs, &Parallel{[]Node{&Series{[]Node{Use{1 + 2*i}, Use{0}}}, Use{2 + 2*i}}})
	}
	m.Top = &Series{pairs}
	r := solved(t, m)
	fails := func(q float64) float64 { return -math.Expm1(n * math.Log1p(-q)) }
	up, down := fails(2e-6*3e-7), fails(3e-7)
	oracle.Near(t, "unavailability", r.Unavailability, (1-1e-5)*up+1e-5*down, 1e-12)
	oracle.Near(t, "mains", r.Importance[0].Birnbaum, down-up, 1e-12)
	oracle.Near(t, "mains reduction", r.Importance[0].RiskReductionWorth, r.Unavailability/up, 1e-11)
}

// 60 of 122 in which one unit stands twice: about 60 (122-60+1) nodes, where listing
// subsets would never end.
func TestKOfNIsShared(t *testing.T) {
	const n, k = 121, 60
	m := alike(&KOfN{k, append(units(0, n), Use{5})}, n, downWith("u", .3))
	s := structure(t, m)
	if root := s.plan.modules[s.plan.root]; root.op != opDiagram || len(root.d.level) > n*n {
		t.Errorf("operation %d of %d nodes", root.op, len(root.d.level))
	}
	r, err := s.Solve(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	worksUp, worksDown := binomial(k-2, n-1, .7, .3)
	failsUp, failsDown := binomial(k, n-1, .7, .3)
	oracle.Near(t, "availability", r.Availability, .7*worksUp+.3*failsUp, 1e-12)
	oracle.Near(t, "unavailability", r.Unavailability, .7*worksDown+.3*failsDown, 1e-12)
}

// A unit that is needed anyway leaves one fewer of the others to be voted on.
func TestNeededUnitLeavesTheVote(t *testing.T) {
	const n, k = 121, 60
	s := structure(t, alike(series(&KOfN{k, units(0, n)}, Use{5}), n, downWith("u", .3)))
	if root := s.plan.modules[s.plan.root]; root.op != OpSeries || len(root.kids) != 2 {
		t.Errorf("operation %d of %d kids", root.op, len(root.kids))
	}
	r, err := s.Solve(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	up, down := binomial(k-1, n-1, .7, .3)
	oracle.Near(t, "availability", r.Availability, .7*up, 1e-12)
	oracle.Near(t, "unavailability", r.Unavailability, .3+.7*down, 1e-12)
}

// Parts of the structure that share nothing are solved apart, wherever they
// stand: here two bridges, of which each shares a unit with its own branch.
func TestModulesAreFound(t *testing.T) {
	block := func(at int) Node {
		return &Parallel{[]Node{
			&Series{[]Node{bridge(Use{at}, Use{at + 1}, Use{at + 2}, Use{at + 3}, Use{at + 4}), Use{at + 5}}},
			&Series{[]Node{Use{at}, Use{at + 6}}},
		}}
	}
	s := structure(t, alike(&Series{[]Node{block(0), Use{7}, block(8)}}, 15, repaired("x", 100, 3)))
	diagrams := 0
	for _, m := range s.plan.modules {
		if m.op == opDiagram {
			diagrams++
			if m.d.levels > 7 {
				t.Errorf("a diagram of %d variables", m.d.levels)
			}
		}
	}
	if diagrams != 2 || s.plan.modules[s.plan.root].op != OpSeries {
		t.Errorf("%d diagrams, top operation %d", diagrams, s.plan.modules[s.plan.root].op)
	}
}
