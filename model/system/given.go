package system

import "math"

// conditionals is a module seen from one of its kids: what the module does given that
// the kid works and given that it fails, the other kids being as they are, and
// Birnbaum's measure, the probability that the kid decides,
//
//	birnbaum = P(module works | kid works) - P(module works | kid fails),
//
// computed without that subtraction wherever it would cost digits.
type conditionals struct {
	upUp, downUp     float64 // P(module works), P(module fails) given that the kid works
	upDown, downDown float64 // the same given that the kid fails
	birnbaum         float64
}

// conditionals returns the view of every kid; at holds what evaluate found.
//
// A path through the diagram either meets level l or crosses it: the first
// kind is summed over the nodes of l, the second over the edges that pass l.
//
// In a structure that is not coherent Birnbaum's measure may be below 0: it is the
// difference of the two probabilities, of which neither need be above the other.
func (d *diagram) given(kid chances, at *chances, coherent bool, spend func(steps int) bool) []conditionals {
	reach := make([]float64, len(d.level))
	views := make([]conditionals, d.levels)
	works, fails := newCrossing(d.levels), newCrossing(d.levels)
	pass := func(from, to int32, w float64) {
		reach[to] += w
		works.add(from, d.level[to], w*at.up[to])
		fails.add(from, d.level[to], w*at.down[to])
	}
	deciding := &decidingPairs{d: d, kid: kid, at: at, spend: spend, known: map[[2]int32]float64{}}
	pass(0, d.root, 1)
	for v := int(worksNode) + 1; v < len(d.level); v++ {
		l, lo, hi, r := d.level[v], d.lo[v], d.hi[v], reach[v]
		if v%lookUp == 0 && !spend(lookUp) {
			break
		}
		if r == 0 {
			continue
		}
		g := &views[l]
		g.upUp += r * at.up[hi]
		g.downUp += r * at.down[hi]
		g.upDown += r * at.up[lo]
		g.downDown += r * at.down[lo]
		if coherent {
			g.birnbaum += r * deciding.difference(hi, lo)
		} else {
			g.birnbaum += r * deciding.signed(hi, lo)
		}
		pass(l+1, hi, r*kid.up[l])
		pass(l+1, lo, r*kid.down[l])
	}
	for l := range views {
		up, down := works.at(l), fails.at(l)
		views[l].upUp += up
		views[l].upDown += up
		views[l].downUp += down
		views[l].downDown += down
	}
	return views
}

// rangeSums holds sums over ranges of levels: a tree in which a range is made
// of few nodes, so that nothing is ever subtracted.
type rangeSums struct {
	n    int
	tree []float64
}

func newCrossing(levels int) *rangeSums {
	return &rangeSums{n: levels, tree: make([]float64, 2*levels)}
}

// add adds w to the levels from..to-1.
func (c *rangeSums) add(from, to int32, w float64) {
	lo, hi := int(from)+c.n, int(to)+c.n
	for ; lo < hi; lo, hi = lo/2, hi/2 {
		if lo&1 == 1 {
			c.tree[lo] += w
			lo++
		}
		if hi&1 == 1 {
			hi--
			c.tree[hi] += w
		}
	}
}

// at returns the sum at a level.
func (c *rangeSums) at(level int) float64 {
	sum := 0.0
	for i := level + c.n; i > 0; i /= 2 {
		sum += c.tree[i]
	}
	return sum
}

// decidingPairs computes the probability that a node works and another fails, for
// pairs of which the first works whenever the second does.
type decidingPairs struct {
	d     *diagram
	kid   chances
	at    *chances
	known map[[2]int32]float64
	spend func(steps int) bool
}

const (
	lossMost  = 100     // digits that a subtraction may cost: two
	pairsMost = 1 << 20 // pairs that are remembered
	pairCost  = 64      // steps that each costs
)

// difference returns P(h works and l fails) = P(h) - P(l) = Q(l) - Q(h). It
// subtracts the smaller two of these where that costs two digits at most, and
// otherwise goes one level down, where the terms are positive:
//
//	p difference(h|works, l|works) + q difference(h|fails, l|fails).
func (x *decidingPairs) difference(h, l int32) float64 {
	if h == l {
		return 0
	}
	up, down := x.at.up[h]-x.at.up[l], x.at.down[l]-x.at.down[h]
	switch {
	case x.at.up[h] <= lossMost*up && x.at.up[h] <= x.at.down[l]:
		return up
	case x.at.down[l] <= lossMost*down:
		return down
	case x.at.up[h] <= lossMost*up:
		return up
	}
	pair := [2]int32{h, l}
	if w, ok := x.known[pair]; ok {
		return w
	}
	if len(x.known) >= pairsMost || !x.spend(pairCost) {
		return max(up, down, 0)
	}
	w := x.descend(h, l)
	x.known[pair] = w
	return w
}

// signed returns P(h) - P(l) where neither need work whenever the other does: by the
// subtraction of P or of Q that costs less, where it costs two digits at most, and else as
// the sum one level down, whose terms may have both signs.
func (x *decidingPairs) signed(h, l int32) float64 {
	if h == l {
		return 0
	}
	up, down := x.at.up[h]-x.at.up[l], x.at.down[l]-x.at.down[h]
	best, of := up, max(x.at.up[h], x.at.up[l])
	if other := max(x.at.down[h], x.at.down[l]); other < of {
		best, of = down, other
	}
	if of <= lossMost*math.Abs(best) {
		return best
	}
	pair := [2]int32{h, l}
	if w, ok := x.known[pair]; ok {
		return w
	}
	if len(x.known) >= pairsMost || !x.spend(pairCost) {
		return best
	}
	level := min(x.d.level[h], x.d.level[l])
	h0, h1 := x.d.split(h, level)
	l0, l1 := x.d.split(l, level)
	w := x.kid.up[level]*x.signed(h1, l1) + x.kid.down[level]*x.signed(h0, l0)
	x.known[pair] = w
	return w
}

func (x *decidingPairs) descend(h, l int32) float64 {
	level := min(x.d.level[h], x.d.level[l])
	h0, h1 := x.d.split(h, level)
	l0, l1 := x.d.split(l, level)
	return x.kid.up[level]*x.difference(h1, l1) + x.kid.down[level]*x.difference(h0, l0)
}

func (d *diagram) split(v, level int32) (lo, hi int32) {
	if d.level[v] != level {
		return v, v
	}
	return d.lo[v], d.hi[v]
}
