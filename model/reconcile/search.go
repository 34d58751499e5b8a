package reconcile

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"mtbf/model"
)

// option is a way to settle one row at one point: which of its cells hold,
// with which counts.
type option struct {
	mask   uint8
	misses int
	box    CountRange
}

// walk goes through the ways to settle all rows at one point: a total, and a
// stretch of exposure.
type walk struct {
	*puzzle
	ctx     context.Context
	n       int
	e       int64
	options [][]option
	rest    []int // by place in the order: misses that the rows from there on cannot avoid
	box     []CountRange
	mask    []uint8
	steps   int
	found   func() (more bool)
}

func (p *puzzle) newWalk(ctx context.Context) *walk {
	size := len(p.tree.parent)
	return &walk{
		puzzle: p, ctx: ctx, options: make([][]option, size), rest: make([]int, size+1),
		box: make([]CountRange, size), mask: make([]uint8, size),
	}
}

// impossible stands for the misses at a point where some row has no count.
const impossible = math.MaxUint16

// enter moves the walk to a point and returns the misses that no way to
// settle the rows avoids: the sum over the rows, each for itself.
func (w *walk) enter(n int, e int64) int {
	w.n, w.e = n, e
	for i, r := range slices.Backward(w.tree.order) {
		w.box[r] = w.base[r]
		if r != w.tree.root {
			w.box[r].Hi = min(w.box[r].Hi, n)
		}
		w.settle(r)
		w.rest[i] = impossible
		if len(w.options[r]) > 0 {
			w.rest[i] = min(w.rest[i+1]+w.options[r][0].misses, impossible)
		}
	}
	return w.rest[0]
}

// settle lists the options of row r, fewest misses first. One that holds
// fewer cells than another and allows no other counts is left out.
func (w *walk) settle(r int) {
	cells := w.of[r]
	options := w.options[r][:0]
	for missed := 0; missed <= len(cells); missed++ {
		for subset := range 1 << len(cells) {
			o := option{box: w.box[r], misses: len(cells)}
			for i := range cells {
				if subset>>i&1 == 1 {
					o.mask |= cells[i].bit
					o.misses--
					o.box = o.box.meet(w.window(&cells[i], w.n, w.e))
				}
			}
			if o.misses == missed && !o.box.empty() && !covered(options, o) {
				options = append(options, o)
			}
		}
	}
	w.options[r] = options
}

func covered(options []option, o option) bool {
	return slices.ContainsFunc(options, func(q option) bool { return q.mask&o.mask == o.mask && q.box == o.box })
}

// mtbfBit marks an MTBF in a mask of cells.
const mtbfBit = 1 << 2

// splitUp makes an option for each count of the rows whose MTBF holds.
func (w *walk) splitUp() {
	for r, options := range w.options {
		if r == w.tree.root {
			continue
		}
		var apart []option
		for _, o := range options {
			if o.mask&mtbfBit == 0 {
				apart = append(apart, o)
				continue
			}
			for n := o.box.Lo; n <= o.box.Hi; n++ {
				apart = append(apart, option{o.mask, o.misses, CountRange{n, n}})
			}
		}
		w.options[r] = apart
	}
}

// descend settles the rows from place i of the order on with at most left
// misses, and reports whether to go on.
func (w *walk) descend(i, left int) bool {
	if w.steps++; w.steps > maxSteps || w.ended() {
		return false
	}
	if i == len(w.tree.order) {
		return w.found()
	}
	r := w.tree.order[i]
	whole := w.box[r]
	defer func() { w.box[r] = whole }()
	for _, o := range w.options[r] {
		if o.misses+w.rest[i+1] > left {
			continue
		}
		w.box[r], w.mask[r] = o.box, o.mask
		if w.linked {
			if _, ok := w.tree.fits(w.n, w.box); !ok {
				continue
			}
		}
		if !w.descend(i+1, left-o.misses) {
			return false
		}
	}
	return true
}

// ended looks at the context now and then.
func (w *walk) ended() bool {
	const often = 1024
	return w.steps%often == 0 && w.ctx.Err() != nil
}

// best finds the readings with the fewest misses.
func (p *puzzle) best(ctx context.Context) (Readings, error) {
	w := p.newWalk(ctx)
	bounds := make([]uint16, 0, (p.totals.Hi-p.totals.Lo+1)*len(p.starts))
	for n := p.totals.Lo; n <= p.totals.Hi; n++ {
		if ctx.Err() != nil {
			return Readings{}, context.Cause(ctx)
		}
		for _, e := range p.starts {
			bounds = append(bounds, uint16(w.enter(n, e)))
		}
	}
	misses, err := w.fewestMisses(bounds)
	if err != nil {
		return Readings{}, err
	}
	all := w.collect(bounds, misses)
	if ctx.Err() != nil {
		return Readings{}, context.Cause(ctx)
	}
	best := Readings{Agree: len(p.cells) - misses, Cells: len(p.cells), Found: len(all), Complete: w.steps <= maxSteps && len(all) < maxReadings}
	best.List = p.rank(all)
	return best, nil
}

// fewestMisses returns the fewest misses of any reading, from lower bounds
// for each point.
func (w *walk) fewestMisses(bounds []uint16) (int, error) {
	reached := false
	w.found = func() bool { reached = true; return false }
	for misses := range len(w.cells) + 1 {
		for i, bound := range bounds {
			if int(bound) > misses {
				continue
			}
			if !w.linked {
				return misses, nil
			}
			w.enter(w.at(i))
			if w.descend(0, misses); reached {
				return misses, nil
			}
			if w.ctx.Err() != nil {
				return 0, context.Cause(w.ctx)
			}
			if w.steps > maxSteps {
				return 0, &model.ParamError{Param: "ranges", Value: w.size(), Want: "a search (totals x stretches of exposure) that ends within 10 million steps: narrow the ranges, or let rows stand apart"}
			}
		}
	}
	return 0, &model.ParamError{Param: "ranges", Value: w.size(), Want: "a search (totals x stretches of exposure) in which the counts of the rows can nest at all"}
}

func (p *puzzle) size() string {
	return fmt.Sprintf("%d x %d", p.totals.Hi-p.totals.Lo+1, len(p.starts))
}

// at returns the total and the stretch of a point by its number.
func (p *puzzle) at(point int) (n int, e int64) {
	return p.totals.Lo + point/len(p.starts), p.starts[point%len(p.starts)]
}

// settled is a reading as the walk finds it.
type settled struct {
	n    int
	box  []CountRange
	mask []uint8
}

// collect gathers the distinct readings with exactly the fewest misses.
func (w *walk) collect(bounds []uint16, misses int) []settled {
	var all []settled
	seen := map[string]bool{}
	var key []byte
	w.found = func() bool {
		key = binary.AppendUvarint(key[:0], uint64(w.n))
		for r, mask := range w.mask {
			key = append(key, mask)
			if mask&mtbfBit != 0 && r != w.tree.root {
				key = binary.AppendUvarint(key, uint64(w.box[r].Lo))
			}
		}
		if !seen[string(key)] {
			seen[string(key)] = true
			all = append(all, settled{w.n, slices.Clone(w.box), slices.Clone(w.mask)})
		}
		return len(all) < maxReadings
	}
	w.steps = 0
	for i, bound := range bounds {
		if int(bound) > misses {
			continue
		}
		w.enter(w.at(i))
		w.splitUp()
		if w.ctx.Err() != nil || !w.descend(0, misses) {
			break
		}
	}
	return all
}
