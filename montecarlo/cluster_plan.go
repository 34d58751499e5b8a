package montecarlo

import (
	"slices"

	"mtbf/model"
	"mtbf/model/system"
)

// cluster makes the source of a cluster.
func (b *builder) cluster(n *system.Group) (int32, error) {
	g, err := n.Cluster.Gates()
	if err != nil {
		return 0, err
	}
	k := &clusterBuilder{builder: b, g: g, c: &cluster{gates: g, rests: n.Cluster.RestWhenDown}, draws: map[int]int{}}
	for _, p := range n.Cluster.Pools {
		levels := 1
		if p.ByPriority {
			levels = len(p.Components)
		}
		k.c.pools = append(k.c.pools, pool{crews: p.Crews, levels: levels})
	}
	roles, member := k.duties(), map[int32]bool{}
	for _, x := range g.All {
		for _, kid := range x.Kids {
			member[kid] = member[kid] || x.Op == system.OpLeaf
		}
	}
	for i := range g.All {
		at := int32(i)
		if g.All[i].Op != system.OpLeaf || member[at] {
			continue
		}
		if err := k.leaf(at, roles[at]); err != nil {
			return 0, err
		}
	}
	b.never[n] = !b.canFail(g)
	b.p.clusters = append(b.p.clusters, k.c)
	return int32(len(b.p.clusters) - 1), nil
}

// clusterBuilder makes a cluster.
type clusterBuilder struct {
	*builder
	g     *system.Gates
	c     *cluster
	draws map[int]int // of the units of a component
}

// duties takes those of the structure, and returns the roles of each leaf.
func (k *clusterBuilder) duties() map[int32][]role {
	of := map[int32]int{} // of the gate of a duty, the duty
	for i, d := range k.g.Duties {
		of[d.Gate] = i
		k.c.duties = append(k.c.duties, duty{gate: d.Gate, of: d.Of, dormancy: d.Duty.DormancyFactor})
	}
	roles := map[int32][]role{}
	for i, d := range k.g.Duties {
		for node, gate := range d.Of {
			for _, at := range k.below(gate, map[int32]bool{}, nil) {
				r := role{i, node}
				if inner, is := of[at]; is {
					k.c.duties[inner].roles = append(k.c.duties[inner].roles, r)
				} else {
					roles[at] = append(roles[at], r)
				}
			}
		}
	}
	return roles
}

// below appends to dst the leaves at and below a gate, a duty as one.
func (k *clusterBuilder) below(at int32, seen map[int32]bool, dst []int32) []int32 {
	if seen[at] {
		return dst
	}
	seen[at] = true
	x := &k.g.All[at]
	if x.Op == system.OpLeaf {
		return append(dst, at)
	}
	for _, kid := range x.Kids {
		dst = k.below(kid, seen, dst)
	}
	return dst
}

// leaf adds a unit or a group.
func (k *clusterBuilder) leaf(at int32, roles []role) (err error) {
	l := k.g.Leaves[k.g.All[at].Leaf]
	x := clusterCrew{gate: at, pool: -1, roles: roles, draws: k.c.draws}
	component := 0
	switch {
	case l.Duty != nil:
		return nil
	case l.Group != nil && k.timeless(l.Group.Units[0]):
		r, err := k.together(l.Group)
		return k.fixed(at, r, err)
	case l.Group != nil:
		component = k.g.Model.Units[l.Group.Units[0]].Component
		if x.crew, err = k.crew(l.Group); err != nil {
			return err
		}
		for _, u := range l.Group.Units {
			x.of = append(x.of, k.g.OfUnit(u))
		}
	default:
		component = k.g.Model.Units[l.Unit].Component
		part := &k.g.Model.Components[component]
		if r := k.unit(l.Unit); r.timeless {
			return k.fixed(at, r, nil)
		}
		if x.crew, err = newCrew(&system.Group{Units: []int{l.Unit}, K: 1}, part, int32(l.Unit)); err != nil {
			return err
		}
		if like, ok := k.draws[component]; ok {
			x.draws = like
		} else {
			k.draws[component] = x.draws
		}
	}
	if x.draws == k.c.draws {
		k.c.draws += 2
	}
	if x.alone = len(x.units) == 1 && len(x.shocks) == 0; len(roles) > 0 || k.c.rests && !x.alone {
		k.c.speeds = append(k.c.speeds, len(k.c.crews))
	}
	k.pool(&x, component)
	first := int32(0)
	if last := len(k.c.crews) - 1; last >= 0 {
		first = k.c.first[last] + int32(len(k.c.crews[last].units))
	}
	k.c.first, k.c.crews = append(k.c.first, first), append(k.c.crews, x)
	return nil
}

// fixed adds a unit without times, or a group of such.
func (k *clusterBuilder) fixed(at int32, r renewal, err error) error {
	if k.c.rests && err == nil {
		err = &model.ParamError{Param: k.p.causes[r.cause], Value: "without a lifetime", Want: "a life: units that rest while the system is down fail in time"}
	}
	k.c.fixed = append(k.c.fixed, fixed{r, at})
	return err
}

// pool finds the crews of units of a component.
func (k *clusterBuilder) pool(x *clusterCrew, component int) {
	for i, p := range k.g.Model.Pools {
		level := slices.Index(p.Components, component)
		if level < 0 {
			continue
		}
		x.pool, x.pooled = i, true
		if p.ByPriority {
			x.level = level
		}
		k.c.pools[i].units += len(x.units)
	}
}
