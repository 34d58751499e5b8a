package mtbf_test

import (
	"context"
	"fmt"

	"mtbf"
)

// No failure in 40,000 h bounds the MTBF from below and gives no point.
func ExampleRate() {
	r, err := mtbf.Rate(mtbf.RateOptions{Failures: 0, Units: 20, Exposures: []float64{2000}})
	if err != nil {
		panic(err)
	}
	fmt.Printf("MTBF at least %.0f h with %.0f %% confidence, a point: %v\n", r.MTBFLower.Lo, 100*r.MTBFLower.Confidence, r.MTBF.Estimable())
	// Output:
	// MTBF at least 17372 h with 90 % confidence, a point: false
}

// How long twenty units are to be tested to demonstrate 10,000 h.
func ExamplePlan() {
	p, err := mtbf.Plan(context.Background(), mtbf.PlanOptions{MTBF: 10_000, Units: 20, Allowed: []int{0, 1}})
	if err != nil {
		panic(err)
	}
	for _, t := range p.Tests {
		fmt.Printf("%d failures allowed: %.0f h each\n", t.Allowed, t.Hours)
	}
	// Output:
	// 0 failures allowed: 1151 h each
	// 1 failures allowed: 1945 h each
}
