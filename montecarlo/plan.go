package montecarlo

import (
	"fmt"
	"math"

	"mtbf/model"
	"mtbf/model/system"
	"mtbf/montecarlo/internal/gate"
)

// plan is a system made ready for simulation. Several workers share it.
type plan struct {
	m      *system.Model
	causes []string // units, then groups, whose shocks take all their units
	units  []renewal
	groups []crew
	steps  []step
	root   int32
	facts  facts
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
	source int32 // of units and groups
	kids   []int32
	tangle *tangle
}

type stepOp uint8

const (
	fromUnit stepOp = iota
	fromGroup
	fromTangle
	unite   // series
	cross   // parallel
	atLeast // k-out-of-n
)

// newPlan takes a system apart: modules that share no units become steps that
// combine the intervals of their kids; what shares units, and every network,
// becomes a tangle of modules.
func newPlan(m *system.Model) (*plan, error) {
	g, root, err := gate.Of(m)
	if err != nil {
		return nil, err
	}
	b := &builder{g: g, p: &plan{m: m}, of: map[int32]int32{}}
	for _, u := range m.Units {
		b.p.causes = append(b.p.causes, u.Name)
	}
	b.module, b.alone = g.Modules(root)
	if b.p.root, err = b.step(root); err != nil {
		return nil, err
	}
	b.p.facts.Never = !b.p.canFail(b.p.root)
	return b.p, nil
}

// canFail reports whether a step is down when all is that can be. In structures
// where what fails never helps, one that is up then is always up.
func (p *plan) canFail(at int32) bool {
	s := &p.steps[at]
	switch s.op {
	case fromUnit:
		u := &p.units[s.source]
		return !u.timeless || u.chance > 0
	case fromGroup:
		return true
	case fromTangle:
		return p.canTangle(s.tangle)
	}
	down := 0
	for _, kid := range s.kids {
		down += gate.One(p.canFail(kid))
	}
	switch s.op {
	case unite:
		return down > 0
	case cross:
		return down == len(s.kids)
	}
	return down >= s.need
}

func (p *plan) canTangle(t *tangle) bool {
	k := newKnot(t)
	for i, at := range t.steps {
		if p.canFail(at) {
			k.tell(t.above[t.stepped[i]], true)
		}
	}
	for _, x := range t.crews {
		k.tell(t.above[x.leaf], true)
		for _, leaf := range x.of {
			if leaf >= 0 {
				k.tell(t.above[leaf], true)
			}
		}
	}
	return k.down[t.top]
}

// builder turns gates into steps.
type builder struct {
	g             *gate.Gates
	p             *plan
	module, alone []bool
	of            map[int32]int32 // the source of each unit's and group's gate
}

func (b *builder) add(s step) int32 {
	b.p.steps = append(b.p.steps, s)
	return int32(len(b.p.steps) - 1)
}

// step returns the step of a gate that is a module.
func (b *builder) step(at int32) (int32, error) {
	x := b.g.All[at]
	switch x.Op {
	case gate.Unit:
		source, err := b.unit(x.Unit)
		return b.add(step{op: fromUnit, source: source}), err
	case gate.Group:
		if len(x.Kids) == 0 {
			source, err := b.group(x.Node.(*system.Group))
			return b.add(step{op: fromGroup, source: source}), err
		}
	case gate.Vote:
		if b.apart(x.Kids) {
			return b.vote(x)
		}
	}
	t, err := b.tangle(at)
	return b.add(step{op: fromTangle, tangle: t}), err
}

// apart reports whether the kids share nothing.
func (b *builder) apart(kids []int32) bool {
	for _, kid := range kids {
		if _, member := b.member(kid); member || !b.alone[kid] {
			return false
		}
	}
	return true
}

// member returns the group's gate of a gate that is the unit of one.
func (b *builder) member(at int32) (int32, bool) {
	if b.g.All[at].Op != gate.Unit {
		return 0, false
	}
	group, ok := b.g.Member[b.g.All[at].Unit]
	return group, ok
}

func (b *builder) vote(x gate.Gate) (int32, error) {
	s := step{op: atLeast, need: x.Need}
	switch x.Need {
	case 1:
		s.op = unite
	case len(x.Kids):
		s.op = cross
	}
	for _, kid := range x.Kids {
		k, err := b.step(kid)
		if err != nil {
			return 0, err
		}
		s.kids = append(s.kids, k)
	}
	return b.add(s), nil
}

func (b *builder) unit(u int) (int32, error) {
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
	case math.IsNaN(reliability):
		r.chance = 1 - availability
		b.p.facts.Available, b.p.facts.Timeless, r.timeless = true, true, true
	default:
		r.chance = 1 - reliability
		b.p.facts.Timeless, r.timeless = true, true
	}
	b.p.units = append(b.p.units, r)
	return int32(len(b.p.units) - 1), nil
}

// group makes the source of a group.
func (b *builder) group(n *system.Group) (int32, error) {
	part := &b.p.m.Components[b.p.m.Units[n.Units[0]].Component]
	if part.Life == nil {
		return 0, &model.ParamError{Param: "module " + part.Name, Value: "nothing", Want: "a life: the units of its group depend on each other in time"}
	}
	b.p.facts.Unrepaired = b.p.facts.Unrepaired || part.Repair == nil
	b.p.causes = append(b.p.causes, groupName(n, b.p.m)+" (common cause)")
	b.p.groups = append(b.p.groups, newCrew(n, part, int32(len(b.p.causes)-1)))
	return int32(len(b.p.groups) - 1), nil
}

func groupName(n *system.Group, m *system.Model) string {
	if n.Name != "" {
		return n.Name
	}
	return fmt.Sprintf("group of %s", m.Units[n.Units[0]].Name)
}
