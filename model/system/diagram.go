package system

// diagram is the structure function of a module in a form made for evaluation:
// plain nodes without complements, parents before kids. Nodes 0 and 1 are the
// constants "fails" and "works"; node v branches on variable level[v], to
// hi[v] where that kid of the module works and to lo[v] where it fails. It need
// not be reduced.
type diagram struct {
	level  []int32
	lo, hi []int32
	root   int32
	levels int
}

const (
	failsNode int32 = 0
	worksNode int32 = 1
)

// newDiagram returns a diagram of the given number of levels and no nodes but
// the constants, which lie below all levels.
func newDiagram(levels int) *diagram {
	end := int32(levels)
	return &diagram{level: []int32{end, end}, lo: []int32{0, 1}, hi: []int32{0, 1}, levels: levels}
}

func (d *diagram) add(level int32) int32 {
	d.level = append(d.level, level)
	d.lo = append(d.lo, failsNode)
	d.hi = append(d.hi, failsNode)
	return int32(len(d.level) - 1)
}

// diagram returns what e reaches, a function of the given number of variables.
func (b bdd) diagram(e edge, levels int) *diagram {
	reached := b.byLevel(b.reach(e), levels)
	d := newDiagram(levels)
	number := b.numbers()
	number[trueEdge], number[falseEdge] = worksNode, failsNode
	for _, x := range reached {
		number[x] = d.add(b.level(x))
	}
	for _, x := range reached {
		lo, hi := b.split(x, b.level(x))
		d.lo[number[x]], d.hi[number[x]] = number[lo], number[hi]
	}
	d.root = number[e]
	for _, x := range reached {
		number[x] = unnumbered
	}
	return d
}

// byLevel sorts edges, those of a level in the order in which they stand.
func (b bdd) byLevel(of []edge, levels int) []edge {
	next := make([]int, levels+1) // the place of the next edge of every level
	for _, x := range of {
		next[b.level(x)+1]++
	}
	for l := range levels {
		next[l+1] += next[l]
	}
	sorted := make([]edge, len(of))
	for _, x := range of {
		sorted[next[b.level(x)]] = x
		next[b.level(x)]++
	}
	return sorted
}

// reach returns the edges that lead to nodes from e, a node and its complement
// apart.
func (b bdd) reach(e edge) []edge {
	var found []edge
	number := b.numbers()
	var walk func(edge)
	walk = func(x edge) {
		if x.node() == 0 || number[x] != unnumbered {
			return
		}
		number[x] = failsNode // until it is known
		found = append(found, x)
		lo, hi := b.split(x, b.level(x))
		walk(lo)
		walk(hi)
	}
	walk(e)
	return found
}

const unnumbered int32 = -1

// numbers returns the numbers of all edges of the store in the diagram that is
// being made of it; none has one but while that goes on.
func (s *store) numbers() []int32 {
	for len(s.number) < 2*len(s.knots) {
		s.number = append(s.number, unnumbered)
	}
	return s.number
}

// chances are the probabilities of working and of failing, each a sum of
// positive terms, so that both keep their digits however small they are.
type chances struct{ up, down []float64 }

func (c *chances) resize(n int) {
	if cap(c.up) < n {
		c.up, c.down = make([]float64, n), make([]float64, n)
	}
	c.up, c.down = c.up[:n], c.down[:n]
}

// evaluate fills at with the probabilities of every node to lead to "works"
// and to "fails", and returns the root's:
//
//	P(v) = p P(hi) + q P(lo),    Q(v) = p Q(hi) + q Q(lo)
//
// with p and q the probabilities that the kid of v's level works and fails.
func (d *diagram) evaluate(kid chances, at *chances) (up, down float64) {
	at.resize(len(d.level))
	at.up[failsNode], at.down[failsNode] = 0, 1
	at.up[worksNode], at.down[worksNode] = 1, 0
	for v := len(d.level) - 1; v > int(worksNode); v-- {
		l, lo, hi := d.level[v], d.lo[v], d.hi[v]
		p, q := kid.up[l], kid.down[l]
		at.up[v] = p*at.up[hi] + q*at.up[lo]
		at.down[v] = p*at.down[hi] + q*at.down[lo]
	}
	return at.up[d.root], at.down[d.root]
}

// works is the half of evaluate that asks for working.
func (d *diagram) works(kid chances, at *chances) float64 {
	at.resize(len(d.level))
	at.up[failsNode], at.up[worksNode] = 0, 1
	for v := len(d.level) - 1; v > int(worksNode); v-- {
		l := d.level[v]
		at.up[v] = kid.up[l]*at.up[d.hi[v]] + kid.down[l]*at.up[d.lo[v]]
	}
	return at.up[d.root]
}
