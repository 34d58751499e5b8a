package reconcile

import (
	"fmt"
	"math"
	"slices"

	"mtbf/model"
)

// The search ends beyond these bounds: with an error where it cannot answer,
// with Complete false where it can but for the number of readings.
const (
	maxTotals   = 1_000_000
	maxPoints   = 1 << 21 // pairs of a total and a stretch of exposure
	maxSteps    = 10_000_000
	maxReadings = 5_000
	listed      = 100 // by default
)

const (
	anyCount   = math.MaxInt32
	noCount    = -1
	wantSearch = "a search (totals x stretches of exposure) of at most 2097152 points: narrow the ranges"
)

// puzzle is a published table made ready for the search: cells in whole
// units, the tree of its rows, the exposures at which something changes.
type puzzle struct {
	rows   []Row
	opt    Options
	tree   tree
	cells  []cell
	of     [][]cell     // the cells of each row of the tree
	base   []CountRange // counts allowed whatever the cells say
	totals CountRange   // N to search
	unit   float64      // exposures are searched in 1/unit years
	starts []int64      // of the stretches of exposure, ascending
	ends   [2]float64   // of the exposures, in years
	linked bool         // rows are not independent for given N and E
}

// cell is a printed figure in whole units. A figure of v units holds between
// v - 1/2 and v + 1/2, in halves
//
//	below = 2v-1,   above = 2v+1   (2v+2 where it may be cut off)
//
// For a share these stand for below/scale <= n/N < above/scale; for an MTBF
// they are in units of the exposure: below n <= E < above n.
type cell struct {
	Cell
	row          int // in the tree
	bit          uint8
	below, above int64
	scale        int64
}

func cellsOf(rows []Row) []Cell {
	var cells []Cell
	for _, r := range rows {
		if r.Count != nil {
			cells = append(cells, Cell{r.Category, CountColumn, Printed{float64(*r.Count), 0}})
		}
		if r.Share != nil {
			cells = append(cells, Cell{r.Category, ShareColumn, *r.Share})
		}
		if r.MTBF != nil {
			cells = append(cells, Cell{r.Category, MTBFColumn, *r.MTBF})
		}
	}
	return cells
}

func newPuzzle(rows []Row, counts []int, opt Options) (*puzzle, error) {
	cells := cellsOf(rows)
	if err := checkPublished(rows, cells, opt); err != nil {
		return nil, err
	}
	if opt.Best == 0 {
		opt.Best = listed
	}
	p := &puzzle{rows: rows, opt: opt, tree: newTree(rows, opt.Nesting), totals: CountRange{opt.MinTotal, opt.MaxTotal}, unit: 2}
	for _, c := range cells {
		if c.Column == MTBFColumn {
			p.unit = max(p.unit, 2*math.Pow10(c.Decimals))
		}
	}
	p.of = make([][]cell, len(p.tree.parent))
	for _, c := range cells {
		row := p.tree.root
		if c.Category != "" {
			row = slices.IndexFunc(rows, func(r Row) bool { return r.Category == c.Category })
		}
		p.cells = append(p.cells, p.wholeNumber(c, row))
		p.of[row] = append(p.of[row], p.cells[len(p.cells)-1])
	}
	if p.allow(counts); p.totals.empty() {
		return nil, &model.ParamError{Param: "count of the total", Value: counts[p.tree.root], Want: "a total inside the range searched"}
	}
	p.linked = opt.Nesting != Apart || slices.ContainsFunc(p.of[p.tree.root], isShare)
	if !p.totalMatters() {
		p.totals.Lo = p.totals.Hi
	}
	return p, p.stretch()
}

func isShare(c cell) bool { return c.Column == ShareColumn }

func (p *puzzle) wholeNumber(printed Cell, row int) cell {
	up := int64(1)
	if p.opt.Truncate {
		up = 2
	}
	v := printed.units()
	c := cell{Cell: printed, row: row, bit: uint8(1 << slices.Index(columns[:], printed.Column)), scale: 1}
	switch printed.Column {
	case CountColumn:
		c.below, c.above = v, v
	case ShareColumn:
		c.below, c.above, c.scale = 2*v-1, 2*v+up, 200*int64(math.Pow10(printed.Decimals))
	case MTBFColumn:
		f := int64(p.unit / 2 / math.Pow10(printed.Decimals))
		c.below, c.above = (2*v-1)*f, (2*v+up)*f
	}
	return c
}

// allow makes the ranges that counts must lie in; counts below 0 are open.
func (p *puzzle) allow(counts []int) {
	p.base = slices.Repeat([]CountRange{{0, p.totals.Hi}}, len(p.tree.parent))
	p.base[p.tree.root] = CountRange{0, anyCount}
	for i, n := range counts {
		switch {
		case n < 0:
		case i == p.tree.root:
			p.totals = p.totals.meet(CountRange{n, n})
		default:
			p.base[i] = CountRange{n, n}
		}
	}
}

// totalMatters reports whether a reading depends on N but as a bound.
func (p *puzzle) totalMatters() bool {
	return p.opt.Nesting != Apart || len(p.of[p.tree.root]) > 0 || slices.ContainsFunc(p.cells, isShare)
}

// stretch finds the exposures at which a cell begins or ceases to hold for
// some count. Between two of them nothing changes, and all are whole in units
// of 1/unit years, so that each stretch is known by the whole number it
// begins at.
func (p *puzzle) stretch() error {
	p.ends = [2]float64{p.opt.MinYears, p.opt.MaxYears}
	if !slices.ContainsFunc(p.cells, func(c cell) bool { return c.Column == MTBFColumn }) {
		p.starts = []int64{0}
		return p.checkSize(1)
	}
	from := int64(math.Floor(nudged(p.opt.MinYears * p.unit)))
	to := max(from+1, int64(math.Ceil(nudged(p.opt.MaxYears*p.unit))))
	var limits []int64
	size := int64(1)
	for _, c := range p.cells {
		if c.Column == MTBFColumn {
			limits = append(limits, c.below, c.above)
		}
	}
	for _, k := range limits {
		if k > 0 {
			size += min((to-1)/k, int64(p.totals.Hi)) - min(from/k, int64(p.totals.Hi))
		}
	}
	if err := p.checkSize(size); err != nil {
		return err
	}
	p.starts = append(p.starts, from)
	for _, k := range limits {
		for n := from/max(k, 1) + 1; k > 0 && n <= int64(p.totals.Hi) && k*n < to; n++ {
			p.starts = append(p.starts, k*n)
		}
	}
	slices.Sort(p.starts)
	p.starts = slices.Compact(p.starts)
	return nil
}

// nudged returns the whole number that x is but for rounding, or x.
func nudged(x float64) float64 {
	if near := math.Round(x); math.Abs(x-near) < 1e-6 {
		return near
	}
	return x
}

func (p *puzzle) checkSize(stretches int64) error {
	n := int64(p.totals.Hi - p.totals.Lo + 1)
	if n*stretches <= maxPoints {
		return nil
	}
	return &model.ParamError{Param: "ranges", Value: fmt.Sprintf("%d x %d", n, stretches), Want: wantSearch}
}

// window returns the counts with which a cell holds at N and the stretch that
// begins at e. A cell of the total speaks of the attributions: its share gives
// their range, its count and MTBF let all pass or none.
func (p *puzzle) window(c *cell, n int, e int64) CountRange {
	if c.row != p.tree.root {
		return c.counts(n, e).meet(p.base[c.row]).meet(CountRange{0, n})
	}
	w := c.counts(n, e)
	switch {
	case c.Column == ShareColumn:
		return w.meet(CountRange{0, anyCount})
	case w.has(n):
		return CountRange{0, anyCount}
	}
	return CountRange{0, noCount}
}

func (c *cell) counts(n int, e int64) CountRange {
	switch c.Column {
	case ShareColumn:
		return CountRange{Lo: ceilDiv(c.below*int64(n), c.scale), Hi: ceilDiv(c.above*int64(n), c.scale) - 1}
	case MTBFColumn:
		w := CountRange{Lo: int(e/c.above) + 1, Hi: anyCount}
		if c.below > 0 {
			w.Hi = int(e / c.below)
		}
		return w
	}
	return CountRange{Lo: int(c.below), Hi: int(c.below)}
}

func ceilDiv(a, b int64) int {
	if a <= 0 {
		return int(a / b)
	}
	return int((a-1)/b + 1)
}
