package reconcile_test

import (
	"context"
	"fmt"

	"mtbf/model/reconcile"
)

// Of how many incidents are 42.9 % the share of one category, 28.6 % that of another?
func Example() {
	share := func(text string) *reconcile.Printed {
		p, err := reconcile.ParsePrinted(text)
		if err != nil {
			panic(err)
		}
		return &p
	}
	rows := []reconcile.Row{{Category: "hardware", Share: share("42.9")}, {Category: "software", Share: share("28.6")}}
	r, err := reconcile.Search(context.Background(), rows, reconcile.Options{MinTotal: 2, MaxTotal: 20})
	if err != nil {
		panic(err)
	}
	for _, reading := range r.Best.List {
		fmt.Println(reading.Counts, "of", reading.Total)
	}
	// Output:
	// [3 2] of 7
	// [6 4] of 14
}
