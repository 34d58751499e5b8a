package system

// ordersWork is the most that counting sets by order may cost, in multiplications and
// numbers kept.
const ordersWork = 1 << 25

// tallies are how many sets have so many units, from a least number of units on.
type tallies struct {
	least int
	of    []float64
}

// orderCounter counts the sets of a plan by their number of units, without listing them.
type orderCounter struct {
	*finder
	of   []tallies // of sides
	left int       // of the work
}

// countsByOrder returns how many minimal sets have 0, 1, 2, ... units, up to the greatest order
// asked for; nil where counting them would take long.
func (f *finder) countsByOrder() []float64 {
	c := &orderCounter{finder: f, of: make([]tallies, 2*len(f.plan.modules)), left: ordersWork}
	for at, asked := range f.sides() {
		if !asked || c.left < 0 {
			continue
		}
		switch x := side(at); f.plan.modules[x.module()].op {
		case OpLeaf:
			c.of[x] = tallies{1, []float64{1}}
		case opDiagram:
			c.of[x] = c.diagram(x)
		default:
			c.of[x] = c.choice(x)
		}
	}
	all := c.of[f.root()]
	if c.left < 0 || len(all.of) == 0 {
		return nil
	}
	return append(make([]float64, all.least), all.of...)
}

// choice counts the sets of so many kids, by the number of kids taken.
func (c *orderCounter) choice(x side) tallies {
	kids, need := c.finder.choice(x)
	taken := make([]tallies, need+1)
	taken[0] = tallies{0, []float64{1}}
	for j, kid := range kids {
		for s := min(j+1, need); s > 0 && c.left >= 0; s-- {
			taken[s] = c.sum(taken[s], c.product(taken[s-1], c.of[kid]))
		}
	}
	return taken[need]
}

// diagram counts the sets of each node of a family, kids before parents.
func (c *orderCounter) diagram(x side) tallies {
	s := c.family[x]
	nodes := make([]tallies, len(s.z.knots))
	of := func(e edge) tallies {
		switch e {
		case emptyFamily:
			return tallies{}
		case baseFamily:
			return tallies{0, []float64{1}}
		}
		return nodes[e.node()]
	}
	for n := 1; n < len(nodes) && c.left >= 0; n++ {
		k := s.z.knots[n]
		nodes[n] = c.sum(of(k.lo), c.product(of(k.hi), c.of[s.kid(k.level)]))
	}
	return of(s.root)
}

func (c *orderCounter) sum(a, b tallies) tallies {
	switch {
	case len(a.of) == 0:
		return b
	case len(b.of) == 0:
		return a
	}
	least := min(a.least, b.least)
	t := tallies{least, make([]float64, max(a.least+len(a.of), b.least+len(b.of))-least)}
	c.left -= len(t.of)
	for _, x := range []tallies{a, b} {
		for i, n := range x.of {
			t.of[x.least-least+i] += n
		}
	}
	return t
}

// product counts pairs of a set of each, those of too many units left out.
func (c *orderCounter) product(a, b tallies) tallies {
	if len(a.of) == 0 || len(b.of) == 0 {
		return tallies{}
	}
	t := tallies{least: a.least + b.least}
	size := min(len(a.of)+len(b.of)-1, c.o.MaxOrder-t.least+1)
	if size <= 0 {
		return tallies{}
	}
	if len(b.of) == 1 && b.of[0] == 1 && size == len(a.of) {
		t.of = a.of
		return t
	}
	t.of = make([]float64, size)
	c.left -= len(a.of)*len(b.of) + size
	for i, x := range a.of {
		for j := 0; j < len(b.of) && i+j < size; j++ {
			t.of[i+j] += x * b.of[j]
		}
	}
	return t
}
