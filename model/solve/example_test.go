package solve_test

import (
	"context"
	"fmt"

	"mtbf/model/dist"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// Three pumps of which two must run, and one crew that repairs them.
func Example() {
	life, err := dist.NewExponentialMean(2_000)
	if err != nil {
		panic(err)
	}
	repair, err := dist.NewExponentialMean(30)
	if err != nil {
		panic(err)
	}
	m := &system.Model{
		Components: []system.Component{{Name: "pump", Life: life, Repair: repair}},
		Units:      []system.Unit{{Name: "a"}, {Name: "b"}, {Name: "c"}},
		Top:        &system.Group{K: 2, Units: []int{0, 1, 2}, Crews: 1},
	}
	r, err := solve.System(context.Background(), m)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%s: availability %.5f, MTTF %.0f h\n", r.Method, r.Availability, r.MTTF)
	// Output:
	// exact: availability 0.99869, MTTF 23889 h
}
