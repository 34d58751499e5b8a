package multiplex_test

import (
	"context"
	"fmt"

	"mtbf/montecarlo/multiplex"
)

// Von Neumann's own case: organs that err once in 200, two restoring tiers.
func Example() {
	s := multiplex.Scheme{Organ: multiplex.NAND, N: 1000, Error: 0.005, Fiducial: 0.07, Tiers: 2}
	seen, err := multiplex.Simulate(context.Background(), s, multiplex.Options{Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	s.N = 20_000
	never, err := multiplex.Tilted(context.Background(), s, multiplex.Options{Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("N =  1,000: %.2g\n", seen.Probability.Point)
	fmt.Printf("N = 20,000: %.2g\n", never.Probability.Point)
	// Output:
	// N =  1,000: 0.022
	// N = 20,000: 2e-18
}
