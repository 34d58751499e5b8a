package system

import "fmt"

// share answers how much a structure with Partials delivers.
type share struct {
	plans []*plan // whose probabilities are averaged
	apart []*plan // whose probabilities multiply the average: see newShare
	sizes []int   // plans in each factor
}

// split takes apart the top into what is up or down (nil if there is nothing)
// and the Partials, at the top or in a series at the top.
func split(top Node) (upOrDown Node, partials []*Partial) {
	switch top := top.(type) {
	case *Partial:
		return nil, []*Partial{top}
	case *Series:
		var rest []Node
		for _, n := range top.Of {
			if p, ok := n.(*Partial); ok {
				partials = append(partials, p)
			} else {
				rest = append(rest, n)
			}
		}
		switch {
		case len(partials) == 0:
			return top, nil
		case len(rest) == 0:
			return nil, partials
		}
		return &Series{Of: rest}, partials
	}
	return top, nil
}

// newShare prepares the delivered share: the expectation of "the rest works"
// times the share of each Partial's nodes that work (Gray: 90 % of the data for
// 90 % of the terminals is 81 %). With one Partial of n nodes it is
//
//	1/n sum P(the rest works and node i works)
//
// whatever they share. Several Partials multiply, and may then share no unit
// with each other or with the rest.
func newShare(m *Model, rest Node, partials []*Partial) (*share, error) {
	switch len(partials) {
	case 0:
		return nil, nil
	case 1:
		return oneShare(m, rest, partials[0])
	}
	s := &share{}
	if err := apart(m, rest, partials); err != nil {
		return nil, err
	}
	if rest != nil {
		p, err := newPlan(m, rest)
		if err != nil {
			return nil, err
		}
		s.apart = append(s.apart, p)
	}
	for _, of := range partials {
		one, err := oneShare(m, nil, of)
		if err != nil {
			return nil, err
		}
		s.plans = append(s.plans, one.plans...)
		s.sizes = append(s.sizes, one.sizes...)
	}
	return s, nil
}

func oneShare(m *Model, rest Node, partial *Partial) (*share, error) {
	s := &share{sizes: []int{len(partial.Of)}}
	if rest != nil && apart(m, rest, []*Partial{partial}) == nil {
		p, err := newPlan(m, rest)
		if err != nil {
			return nil, err
		}
		s.apart, rest = []*plan{p}, nil
	}
	for _, n := range partial.Of {
		if rest != nil {
			n = &Series{Of: []Node{rest, n}}
		}
		p, err := newPlan(m, n)
		if err != nil {
			return nil, err
		}
		s.plans = append(s.plans, p)
	}
	return s, nil
}

// apart returns an error if the Partials share units with each other or with
// the rest.
func apart(m *Model, rest Node, partials []*Partial) error {
	seen := map[int]int{}
	all := []Node{}
	if rest != nil {
		all = append(all, rest)
	}
	for _, p := range partials {
		all = append(all, &Series{Of: p.Of})
	}
	for i, n := range all {
		g := newGates(m)
		g.node(n)
		for _, u := range g.units() {
			if by, ok := seen[u]; ok && by != i {
				return fmt.Errorf("unit %q is used in two factors of the delivered share: simulate the system", m.Units[u].Name)
			}
			seen[u] = i
		}
	}
	return nil
}

// units lists the units of all leaves, those of groups too.
func (g *gates) units() []int {
	var units []int
	for _, l := range g.leaves {
		if l.group != nil {
			units = append(units, l.group.Units...)
		} else {
			units = append(units, l.unit)
		}
	}
	return units
}

// expected returns the delivered share; chance gives the probability that the
// root of a plan works.
func (s *share) expected(chance func(*plan) (float64, error)) (float64, error) {
	product := 1.0
	for _, p := range s.apart {
		up, err := chance(p)
		if err != nil {
			return 0, err
		}
		product *= up
	}
	next := 0
	for _, size := range s.sizes {
		sum := 0.0
		for _, p := range s.plans[next : next+size] {
			up, err := chance(p)
			if err != nil {
				return 0, err
			}
			sum += up
		}
		product *= sum / float64(size)
		next += size
	}
	return product, nil
}
