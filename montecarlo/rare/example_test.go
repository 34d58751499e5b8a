package rare_test

import (
	"context"
	"fmt"

	"mtbf/model/dist"
	"mtbf/model/system"
	"mtbf/montecarlo/rare"
)

// Four copies, each down 1 part in 10,000 of its time: 1e-16 by the fourth power.
func Example() {
	life, err := dist.NewExponentialMean(9_999)
	if err != nil {
		panic(err)
	}
	repair, err := dist.NewExponentialMean(1)
	if err != nil {
		panic(err)
	}
	m := &system.Model{Components: []system.Component{{Name: "copy", Life: life, Repair: repair}}}
	var all []system.Node
	for i := range 4 {
		m.Units = append(m.Units, system.Unit{Name: fmt.Sprint(i)})
		all = append(all, system.Use{Unit: i})
	}
	m.Top = &system.Parallel{Of: all}
	r, err := rare.Simulate(context.Background(), m, rare.Options{})
	if err != nil {
		panic(err)
	}
	u := r.Unavailability
	fmt.Println("covers 1e-16:", u.Lo <= 1e-16 && 1e-16 <= u.Hi)
	// Output:
	// covers 1e-16: true
}
