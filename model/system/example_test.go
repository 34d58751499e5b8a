package system_test

import (
	"context"
	"fmt"

	"mtbf/model/dist"
	"mtbf/model/system"
)

// A server with two power supplies, of which it needs one.
func Example() {
	life := func(hours float64) dist.Exponential {
		d, err := dist.NewExponentialMean(hours)
		if err != nil {
			panic(err)
		}
		return d
	}
	m := &system.Model{
		Components: []system.Component{
			{Name: "board", Life: life(60_000), Repair: life(8)},
			{Name: "supply", Life: life(20_000), Repair: life(24)},
		},
		Units: []system.Unit{{Name: "board"}, {Name: "supply.1", Component: 1}, {Name: "supply.2", Component: 1}},
		Top: &system.Series{Of: []system.Node{
			system.Use{Unit: 0},
			&system.Parallel{Of: []system.Node{system.Use{Unit: 1}, system.Use{Unit: 2}}},
		}},
	}
	r, err := system.Solve(context.Background(), m, nil)
	if err != nil {
		panic(err)
	}
	fmt.Printf("availability %.6f, MTBF %.0f h\n", r.Availability, r.MTBF)
	// Output:
	// availability 0.999865, MTBF 59572 h
}
