package solve

import (
	"context"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/system"
)

// Units of rate .2, .05 while they wait, none repaired. Where one of n alike serves and
// the others wait, the first failure of k+1 left comes after 1/(.2 + .05 k).
func TestSparesByHand(t *testing.T) {
	unit := func(n int) []system.Node {
		of := make([]system.Node, n)
		for i := range of {
			of[i] = system.Use{Unit: i}
		}
		return of
	}
	duty := func(of ...system.Node) system.Node { return &system.Duty{Of: of, DormancyFactor: 0.25} }
	u := unit(4)
	for _, c := range []struct {
		name  string
		units int
		top   system.Node
		want  float64
	}{
		{"one duty, two spares", 3, duty(u[0], u[1], u[2]), 1/.3 + 1/.25 + 1/.2},                                                              // 37/3
		{"in series with a duty of one spare", 3, &system.Series{Of: []system.Node{u[0], duty(u[1], u[2])}}, 1/.45 + .25/.45/.4},              // 65/18
		{"two duties, one spare", 3, &system.Series{Of: []system.Node{duty(u[0], u[2]), duty(u[1], u[2])}}, 1/.45 + 1/.4},                     // 85/18
		{"three duties, one spare", 4, &system.Series{Of: []system.Node{duty(u[0], u[3]), duty(u[1], u[3]), duty(u[2], u[3])}}, 1/.65 + 1/.6}, // 125/39
		{"either of two duties, one spare shared", 4, &system.Parallel{Of: []system.Node{duty(u[0], u[1], u[2]), duty(u[3], u[1])}}, 1109. / 90},
		{"a spare of two parts", 3, duty(u[0], &system.Series{Of: []system.Node{u[1], u[2]}}), 1/.3 + .2/.3/.4 + .1/.3/.2},
		{"a spare with a spare", 3, duty(u[0], duty(u[1], u[2])), 1/.3 + 1/.25 + 1/.2},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := &system.Model{Components: []system.Component{part(t, "u", 5, 0)}, Top: c.top}
			for range c.units {
				m.Units = append(m.Units, system.Unit{Name: "u"})
			}
			r, err := System(context.Background(), m)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "MTTF", r.MTTF, c.want, 1e-12)
			oracle.Near(t, "MTTF without repair", r.UnrepairedMTTF, c.want, 1e-12)
		})
	}
}

// Parts of the rates .2, .4, .1, the spares in this order, dormant at a quarter:
// 30220/1989, by first steps in rationals.
func TestUnlikeSparesByHand(t *testing.T) {
	m := &system.Model{
		Components: []system.Component{part(t, "k", 5, 0), part(t, "j", 2.5, 0), part(t, "i", 10, 0)},
		Units:      []system.Unit{{Name: "k"}, {Name: "j", Component: 1}, {Name: "i", Component: 2}},
		Top:        &system.Duty{Of: []system.Node{system.Use{}, system.Use{Unit: 1}, system.Use{Unit: 2}}, DormancyFactor: 0.25},
	}
	r, err := System(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "MTTF", r.MTTF, 30220./1989, 1e-12)
}

// Units in series that do not fail while the system is down are never down together:
// A = 1/(1 + sum of MTTR/MTBF), and each failure is one of the system.
func TestRestByHand(t *testing.T) {
	m := &system.Model{
		Components:   []system.Component{part(t, "press", 100, 5), part(t, "saw", 200, 20)},
		Units:        []system.Unit{{Name: "press"}, {Name: "saw", Component: 1}},
		Top:          &system.Series{Of: []system.Node{system.Use{}, system.Use{Unit: 1}}},
		RestWhenDown: true,
	}
	r, err := System(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "availability", r.Availability, 1/(1+5./100+20./200), 1e-14)
	oracle.Near(t, "MTBF", r.MTBF, 1/(1./100+1./200), 1e-13)
	oracle.Near(t, "MDT", r.MDT, r.MTBF*(5./100+20./200), 1e-13)
}

// Two unlike machines, one crew: the states are none down, 1 repaired, 2 repaired, 1
// repaired while 2 waits, and the other way round. Both down is what the system is down
// by; whoever came first is repaired first.
func TestOneCrewByHand(t *testing.T) {
	a1, a2, b1, b2 := 1/2000., 1/5000., 1/8., 1/24.
	m := &system.Model{
		Components: []system.Component{part(t, "server", 2000, 8), part(t, "disc", 5000, 24)},
		Units:      []system.Unit{{Name: "server"}, {Name: "disc", Component: 1}},
		Top:        &system.Parallel{Of: []system.Node{system.Use{}, system.Use{Unit: 1}}},
		Pools:      []system.CrewPool{{Name: "field", Crews: 1, Components: []int{0, 1}}},
	}
	r, err := System(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	// Flows balance: p1 (b1 + a2) = a1 p0 + b2 q2, q1 b1 = a2 p1, and 1 and 2 changed.
	// With q1 = a2 p1/b1 and q2 = a1 p2/b2: p1 (b1 + a2) = a1 p0 + a1 p2, p2 (b2 + a1) = a2 p0 + a2 p1.
	det := (b1+a2)*(b2+a1) - a1*a2
	p1, p2 := (a1*(b2+a1)+a1*a2)/det, (a2*(b1+a2)+a2*a1)/det
	q1, q2 := a2*p1/b1, a1*p2/b2
	sum := 1 + p1 + p2 + q1 + q2
	oracle.Near(t, "unavailability", r.Unavailability, (q1+q2)/sum, 1e-12)
	oracle.Near(t, "frequency", r.FailureFrequency, (a2*p1+a1*p2)/sum, 1e-12)
	if !r.warns("conditional-importance") {
		t.Errorf("what importance means here is not told: %v", r.Warnings)
	}
	// Times that are all longer by one factor change nothing.
	mtbf, mttr := 0.0, 0.0
	for _, x := range r.Sensitivity {
		mtbf, mttr = mtbf+x.ElasticityOfMTBF, mttr+x.ElasticityOfMTTR
	}
	oracle.Near(t, "elasticities", mttr, -mtbf, 1e-8)
}

// A unit with one cold spare: the probability that both are down, given that the unit is,
// and the criticality of the two, which rounding must not take above 1.
func TestImportanceOfASpareIsAProbability(t *testing.T) {
	m := &system.Model{
		Components: []system.Component{part(t, "a", 100, 10)},
		Units:      []system.Unit{{Name: "a.1"}, {Name: "a.2"}},
		Top:        &system.Duty{Of: []system.Node{system.Use{}, system.Use{Unit: 1}}},
	}
	r, err := System(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range r.Importance {
		oracle.Near(t, x.Unit+" criticality", x.Criticality, 1, 1e-12)
		if x.Criticality > 1 || x.Birnbaum > 1 || x.Diagnostic > 1 {
			t.Errorf("%s: criticality %v, Birnbaum %v", x.Unit, x.Criticality, x.Birnbaum)
		}
	}
}
