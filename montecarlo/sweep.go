package montecarlo

import (
	"math"

	"mtbf/model/system"
)

// sweep is a part of the structure whose gates share what is below them. Its
// leaves are modules; the units of a group are leaves too where they are used
// outside of it. When it is down is found by going through the beginnings and the
// ends of its leaves' intervals in order.
type sweep struct {
	top     int32   // its gate
	inverts bool    // what is down is so for the whole mission
	steps   []int32 // of the leaves that have a step of their own
	gates   []int32 // of steps
	down    []bool  // those that are while all units are up
	groups  []exposed
}

// exposed is a group in a sweep: leaf is its own gate, of those of its units, -1
// where a unit is not used elsewhere.
type exposed struct {
	group int32
	leaf  int32
	of    []int32
}

func (b *builder) sweep(top int32) (*sweep, error) {
	s := &sweep{top: top, inverts: b.inverts}
	if err := b.leaves(s, top, map[int32]bool{}); err != nil {
		return nil, err
	}
	for _, at := range s.gates {
		s.down = append(s.down, b.p.state.Down(at))
	}
	for i := range s.groups {
		if err := b.expose(&s.groups[i]); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// leaves finds those at and below a gate.
func (b *builder) leaves(s *sweep, at int32, seen map[int32]bool) error {
	if seen[at] {
		return nil
	}
	seen[at] = true
	x := &b.g.All[at]
	switch {
	case b.member[at]: // its group tells of it
		return nil
	case x.Op == system.OpLeaf && len(x.Kids) > 0:
		s.groups = append(s.groups, exposed{leaf: at})
		return nil
	case x.Op == system.OpLeaf || b.module[at] && at != s.top:
		step, err := b.step(at)
		s.steps, s.gates = append(s.steps, step), append(s.gates, at)
		return err
	}
	for _, kid := range x.Kids {
		if err := b.leaves(s, kid, seen); err != nil {
			return err
		}
	}
	return nil
}

// expose makes the source of a group some of whose units are leaves.
func (b *builder) expose(e *exposed) (err error) {
	n := b.g.Leaves[b.g.All[e.leaf].Leaf].Group
	e.group, err = b.group(n)
	for _, u := range n.Units {
		e.of = append(e.of, b.g.OfUnit(u))
	}
	return err
}

// outages appends to dst when the sweep is down, from the beginnings and ends of
// its leaves' intervals in order. All intervals end, so that all is up again
// afterwards.
func (s *sweep) outages(dst []interval, x *system.State, begins, ends []edge) []interval {
	x.Top = s.top
	var now interval
	j := 0
	for _, b := range begins {
		for ; ends[j].at <= b.at; j++ {
			dst = s.end(dst, x, &now, ends[j])
		}
		was := x.Down(s.top)
		if x.Set(b.leaf, true); !was && x.Down(s.top) {
			now = interval{from: b.at, cause: b.cause}
		}
	}
	for ; j < len(ends); j++ {
		dst = s.end(dst, x, &now, ends[j])
	}
	return dst
}

// throughout appends to dst the whole mission if the sweep is down in it, given which of
// its leaves are. The cause is one of theirs, or nobody's where all are up. A leaf that
// is a gate may be down while all units are up: it is left as it was.
func (s *sweep) throughout(dst []interval, x *system.State, down []interval, nobody int32) []interval {
	x.Top = s.top
	for _, leaf := range s.gates {
		x.Set(leaf, false)
	}
	for _, leaf := range down {
		x.Set(leaf.leaf, true)
	}
	if x.Down(s.top) {
		all := interval{from: math.Inf(-1), to: math.Inf(1), cause: nobody}
		if len(down) > 0 {
			all.cause = down[len(down)-1].cause
		}
		dst = append(dst, all)
	}
	for i, leaf := range s.gates {
		x.Set(leaf, s.down[i])
	}
	return dst
}

func (s *sweep) end(dst []interval, x *system.State, now *interval, e edge) []interval {
	was := x.Down(s.top)
	x.Set(e.leaf, false)
	if was && !x.Down(s.top) {
		now.to = e.at
		dst = append(dst, *now)
	}
	return dst
}
