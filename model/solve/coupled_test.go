package solve

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/markov"
	"mtbf/model/system"
)

// byHand goes through the states of a system whose units share crews and spares one
// unit at a time: nothing is lumped, queues are lists, and whether a node works is asked
// of the structure anew each time.
type byHand struct {
	m      *system.Model
	groups []*system.Group
	duties []*system.Duty
	number map[string]int
	states []handState
	from   []int
	to     []int
	rates  []float64
}

// handState is a state: of each unit whether it is up (0), waits (1) or is repaired (2),
// who waits in the order of coming, which groups are down for an uncovered failure, and
// which node of each duty serves, -1 for none.
type handState struct {
	unit      []int
	queue     []int
	uncovered []bool
	server    []int
}

func (s handState) clone() handState {
	return handState{slices.Clone(s.unit), slices.Clone(s.queue), slices.Clone(s.uncovered), slices.Clone(s.server)}
}

// handMost is the most states that are tried.
const handMost = 150

func solveByHand(t *testing.T, m *system.Model) (*markov.Model, *byHand) {
	t.Helper()
	h := &byHand{m: m, number: map[string]int{}}
	h.collect(m.Top)
	first := handState{make([]int, len(m.Units)), nil, make([]bool, len(h.groups)), make([]int, len(h.duties))}
	for d := range h.duties {
		first.server[d] = -1
	}
	h.settle(&first)
	h.see(first)
	for i := 0; i < len(h.states); i++ {
		h.expand(i)
		if len(h.states) > handMost {
			return nil, nil
		}
	}
	b := markov.NewBuilder(len(h.states))
	for k := range h.from {
		if h.from[k] != h.to[k] {
			b.Add(h.from[k], h.to[k], h.rates[k])
		}
	}
	chain, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	out := &markov.Model{Chain: chain}
	for _, s := range h.states {
		out.Up = append(out.Up, h.works(m.Top, &s))
	}
	return out, h
}

func (h *byHand) collect(n system.Node) {
	switch n := n.(type) {
	case *system.Group:
		h.groups = append(h.groups, n)
	case *system.Duty:
		defer func() { h.duties = append(h.duties, n) }() // inner ones first
	}
	for _, kid := range system.Children(n) {
		h.collect(kid)
	}
}

func (h *byHand) see(s handState) int {
	key := fmt.Sprint(s)
	if at, ok := h.number[key]; ok {
		return at
	}
	h.number[key] = len(h.states)
	h.states = append(h.states, s)
	return len(h.states) - 1
}

func (h *byHand) part(u int) *system.Component { return &h.m.Components[h.m.Units[u].Component] }

func (h *byHand) groupOf(u int) (int, *system.Group) {
	for i, g := range h.groups {
		if slices.Contains(g.Units, u) {
			return i, g
		}
	}
	return -1, nil
}

func (h *byHand) works(n system.Node, s *handState) bool {
	up := 0
	for _, kid := range system.Children(n) {
		if h.works(kid, s) {
			up++
		}
	}
	switch n := n.(type) {
	case system.Use:
		return s.unit[n.Unit] == 0
	case *system.Series:
		return up == len(n.Of)
	case *system.Parallel:
		return up > 0
	case *system.KOfN:
		return up >= n.K
	case *system.Group:
		for _, u := range n.Units {
			if s.unit[u] == 0 {
				up++
			}
		}
		return up >= n.K && !s.uncovered[slices.Index(h.groups, n)]
	case *system.Duty:
		return s.server[slices.Index(h.duties, n)] >= 0
	}
	panic("a node that is not tried here")
}

// speed is the failure rate of a unit over that at work.
func (h *byHand) speed(u int, s *handState) float64 {
	if h.m.RestWhenDown && !h.works(h.m.Top, s) {
		return 0
	}
	outer, idle := h.roles(func(n system.Node) bool { use, ok := n.(system.Use); return ok && use.Unit == u || h.holds(n, u) }, s)
	for outer != nil {
		d := outer
		next, more := h.roles(func(n system.Node) bool { return n == system.Node(d) || h.holdsDuty(n, d) }, s)
		if next == nil && more >= 0 {
			return more
		}
		outer = next
		idle = -1
	}
	if idle >= 0 {
		return idle
	}
	return 1
}

// roles finds the duty that something does, or, where it has none to do, the dormancy of
// those it could do, -1 where there is none.
func (h *byHand) roles(is func(system.Node) bool, s *handState) (serves *system.Duty, dormancy float64) {
	dormancy = -1
	for i, d := range h.duties {
		for k, n := range d.Of {
			if !is(n) {
				continue
			}
			dormancy = d.DormancyFactor
			if s.server[i] == k {
				return d, -1
			}
		}
	}
	return nil, dormancy
}

// holds reports whether a unit stands below n, with no other duty between.
func (h *byHand) holds(n system.Node, u int) bool {
	switch n := n.(type) {
	case system.Use:
		return n.Unit == u
	case *system.Group:
		return slices.Contains(n.Units, u)
	case *system.Duty:
		return false
	}
	return slices.ContainsFunc(system.Children(n), func(kid system.Node) bool { return h.holds(kid, u) })
}

func (h *byHand) holdsDuty(n system.Node, d *system.Duty) bool {
	if inner, ok := n.(*system.Duty); ok {
		return inner == d
	}
	return slices.ContainsFunc(system.Children(n), func(kid system.Node) bool { return h.holdsDuty(kid, d) })
}

func (h *byHand) expand(i int) {
	s := h.states[i]
	add := func(rate float64, change func(s *handState)) {
		if rate == 0 {
			return
		}
		next := s.clone()
		change(&next)
		h.settle(&next)
		h.from, h.to, h.rates = append(h.from, i), append(h.to, h.see(next)), append(h.rates, rate)
	}
	fail := func(s *handState, u int) {
		if h.m.Pool(h.m.Units[u].Component) == nil {
			s.unit[u] = 2
			return
		}
		s.unit[u] = 1
		s.queue = append(s.queue, u)
	}
	for k, g := range h.groups {
		if s.uncovered[k] {
			add(1/g.UncoveredMTTR, func(s *handState) { s.uncovered[k] = false })
		}
	}
	for u := range s.unit {
		if !h.used(u) {
			continue
		}
		at, g := h.groupOf(u)
		if g != nil && s.uncovered[at] {
			continue
		}
		rate := h.speed(u, &s) / h.part(u).Life.Mean()
		switch {
		case s.unit[u] == 2:
			if h.part(u).Repair != nil {
				add(1/h.part(u).Repair.Mean(), func(s *handState) { s.unit[u] = 0 })
			}
		case s.unit[u] == 1:
		case g == nil:
			add(rate, func(s *handState) { fail(s, u) })
		default:
			good := 0
			for _, v := range g.Units {
				if s.unit[v] == 0 {
					good++
				}
			}
			own, asked := (1-g.Beta)*rate, 0.0
			if good-1 >= g.K {
				asked = 1 - g.Coverage.P()
			}
			add(own*(1-asked), func(s *handState) { fail(s, u) })
			add(own*asked, func(s *handState) { fail(s, u); s.uncovered[at] = true })
			add(g.Beta*rate/float64(good), func(s *handState) { // once for the group
				for _, v := range g.Units {
					if s.unit[v] == 0 {
						fail(s, v)
					}
				}
			})
		}
	}
}

func (h *byHand) used(u int) bool {
	found := false
	var visit func(n system.Node)
	visit = func(n system.Node) {
		found = found || h.holds(n, u)
		for _, kid := range system.Children(n) {
			visit(kid)
		}
	}
	visit(h.m.Top)
	return found
}

// settle sends crews out and gives duties away.
func (h *byHand) settle(s *handState) {
	for _, p := range h.m.Pools {
		for {
			busy, next := 0, -1
			for u, x := range s.unit {
				if x == 2 && slices.Contains(p.Components, h.m.Units[u].Component) {
					busy++
				}
			}
			best := math.MaxInt
			for _, u := range s.queue {
				rank := slices.Index(p.Components, h.m.Units[u].Component)
				if rank >= 0 && !p.ByPriority {
					rank = 0
				}
				if rank >= 0 && rank < best {
					best, next = rank, u
				}
			}
			if busy >= p.Crews || next < 0 {
				break
			}
			s.unit[next] = 2
			s.queue = slices.DeleteFunc(s.queue, func(u int) bool { return u == next })
		}
	}
	for again := true; again; {
		before := slices.Clone(s.server)
		for i, d := range h.duties {
			if k := s.server[i]; k >= 0 && !h.works(d.Of[k], s) {
				s.server[i] = -1
			}
		}
		for i, d := range h.duties {
			for k, n := range d.Of {
				if s.server[i] == k {
					break
				}
				taken := false
				for j, other := range h.duties {
					taken = taken || j != i && s.server[j] >= 0 && other.Of[s.server[j]] == n
				}
				if h.works(n, s) && !taken {
					s.server[i] = k
					break
				}
			}
		}
		again = !slices.Equal(before, s.server)
	}
}

// compareImportance holds that of units, which are not those of groups, against the
// states in which they are down and up.
func (h *byHand) compareImportance(t *testing.T, chain *markov.Model, got *Result) {
	t.Helper()
	steady, err := chain.Chain.Steady(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for u, unit := range h.m.Units {
		var sums [2][2]float64 // of the unit, of the system, 1 down
		for i, p := range steady.P {
			down := 0
			if h.states[i].unit[u] > 0 {
				down = 1
			}
			bad := 0
			if !chain.Up[i] {
				bad = 1
			}
			sums[down][bad] += p
		}
		ifDown, ifUp := sums[1][1]/(sums[1][0]+sums[1][1]), sums[0][1]/(sums[0][0]+sums[0][1])
		for _, x := range got.Importance {
			if _, grouped := h.groupOf(u); x.Unit == unit.Name && grouped == nil {
				oracle.Near(t, unit.Name+" RAW", x.RiskAchievementWorth, ifDown/got.Unavailability, 1e-9)
				oracle.Near(t, unit.Name+" RRW", x.RiskReductionWorth, got.Unavailability/ifUp, 1e-9)
			}
		}
	}
}

// coupledModel is a random system of up to seven units that share crews and spares, or
// rest.
func coupledModel(t *testing.T, r *rand.Rand) *system.Model {
	m := &system.Model{Name: "coupled"}
	kinds := 2 + r.IntN(2)
	for i := range kinds {
		m.Components = append(m.Components, part(t, string(rune('a'+i)), 10+90*r.Float64(), 1+9*r.Float64()))
	}
	unit := func() int {
		m.Units = append(m.Units, system.Unit{Name: fmt.Sprint("u", len(m.Units)), Component: r.IntN(kinds)})
		return len(m.Units) - 1
	}
	var node func(depth int) system.Node
	nodes := func(n, depth int) []system.Node {
		var of []system.Node
		for range n {
			of = append(of, node(depth))
		}
		return of
	}
	shared := -1
	dormancy := []float64{0, 0.25, 1}[r.IntN(3)]
	node = func(depth int) system.Node {
		if len(m.Units) >= 5 || depth > 2 {
			return system.Use{Unit: unit()}
		}
		switch r.IntN(8) {
		case 0:
			return &system.Series{Of: nodes(2, depth+1)}
		case 1:
			return &system.Parallel{Of: nodes(2, depth+1)}
		case 2:
			return &system.KOfN{K: 2, Of: nodes(3, depth+1)}
		case 3:
			u := unit()
			g := &system.Group{Name: "g", Kind: system.Redundant, K: 1 + r.IntN(2), Beta: 0.1, Coverage: model.Covered(0.9), UncoveredMTTR: 0.5, Units: []int{u}}
			for range 1 + r.IntN(2) {
				m.Units = append(m.Units, m.Units[u])
				g.Units = append(g.Units, len(m.Units)-1)
			}
			g.K = min(g.K, len(g.Units))
			return g
		case 4, 5:
			of := nodes(2, depth+1)
			if r.IntN(2) == 0 {
				if shared < 0 {
					shared = unit()
					m.Units[shared].Shared = true
				}
				of = append(of, system.Use{Unit: shared})
			}
			return &system.Duty{Of: of, DormancyFactor: dormancy}
		}
		return system.Use{Unit: unit()}
	}
	m.Top = &system.Series{Of: nodes(2, 0)}
	if r.IntN(2) == 0 {
		m.Top = &system.Parallel{Of: nodes(2, 0)}
	}
	switch r.IntN(4) {
	case 0:
		m.Pools = []system.CrewPool{{Name: "one", Crews: 1, Components: r.Perm(kinds), ByPriority: r.IntN(2) == 0}}
	case 1:
		m.Pools = []system.CrewPool{{Name: "two", Crews: 2, Components: r.Perm(kinds)[:1+r.IntN(kinds)], ByPriority: r.IntN(2) == 0}}
	case 2:
		m.Pools = []system.CrewPool{{Name: "x", Crews: 1, Components: []int{0}}, {Name: "y", Crews: 1, Components: []int{1}}}
	}
	m.RestWhenDown = r.IntN(3) == 0
	return m
}

// Systems whose units share crews and spares against chains made one unit at a time.
func TestCoupledSystems(t *testing.T) {
	tried := 0
	for seed := uint64(1); tried < 500 && seed < 9000; seed++ {
		m := coupledModel(t, rand.New(rand.NewPCG(seed, 21)))
		if system.Validate(m) != nil || !m.Coupled() {
			continue
		}
		want, hand := solveByHand(t, m)
		if want == nil {
			continue
		}
		tried++
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			ctx := context.Background()
			is, err := want.Measures(ctx)
			if err != nil {
				t.Fatal(err)
			}
			got, err := System(ctx, m)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "availability", got.Availability, is.Availability, 1e-9)
			oracle.Near(t, "unavailability", got.Unavailability, is.Unavailability, 1e-9)
			oracle.Near(t, "frequency", got.FailureFrequency, is.FailureFrequency, 1e-9)
			oracle.Near(t, "MTTF", got.MTTF, is.MTTF, 1e-9)
			hand.compareImportance(t, want, got)
			times := []float64{3, 150}
			at, err := At(ctx, m, got, times...)
			if err != nil {
				t.Fatal(err)
			}
			first, err := want.FirstPassage(ctx, times...)
			if err != nil {
				t.Fatal(err)
			}
			states, err := want.At(ctx, times...)
			if err != nil {
				t.Fatal(err)
			}
			for i := range times {
				oracle.Near(t, "reliability", at[i].Reliability, first[i].Reliability, 1e-9)
				oracle.Near(t, "unreliability", at[i].Unreliability, first[i].Unreliability, 1e-9)
				oracle.Near(t, "availability at", at[i].Availability, states[i].Availability, 1e-9)
				oracle.Near(t, "unavailability at", at[i].Unavailability, states[i].Unavailability, 1e-9)
			}
		})
	}
	if tried < 500 {
		t.Errorf("%d systems were tried", tried)
	}
}
