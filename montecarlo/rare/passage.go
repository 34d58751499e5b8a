package rare

import (
	"errors"
	"math"
	"slices"

	"mtbf/montecarlo"
)

// passage simulates the first outage of exponential components from all new, for
// several times t at once. With x a state in which nothing can be repaired, all new
// or with some unit lost for good, and 0 = S_0 < S_1 < ... the moments at which the
// system is in x again without having failed or come to another such state since,
//
//	F_x(t) = E[sum over k, S_k < t, of g_x(t - S_k)],
//
// g_x(r) being the probability that what leaves x then does not come back to x,
// and that the system fails within r (last-exit decomposition at x). So however many
// busy cycles lie within t, each of them is met plainly, by the carrier, and from each
// one excursion is drawn under other probabilities, whose variance is that of a single
// cycle. An excursion that comes to another such state y goes on from one of its
// moments, drawn at random, with their number as weight.
//
// In an excursion the time in a state, of exit rate q, is drawn on the condition that
// it ends within what is left of t, r, with the weight 1 - exp(-q r). The moves that
// fail the system are never drawn: in every state met, of the rate a of those moves,
//
//	W (a/q) (1 - exp(-q r))
//
// is added, W being the weight until then; other moves are drawn by balanced failure
// biasing or by approximate zero variance, in a mixture for the whole excursion, as in
// [walker]; by the latter an excursion stops where one would fail. The moves do not depend on t, and r grows with t for the same random
// numbers, so that one run serves all times and no estimate falls as t grows. So that
// the shortest time does not wait for the longest, beyond each of the times the carrier
// goes on with some probability only, and draws excursions from some moments only, with
// weights for both.
type passage struct {
	graph *graph
	share float64 // of excursions by zero variance: 0 is balanced biasing
	times []float64
	stays []float64 // of each time, the chance that the carrier goes on to it from the one before
	takes []float64 // of each time, the share of moments since the one before that have an excursion

	left []float64 // of each time, in the excursion at hand
	held []float64 // of each time, the product of 1 - exp(-q r)

	before []float64 // of each time, what was found before the excursion
}

func newPassage(g *graph, share float64, times []float64) *passage {
	n := len(times)
	w := &passage{graph: g, share: share, times: times, left: make([]float64, n), held: make([]float64, n), before: make([]float64, n)}
	least := 1 + times[0]*g.root.exit
	for j, t := range times {
		stays, takes := 1.0, 1.0
		if j > 0 && t > times[j-1] {
			more := (t - times[j-1]) * g.root.exit
			stays, takes = max(staysLeast, least/(least+more)), min(1, least/more)
		}
		w.stays, w.takes = append(w.stays, stays), append(w.takes, takes)
	}
	return w
}

// staysLeast is the least chance that a carrier goes on from one time to the next.
const staysLeast = 0.1

// each is nearly the number of cycles in one of ours.
func (w *passage) each() float64 {
	number, goes, before := 1.0, 1.0, 0.0
	for j, t := range w.times {
		goes *= w.stays[j]
		number += goes * (t - before) * w.graph.root.exit
		before = t
	}
	return number
}

// untilFirst is the graph of what happens before the first outage, for times up to
// hours.
func untilFirst(s *machine, bias, hours float64) *graph {
	g := &graph{s: s, bias: bias, x: s.scratch(), nodes: map[string]*state{}, first: true, ends: 1 / hours}
	g.root = g.find(nil)
	return g
}

// cyclesMost bounds the cycles of a carrier.
const cyclesMost = 1e6

// ErrTime tells that a time holds more transitions than can be simulated.
var ErrTime = errors.New("more transitions lie within the time than an accelerated method can walk through: solve the system, or simulate it with --method plain")

// cycle simulates the first outage once.
func (w *passage) cycle(s *montecarlo.Stream, y *cycle) error {
	y.length = 1
	y.at = make([]cycle, len(w.times))
	for j := range y.at {
		y.at[j].length = 1
	}
	span, goes := 0, 1.0
	err := w.carry(w.graph.root, slices.Max(w.times), s, y, func(at float64) (bool, error) {
		for ; at >= w.times[span]; goes /= w.stays[span] {
			if span++; w.stays[span] < 1 && s.Float64() >= w.stays[span] {
				return false, nil
			}
		}
		if w.takes[span] < 1 && s.Float64() >= w.takes[span] {
			return true, nil
		}
		for j, t := range w.times {
			w.left[j], w.held[j] = max(0, t-at), goes/w.takes[span]
		}
		for j := range y.at {
			w.before[j] = y.at[j].down
		}
		err := w.excursion(s, y)
		for j := range y.at {
			if part := y.at[j].down - w.before[j]; part > 0 {
				y.at[j].parts = append(y.at[j].parts, part)
			}
		}
		return true, err
	})
	if errors.Is(err, ErrCycle) {
		err = ErrTime
	}
	for j := range y.at {
		if y.at[j].down > 0 {
			y.failed, y.at[j].failed = 1, 1
		}
	}
	return err
}

// carry walks plainly from a state in which nothing can be repaired, and calls
// visit at every moment at which the system is in it again, until that says no.
func (w *passage) carry(base *state, hours float64, s *montecarlo.Stream, y *cycle, visit func(at float64) (bool, error)) error {
	node, at := base, 0.0
	for {
		if node == base || node.quiet {
			if !node.same(base) {
				return nil
			}
			if on, err := visit(at); !on || err != nil {
				return err
			}
		}
		if y.steps++; node.exit == 0 {
			return nil
		}
		if err := y.over(); err != nil {
			return err
		}
		at -= math.Log(s.Float64()) / node.exit
		if at >= hours || len(node.moves) == 0 || s.Float64()*node.exit < node.fatal {
			return nil
		}
		node = w.graph.follow(node, draw(node.plain, s.Float64()))
	}
}

// excursion adds what a path from all new finds that does not come back.
func (w *passage) excursion(s *montecarlo.Stream, y *cycle) error {
	base := w.graph.root
	node := base
	byZero := w.share > 0 && s.Float64() < w.share
	var zero, balanced float64 // log of the density drawn from over the plain one
	biased := biasedMost
	for {
		y.steps++
		if err := y.over(); err != nil {
			return err
		}
		open := w.stay(node, math.Exp(-logMix(w.share, zero, balanced)), s, y)
		if !open || len(node.moves) == 0 {
			return nil
		}
		var i int
		if biased == 0 {
			i = draw(node.plain, s.Float64())
			safe := math.Log(node.exit / node.safe)
			zero, balanced = zero+safe, balanced+safe
		} else {
			biased--
			if w.share > 0 && node.zero == nil {
				w.graph.aim(node)
			}
			switch {
			case !byZero:
				i = draw(node.balanced, s.Float64())
			case s.Float64() < node.stops:
				return nil
			default:
				i = draw(node.zero, s.Float64())
			}
			balanced += math.Log(node.overBalanced[i])
			if w.share > 0 {
				zero += math.Log(node.overZero[i])
			}
		}
		node = w.graph.follow(node, i)
		if node.same(base) {
			return nil
		}
		if node.quiet {
			base = node
			if err := w.settle(base, s, y); err != nil {
				return err
			}
		}
	}
}

// stay adds the chance to fail from a state, draws the time in it, and reports
// whether any of the times is still open.
func (w *passage) stay(n *state, weight float64, s *montecarlo.Stream, y *cycle) (open bool) {
	u := s.Float64()
	for j, left := range w.left {
		if left <= 0 {
			continue
		}
		ends := -math.Expm1(-n.exit * left)
		y.at[j].down += weight * w.held[j] * n.fatal / n.exit * ends
		w.held[j] *= ends
		w.left[j] = left + math.Log1p(-u*ends)/n.exit
		open = open || w.left[j] > 0
	}
	return open
}

// settle takes an excursion to one of the moments, drawn at random, at which the
// system is in a state in which nothing can be repaired.
func (w *passage) settle(base *state, s *montecarlo.Stream, y *cycle) error {
	number, chosen := 0.0, 0.0
	err := w.carry(base, slices.Max(w.left), s, y, func(at float64) (bool, error) {
		if number++; number == 1 || s.Float64()*number < 1 {
			chosen = at
		}
		return true, nil
	})
	for j := range w.left {
		w.left[j] -= chosen
		w.held[j] *= number
	}
	return err
}

// same reports whether two nodes are of one state: beyond what a graph remembers
// there may be several.
func (n *state) same(other *state) bool { return n == other || slices.Equal(n.marks, other.marks) }
