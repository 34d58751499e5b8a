package montecarlo

import (
	"fmt"
	"slices"

	"mtbf/model"
	"mtbf/model/system"
	"mtbf/montecarlo/internal/gate"
)

// plan is a system made ready for simulation. Several workers share it.
type plan struct {
	m        *system.Model
	causes   []string // units, then groups, whose shocks take all their units
	units    []renewal
	groups   []crew
	clusters []*cluster
	steps    []step
	root     int32
	facts    facts
	state    *system.State // all units up
	nobody   int32         // the cause of what is down while all its units are up
}

// facts are what the parts in use leave undefined.
type facts struct {
	Unrepaired bool // some unit is not repaired
	Timeless   bool // some unit has no life: it works or not for a whole mission
	Available  bool // and is known by an availability, so that there is no reliability
	Never      bool // the system cannot be down
}

// step says how the down intervals of a module come about.
type step struct {
	op     stepOp
	need   int
	source int32 // of units, groups and clusters
	kids   []int32
	sweep  *sweep
}

type stepOp uint8

const (
	fromUnit stepOp = iota
	fromGroup
	fromCluster
	fromSweep
	unite   // series
	cross   // parallel
	atLeast // k-out-of-n
	invert  // not
)

var stepOps = map[system.Op]stepOp{system.OpSeries: unite, system.OpParallel: cross, system.OpKOfN: atLeast, system.OpNot: invert}

// newPlan takes a system apart: modules that share no units become steps that
// combine the intervals of their kids; what shares units, and every network,
// is swept over.
func newPlan(m *system.Model) (*plan, error) {
	g, err := gate.Of(m.Clustered())
	if err != nil {
		return nil, err
	}
	b := &builder{g: g, p: &plan{m: m, state: g.State()}, member: map[int32]bool{}, never: map[*system.Group]bool{}}
	for _, x := range g.All {
		for _, kid := range x.Kids {
			if x.Op == system.OpLeaf {
				b.member[kid] = true
			}
		}
	}
	for _, u := range m.Units {
		b.p.causes = append(b.p.causes, u.Name)
	}
	if err := b.invert(); err != nil {
		return nil, err
	}
	b.module, b.alone = g.Modules()
	if b.p.root, err = b.step(g.Top); err != nil {
		return nil, err
	}
	b.p.facts.Never = !b.inverts && !b.canFail(g)
	return b.p, nil
}

// invert makes room for gates that are down while all their units are up, which no unit
// is the cause of. Units of such a structure must work or not for a whole mission.
func (b *builder) invert() error {
	if b.inverts = slices.ContainsFunc(b.g.All, func(x system.Gate) bool { return x.Op == system.OpNot }); !b.inverts {
		return nil
	}
	for _, l := range b.g.Leaves {
		if l.Unit < 0 || !b.timeless(l.Unit) {
			return &model.ParamError{Param: "structure", Value: "a gate that is down while another is up", Want: "of units that have a probability and no lifetime: the exact engine solves the others"}
		}
	}
	b.p.nobody = int32(len(b.p.causes))
	b.p.causes = append(b.p.causes, "(none)")
	return nil
}

// canFail reports whether a structure is down when all is that can be. In those where
// what fails never helps, one that is up then is always up.
func (b *builder) canFail(g *system.Gates) bool {
	x := g.State()
	for i, gate := range g.All {
		if gate.Op != system.OpLeaf {
			continue
		}
		l := g.Leaves[gate.Leaf]
		if l.Group != nil && l.Group.Kind != system.Cluster {
			l.Unit = l.Group.Units[0]
		}
		if l.Unit >= 0 && b.unitFails(l.Unit) || l.Group != nil && l.Unit < 0 && !b.never[l.Group] {
			x.Set(int32(i), true)
		}
	}
	for _, d := range g.Duties {
		x.Set(d.Gate, !slices.ContainsFunc(d.Of, func(of int32) bool { return !x.Down(of) }))
	}
	return x.Down(g.Top)
}

// unitFails reports whether a unit can be down.
func (b *builder) unitFails(u int) bool {
	c := &b.p.m.Components[b.p.m.Units[u].Component]
	availability, reliability := c.Fixed()
	return c.Life != nil || availability.Fails > 0 || reliability.Fails > 0
}

// builder turns gates into steps.
type builder struct {
	g             *system.Gates
	p             *plan
	module, alone []bool
	member        map[int32]bool         // units that are used outside of the group they belong to
	never         map[*system.Group]bool // clusters that cannot be down
	inverts       bool                   // some gate is down while another is up
}

func (b *builder) add(s step) int32 {
	b.p.steps = append(b.p.steps, s)
	return int32(len(b.p.steps) - 1)
}

// step returns the step of a gate that is a module.
func (b *builder) step(at int32) (int32, error) {
	x := &b.g.All[at]
	switch x.Op {
	case system.OpLeaf:
		return b.leaf(b.g.Leaves[x.Leaf])
	case system.OpSeries, system.OpParallel, system.OpKOfN, system.OpNot:
		if b.apart(x.Kids) {
			return b.vote(x)
		}
	}
	s, err := b.sweep(at)
	return b.add(step{op: fromSweep, sweep: s}), err
}

// apart reports whether the kids share nothing.
func (b *builder) apart(kids []int32) bool {
	for _, kid := range kids {
		if b.member[kid] || !b.alone[kid] {
			return false
		}
	}
	return true
}

func (b *builder) leaf(l system.Leaf) (int32, error) {
	switch {
	case l.Group != nil && l.Group.Kind == system.Cluster:
		source, err := b.cluster(l.Group)
		return b.add(step{op: fromCluster, source: source}), err
	case l.Group != nil && b.timeless(l.Group.Units[0]):
		r, err := b.together(l.Group)
		return b.add(step{op: fromUnit, source: b.source(r)}), err
	case l.Group != nil:
		source, err := b.group(l.Group)
		return b.add(step{op: fromGroup, source: source}), err
	}
	return b.add(step{op: fromUnit, source: b.source(b.unit(l.Unit))}), nil
}

func (b *builder) vote(x *system.Gate) (int32, error) {
	s := step{op: stepOps[x.Op], need: x.Fails()}
	for _, kid := range x.Kids {
		k, err := b.step(kid)
		if err != nil {
			return 0, err
		}
		s.kids = append(s.kids, k)
	}
	return b.add(s), nil
}

// source adds what is renewed on its own.
func (b *builder) source(r renewal) int32 {
	b.p.units = append(b.p.units, r)
	return int32(len(b.p.units) - 1)
}

func (b *builder) unit(u int) renewal {
	part := &b.p.m.Components[b.p.m.Units[u].Component]
	r := renewal{cause: int32(u)}
	availability, reliability := part.Fixed()
	switch {
	case part.Life != nil:
		r.life, r.repair = newSampler(part.Life), endless
		if part.Repair != nil {
			r.repair = newSampler(part.Repair)
		}
		b.p.facts.Unrepaired = b.p.facts.Unrepaired || part.Repair == nil
	case !reliability.Given():
		r.chance = availability.Fails
		b.p.facts.Available, b.p.facts.Timeless, r.timeless = true, true, true
	default:
		r.chance = reliability.Fails
		b.p.facts.Timeless, r.timeless = true, true
	}
	return r
}

// timeless reports whether a unit has no life.
func (b *builder) timeless(u int) bool {
	return b.p.m.Components[b.p.m.Units[u].Component].Life == nil
}

// group makes the source of a group.
func (b *builder) group(n *system.Group) (int32, error) {
	c, err := b.crew(n)
	b.p.groups = append(b.p.groups, c)
	return int32(len(b.p.groups) - 1), err
}

func (b *builder) crew(n *system.Group) (crew, error) {
	part := &b.p.m.Components[b.p.m.Units[n.Units[0]].Component]
	if part.Life == nil {
		return crew{}, &model.ParamError{Param: "module " + part.Name, Value: "without a lifetime", Want: "one whose group may have units that are used elsewhere too"}
	}
	b.p.facts.Unrepaired = b.p.facts.Unrepaired || part.Repair == nil
	b.p.causes = append(b.p.causes, groupName(n, b.p.m)+" (common cause)")
	return newCrew(n, part, int32(len(b.p.causes)-1))
}

func groupName(n *system.Group, m *system.Model) string {
	if n.Name != "" {
		return n.Name
	}
	return fmt.Sprintf("group of %s", m.Units[n.Units[0]].Name)
}
