package markov_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/markov"
)

// A machine that fails once in 1,000 h and is repaired in 10 h is up 100 of 101
// hours, and down for 10 h a failure.
func TestMachineByHand(t *testing.T) {
	b := markov.NewBuilder(2)
	b.Add(0, 1, 0.001)
	b.Add(1, 0, 0.1)
	chain, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	m := &markov.Model{Chain: chain, Up: []bool{true, false}}
	x, err := m.Measures(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "availability", x.Availability, 100./101, 1e-15)
	oracle.Near(t, "MTBF", x.MTBF, 1000, 1e-14)
	oracle.Near(t, "MDT", x.MDT, 10, 1e-14)
	oracle.Near(t, "MTTF", x.MTTF, 1000, 1e-14)
	at, err := m.At(context.Background(), 10)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "unavailability at 10 h", at[0].Unavailability, -math.Expm1(-1.01)/101, 1e-12)
	oracle.Refused(t, "time")(m.At(context.Background(), 0))
}

// A coverage that is left out is perfect: with M = 1,000 h and R = 10 h the first
// failure comes M^2/2R + 3M/2 from new. With none the first failure of either
// module, 500 h from new, takes the pair down.
func TestCoverageLeftOut(t *testing.T) {
	for _, c := range []struct {
		name     string
		coverage model.FaultCoverage
		mttf     float64
	}{{"left out", 0, 51_500}, {"complete", 1, 51_500}, {"none", model.NoCoverage, 500}} {
		t.Run(c.name, func(t *testing.T) {
			pair := markov.Pair{MTBF: 1000, MTTR: 10, Coverage: c.coverage}
			r, err := pair.Solve()
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "pair", r.MTBF.MTTFF, c.mttf, 1e-12)
			closed, err := pair.ClosedForm()
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "closed form", closed.MTTFF, c.mttf, 1e-12)
			g, err := markov.Group{N: 2, K: 1, FailureRate: 0.001, RepairRate: 0.1, Coverage: c.coverage}.Measures(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "group", g.MTTF, c.mttf, 1e-12)
		})
	}
}

// Without a repair rate a pair has one life, 1/2l + 1/l, and is down for good.
func TestNoRepair(t *testing.T) {
	g, err := markov.Group{N: 2, K: 1, FailureRate: 0.001, Coverage: 1}.Measures(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "MTTF", g.MTTF, 1500, 1e-14)
	oracle.Near(t, "unavailability", g.Unavailability, 1, 0)
	if !math.IsNaN(g.MTBF) {
		t.Errorf("an MTBF of %g", g.MTBF)
	}
}

// What is left out and has no default is refused by name.
func TestLeftOut(t *testing.T) {
	whole := markov.Pair{MTBF: 1000, MTTR: 10, Coverage: 1}
	oracle.Refused(t, "units")(markov.Group{}.Measures(context.Background()))
	oracle.Refused(t, "mtbf")(markov.Pair{}.Solve())
	oracle.Refused(t, "mtbf")(markov.Pair{}.ClosedForm())
	oracle.Refused(t, "mttr")(markov.Pair{MTBF: 1000, Coverage: 1}.Solve())
	oracle.Refused(t, "coverage")(markov.Pair{MTBF: 1000, MTTR: 10, Coverage: model.Covered(math.NaN())}.ClosedForm())
	oracle.Refused(t, "target")(whole.MTBFFor(markov.MeanUpTime, 0))
	oracle.Refused(t, "figure")(whole.MTTRFor(99, 1e5))
	oracle.Refused(t, "states")(markov.NewBuilder(0).Build())
	oracle.Refused(t, "states")(new(markov.Builder).Build())
	if grid, err := whole.Grid(nil, nil); len(grid) != 0 || err != nil {
		t.Errorf("a grid of nothing: %v, %v", grid, err)
	}
	if f := markov.PairConvention(99); f.String() != "figure 99" || !math.IsNaN((markov.PairMTBF{}).By(f)) {
		t.Errorf("a figure that there is none of: %v", f)
	}
}

// A model whose fields do not fit each other is refused by the one that does not.
func TestModelLeftOut(t *testing.T) {
	b := markov.NewBuilder(2)
	b.Add(0, 1, 0.001)
	chain, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	for param, m := range map[string]*markov.Model{
		"chain": {},
		"up":    {Chain: chain, Up: []bool{true}},
		"start": {Chain: chain, Up: []bool{true, false}, Start: 2},
	} {
		t.Run(param, func(t *testing.T) {
			oracle.Refused(t, param)(m.Measures(context.Background()))
			oracle.Refused(t, param)(m.MTTF(context.Background()))
			oracle.Refused(t, param)(m.At(context.Background(), 5))
		})
	}
}

// The machine of the first test, up at 0: after t hours it is down with the chance
// U(1-e^-st), U = 1/101 and s = 0.101 an hour; over (0, t] its share of downtime is
// the mean of that, U(1 - (1-e^-st)/st).
func TestIntervalUnavailability(t *testing.T) {
	b := markov.NewBuilder(2)
	b.Add(0, 1, 0.001)
	b.Add(1, 0, 0.1)
	chain, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	at, err := (&markov.Model{Chain: chain, Up: []bool{true, false}}).At(context.Background(), 5, 40)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range at {
		st := 0.101 * x.Time
		want := (1 + math.Expm1(-st)/st) / 101
		oracle.Near(t, fmt.Sprintf("share of %g h", x.Time), x.IntervalUnavailability(), want, 1e-10)
		oracle.Near(t, fmt.Sprintf("downtime of %g h", x.Time), x.Downtime, want*x.Time, 1e-10)
	}
}
