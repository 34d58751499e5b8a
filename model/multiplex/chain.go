package multiplex

import "context"

// chain moves distributions of counts from stage to stage, leaving out what is
// too improbable to matter. All of its terms are positive. Once ctx has
// ended its distributions mean nothing.
type chain struct {
	ctx     context.Context
	n       int
	tol     float64   // what may be left out at either end of one row
	cut     float64   // what was left out in all
	scratch []float64 // one row
	pairs   []float64 // and that of the first two of three inputs
}

func newChain(ctx context.Context, n int, tol float64) *chain {
	return &chain{ctx: ctx, n: n, tol: tol, scratch: make([]float64, n+1), pairs: make([]float64, n+1)}
}

// row computes a law that is to be taken times weight, in p, and returns with it
// the factor that makes its sum the weight.
func (c *chain) row(p []float64, weight float64, l law) (r row, scale float64) {
	r = l.compute(p, min(unseen, c.tol/weight))
	scale = weight / r.sum
	c.cut += scale * r.rest
	return r, scale
}

// spread adds weight times the law, moved up by shift, to out.
func (c *chain) spread(out []float64, weight float64, l law, shift int) {
	if weight <= c.tol {
		c.cut += weight
		return
	}
	r, scale := c.row(c.scratch, weight, l)
	to := out[shift+r.lo : shift+r.hi+1]
	for i, p := range r.p[r.lo : r.hi+1] {
		to[i] += scale * p
	}
}

// each returns the distribution after a step in which the count k becomes one
// of the law to(k).
func (c *chain) each(from Counts, to func(k int) law) Counts {
	out := make([]float64, c.n+1)
	for i, p := range from.p {
		if c.ctx.Err() != nil {
			return from
		}
		c.spread(out, p, to(from.lo+i), 0)
	}
	return trimmed(out)
}

// thin takes the stimulus from each stimulated line with probability lose and
// leaves it with probability keep.
func (c *chain) thin(from Counts, keep, lose float64) Counts {
	if lose == 0 {
		return from
	}
	return c.each(from, func(k int) law { return survivors(k, keep, lose) })
}

// noise inverts each line with probability e < 1/2, in two steps: first
// stimulated lines lose their stimulus with probability a, then lines without
// one, those that lost it too, gain it with probability e. With a = e/(1-e) a
// line that was stimulated is so at the end with probability
//
//	(1-a) + a e = 1 - e.
func (c *chain) noise(from Counts, e float64) Counts {
	lost := c.thin(from, (1-2*e)/(1-e), e/(1-e))
	return c.thin(lost.complement(), 1-e, e).complement()
}
