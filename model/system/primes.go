package system

// primes returns the prime implicants of d failing, or of d working, as sets of what its
// kids must do: level l of the diagram is level 2l where the kid must have failed, and
// 2l+1 where it must work. With f1 and f0 the function where the first kid has failed and
// where it works (Coudert and Madre),
//
//	primes(f) = primes(f1 and f0), and
//	            {failed} with each of primes(f1) that is none of those, and
//	            {works} with each of primes(f0) that is none of those.
func (z zdd) primes(d *diagram, failing bool) edge {
	b := newBDD(z.ctx, z.limit)
	b.most = z.most
	p := primer{z: z, b: b, made: map[edge]edge{trueEdge: baseFamily, falseEdge: emptyFamily}}
	root := p.function(d, failing)
	all := p.primes(root)
	z.full = z.full || b.full
	return all
}

// primer makes the prime implicants of the functions of a diagram.
type primer struct {
	z    zdd
	b    bdd
	made map[edge]edge
}

// function is d in a store of decision diagrams, hi where a kid has failed.
func (p *primer) function(d *diagram, failing bool) edge {
	of := make([]edge, len(d.level))
	of[failsNode], of[worksNode] = falseEdge, trueEdge
	if failing {
		of[failsNode], of[worksNode] = trueEdge, falseEdge
	}
	for v := len(d.level) - 1; v > int(worksNode) && !p.b.full; v-- {
		of[v] = p.b.make(d.level[v], of[d.hi[v]], of[d.lo[v]])
	}
	return of[d.root]
}

func (p *primer) primes(f edge) edge {
	if e, ok := p.made[f]; ok {
		return e
	}
	if p.z.full || p.b.full {
		return emptyFamily
	}
	level := p.b.level(f)
	f0, f1 := p.b.split(f, level)
	both := p.primes(p.b.and(f0, f1))
	failed, works := p.z.but(p.primes(f1), both), p.z.but(p.primes(f0), both)
	e := p.z.make(2*level, p.z.make(2*level+1, both, works), failed)
	p.made[f] = e
	return e
}

// but returns the sets of f that are not of g.
func (z zdd) but(f, g edge) edge {
	switch {
	case f == emptyFamily || g == emptyFamily:
		return f
	case f == g || z.full:
		return emptyFamily
	}
	top := min(z.level(f), z.level(g))
	if m, ok := z.recall(opBut, f, g, 0); ok {
		return m.result
	}
	f0, f1 := z.split(f, top)
	g0, g1 := z.split(g, top)
	return z.keep(opBut, f, g, 0, z.make(top, z.but(f0, g0), z.but(f1, g1)))
}
