package plots

import (
	"fmt"
	"slices"

	"mtbf/model"
	"mtbf/model/markov"
)

// Duplex draws the mean up time of a pair against the repair time of a module,
// one curve a coverage, from what [markov.Pair.Grid] gives: a row for each MTTR.
func Duplex(moduleMTBF float64, mttr, coverage []float64, grid [][]markov.PairMTBF) *Figure {
	c := newChart(fmt.Sprintf("MTBF of a duplexed pair (mean up time); module MTBF %s h", figures(moduleMTBF)), "Module MTTR, h", "Pair MTBF, years", true, true)
	for k := range slices.Backward(coverage) {
		v := Curve{Name: fmt.Sprintf("Coverage %g", coverage[k]), X: mttr}
		for i := range mttr {
			v.Y = append(v.Y, grid[i][k].MeanUpTime/model.HoursPerYear)
		}
		c.add(v)
	}
	c.level("One module alone", moduleMTBF/model.HoursPerYear, 2)
	return c.figure("duplex", "The MTBF of a pair falls with the time to repair a module where coverage is complete, and hardly depends on it where coverage is not.")
}
