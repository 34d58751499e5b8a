package systemfile_test

import (
	"fmt"
	"strings"

	"mtbf/ingest/systemfile"
)

// One mistake has one position.
func Example() {
	const text = `modules:
  disc: {mtbf: 10000h, mttr: 24h}
structure: {parallel: [disc, dsic]}
`
	_, _, err := systemfile.Parse("discs.yaml", strings.NewReader(text), systemfile.Options{})
	fmt.Println(err)
	// Output:
	// discs.yaml:3:30: "dsic" is neither a module nor a shared unit; did you mean "disc"? define it under modules:
	//   1 | modules:
	//   2 |   disc: {mtbf: 10000h, mttr: 24h}
	// > 3 | structure: {parallel: [disc, dsic]}
	//     |                              ^
}
