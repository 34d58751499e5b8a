package sizing

import (
	"math"
	"slices"
)

const (
	maxMoves = 1e10 // points of lists put on cells
	maxCells = 1 << 18
	fewWays  = 10_000 // fewer are not worth a grid
)

// grid folds lists whose spends are whole multiples of a unit: a dynamic
// programme over all totals.
type grid struct {
	search *search
	unit   []float64 // of every resource
	size   []int
	stride []int
	cells  int

	best  []cell    // scratch, of one stage
	least []float64 // scratch: the least loss for a cell's spend or less
	kept  []spot    // scratch
}

// spot is a Pareto point of the lists so far, at a cell of the grid.
type spot struct {
	at         [maxResources]int32
	cell       int32
	from, pick int32 // spot before, and point of the list
	loss       float64
}

// newGrid returns nil where the lists do not suit a grid.
func (f *search) newGrid(lists [][]point) *grid {
	g := &grid{search: f, cells: 1}
	ways, longest := 1.0, 0
	for _, list := range lists {
		longest += len(list)
		if slices.ContainsFunc(list, func(p point) bool { return p.bound }) {
			return nil
		}
		ways *= float64(len(list))
	}
	if len(f.names) < 2 || ways < fewWays || f.ended() {
		return nil
	}
	for k := range f.names {
		unit, most := unitOf(lists, k)
		steps := math.Floor(min(f.room[k], most)/unit + 1e-6)
		if unit == 0 || !(steps < maxCells) {
			return nil
		}
		g.unit, g.size = append(g.unit, unit), append(g.size, int(steps)+1)
		if g.cells *= int(steps) + 1; g.cells > maxCells {
			return nil
		}
	}
	if float64(g.cells)*float64(longest) > maxMoves {
		return nil
	}
	g.stride = make([]int, len(g.size))
	stride := 1
	for k := len(g.size) - 1; k >= 0; k-- {
		g.stride[k] = stride
		stride *= g.size[k]
	}
	g.best, g.least = make([]cell, g.cells), make([]float64, g.cells)
	return g
}

// unitOf returns the greatest unit of which all spends of resource k are
// multiples, 0 if there is none of use, and the most that can be spent.
func unitOf(lists [][]point, k int) (unit, most float64) {
	for _, list := range lists {
		top := 0.0
		for _, p := range list {
			top = max(top, p.spend[k])
			if unit = divisor(unit, p.spend[k]); math.IsNaN(unit) {
				return 0, 0
			}
		}
		most += top
	}
	if unit == 0 {
		unit = 1
	}
	return unit, most
}

// divisor is the greatest common divisor of a and b by Euclid, to a relative
// 1e-9; NaN where it is below a millionth of the greater.
func divisor(a, b float64) float64 {
	most := max(a, b)
	for b > 1e-9*most {
		r := math.Mod(a, b)
		if b-r < 1e-9*most {
			r = 0
		}
		a, b = b, r
	}
	if a < 1e-6*most {
		return math.NaN()
	}
	return a
}

// fold runs the programme, list by list; nil where the search ends before.
func (g *grid) fold(lists [][]point) []point {
	stages := [][]spot{{{from: -1, pick: -1}}}
	for _, list := range lists {
		stages = append(stages, g.advance(stages[len(stages)-1], list))
	}
	if g.search.ended() {
		return nil
	}
	trace := &trace{grid: g, lists: lists, stages: stages}
	for _, stage := range stages {
		trace.made = append(trace.made, make([]*point, len(stage)))
	}
	last := len(stages) - 1
	out := make([]point, len(stages[last]))
	for i := range out {
		out[i] = *trace.point(last, i)
	}
	return out
}

// advance combines the spots so far with one more list, and keeps those that
// none beats.
func (g *grid) advance(spots []spot, list []point) []spot {
	for i := range g.best {
		g.best[i] = cell{loss: math.Inf(1), from: -1}
	}
	for pick := range list {
		if g.search.ended() {
			break
		}
		if by, ok := g.shift(&list[pick]); ok {
			g.move(spots, by, int32(pick))
		}
	}
	g.search.looked += len(spots) * len(list)
	return g.nondominated()
}

// cell is the best way to spend one total.
type cell struct {
	loss       float64
	from, pick int32
}

// shift is a point of a list as a spot, if it has a place on the grid.
func (g *grid) shift(p *point) (by spot, ok bool) {
	by.loss = p.loss
	for k, unit := range g.unit {
		steps := math.Round(p.spend[k] / unit)
		if steps >= float64(g.size[k]) {
			return by, false
		}
		by.at[k] = int32(steps)
		by.cell += by.at[k] * int32(g.stride[k])
	}
	return by, true
}

// move puts all spots, moved by one point, where they are the best so far.
func (g *grid) move(spots []spot, by spot, pick int32) {
	var room [maxResources]int32
	for k, size := range g.size {
		room[k] = int32(size) - by.at[k]
	}
	best := g.best[by.cell:]
next:
	for from := range spots {
		s := &spots[from]
		if s.at[0] >= room[0] { // spots stand in this order
			break
		}
		if s.at[1] >= room[1] {
			continue
		}
		for k := 2; k < len(g.size); k++ {
			if s.at[k] >= room[k] {
				continue next
			}
		}
		if to, loss := &best[s.cell], s.loss+by.loss; loss < to.loss || to.from < 0 {
			*to = cell{loss, int32(from), pick}
		}
	}
}

// nondominated returns the spots with less loss than all that spend no more.
func (g *grid) nondominated() []spot {
	g.kept = g.kept[:0]
	at := [maxResources]int32{}
	for i := range g.best {
		c, below := &g.best[i], math.Inf(1)
		for k, stride := range g.stride {
			if at[k] > 0 {
				below = min(below, g.least[i-stride])
			}
		}
		g.least[i] = below
		if c.from >= 0 && c.loss < below {
			g.least[i] = c.loss
			g.kept = append(g.kept, spot{at: at, cell: int32(i), from: c.from, pick: c.pick, loss: c.loss})
		}
		g.step(&at)
	}
	return slices.Clone(g.kept)
}

// step goes to the next cell.
func (g *grid) step(at *[maxResources]int32) {
	for k := len(g.size) - 1; k >= 0; k-- {
		if at[k]++; int(at[k]) < g.size[k] {
			return
		}
		at[k] = 0
	}
}

// trace makes points of spots, each once.
type trace struct {
	grid   *grid
	lists  [][]point
	stages [][]spot
	made   [][]*point
}

func (t *trace) point(stage, i int) *point {
	if p := t.made[stage][i]; p != nil {
		return p
	}
	s := &t.stages[stage][i]
	p := &point{value: value{loss: s.loss}}
	for k, unit := range t.grid.unit {
		p.spend[k] = float64(s.at[k]) * unit
	}
	if s.pick >= 0 {
		p.left, p.right = t.point(stage-1, int(s.from)), &t.lists[stage-1][s.pick]
	}
	t.made[stage][i] = p
	return p
}
