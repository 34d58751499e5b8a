package solve_test

import (
	"context"
	"errors"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// pair is two discs with a life and a repair of 1,000 h and 10 h on average.
func pair(t *testing.T, top system.Node) *system.Model {
	t.Helper()
	fails, err := dist.NewExponentialMean(1000)
	if err != nil {
		t.Fatal(err)
	}
	repaired, err := dist.NewExponentialMean(10)
	if err != nil {
		t.Fatal(err)
	}
	return &system.Model{
		Components: []system.Component{{Name: "disc", Life: fails, Repair: repaired}},
		Units:      []system.Unit{{Name: "disc.1"}, {Name: "disc.2"}}, Top: top,
	}
}

func both() []system.Node { return []system.Node{system.Use{Unit: 0}, system.Use{Unit: 1}} }

// M^2/2R + M = 51,000 h up per failure, M^2/2R + 3M/2 = 51,500 h until the first,
// 3M/2 without repair: the diagram has the first, the chain the second.
func TestSystemByHand(t *testing.T) {
	m := pair(t, &system.Parallel{Of: both()})
	r, err := solve.System(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "MTBF", r.MTBF, 51_000, 1e-12)
	oracle.Near(t, "MTTF", r.MTTF, 51_500, 1e-12)
	oracle.Near(t, "MTTF without repair", r.UnrepairedMTTF, 1500, 1e-12)
	oracle.Near(t, "unavailability", r.Unavailability, 1./101/101, 1e-14)
	b, err := solve.Bounds(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "bound", b.UnavailabilityHi, 1./101/101, 1e-14)
	if limits, err := solve.WorstBestCase(context.Background(), m, r); limits != nil || err != nil {
		t.Errorf("limits of what does not come from a log: %+v, %v", limits, err)
	}
}

// A group is a chain; its coverage, left out, is perfect.
func TestGroupByHand(t *testing.T) {
	for _, c := range []struct {
		name     string
		coverage model.FaultCoverage
		mtbf     float64
	}{{"coverage left out", 0, 51_000}, {"no coverage", model.NoCoverage, 504.95049504950495}} {
		t.Run(c.name, func(t *testing.T) {
			m := pair(t, &system.Group{K: 1, Units: []int{0, 1}, Coverage: c.coverage})
			r, err := solve.System(context.Background(), m)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "MTBF", r.MTBF, c.mtbf, 1e-12)
			g, err := solve.Groups(context.Background(), m.Top.(*system.Group), &m.Components[0])
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "of the group", g.MTBF, c.mtbf, 1e-12)
		})
	}
}

// Systems that are none are refused by every engine, by the place.
func TestLeftOut(t *testing.T) {
	for param, m := range map[string]*system.Model{
		"system":             nil,
		"structure":          {},
		"structure.series":   pair(t, &system.Series{}),
		"structure.k_of_n.k": pair(t, &system.KOfN{Of: both()}),
		"module disc":        {Components: []system.Component{{Name: "disc"}}, Units: []system.Unit{{}}, Top: system.Use{}},
	} {
		t.Run(param, func(t *testing.T) {
			oracle.Refused(t, param)(solve.System(context.Background(), m))
			oracle.Refused(t, param)(solve.Bounds(context.Background(), m))
			oracle.Refused(t, param)(solve.SystemChain(context.Background(), m))
		})
	}
	if _, err := solve.Groups(context.Background(), &system.Group{}, &system.Component{}); !errors.Is(err, solve.ErrNotExponential) {
		t.Errorf("a group of a part without a life: %v", err)
	}
}
