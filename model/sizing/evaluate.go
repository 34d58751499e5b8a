package sizing

// fill finds the chances of all leaves that are no questions, and the tables of
// diagrams, for a scene.
func (t *tree) fill(s *componentValues) ([]chance, error) {
	x := make([]chance, t.first+len(t.questions))
	for i, used := range t.used {
		if !used {
			continue
		}
		var err error
		if x[i], err = s.unit(t.m.Units[i].Component); err != nil {
			return nil, err
		}
	}
	for i, g := range t.groups {
		var err error
		if x[len(t.m.Units)+i], err = s.group(g, len(g.Units), t.m.Units[g.Units[0]].Component); err != nil {
			return nil, err
		}
	}
	return x, t.root.fill(x)
}

func (n *node) fill(x []chance) error {
	if n.d != nil {
		return n.d.fill(x)
	}
	for _, kid := range n.kids {
		if err := kid.fill(x); err != nil {
			return err
		}
	}
	return nil
}

// chance is that the node works, given the chances of all leaves.
func (n *node) chance(x []chance) chance {
	switch n.op {
	case opLeaf:
		return x[n.place]
	case opSeries:
		c := certain
		for _, kid := range n.kids {
			c = c.and(kid.chance(x))
		}
		return c
	case opParallel:
		c := chance{down: 1}
		for _, kid := range n.kids {
			c = c.or(kid.chance(x))
		}
		return c
	case opKOfN:
		t := newTally(n.k)
		for _, kid := range n.kids {
			t.add(kid.chance(x))
		}
		return t.chance()
	}
	return n.d.chance(x)
}
