package gray_test

import (
	"fmt"

	"mtbf/model/gray"
)

// A row of Table 1 as it is printed, whose whole numbers leave a range of counts.
func Example() {
	rows := gray.Printed([]gray.Published{{Category: "hardware", Depth: 1, Percent: 18, Years: 73}})
	fmt.Println(rows[0].Category, *rows[0].Share, *rows[0].MTBF)
	// Output:
	// hardware 18 73
}
