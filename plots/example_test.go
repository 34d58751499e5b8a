package plots_test

import (
	"bytes"
	"fmt"

	"mtbf/model/markov"
	"mtbf/plots"
)

// The MTBF of a pair against repair time, for two coverages, as SVG.
func Example() {
	mttr, coverage := []float64{1, 10, 100}, []float64{0.99, 1}
	grid, err := markov.Pair{MTBF: 10_000, MTTR: 24}.Grid(mttr, coverage)
	if err != nil {
		panic(err)
	}
	var svg bytes.Buffer
	if err := plots.Duplex(10_000, mttr, coverage, grid).Write(&svg, "svg"); err != nil {
		panic(err)
	}
	fmt.Println(bytes.Contains(svg.Bytes(), []byte("<svg")))
	// Output:
	// true
}
