package system

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"

	"mtbf/internal/sharing"
	"mtbf/model"
)

// ErrCoupled tells that units depend on each other beyond groups, through shared repair
// crews, spares that are shared or of other parts, or rest while the system is down,
// so that they must be looked at together.
var ErrCoupled = errors.New("shared repair crews, a list of spares, or units that rest while the system is down make units depend on each other")

// Coupled reports whether units of m depend on each other beyond groups.
func (m *Model) Coupled() bool { return len(m.ties()) > 0 }

// Pool returns the pool that repairs units of a component, nil if it has crews of its
// own.
func (m *Model) Pool(component int) *CrewPool {
	for i := range m.Pools {
		if slices.Contains(m.Pools[i].Components, component) {
			return &m.Pools[i]
		}
	}
	return nil
}

func (m *Model) checkPools() error {
	seen := map[int]string{}
	for i, p := range m.Pools {
		name := "repair crews " + p.Name
		switch {
		case p.Crews < 1:
			return &model.ParamError{Param: name, Value: p.Crews, Want: "a number of crews of 1 or more"}
		case len(p.Components) == 0:
			return &model.ParamError{Param: name, Value: "nothing", Want: "modules that they repair"}
		}
		for _, c := range p.Components {
			switch other, twice := seen[c]; {
			case c < 0 || c >= len(m.Components):
				return &model.ParamError{Param: name, Value: c, Want: "the number of a part"}
			case twice:
				return &model.ParamError{Param: name, Value: m.Components[c].Name, Want: "a module that is not repaired by " + other + " too"}
			case m.Components[c].Life == nil || m.Components[c].Repair == nil:
				return &model.ParamError{Param: name, Value: m.Components[c].Name, Want: "a module with a life and a repair"}
			}
			seen[c] = m.Pools[i].Name
		}
	}
	return nil
}

func (c *checker) duty(path *location, n *Duty) error {
	switch {
	case len(n.Of) < 2:
		return &model.ParamError{Param: path.String(), Value: len(n.Of), Want: "a node and a spare or more"}
	case !(n.DormancyFactor >= 0 && n.DormancyFactor <= 1):
		return &model.ParamError{Param: path.in("dormancy").String(), Value: n.DormancyFactor, Want: "a number in [0, 1]"}
	}
	return c.all(path, n.Of, false)
}

// CheckDuties checks that the units of duties are used there alone, and those of several
// duties only as nodes of their own, with one dormancy.
func (m *Model) CheckDuties() error {
	var duties []*Duty
	m.each(m.Top, map[Node]bool{}, func(n Node) {
		if d, ok := n.(*Duty); ok {
			duties = append(duties, d)
		}
	})
	if len(duties) == 0 {
		return nil
	}
	uses, direct := m.uses(), map[int]int{}
	dormancy := map[int]float64{}
	for _, d := range duties {
		for _, n := range d.Of {
			u, ok := n.(Use)
			if !ok {
				continue
			}
			direct[u.Unit]++
			if was, seen := dormancy[u.Unit]; seen && was != d.DormancyFactor {
				return &model.ParamError{Param: "standby: dormancy", Value: d.DormancyFactor, Want: fmt.Sprintf("that of the other duties of %s, %g", m.Units[u.Unit].Name, was)}
			}
			dormancy[u.Unit] = d.DormancyFactor
		}
	}
	for _, d := range duties {
		for u := range m.unitsOf(d) {
			if uses[u] > 1 && direct[u] != uses[u] {
				return &model.ParamError{Param: "standby", Value: m.Units[u].Name, Want: "a unit that is used there alone: one that others need too stands beside the standby, in series with it"}
			}
			if life := m.Components[m.Units[u].Component].Life; life == nil {
				return &model.ParamError{Param: "standby", Value: m.Units[u].Name, Want: "a module with a life"}
			}
		}
	}
	return nil
}

// checkShares checks that units of a partial depend on none beside them, so that the
// share that it delivers can be told.
func (m *Model) checkShares() (err error) {
	ties := m.ties()
	m.each(m.Top, map[Node]bool{}, func(n Node) {
		p, ok := n.(*Capacity)
		if !ok {
			return
		}
		for _, kid := range p.Of {
			units := m.unitsOf(kid)
			for _, t := range ties {
				in := 0
				for u := range t.units {
					if units[u] {
						in++
					}
				}
				if in > 0 && in < len(t.units) && err == nil {
					err = &model.ParamError{Param: "partial", Value: t.why, Want: "units that depend on none beside them: of others no share is told"}
				}
			}
		}
	})
	return err
}

// each visits the nodes of a structure, each once.
func (m *Model) each(n Node, seen map[Node]bool, visit func(Node)) {
	if _, unit := n.(Use); !unit {
		if seen[n] {
			return
		}
		seen[n] = true
	}
	visit(n)
	for _, kid := range Children(n) {
		m.each(kid, seen, visit)
	}
}

// unitsOf returns the units below a node.
func (m *Model) unitsOf(n Node) map[int]bool {
	units := map[int]bool{}
	m.each(n, map[Node]bool{}, func(n Node) {
		switch n := n.(type) {
		case Use:
			units[n.Unit] = true
		case *Group:
			for _, u := range n.Units {
				units[u] = true
			}
		}
	})
	return units
}

// tie is a set of units that depend on each other beyond a group, and why in words.
type tie struct {
	units map[int]bool
	why   string
}

// ties returns the sets of units of m that depend on each other beyond groups.
func (m *Model) ties() []tie {
	var duties []*Duty
	m.each(m.Top, map[Node]bool{}, func(n Node) {
		if d, ok := n.(*Duty); ok {
			duties = append(duties, d)
		}
	})
	if len(m.Pools) == 0 && !m.RestWhenDown && len(duties) == 0 {
		return nil
	}
	all := m.unitsOf(m.Top)
	var found []tie
	if m.RestWhenDown && len(all) > 1 {
		found = append(found, tie{all, "units that rest while the system is down"})
	}
	for _, p := range m.Pools {
		t := tie{map[int]bool{}, "units repaired by " + p.Name}
		for u := range all {
			if slices.Contains(p.Components, m.Units[u].Component) {
				t.units[u] = true
			}
		}
		if len(t.units) > p.Crews {
			found = append(found, t)
		}
	}
	for _, d := range duties {
		found = append(found, tie{m.unitsOf(d), d.name()})
	}
	return found
}

func (d *Duty) name() string {
	if d.Name != "" {
		return d.Name
	}
	return "standby"
}

// Clustered returns m with the least parts of its structure that hold units that depend
// on each other beyond groups as groups of the kind [Cluster], so that only a
// [GroupSolver] must know of the dependence. It is m itself where there are none, or
// where m is not valid.
func (m *Model) Clustered() *Model {
	if Validate(m) != nil {
		return m
	}
	ties := m.ties()
	if len(ties) == 0 {
		return m
	}
	k := &clusterer{m: m, ties: ties, named: map[string]int{}}
	out := *m
	out.Pools, out.RestWhenDown = nil, false
	out.Top = k.wrap(m.Top)
	return &out
}

// clusterer makes clusters.
type clusterer struct {
	m     *Model
	ties  []tie
	named map[string]int // how many have a name
}

// wrap returns a node, which shares no unit and no tie with what is not below it, with
// its clusters made.
func (k *clusterer) wrap(n Node) Node {
	kids := Children(n)
	_, duty := n.(*Duty)
	if _, group := n.(*Group); duty || group && k.tied([]Node{n}, []int{0}) {
		return k.cluster(n)
	}
	if len(kids) == 0 {
		return n
	}
	sets := k.connected(kids)
	out := make([]Node, 0, len(kids))
	for _, of := range sets {
		switch tied := k.tied(kids, of); {
		case !tied:
			for _, i := range of {
				out = append(out, kids[i])
			}
		case len(of) == 1:
			out = append(out, k.wrap(kids[of[0]]))
		default:
			part, ok := regroup(n, kids, of)
			if !ok {
				return k.cluster(n)
			}
			out = append(out, k.cluster(part))
		}
	}
	return rebuild(n, kids, sets, out)
}

// regroup is a series or a parallel of some of its kids.
func regroup(n Node, kids []Node, of []int) (Node, bool) {
	some := make([]Node, len(of))
	for i, at := range of {
		some[i] = kids[at]
	}
	switch n.(type) {
	case *Series:
		return &Series{Of: some}, true
	case *Parallel:
		return &Parallel{Of: some}, true
	}
	return nil, false
}

// rebuild is n with other kids. Those of a k-of-n or a network come in sets of one.
func rebuild(n Node, kids []Node, sets [][]int, out []Node) Node {
	switch n.(type) {
	case *Series, *Parallel, *Capacity:
		return WithChildren(n, out)
	}
	inPlace := make([]Node, len(kids))
	next := 0
	for _, of := range sets {
		for _, i := range of { // untied ones, or one
			inPlace[i] = out[next]
			next++
		}
	}
	return WithChildren(n, inPlace)
}

// connected returns sets of nodes that share units or ties, in order.
func (k *clusterer) connected(nodes []Node) [][]int {
	return sharing.Sets(len(nodes), func(i int) iter.Seq[int] {
		return func(yield func(int) bool) {
			for u := range k.m.unitsOf(nodes[i]) {
				if !yield(u) {
					return
				}
				for j, t := range k.ties {
					if t.units[u] && !yield(-1-j) {
						return
					}
				}
			}
		}
	})
}

// tied reports whether some of the kids hold a unit of a tie.
func (k *clusterer) tied(kids []Node, of []int) bool {
	for _, i := range of {
		for u := range k.m.unitsOf(kids[i]) {
			if slices.ContainsFunc(k.ties, func(t tie) bool { return t.units[u] }) {
				return true
			}
		}
	}
	return false
}

// cluster makes a group of a node.
func (k *clusterer) cluster(n Node) Node {
	own := *k.m
	own.Top = n
	g := &Group{Kind: Cluster, K: 1, Cluster: &own, UncoveredMTTR: math.NaN()}
	for u := range k.m.unitsOf(n) {
		g.Units = append(g.Units, u)
	}
	slices.Sort(g.Units)
	for _, t := range k.ties {
		if slices.ContainsFunc(g.Units, func(u int) bool { return t.units[u] }) {
			g.Name = t.why
			break
		}
	}
	if k.named[g.Name]++; k.named[g.Name] > 1 {
		g.Name += fmt.Sprintf(" (%d)", k.named[g.Name])
	}
	return g
}
