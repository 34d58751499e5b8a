package datasets_test

import (
	"fmt"

	"mtbf/datasets"
)

// What ships with the program, and where it comes from.
func Example() {
	d, err := datasets.Find("gray1985-table1")
	if err != nil {
		panic(err)
	}
	fmt.Println(d.Name, d.Kind, d.Embedded())
	// Output:
	// gray1985-table1 table true
}
