package rare

import (
	"context"
	"math"
	"slices"
	"strconv"

	"mtbf/model/system"
	"mtbf/montecarlo/internal/gate"
)

// tree is the structure in a form that answers, for a state of its
// components, how damaged the system is, and how fast it is bound to fail. Gates
// stand before those above them.
type tree struct {
	gates []node
	top   int32
	above [][]int32 // of a component: its gates and those above them
}

// node is a component, or a gate that is down when enough of what stands
// below it is. A component of several like units counts for as many.
type node struct {
	leaf  int32     // component; -1 of a gate
	gate  int32     // of the structure, that of no leaf
	fails int       // of a vote: units and gates below that must be down
	kids  []int32   // gates below; of a network those of its children
	cuts  [][]int32 // of a network: minimal cuts as positions in kids
	size  int       // units in a large minimal cut
}

// dual is the chance that a gate is down and the rate at which it goes down.
type dual struct{ chance, rate float64 }

// scratch holds what one walker computes on a tree.
type scratch struct {
	state []int32       // of components
	down  []int32       // units down of components; 0 or 1 of a group
	gates *system.State // as the components have it
	part  []float64
	dual  []dual    // the one at hand of duals
	duals [4][]dual // at the times of [laguerre]
	poly  []dual
	old   []dual
}

func (s *machine) scratch() *scratch {
	n := len(s.tree.gates)
	x := &scratch{state: make([]int32, len(s.components)), down: make([]int32, len(s.components)), gates: s.state.Fresh(), part: make([]float64, n)}
	for k := range x.duals {
		x.duals[k] = make([]dual, n)
	}
	return x
}

// rise fills in above.
func (t *tree) rise(components int) {
	t.above = make([][]int32, components)
	below := make([]map[int32]bool, len(t.gates))
	for i, g := range t.gates {
		below[i] = map[int32]bool{}
		if g.leaf >= 0 {
			below[i][g.leaf] = true
		}
		for _, kid := range g.kids {
			for c := range below[kid] {
				below[i][c] = true
			}
		}
		for c := range below[i] {
			t.above[c] = append(t.above[c], int32(i))
		}
	}
}

// modules returns, of every component, the number of the node right below the
// top in which it stands, if the top is a series; 0 elsewhere.
func (s *machine) modules() []int32 {
	of := make([]int32, len(s.components))
	top := &s.tree.gates[s.tree.top]
	if top.fails != 1 {
		return of
	}
	for c, above := range s.tree.above {
		for m, kid := range top.kids {
			if slices.Contains(above, kid) {
				of[c] = int32(m)
				break
			}
		}
	}
	return of
}

// move gives a component its state, and the gates above it theirs.
func (s *machine) move(x *scratch, to mark) {
	c := &s.components[to.component]
	x.state[to.component] = to.state
	n, down := c.downUnits(to.state), &x.down[to.component]
	for ; *down < n; *down++ {
		x.gates.Set(c.gates[*down], true)
	}
	for ; *down > n; *down-- {
		x.gates.Set(c.gates[*down-1], false)
	}
}

// isDown reports whether the system is down in the state of x.
func (s *machine) isDown(x *scratch) bool { return x.gates.Down(x.gates.Top) }

// down is how many units of a leaf are down; 0 or 1 of a gate.
func (s *machine) down(x *scratch, i int32) int {
	g := &s.tree.gates[i]
	if g.leaf >= 0 {
		return int(x.down[g.leaf])
	}
	return gate.One(x.gates.Down(g.gate))
}

// damage is how much of the most damaged minimal cut is down, from 0 to 1: of
// a gate that fails with r of those below, the mean of their r largest damages.
func (s *machine) damage(x *scratch) float64 {
	for i := range s.tree.gates {
		g := &s.tree.gates[i]
		switch {
		case g.leaf < 0 && x.gates.Down(g.gate):
			x.part[i] = 1
		case g.leaf >= 0:
			x.part[i] = min(1, float64(s.down(x, int32(i))))
		case g.cuts != nil:
			x.part[i] = 0
			for _, cut := range g.cuts {
				sum := 0.0
				for _, e := range cut {
					sum += x.part[g.kids[e]]
				}
				x.part[i] = max(x.part[i], sum/float64(len(cut)))
			}
		default:
			x.part[i] = g.largest(s, x) / float64(g.fails)
		}
	}
	return x.part[s.tree.top]
}

// largest sums the damages of the most damaged kids, as many as must fail.
func (g *node) largest(s *machine, x *scratch) float64 {
	left, sum, below := g.fails, 0.0, math.Inf(1)
	for left > 0 {
		best, count := -1.0, 0
		for _, kid := range g.kids {
			p, n := x.part[kid], 1
			if leaf := s.tree.gates[kid].leaf; leaf >= 0 && s.components[leaf].count > 1 {
				p, n = 1, s.down(x, kid)
			}
			switch {
			case p >= below || n == 0:
			case p > best:
				best, count = p, n
			case p == best:
				count += n
			}
		}
		if best <= 0 {
			return sum
		}
		sum += best * float64(min(left, count))
		left -= count
		below = best
	}
	return sum
}

// dualAt finds the chance that a gate is down and the rate at which it goes
// down, where those of what is below it are known. A gate of which r more must
// fail has the r-th elementary symmetric polynomial of the chances below it, c,
// and a network the sum over its cuts, c; both are taken as c/(1+c), which
// stays below 1. Those of leaves are given.
func (s *machine) dualAt(x *scratch, i int32) {
	g := &s.tree.gates[i]
	switch {
	case g.leaf >= 0:
	case x.gates.Down(g.gate):
		x.dual[i] = dual{1, 0}
	case g.cuts != nil:
		x.dual[i] = g.overCuts(s, x).soft()
	default:
		x.dual[i] = g.vote(s, x).soft()
	}
}

func (d dual) soft() dual {
	q := 1 / (1 + d.chance)
	return dual{d.chance * q, d.rate * q * q}
}

func (g *node) overCuts(s *machine, x *scratch) (sum dual) {
	for _, cut := range g.cuts {
		c := dual{chance: 1}
		for _, e := range cut {
			if kid := g.kids[e]; s.down(x, kid) == 0 {
				d := x.dual[kid]
				c = dual{c.chance * d.chance, c.rate*d.chance + c.chance*d.rate}
			}
		}
		sum.chance += c.chance
		sum.rate += c.rate
	}
	return sum
}

// vote returns the coefficient of z^r in the product of (1 + c z) over what is
// up below the gate, r being how many must still fail.
func (g *node) vote(s *machine, x *scratch) dual {
	r := x.gates.Left(g.gate)
	if r == 1 {
		return g.any(s, x)
	}
	p := append(x.poly[:0], dual{chance: 1})
	for range r {
		p = append(p, dual{})
	}
	x.poly = p
	for _, kid := range g.kids {
		for up := g.upBelow(s, x, kid); up > 0; up-- {
			d := x.dual[kid]
			for j := r; j > 0; j-- {
				p[j].rate += p[j-1].rate*d.chance + p[j-1].chance*d.rate
				p[j].chance += p[j-1].chance * d.chance
			}
		}
	}
	return p[r]
}

// any is vote where one more failure is enough.
func (g *node) any(s *machine, x *scratch) (sum dual) {
	for _, kid := range g.kids {
		up := float64(g.upBelow(s, x, kid))
		sum.chance += up * x.dual[kid].chance
		sum.rate += up * x.dual[kid].rate
	}
	return sum
}

// upBelow is the number of units, or gates, that are up at a kid.
func (g *node) upBelow(s *machine, x *scratch, kid int32) int {
	if leaf := s.tree.gates[kid].leaf; leaf >= 0 {
		return s.components[leaf].count - int(x.down[leaf])
	}
	return 1 - gate.One(x.gates.Down(s.tree.gates[kid].gate))
}

// cutsMost bounds the cuts of a network that guide the simulation; which they
// are changes its variance, never what it estimates.
const cutsMost = 500

// cuts lists minimal cuts of a network as numbers of its children, the smallest
// first; every child as one where the diagram has no room.
func cuts(n *system.Network) [][]int32 {
	m := &system.Model{Components: []system.Component{{Name: "edge", Availability: 0.5, Reliability: math.NaN()}}}
	kids := system.Children(n)
	for i := range kids {
		m.Units = append(m.Units, system.Unit{Name: strconv.Itoa(i)})
		kids[i] = system.Use{Unit: i}
	}
	m.Top = n.With(kids)
	var cuts [][]int32
	if s, err := system.New(context.Background(), m); err == nil {
		if sets, err := s.CutSets(context.Background(), system.SetOptions{MaxSets: cutsMost}, nil); err == nil {
			for _, set := range sets.Sets {
				cuts = append(cuts, cutKids(set.Units))
			}
		}
	}
	if cuts == nil {
		for i := range kids {
			cuts = append(cuts, []int32{int32(i)})
		}
	}
	return cuts
}

func cutKids(names []string) []int32 {
	list := make([]int32, len(names))
	for i, name := range names {
		n, _ := strconv.Atoi(name) // made by cuts
		list[i] = int32(n)
	}
	return list
}
