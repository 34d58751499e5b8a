package life

import (
	"math"
	"slices"
)

// A long sample is condensed: the rows of a cell of the working scale become nodes with
// weights, at which any polynomial of a degree below nodes has the sum that it has over
// the rows. The likelihood of a row is such a polynomial across a narrow cell, to the
// last digits, so that a pass over the sample costs the same however long it is.
const (
	nodes     = 12 // of a cell, those of Chebyshev
	fullCell  = 3 * nodes
	cellWidth = 1. / 8  // of a working scale of unit spread
	cellMost  = 0.75    // width of a cell in units in which a family's tails bend
	condensed = 1 << 10 // rows from which on it pays
)

// condense replaces the rows by nodes, and keeps them for parameters under which a cell
// is too wide.
func (s *evidence) condense() {
	if s.rows()+len(s.entry) < condensed {
		return
	}
	whole := *s
	s.cell = cellWidth
	if !s.positiveSlope() {
		s.cell *= math.Min(1, math.Sqrt(s.variance))
	}
	for _, rows := range []*[]tied{&s.exact, &s.right, &s.left, &s.entry} {
		*rows = inCells(*rows, s.cell)
	}
	s.whole = &whole
}

// covers reports whether cells are narrow enough for the parameters.
func (s *evidence) covers(p point) bool {
	bend := p[1]
	if !s.positiveSlope() {
		bend = math.Exp(p[1] / 2)
	}
	return bend*s.cell <= cellMost
}

// bundles are the cells of a sample, by number.
type bundles map[int]*bundle

// bundle holds sums over the rows of a cell.
type bundle struct {
	rows    int
	moments [nodes]float64 // of the Chebyshev polynomials
}

// inCells returns the rows of full cells as nodes, and the others as they are.
func inCells(rows []tied, width float64) []tied {
	if len(rows) < fullCell {
		return rows
	}
	of := func(y float64) float64 { return math.Floor(y / width) }
	all := bundles{}
	out := make([]tied, 0, min(len(rows), 1<<12))
	for _, row := range rows {
		if i := of(row.y); math.Abs(i) < 1<<30 {
			all.add(int(i), 2*(row.y/width-i)-1, row.n)
		}
	}
	for _, row := range rows {
		if i := of(row.y); !(math.Abs(i) < 1<<30) || all[int(i)].rows < fullCell {
			out = append(out, row)
		}
	}
	for _, i := range all.full() {
		for k, n := range all[i].weights() {
			out = append(out, tied{(float64(i) + (chebyshev[k][1]+1)/2) * width, n})
		}
	}
	return out
}

func (c bundles) add(i int, x, n float64) {
	into := c[i]
	if into == nil {
		into = &bundle{}
		c[i] = into
	}
	into.rows++
	last, next := n, n*x
	for j := range into.moments {
		into.moments[j] += last
		last, next = next, 2*x*next-last
	}
}

// full returns the numbers of the full cells in order.
func (c bundles) full() []int {
	var all []int
	for i, x := range c {
		if x.rows >= fullCell {
			all = append(all, i)
		}
	}
	slices.Sort(all)
	return all
}

// weights are those of the nodes: (2 sum T_j(x_k) M_j - M_0)/nodes.
func (c *bundle) weights() (w [nodes]float64) {
	for k := range w {
		sum := -c.moments[0] / 2
		for j, m := range c.moments {
			sum += chebyshev[k][j] * m
		}
		w[k] = 2 * sum / nodes
	}
	return w
}

// chebyshev holds the Chebyshev polynomials at the nodes, chebyshev[k][1] being node k
// itself.
var chebyshev = func() (t [nodes][nodes]float64) {
	for k := range t {
		for j := range t[k] {
			t[k][j] = math.Cos(float64(j) * (float64(k) + 0.5) * math.Pi / nodes)
		}
	}
	return t
}()
