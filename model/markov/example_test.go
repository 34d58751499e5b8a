package markov_test

import (
	"fmt"

	"mtbf/model/markov"
)

// A pair of discs of 10,000 h that take 24 h to replace.
func Example() {
	r, err := markov.Pair{MTBF: 10_000, MTTR: 24}.Solve()
	if err != nil {
		panic(err)
	}
	fmt.Printf("first failure after %.0f h, from all new\n", r.MTBF.MTTFF)
	// Output:
	// first failure after 2098333 h, from all new
}
