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

// A pair goes down with its second unit, and comes up with its first.
func ExampleState() {
	m := &system.Model{
		Components: []system.Component{{Name: "disc", Availability: 0.99}},
		Units:      []system.Unit{{Name: "disc.1"}, {Name: "disc.2"}},
		Top:        &system.Parallel{Of: []system.Node{system.Use{Unit: 0}, system.Use{Unit: 1}}},
	}
	gates, err := m.Gates()
	if err != nil {
		fmt.Println(err)
		return
	}
	state := gates.State()
	for _, e := range []struct {
		unit int
		down bool
	}{{0, true}, {1, true}, {0, false}} {
		state.Set(gates.OfUnit(e.unit), e.down)
		fmt.Println(state.Down(gates.Top))
	}
	// Output:
	// false
	// true
	// false
}
