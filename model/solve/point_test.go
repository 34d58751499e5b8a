package solve

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/system"
)

func pointsAt(t *testing.T, m *system.Model, times ...float64) []Point {
	t.Helper()
	s, err := system.New(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	points, err := At(context.Background(), m, &Result{Structure: s, groups: newSolver()}, times...)
	if err != nil {
		t.Fatal(err)
	}
	return points
}

// A time that is too long for a large chain takes nothing from the others.
func TestOneTimeTooLong(t *testing.T) {
	m := &system.Model{Name: "unlike"}
	var use []system.Node
	for i := range 11 {
		m.Components = append(m.Components, part(t, fmt.Sprint("c", i), 1000+float64(i), 1+float64(i)))
		m.Units = append(m.Units, system.Unit{Name: fmt.Sprint("u", i), Component: i})
		use = append(use, system.Use{Unit: i})
	}
	m.Top = &system.KOfN{K: 5, Of: use}
	p := pointsAt(t, m, 1e30, 10, 0)
	oracle.Near(t, "R(10 h)", p[1].Reliability, pointsAt(t, m, 10)[0].Reliability, 1e-12)
	if !math.IsNaN(p[0].Reliability) || len(p[0].Warnings) != 1 || len(p[1].Warnings)+len(p[2].Warnings) != 0 {
		t.Errorf("at 1e30 h %g, warnings %v, %v, %v", p[0].Reliability, p[0].Warnings, p[1].Warnings, p[2].Warnings)
	}
}

// At the beginning there has been no outage, whatever the units, and no probability is -0.
func TestAtTheBeginning(t *testing.T) {
	for name, mttr := range map[string]float64{"no repair": 0, "repaired": 5} {
		m := copies(t, 2, 100, mttr, func(use []system.Node, _ []int) system.Node { return &system.Series{Of: use} })
		p := pointsAt(t, m, 0)[0]
		for what, x := range map[string]float64{"F(0)": p.Unreliability, "F(0) unrepaired": p.UnrepairedUnreliability, "U(0)": p.Unavailability} {
			if x != 0 || math.Signbit(x) {
				t.Errorf("%s: %s is %g, want 0", name, what, x)
			}
		}
	}
	m := copies(t, 300, 100, 5, func(use []system.Node, _ []int) system.Node { return &system.Parallel{Of: use} })
	for i := range m.Units {
		m.Components = append(m.Components, part(t, fmt.Sprint("c", i), 1000+float64(i), 1))
		m.Units[i].Component = i + 1
	}
	if p := pointsAt(t, m, 0)[0]; p.Reliability != 1 || len(p.Warnings) > 0 {
		t.Errorf("a chain too large: R(0) is %g, warnings %v", p.Reliability, p.Warnings)
	}
}

// With takeovers a system can be less reliable with repairs than without, for there are
// more of them the more units are good: then what an unknown reliability is at least is
// not told.
func TestTakeoversHaveNoLeastReliability(t *testing.T) {
	pair := copies(t, 2, 10, 5, func(_ []system.Node, u []int) system.Node {
		return &system.Group{Kind: system.Duplex, Units: u, K: 1, Coverage: model.Covered(0.5), Switchover: 1}
	})
	if p := pointsAt(t, pair, 100)[0]; p.Reliability >= p.UnrepairedReliability {
		t.Errorf("R = %g, %g without repairs: the pair shows nothing", p.Reliability, p.UnrepairedReliability)
	}
	for _, c := range []struct {
		name  string
		group *system.Group
		least bool
	}{
		{"takeovers", &system.Group{Kind: system.Duplex, K: 1, Coverage: model.Covered(0.5)}, false},
		{"one crew", &system.Group{K: 1, Crews: 1}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &Point{UnrepairedReliability: 0.5, Availability: 0.9}
			p.bound(ErrNotExponential, takesOver(&system.Series{Of: []system.Node{c.group}}))
			if text := p.Warnings[0].Text; strings.Contains(text, "0.5") != c.least || !strings.Contains(text, "0.9") {
				t.Error(text)
			}
		})
	}
}
