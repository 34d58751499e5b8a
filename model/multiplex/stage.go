package multiplex

// execute returns the distribution of the stimulated outputs of the first
// stage, from what arrives at its inputs.
func (c *chain) execute(s Scheme, in Inputs) Counts {
	if in.lines != nil {
		yes, no := answer(s.Organ, in.lines)
		return c.thin(certain(c.n, c.n), noisy(yes, s.Error), noisy(no, s.Error))
	}
	if s.Organ == Majority {
		out := make([]float64, c.n+1)
		c.vote(out, 1, in.counts[0], in.counts[1], in.counts[2])
		return c.noise(c.voted(out, certain(0, c.n)), s.Error)
	}
	both := c.each(certain(in.counts[0], c.n), func(k int) law { return pairs(k, in.counts[1], c.n) })
	return c.noise(both.complement(), s.Error)
}

// restore returns the distribution after one restoring tier: every input of an
// organ is a line of the same bundle, each time in a fresh random order.
func (c *chain) restore(s Scheme, from Counts) Counts {
	if s.Organ == Majority {
		out := make([]float64, c.n+1)
		for i, p := range from.p {
			k := from.lo + i
			c.vote(out, p, k, k, k)
		}
		return c.noise(c.voted(out, from), s.Error)
	}
	both := c.each(from, func(k int) law { return pairs(k, k, c.n) })
	return c.noise(both.complement(), s.Error)
}

// vote adds to out, times weight, the law of the number of majority organs with
// two or three stimulated inputs, where x, y and z of n lines are. If both of
// the first two inputs are stimulated at k organs, one of them is at x + y - 2k,
// and there the third decides.
func (c *chain) vote(out []float64, weight float64, x, y, z int) {
	if weight <= c.tol {
		c.cut += weight
		return
	}
	both, scale := c.row(c.pairs, weight, pairs(x, y, c.n))
	for k := both.lo; k <= both.hi && c.ctx.Err() == nil; k++ {
		c.spread(out, scale*both.p[k], pairs(x+y-2*k, z, c.n), k)
	}
}

// voted is what the votes make, or some distribution where they were not all
// counted.
func (c *chain) voted(out []float64, other Counts) Counts {
	if c.ctx.Err() != nil {
		return other
	}
	return trimmed(out)
}

// answer returns the probabilities that a faultless organ says yes and no,
// where input i does with probability p[i], all independent.
func answer(o Organ, p []float64) (yes, no float64) {
	x, y := p[0], p[1]
	if o == NAND {
		return (1 - x) + x*(1-y), x * y
	}
	z, differ := p[2], x*(1-y)+y*(1-x)
	return x*y + z*differ, (1-x)*(1-y) + (1-z)*differ
}

// noisy is the probability of yes after an inversion with probability e.
func noisy(yes, e float64) float64 { return e + (1-2*e)*yes }
