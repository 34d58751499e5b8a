package montecarlo

import (
	"mtbf/model/system"
	"mtbf/montecarlo/internal/gate"
)

// tangle is a part of the structure whose places share what is below them. Its
// leaves are modules; the units of a group are leaves too where they are used
// outside of it. The plan's tangles do not change: a [knot] is one at work.
type tangle struct {
	steps   []int32   // of the leaves that have a step of their own
	stepped []int32   // the leaves of steps
	crews   []exposed // groups with leaves for their units
	leaves  int
	places  []place
	above   [][]link // of each leaf, then of each place
	top     int
}

// exposed is a group in a tangle: leaf is its own, of those of its units, -1
// where a unit is not used elsewhere.
type exposed struct {
	group int32
	leaf  int32
	of    []int32
}

// place is a node above the leaves: down while at least need of its kids are,
// or a network.
type place struct {
	need int
	net  *gate.Graph
}

// link says that something is kid number kid of a place.
type link struct{ place, kid int32 }

// knitter builds the tangle below a gate.
type knitter struct {
	b       *builder
	t       *tangle
	leaf    map[int32]int32 // of gates
	place   map[int32]int32
	groups  []int32
	ofPlace [][]link
}

func (b *builder) tangle(root int32) (*tangle, error) {
	k := &knitter{b: b, t: &tangle{}, leaf: map[int32]int32{}, place: map[int32]int32{}}
	top, _, err := k.visit(root, true)
	if err != nil {
		return nil, err
	}
	for _, at := range k.groups {
		if err := k.expose(at); err != nil {
			return nil, err
		}
	}
	k.t.above = append(k.t.above, k.ofPlace...)
	k.t.top = int(top)
	return k.t, nil
}

// visit returns the leaf or the place of a gate.
func (k *knitter) visit(at int32, root bool) (number int32, isLeaf bool, err error) {
	if n, ok := k.leaf[at]; ok {
		return n, true, nil
	}
	if n, ok := k.place[at]; ok {
		return n, false, nil
	}
	x := k.b.g.All[at]
	_, member := k.b.member(at)
	switch {
	case member, x.Op == gate.Group && len(x.Kids) > 0:
		if x.Op == gate.Group {
			k.groups = append(k.groups, at)
		}
		return k.newLeaf(at), true, nil
	case x.Op == gate.Unit || x.Op == gate.Group || k.b.module[at] && !root:
		s, err := k.b.step(at)
		if err != nil {
			return 0, false, err
		}
		n := k.newLeaf(at)
		k.t.steps, k.t.stepped = append(k.t.steps, s), append(k.t.stepped, n)
		return n, true, nil
	}
	n, err := k.newPlace(at, x)
	return n, false, err
}

func (k *knitter) newLeaf(at int32) int32 {
	n := int32(k.t.leaves)
	k.leaf[at] = n
	k.t.leaves++
	k.t.above = append(k.t.above, nil)
	return n
}

func (k *knitter) newPlace(at int32, x gate.Gate) (int32, error) {
	p := place{need: x.Need}
	if x.Op == gate.Network {
		p.net = gate.NewGraph(x.Node.(*system.Network))
	}
	n := int32(len(k.t.places))
	k.place[at] = n
	k.t.places = append(k.t.places, p)
	k.ofPlace = append(k.ofPlace, nil)
	for i, kid := range x.Kids {
		below, isLeaf, err := k.visit(kid, false)
		if err != nil {
			return 0, err
		}
		up := link{n, int32(i)}
		if isLeaf {
			k.t.above[below] = append(k.t.above[below], up)
		} else {
			k.ofPlace[below] = append(k.ofPlace[below], up)
		}
	}
	return n, nil
}

// expose makes the source of a group some of whose units are leaves.
func (k *knitter) expose(at int32) error {
	n := k.b.g.All[at].Node.(*system.Group)
	source, err := k.b.group(n)
	if err != nil {
		return err
	}
	e := exposed{group: source, leaf: k.leaf[at], of: make([]int32, len(n.Units))}
	for i, u := range n.Units {
		e.of[i] = -1
		if gate, used := k.b.g.OfUnit[u]; used {
			e.of[i] = k.leaf[gate]
		}
	}
	k.t.crews = append(k.t.crews, e)
	return nil
}

// knot is a tangle at work for one worker: what is down, and counts of it kept
// up to date so that a change touches only the places that change with it.
type knot struct {
	t     *tangle
	down  []bool // of each place
	count []int  // kids of each place that are down
	nets  []gate.State
}

func newKnot(t *tangle) *knot {
	k := &knot{t: t, down: make([]bool, len(t.places)), count: make([]int, len(t.places)), nets: make([]gate.State, len(t.places))}
	for i, p := range t.places {
		if p.net != nil {
			k.nets[i] = gate.NewState(p.net)
		}
	}
	return k
}

// sweep appends to dst when the tangle is down, from the beginnings and ends of
// its leaves' intervals in order. All intervals end, so that all is up again
// afterwards.
func (k *knot) sweep(dst []interval, begins, ends []edge) []interval {
	var now interval
	j := 0
	for _, b := range begins {
		for ; ends[j].at <= b.at; j++ {
			dst = k.end(dst, &now, ends[j])
		}
		was := k.down[k.t.top]
		if k.tell(k.t.above[b.leaf], true); !was && k.down[k.t.top] {
			now = interval{from: b.at, cause: b.cause}
		}
	}
	for ; j < len(ends); j++ {
		dst = k.end(dst, &now, ends[j])
	}
	return dst
}

func (k *knot) end(dst []interval, now *interval, e edge) []interval {
	was := k.down[k.t.top]
	k.tell(k.t.above[e.leaf], false)
	if was && !k.down[k.t.top] {
		now.to = e.at
		dst = append(dst, *now)
	}
	return dst
}

// tell passes a change of a leaf or a place on to the places above it.
func (k *knot) tell(to []link, down bool) {
	for _, l := range to {
		p := &k.t.places[l.place]
		if down {
			k.count[l.place]++
		} else {
			k.count[l.place]--
		}
		is := p.net == nil && k.count[l.place] >= p.need
		if p.net != nil {
			is = !k.nets[l.place].Change(p.net, int(l.kid), !down)
		}
		if is != k.down[l.place] {
			k.down[l.place] = is
			k.tell(k.t.above[k.t.leaves+int(l.place)], is)
		}
	}
}
