package life_test

import (
	"context"
	"fmt"

	"mtbf/model/life"
)

// Five pumps: two failed, three were still running when they were last seen,
// one of them watched only from an age of 300 h on.
func ExampleKaplanMeier() {
	curve, err := life.KaplanMeier(context.Background(), life.Observations{
		life.Exact(400), life.Exact(900),
		life.RightCensored(600), life.RightCensored(1000), life.RightCensored(1200).From(300),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, step := range curve.Steps {
		fmt.Printf("%4g h  %g at risk  S = %.3f\n", step.Time, step.AtRisk, step.Survival)
	}
	survival, _, _ := curve.At(950, 0.9, life.LogLogLimits)
	fmt.Printf("S(950 h) = %.2f, %.2f to %.2f\n", survival.Point, survival.Lo, survival.Hi)
	// Output:
	//  400 h  5 at risk  S = 0.800
	//  600 h  4 at risk  S = 0.800
	//  900 h  3 at risk  S = 0.533
	// 1000 h  2 at risk  S = 0.533
	// 1200 h  1 at risk  S = 0.533
	// S(950 h) = 0.53, 0.12 to 0.83
}

// How many valves have to work through a test of twice the mission to show
// 95 % at 90 % confidence, if they wear out with a shape of 2?
func ExampleDemonstration_Units() {
	d := life.Demonstration{Reliability: 0.95, Mission: 500, Shape: 2, Confidence: 0.9}
	mission, _ := d.Units(500)
	double, _ := d.Units(1000)
	fmt.Println(mission, double)
	// Output: 45 12
}
