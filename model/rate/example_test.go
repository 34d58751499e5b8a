package rate_test

import (
	"fmt"

	"mtbf/model/rate"
)

// Three failures in 26,280 unit-hours, and none in a tenth of that.
func Example() {
	e, err := rate.MTBF(3, 26_280, 0.90, rate.TimeTerminated)
	if err != nil {
		panic(err)
	}
	fmt.Printf("MTBF %.0f h [%.0f, %.0f]\n", e.Point, e.Lo, e.Hi)
	none, err := rate.MTBF(0, 2_628, 0.90, rate.TimeTerminated)
	if err != nil {
		panic(err)
	}
	fmt.Printf("MTBF above %.0f h: %s\n", none.Lo, none.Warnings[0].Code)
	// Output:
	// MTBF 8760 h [3389, 32139]
	// MTBF above 1141 h: no-failures
}
