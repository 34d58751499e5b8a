package montecarlo_test

import (
	"context"
	"fmt"

	"mtbf/model/dist"
	"mtbf/model/system"
	"mtbf/montecarlo"
)

// A pair that wears out, with lognormal repairs: missions of a year.
func Example() {
	life, err := dist.NewWeibull(1.8, 1_500, 0)
	if err != nil {
		panic(err)
	}
	repair, err := dist.NewLognormal(3, 0.8)
	if err != nil {
		panic(err)
	}
	m := &system.Model{
		Components: []system.Component{{Name: "pump", Life: life, Repair: repair}},
		Units:      []system.Unit{{Name: "a"}, {Name: "b"}},
		Top:        &system.Parallel{Of: []system.Node{system.Use{Unit: 0}, system.Use{Unit: 1}}},
	}
	r, err := montecarlo.Simulate(context.Background(), m, montecarlo.Options{Seed: 1, Horizon: 8766, MaxReplications: 20_000})
	if err != nil {
		panic(err)
	}
	n := r.Mission.Failures.Mean
	fmt.Printf("%.3f failures a year [%.3f, %.3f]\n", n.Point, n.Lo, n.Hi)
	// Output:
	// 0.244 failures a year [0.238, 0.250]
}
