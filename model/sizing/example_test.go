package sizing_test

import (
	"context"
	"fmt"
	"math"

	"mtbf/model/dist"
	"mtbf/model/sizing"
	"mtbf/model/system"
)

// How many discs, and how many processors, make five nines?
func Example() {
	part := func(name string, mtbf, mttr, cost float64) system.Component {
		p := system.Component{Name: name, Availability: math.NaN(), Reliability: math.NaN(), Resources: map[string]float64{"cost": cost}}
		p.Life, _ = dist.NewExponentialMean(mtbf)
		p.Repair, _ = dist.NewExponentialMean(mttr)
		return p
	}
	m := &system.Model{
		Components: []system.Component{part("cpu", 8766, 4, 20), part("disc", 10_000, 24, 5)},
		Top: &system.Series{Of: []system.Node{
			&system.Choose{Components: []int{0}, Need: 1, Min: 1, Max: 4},
			&system.Choose{Components: []int{1}, Need: 1, Min: 1, Max: 4},
		}},
	}
	r, err := sizing.Size(context.Background(), m, sizing.Options{Target: 0.99999})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, q := range r.Questions {
		fmt.Printf("%s: %d\n", q.Name, r.Best.Copies(i))
	}
	fmt.Printf("cost %g, unavailability %.3g, proved %v\n", r.Best.Resources["cost"], r.Best.Unavailability, r.ProvedOptimal)
	fmt.Printf("next cheaper: %v, unavailability %.3g\n", r.Cheaper.Choices, r.Cheaper.Unavailability)
	fmt.Printf("next dearer: %v, unavailability %.3g\n", r.Costlier.Choices, r.Costlier.Unavailability)
	// Output:
	// cpu: 2
	// disc: 2
	// cost 50, unavailability 5.94e-06, proved true
	// next cheaper: [[1] [4]], unavailability 0.000456
	// next dearer: [[2] [3]], unavailability 2.22e-07
}
