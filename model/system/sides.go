package system

// side is a module with what is asked of it: twice its number, plus 1 where it is to work
// and not to fail. A coherent structure is asked one of the two throughout; a [Not] turns
// one into the other.
type side int32

func failureOf(module int32) side   { return side(2 * module) }
func (x side) module() int32        { return int32(x / 2) }
func (x side) works() bool          { return x&1 == 1 }
func (x side) opposite() side       { return x ^ 1 }
func (x side) of(module int32) side { return failureOf(module) | x&1 }

// outcome is a leaf that has failed, or works, as a side is of a module.
type outcome int32

func outcomeOf(leaf int32, works bool) outcome {
	if works {
		return outcome(2*leaf + 1)
	}
	return outcome(2 * leaf)
}

func (l outcome) leaf() int32 { return int32(l / 2) }
func (l outcome) works() bool { return l&1 == 1 }

// chanceOf is the probability of a outcome.
func (s *state) chanceOf(l outcome) float64 {
	if l.works() {
		return s.leaf.up[l.leaf()]
	}
	return s.leaf.down[l.leaf()]
}

// root is the side that is asked for.
func (f *finder) root() side {
	if f.failing {
		return failureOf(f.plan.root)
	}
	return failureOf(f.plan.root).opposite()
}

// sides reports which sides of modules the sets are made of.
func (f *finder) sides() []bool {
	asked := make([]bool, 2*len(f.plan.modules))
	asked[f.root()] = true
	for i := len(asked) - 1; i >= 0; i-- {
		x := side(i)
		if !asked[x] && !asked[x.opposite()] {
			continue
		}
		m := &f.plan.modules[x.module()]
		for _, kid := range m.kids {
			switch {
			case m.op == opDiagram && !f.coherent:
				asked[failureOf(kid)], asked[failureOf(kid).opposite()] = true, true
			case !asked[x]:
			case m.op == OpNot:
				asked[x.opposite().of(kid)] = true
			default:
				asked[x.of(kid)] = true
			}
		}
	}
	return asked
}

// choice returns what makes a side of a series, a parallel, a k-out-of-n or a not: so many
// of these.
func (f *finder) choice(x side) (kids []side, need int) {
	m := &f.plan.modules[x.module()]
	for _, kid := range m.kids {
		kids = append(kids, x.of(kid))
	}
	switch {
	case m.op == OpNot:
		return []side{x.opposite().of(m.kids[0])}, 1
	case m.op == OpKOfN && x.works():
		return kids, m.k
	case m.op == OpKOfN:
		return kids, len(kids) - m.k + 1
	case (m.op == OpSeries) == x.works():
		return kids, len(kids)
	}
	return kids, 1
}
