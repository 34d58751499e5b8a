package multiplex_test

import (
	"context"
	"fmt"

	"mtbf/model"
	"mtbf/model/multiplex"
)

// Von Neumann's machine of 2,500 tubes, for one error in 100 years.
func Example() {
	demand := multiplex.Demand{Organs: 2500, Interval: 5e-6 / 3600, Mission: 100 * model.HoursPerYear, Errors: 1}
	delta, err := demand.Residual()
	if err != nil {
		fmt.Println(err)
		return
	}
	printed, _, _ := multiplex.SizePrinted(delta)
	exact, _ := multiplex.VonNeumann(1).Size(context.Background(), delta)
	fmt.Printf("one error in %.4g actuations\n", 1/delta)
	fmt.Printf("%.0f lines by his table, %d exactly\n", printed, exact)
	// Output:
	// one error in 1.578e+18 actuations
	// 19595 lines by his table, 20592 exactly
}

func ExampleScheme_Run() {
	s := multiplex.VonNeumann(1000)
	r, err := s.Run(context.Background(), multiplex.Exactly(s.Bundle.Yes(), s.Bundle.Yes()))
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, c := range r.Stages {
		fmt.Printf("stage %d: %.1f of %d lines stimulated, sd %.1f\n", i+1, c.Mean(), c.Lines(), c.SD())
	}
	fmt.Printf("more than %d wrong: %.6e\n", s.Bundle.No(), r.Residual)
	// Output:
	// stage 1: 138.7 of 1000 lines stimulated, sd 3.0
	// stage 2: 975.9 of 1000 lines stimulated, sd 4.4
	// stage 3: 52.1 of 1000 lines stimulated, sd 8.9
	// more than 70 wrong: 2.227664e-02
}

func ExampleThresholds() {
	for _, t := range multiplex.Thresholds() {
		fmt.Printf("%.6f %s\n", t.Error, t.Name)
	}
	// Output:
	// 0.007338 triplication, rigorous
	// 0.010753 multiplexing, level 0.07
	// 0.010771 multiplexing, best level
	// 0.088562 NAND formulas
	// 0.166667 majority formulas
}
