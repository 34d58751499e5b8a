package model_test

import (
	"fmt"

	"mtbf/model"
)

// Unavailability keeps the digits that 1 - availability loses.
func Example() {
	fmt.Printf("%.4e\n", model.Unavailability(5e12, 24))
	fmt.Println(model.NewCategory("hardware", "disc"))
	// Output:
	// 4.8000e-12
	// hardware/disc
}
