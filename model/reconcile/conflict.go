package reconcile

import (
	"context"
	"math/bits"
	"slices"
)

// A person does not read conflicts of more than four cells. The search ends
// with fewer where it would compare more than maxWords words of points, tries
// more than maxTries points or finds more than maxConflicts.
const (
	maxConflict  = 4
	maxWords     = 400_000_000
	maxTries     = 5_000_000
	maxConflicts = 2_000
)

// contest finds the smallest sets of cells that no point holds. It keeps sets
// of points as bits: those of a set of cells are where each cell has a count
// and cells of one row have one in common. For linked rows that is necessary
// only, and points are tried until one fits.
type contest struct {
	*puzzle
	ctx   context.Context
	words int
	alone [][]uint64          // by cell: points at which it has a count
	pairs map[[2]int][]uint64 // by two cells of one row: points at which they have one in common
	found [][]int             // conflicts, each ascending
	under [][][]int           // the same by their last cell
	set   []int
	box   []CountRange
	tries int
}

// conflicts returns the conflicts of the table, and the most cells that they
// were looked for with. Once ctx has ended they are not all.
func (p *puzzle) conflicts(ctx context.Context) ([]Conflict, int) {
	c := &contest{puzzle: p, ctx: ctx, pairs: map[[2]int][]uint64{}, under: make([][][]int, len(p.cells)), box: make([]CountRange, len(p.tree.parent))}
	c.chart()
	all := slices.Repeat([]uint64{^uint64(0)}, c.words)
	size := 0
	for work := float64(c.words); size < min(maxConflict, len(p.cells)); size++ {
		if work *= float64(len(p.cells)-size) / float64(size+1); work > maxWords {
			break
		}
		if c.grow(all, 0, size+1); c.spent() {
			c.found = slices.DeleteFunc(c.found, func(set []int) bool { return len(set) > size })
			break
		}
	}
	var list []Conflict
	for _, set := range c.found {
		var conflict Conflict
		for _, k := range set {
			conflict = append(conflict, p.cells[k].Cell)
		}
		list = append(list, conflict)
	}
	return list, size
}

func (c *contest) spent() bool {
	return len(c.found) > maxConflicts || c.tries > maxTries || c.ctx.Err() != nil
}

// chart marks the points of each cell, and of each two cells of one row.
func (c *contest) chart() {
	points := (c.totals.Hi - c.totals.Lo + 1) * len(c.starts)
	c.words = (points + 63) / 64
	for k := range c.cells {
		c.alone = append(c.alone, make([]uint64, c.words))
		for j := range k {
			if c.cells[j].row == c.cells[k].row {
				c.pairs[[2]int{j, k}] = make([]uint64, c.words)
			}
		}
	}
	window := make([]CountRange, len(c.cells))
	for point := range points {
		const often = 1024
		if point%often == 0 && c.ctx.Err() != nil {
			return
		}
		n, e := c.at(point)
		word, bit := point/64, uint64(1)<<(point%64)
		for k := range c.cells {
			window[k] = c.window(&c.cells[k], n, e)
			if !window[k].empty() {
				c.alone[k][word] |= bit
			}
		}
		for pair, where := range c.pairs {
			if !window[pair[0]].meet(window[pair[1]]).empty() {
				where[word] |= bit
			}
		}
	}
}

// grow adds cells from number next on to the set, more of them, and keeps the
// sets that have no point but of which every part has one. Conflicts of fewer
// cells are known by then.
func (c *contest) grow(alive []uint64, next, more int) {
	depth := len(c.set)
	points := make([]uint64, c.words)
	for k := next; k <= len(c.cells)-more; k++ {
		if c.spent() || c.known(k) {
			continue
		}
		c.narrow(points, alive, k)
		c.set = append(c.set, k)
		if more > 1 {
			c.grow(points, k+1, more-1)
		} else if !c.holds(points) {
			set := slices.Clone(c.set)
			c.found = append(c.found, set)
			c.under[k] = append(c.under[k], set)
		}
		c.set = c.set[:depth]
	}
}

// known reports whether the set with cell k holds a known conflict.
func (c *contest) known(k int) bool {
	return slices.ContainsFunc(c.under[k], func(conflict []int) bool {
		for _, j := range conflict {
			if j != k && !slices.Contains(c.set, j) {
				return false
			}
		}
		return true
	})
}

// narrow leaves in points those of alive that cell k and its row allow.
func (c *contest) narrow(points, alive []uint64, k int) {
	for i, word := range c.alone[k] {
		points[i] = alive[i] & word
	}
	for _, j := range c.set {
		if where, ok := c.pairs[[2]int{j, k}]; ok {
			for i := range points {
				points[i] &= where[i]
			}
		}
	}
}

// holds reports whether the set holds at one of the points.
func (c *contest) holds(points []uint64) bool {
	for i, word := range points {
		for ; word != 0; word &= word - 1 {
			if !c.linked || c.fitsAt(64*i+bits.TrailingZeros64(word)) {
				return true
			}
		}
	}
	return false
}

func (c *contest) fitsAt(point int) bool {
	c.tries++
	n, e := c.at(point)
	for r := range c.box {
		c.box[r] = c.base[r]
		if r != c.tree.root {
			c.box[r].Hi = min(c.box[r].Hi, n)
		}
	}
	for _, k := range c.set {
		row := c.cells[k].row
		c.box[row] = c.box[row].meet(c.window(&c.cells[k], n, e))
	}
	_, ok := c.tree.fits(n, c.box)
	return ok
}
