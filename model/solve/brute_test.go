package solve

import (
	"context"
	"math"
	"testing"

	"mtbf/model/markov"
	"mtbf/model/system"
)

// brute is a system taken apart with no thought: the product of the chains of all
// units and groups, each state of each with each of the others, and the structure
// asked anew in each.
type brute struct {
	m      *system.Model
	leaves []bruteLeaf
	of     map[system.Node]int // the leaf of a unit or group
	size   []int
	states int
}

// bruteLeaf is a unit or a group.
type bruteLeaf struct {
	down  []bool
	moves [][]move
}

func newBrute(t *testing.T, m *system.Model, unrepaired bool) *brute {
	t.Helper()
	b := &brute{m: m, of: map[system.Node]int{}, states: 1}
	b.collect(t, m.Top, unrepaired)
	for _, l := range b.leaves {
		b.size = append(b.size, len(l.down))
		b.states *= len(l.down)
	}
	return b
}

func (b *brute) collect(t *testing.T, n system.Node, unrepaired bool) {
	t.Helper()
	if _, seen := b.of[n]; seen {
		return
	}
	switch n := n.(type) {
	case system.Use:
		c := &b.m.Components[b.m.Units[n.Unit].Component]
		l := bruteLeaf{down: []bool{false, true}, moves: [][]move{{{1, 1 / c.Life.Mean(), true}}, nil}}
		if c.Repair != nil && !unrepaired {
			l.moves[1] = []move{{0, 1 / c.Repair.Mean(), false}}
		}
		b.of[n], b.leaves = len(b.leaves), append(b.leaves, l)
	case *system.Group:
		c := &b.m.Components[b.m.Units[n.Units[0]].Component]
		g, err := Chain(n, c, len(n.Units))
		if err != nil {
			t.Fatal(err)
		}
		if unrepaired {
			g.RepairRate, g.UncoveredRepairRate = 0, 0
		}
		chain, err := g.Model(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		l := bruteLeaf{}
		for s := range chain.Chain.States() {
			var moves []move
			for to := range chain.Chain.States() {
				if r := chain.Chain.Rate(s, to); r > 0 {
					moves = append(moves, move{uint16(to), r, false})
				}
			}
			l.down, l.moves = append(l.down, !chain.Up[s]), append(l.moves, moves)
		}
		b.of[n], b.leaves = len(b.leaves), append(b.leaves, l)
	}
	for _, kid := range system.Children(n) {
		b.collect(t, kid, unrepaired)
	}
}

// works asks the structure in a state of the leaves.
func (b *brute) works(n system.Node, s []int) bool {
	if at, ok := b.of[n]; ok {
		return !b.leaves[at].down[s[at]]
	}
	if n == system.Node(system.Wire{}) {
		return true
	}
	up := 0
	for _, kid := range system.Children(n) {
		if b.works(kid, s) {
			up++
		}
	}
	switch n := n.(type) {
	case *system.Series:
		return up == len(n.Of)
	case *system.Parallel:
		return up > 0
	case *system.KOfN:
		return up >= n.K
	case *system.Network:
		reached, failed := map[string]bool{n.Source: true}, map[string]bool{}
		for _, p := range n.Places {
			failed[p.Name] = !b.works(p.Node, s)
		}
		for range n.Edges {
			for _, e := range n.Edges {
				if b.works(e.Node, s) && !failed[e.From] && !failed[e.To] && (reached[e.From] || !n.Directed && reached[e.To]) {
					reached[e.From] = reached[e.From] || !n.Directed && reached[e.To]
					reached[e.To] = reached[e.To] || reached[e.From]
				}
			}
		}
		return reached[n.Target]
	}
	panic("a node that is neither up nor down")
}

func (b *brute) unpack(at int) []int {
	s := make([]int, len(b.size))
	for i, n := range b.size {
		s[i], at = at%n, at/n
	}
	return s
}

// chain is that of all states.
func (b *brute) chain(t *testing.T) *markov.Model {
	t.Helper()
	builder := markov.NewBuilder(b.states)
	up := make([]bool, b.states)
	for at := range b.states {
		s := b.unpack(at)
		up[at] = b.works(b.m.Top, s)
		step := 1
		for i, l := range b.leaves {
			for _, m := range l.moves[s[i]] {
				builder.Add(at, at+(int(m.to)-s[i])*step, m.rate)
			}
			step *= b.size[i]
		}
	}
	chain, err := builder.Build()
	if err != nil {
		t.Fatal(err)
	}
	return &markov.Model{Chain: chain, Up: up}
}

// unreliable is the probability that the system has been down by time t, and its
// complement: states that are down are never left, and the matrix of a small step, a
// series of positive terms, is squared until the time is reached.
func (b *brute) unreliable(t *testing.T, hours float64) (down, up float64) {
	t.Helper()
	c := b.chain(t)
	n := b.states
	most := 0.0
	for i := range n {
		most = math.Max(most, c.Chain.ExitRate(i))
	}
	doublings := max(0, int(math.Ceil(math.Log2(most*hours)))+4)
	x := most * math.Ldexp(hours, -doublings)
	step := make([][]float64, n) // of one transition offered
	for i := range step {
		step[i] = make([]float64, n)
		if !c.Up[i] {
			step[i][i] = 1
			continue
		}
		left := 0.0
		to, rates := c.Chain.From(i)
		for k, j := range to {
			step[i][j] += rates[k] / most
			left += rates[k]
		}
		step[i][i] = (most - left) / most
	}
	p, term := identity(n, math.Exp(-x)), identity(n, math.Exp(-x))
	for k := 1; k <= 30; k++ {
		term = multiply(term, step)
		for i := range term {
			for j := range term[i] {
				term[i][j] *= x / float64(k)
				p[i][j] += term[i][j]
			}
		}
	}
	for range doublings {
		p = multiply(p, p)
	}
	for j, y := range p[0] {
		if c.Up[j] {
			up += y
		} else {
			down += y
		}
	}
	return down, up
}

func identity(n int, x float64) [][]float64 {
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n)
		m[i][i] = x
	}
	return m
}

func multiply(a, b [][]float64) [][]float64 {
	n := len(a)
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n)
		for k, x := range a[i] {
			if x == 0 {
				continue
			}
			for j, y := range b[k] {
				m[i][j] += x * y
			}
		}
	}
	return m
}
