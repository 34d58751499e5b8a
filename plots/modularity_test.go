package plots

import (
	"math"
	"slices"
	"testing"

	"mtbf/model"
	"mtbf/model/modularity"
)

// The map has a column for each number of modules and a row for each number of
// copies, in order, whatever the order of the points; its shades go from the
// least to the greatest finite MTBF. A point that is no number is not shown.
func TestCellsOfTheMap(t *testing.T) {
	point := func(modules, copies int, years float64) modularity.Point {
		return modularity.Point{Modules: modules, Copies: copies, Measures: modularity.Measures{MTBF: years * model.HoursPerYear}}
	}
	m := newCells([]modularity.Point{
		point(4, 3, 50), point(1, 2, 0), point(4, 1, 2), point(16, 2, math.Inf(1)), point(1, 3, 800), point(2, 9, math.NaN()),
	}, 100*model.HoursPerYear)
	if want := []int{1, 4, 16}; !slices.Equal(m.modules, want) {
		t.Errorf("columns %v, not %v", m.modules, want)
	}
	if want := []int{1, 2, 3}; !slices.Equal(m.copies, want) {
		t.Errorf("rows %v, not %v", m.copies, want)
	}
	if m.least != 2 || m.greatest != 800 || m.framing != 100 || len(m.years) != 5 || m.years[[2]int{4, 3}] != 50 {
		t.Errorf("%+v", m)
	}
	last := len(ramp) - 1
	for years, want := range map[float64]int{0: 0, 2: 0, 800: last, math.Inf(1): last} {
		if got := m.shade(years); got != ramp[want] {
			t.Errorf("%g years: %v, not %v", years, got, ramp[want])
		}
	}
	// 40 is half-way from 2 to 800 by its logarithm, half-way from the second colour to the third.
	if got, want := m.shade(40), between(ramp[1], ramp[2], 0.5); got != want {
		t.Errorf("half-way: %v, not %v", got, want)
	}
	if got, want := m.alt(), "A heat map of the MTBF by modules and copies, from 2 to 800 years."; got != want {
		t.Errorf("%s", got)
	}
	none := newCells([]modularity.Point{point(1, 1, math.Inf(1))}, 0)
	if got, want := none.alt(), "A heat map of the MTBF by modules and copies, without a finite one."; got != want {
		t.Errorf("%s", got)
	}
}
