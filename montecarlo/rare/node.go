package rare

import (
	"cmp"
	"encoding/binary"
	"errors"
	"math"
	"slices"
)

// graph is the embedded jump chain of a system, explored where a walker
// comes. What a node holds depends on its state alone, so that walkers agree
// whatever they have seen before.
type graph struct {
	s      *machine
	bias   float64 // probability of a failure under balanced failure biasing
	nodes  map[string]*state
	root   *state
	moves  int
	levels bool    // nodes tell their damage
	first  bool    // nodes lead to states that are up, and tell how fast they fail
	ends   float64 // rate at which the time ends that is looked at; 0 where it has no end
	x      *scratch
	order  []int
	key    []byte
}

// state is a state: components out of their state 0, and where it leads.
type state struct {
	marks  []mark
	kept   bool
	down   bool
	damage float64 // of the most damaged minimal cut, where levels ask
	moves  []move
	exit   float64   // total rate
	plain  []float64 // cumulative probabilities of the moves
	failed int       // moves that are failures

	fatal, safe float64 // until the first failure: rates of the moves that fail the system, which are no moves, and of the others
	quiet       bool    // nothing can be repaired

	balanced     []float64 // cumulative, under balanced failure biasing
	overBalanced []float64 // probability over the plain one
	zero         []float64 // cumulative, under approximate zero variance
	overZero     []float64
	stops        float64 // probability to stop instead, as what fails the system does

	force      []float64 // cumulative, over components: of which to force a unit
	forceShare []float64
	each       []float64 // of one unit that is up
}

type mark struct{ component, state int32 }

type move struct {
	mark
	rate  float64
	fails bool
	next  *state
}

// movesMost bounds what a graph remembers; states that are new beyond it are
// made again each time.
const movesMost = 400_000

func newGraph(s *machine, bias float64) *graph {
	g := &graph{s: s, bias: bias, x: s.scratch(), nodes: map[string]*state{}}
	g.root = g.find(nil)
	return g
}

// follow returns the node that move i of n leads to.
func (g *graph) follow(n *state, i int) *state {
	m := &n.moves[i]
	if m.next != nil {
		return m.next
	}
	next := g.find(after(n.marks, m.mark))
	if next.kept && n.kept {
		m.next = next
	}
	return next
}

// after returns the marks with one changed.
func after(marks []mark, m mark) []mark {
	at, found := slices.BinarySearchFunc(marks, m, func(a, b mark) int { return int(a.component - b.component) })
	next := slices.Clone(marks)
	switch {
	case found && m.state == 0:
		return slices.Delete(next, at, at+1)
	case found:
		next[at] = m
		return next
	}
	return slices.Insert(next, at, m)
}

func (g *graph) find(marks []mark) *state {
	g.key = g.key[:0]
	for _, m := range marks {
		g.key = binary.AppendUvarint(g.key, uint64(m.component))
		g.key = binary.AppendUvarint(g.key, uint64(m.state))
	}
	if n, ok := g.nodes[string(g.key)]; ok {
		return n
	}
	n := g.expand(marks)
	if g.moves < movesMost {
		n.kept = true
		g.nodes[string(g.key)] = n
		g.moves += len(n.moves)
	}
	return n
}

// set puts the state of a node into the scratch; clear takes it out again.
func (g *graph) set(marks []mark) {
	for _, m := range marks {
		g.s.move(g.x, m)
	}
}

func (g *graph) clear(marks []mark) {
	for _, m := range marks {
		g.s.move(g.x, mark{component: m.component})
	}
}

func (g *graph) expand(marks []mark) *state {
	n := &state{marks: marks}
	g.set(marks)
	defer g.clear(marks)
	n.down = g.s.isDown(g.x)
	if g.levels {
		n.damage = g.s.damage(g.x)
	}
	n.moves = make([]move, 0, len(g.s.components)+len(marks)+4)
	for i := range g.s.components {
		n.add(int32(i), &g.s.components[i], g.x.state[i])
	}
	for _, m := range n.moves {
		n.exit += m.rate
	}
	if g.first {
		g.endAtFailure(n)
	}
	for _, m := range n.moves {
		if m.fails {
			n.failed++
		}
	}
	n.quiet = n.failed == len(n.moves)
	p := make([]float64, len(n.moves))
	for i, m := range n.moves {
		p[i] = m.rate / n.exit
	}
	n.plain = cumulative(p)
	n.balance(g.bias)
	return n
}

// endAtFailure takes out the moves that fail the system.
func (g *graph) endAtFailure(n *state) {
	safe := n.moves[:0]
	for _, m := range n.moves {
		old := mark{m.component, g.x.state[m.component]}
		g.s.move(g.x, m.mark)
		if g.s.isDown(g.x) {
			n.fatal += m.rate
		} else {
			n.safe += m.rate
			safe = append(safe, m)
		}
		g.s.move(g.x, old)
	}
	n.moves = safe
}

// add adds the moves of one component.
func (n *state) add(at int32, c *component, state int32) {
	if c.chain != nil {
		for _, m := range c.chain.moves[state] {
			n.move(mark{at, m.to}, m.rate, c.chain.fails(state, m.to))
		}
		return
	}
	n.move(mark{at, state + 1}, float64(c.count-int(state))*c.failure, true)
	n.move(mark{at, state - 1}, float64(state)*c.repair, false)
}

func (n *state) move(to mark, rate float64, fails bool) {
	if rate > 0 {
		n.moves = append(n.moves, move{mark: to, rate: rate, fails: fails})
	}
}

// balance makes the moves of balanced failure biasing: each failure alike, all
// failures together with probability bias; all of it where nothing is under
// repair, none where nothing can fail.
func (n *state) balance(bias float64) {
	repairs := 0.0
	for _, m := range n.moves {
		if !m.fails {
			repairs += m.rate
		}
	}
	switch {
	case n.failed == len(n.moves):
		bias = 1
	case n.failed == 0:
		bias = 0
	}
	q := make([]float64, len(n.moves))
	for i, m := range n.moves {
		if m.fails {
			q[i] = bias / float64(n.failed)
		} else {
			q[i] = (1 - bias) * m.rate / repairs
		}
	}
	n.balanced, n.overBalanced = cumulative(q), n.over(q)
}

// over returns q/p for every move, p its probability.
func (n *state) over(q []float64) []float64 {
	for i, m := range n.moves {
		q[i] *= n.exit / m.rate
	}
	return q
}

// cumulative turns probabilities into their running sums, the last one 1.
func cumulative(p []float64) []float64 {
	c, sum := make([]float64, len(p)), 0.0
	for i, x := range p {
		sum += x
		c[i] = sum
	}
	for i := range c {
		c[i] /= sum
	}
	return c
}

// draw returns the number of the move that u falls on.
func draw(c []float64, u float64) int {
	if len(c) > 8 {
		lo, hi := 0, len(c)-1
		for lo < hi {
			if mid := (lo + hi) / 2; c[mid] > u {
				hi = mid
			} else {
				lo = mid + 1
			}
		}
		return lo
	}
	for i, x := range c {
		if x > u {
			return i
		}
	}
	return len(c) - 1
}

// Nodes and weights of Gauss and Laguerre for the integral of e^-s f(s).
var laguerre = [4][2]float64{
	{0.322547689619392, 0.603154104341634}, {1.745761101158347, 0.3574186924377997},
	{4.536620296921128, 0.03888790851500538}, {9.395070912301133, 5.392947055613275e-4},
}

// aim makes the moves of approximate zero variance: a move to the state y in
// proportion to its rate times
//
//	v(y) = integral_0^inf exp(-M t) w_y(t) dt,
//
// nearly the probability to fail before all is up again. M is the rate of
// repair in y, so that exp(-M t) is the chance that what is down in y is still
// down at t, and w_y(t) the rate at which the system fails at t if it is, the
// other units being down with the chance (a/b)(1 - exp(-b t)) of their rates a
// and b. Where failures are rare this is exact for one minimal cut: it sums the
// orders in which its units may fail. v is 1 where the system is down and 0
// where all is up.
func (g *graph) aim(n *state) {
	q, sum := g.aims(n)
	ends := sum + n.fatal
	if !(sum > 0) || math.IsInf(sum, 1) {
		n.zero, n.overZero = n.balanced, n.overBalanced
		return
	}
	n.stops = n.fatal / ends
	for i := range q {
		q[i] /= ends
	}
	n.zero, n.overZero = cumulative(q), n.over(q)
}

// aims returns rate times v of every move, and the sum.
func (g *graph) aims(n *state) (q []float64, sum float64) {
	g.set(n.marks)
	defer g.clear(n.marks)
	repair := g.repairs(n)
	g.order = g.order[:0]
	for i := range repair {
		g.order = append(g.order, i)
	}
	slices.SortStableFunc(g.order, func(a, b int) int { return cmp.Compare(repair[a], repair[b]) })
	q = make([]float64, len(n.moves))
	ready := 0.0 // the rate of repair for which the scratch is filled in
	for _, i := range g.order {
		if repair[i] == 0 {
			continue // all is up
		}
		if !(math.Abs(repair[i]-ready) < 1e-9*ready) {
			ready = repair[i]
			g.look(ready)
		}
		q[i] = n.moves[i].rate * g.value(n.moves[i].mark, ready)
	}
	for _, x := range q {
		sum += x
	}
	return q, sum
}

// repairs returns, for every move, the rate of repair after it, and at which the
// time ends; 0 where all is up then.
func (g *graph) repairs(n *state) []float64 {
	r := make([]float64, len(n.moves))
	for i, m := range n.moves {
		found, up := false, true
		for _, mark := range n.marks {
			if mark.component == m.component {
				mark, found = m.mark, true
			}
			up = up && mark.state == 0
			r[i] += g.s.components[mark.component].recovery(mark.state)
		}
		if !found {
			up = up && m.state == 0
			r[i] += g.s.components[m.component].recovery(m.state)
		}
		if !up {
			r[i] += g.ends
		}
	}
	return r
}

// look fills in the scratch for the state at hand, at the times of the
// quadrature for a rate of repair.
func (g *graph) look(repair float64) {
	for k := range laguerre {
		g.x.dual = g.x.duals[k]
		for i := range g.s.tree.gates {
			g.leaf(int32(i), laguerre[k][0]/repair)
			g.s.dualAt(g.x, int32(i))
		}
	}
}

func (g *graph) leaf(i int32, t float64) {
	if c := g.s.tree.gates[i].leaf; c >= 0 {
		g.x.dual[i] = g.s.components[c].ahead(g.x.state[c], t)
	}
}

// value is v of the state after a move. Only gates above the component that
// moves are looked at again, and put back.
func (g *graph) value(m mark, repair float64) float64 {
	x, above := g.x, g.s.tree.above[m.component]
	old := mark{m.component, x.state[m.component]}
	g.s.move(x, m)
	v := 1.0
	if !g.s.isDown(x) {
		sum := 0.0
		for k := range laguerre {
			sum += laguerre[k][1] / repair * g.changed(k, above, repair)
		}
		v = sum / (1 + sum)
	}
	g.s.move(x, old)
	return v
}

// changed is the rate at which the system fails at a time of the quadrature.
func (g *graph) changed(k int, above []int32, repair float64) float64 {
	x := g.x
	x.dual, x.old = x.duals[k], x.old[:0]
	for _, i := range above {
		x.old = append(x.old, x.dual[i])
		g.leaf(i, laguerre[k][0]/repair)
		g.s.dualAt(x, i)
	}
	rate := x.dual[g.s.tree.top].rate
	for j, i := range above {
		x.dual[i] = x.old[j]
	}
	return rate
}

// ErrCycle tells that the all-up state is left for so long that cycles
// between its visits are of no use.
var ErrCycle = errors.New("the state in which all units are up is hardly ever reached: simulate the system by events")
