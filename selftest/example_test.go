package selftest_test

import (
	"context"
	"fmt"

	"mtbf/selftest"
)

func Example() {
	for _, c := range selftest.Cases() {
		if c.ID != "duplex/mean-up-time" {
			continue
		}
		r := c.Check(context.Background())
		fmt.Printf("%s, %s (%s)\n%g of %g: %t\n", c.About, c.Claim, c.Source, r.Value, r.Expected, r.OK())
	}
	// Output:
	// M = 1,000 h, R = 10 h, mean up time, h (closed forms by hand: M^2/2R, +M, +3M/2, (M+R)^2/2R)
	// 51000 of 51000: true
}
