package solve

import (
	"slices"

	"mtbf/model/system"
)

// pool is repair crews that several places share.
type pool struct {
	crews  int
	levels []level // by priority, highest first
}

// level is places whose units are served as they come.
type level struct {
	places []int
	turns  bool // the order in which their units wait matters
}

// findPools gives the places of a system their pools.
func (j *joint) findPools(m *system.Model) {
	for _, p := range m.Pools {
		x := pool{crews: p.Crews}
		for i, c := range p.Components {
			if i == 0 || p.ByPriority {
				x.levels = append(x.levels, level{})
			}
			l := &x.levels[len(x.levels)-1]
			for k := range j.places {
				if at := &j.places[k]; at.process.start != nil && j.component(at) == c {
					at.pool, at.level = len(j.pools), len(x.levels)-1
					l.places = append(l.places, k)
				}
			}
		}
		for i := range x.levels {
			l := &x.levels[i]
			l.turns = len(l.places) > 1 || len(l.places) == 1 && !j.exchangeable(&j.places[l.places[0]])
		}
		j.pools = append(j.pools, x)
	}
}

// exchangeable reports whether it does not matter which of the waiting units of a place
// is repaired first: they are those of one leaf, or each is a leaf.
func (j *joint) exchangeable(p *place) bool {
	return len(p.gates) == 1 || j.leafOf(p.gates[0]).Group == nil
}

// enter adds the turns of units that begin to wait.
func (j *joint) enter(s state, p *place, turns []uint16, n int) []uint16 {
	l := &j.pools[p.pool].levels[p.level]
	if !l.turns || n <= 0 {
		return turns
	}
	waiting := 0
	for _, k := range l.places {
		waiting += j.book.crowds[s[k]].wait
	}
	turns = slices.Clone(turns)
	for i := range n {
		turns = append(turns, uint16(waiting+i))
	}
	return turns
}

// serve sends crews to units that wait, until all crews are at work or no unit waits.
func (j *joint) serve(x *pool, s state) {
	for {
		held := 0
		for _, l := range x.levels {
			for _, k := range l.places {
				held += j.book.crowds[s[k]].held
			}
		}
		if held >= x.crews || !j.serveNext(x, s) {
			return
		}
	}
}

// serveNext sends a crew to the next unit, and reports whether there is one.
func (j *joint) serveNext(x *pool, s state) bool {
	for i := range x.levels {
		l := &x.levels[i]
		for _, k := range l.places {
			for _, c := range j.book.crowds[s[k]].shares {
				leaf := j.book.leaves[c.leaf]
				if leaf.process.waits[leaf.at] == 0 || l.turns && !slices.Contains(leaf.turns, 0) {
					continue
				}
				turns := slices.DeleteFunc(slices.Clone(leaf.turns), func(t uint16) bool { return t == 0 })
				s[k] = j.book.replace(s[k], c.leaf, j.book.leaf(leaf.process, leaf.process.start[leaf.at], turns))
				if l.turns {
					for _, other := range l.places {
						s[other] = j.book.advance(s[other])
					}
				}
				return true
			}
		}
	}
	return false
}
