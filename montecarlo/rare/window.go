package rare

import (
	"fmt"
	"math"
	"slices"

	"mtbf/model"
	"mtbf/model/system"
	"mtbf/montecarlo"
	"mtbf/montecarlo/internal/gate"
)

// forcing simulates the steady state of independent units with lives and
// repairs of any distributions, from the moment at which all-up is left until
// all is up again. At that moment, in steady state, unit i is the one that fails
// with the probability r_i/r, r_i = 1/(mean life) and r their sum; its repair
// begins; and the others are up, each with its next failure as a unit has that
// is found up at any time, [lifetime.residual]. With A_i the units'
// availabilities and D the hours down before all is up again,
//
//	U = r (product of A_i) E[D],
//
// where the first two factors, the frequency at which all-up is left, follow
// from means alone. (Palm's inversion formula for the cycles between these
// moments.)
//
// Until the system fails, at every event that leaves some unit under repair one
// of the units that are up is chosen, k with the share p_k, and its failure put
// uniformly into the window w_k until the next end of a repair in its module;
// with the share p_0 none is. So the next event, after the time x, has the
// likelihood ratio
//
//	1/W = p_0 + sum over k of p_k R_k,
//	R_k = 1/(w_k f_k(x))        if unit k fails, x < w_k
//	      (1 - x/w_k)/S_k(x)    if another unit fails or ends its repair, x < w_k
//	      0                     if x >= w_k
//
// with f_k and S_k the density and survival of what is left of the life of k
// given its age. Shares go with the product of rate and v of [graph.aims],
// so that the most damaged module comes first, a tenth of them evenly. Repairs
// are drawn long by [tilt]: a window of length w makes a further failure w
// times as likely, and so does each after it. Both are limited in number for a
// cycle; what follows is plain.
//
// Forcing a failure into a time is named in the abstract of "Quick simulation
// methods for estimating the unreliability of regenerative models of large,
// highly reliable systems" (2004), for chains; this form, its mixture and its
// likelihood ratio were derived here and checked against means.
type forcing struct {
	graph  *graph
	of     []int32    // the component of a unit
	first  []int      // the first unit of a component
	lives  []lifetime // of units
	tilts  []*tilt    // of units
	repair []model.Distribution
	leaves float64 // frequency at which all-up is left
	forced int     // most forced windows of a cycle

	module []int32   // of a component: what stands right below the top of a series
	ends   []float64 // of a module: the next end of a repair
	soon   float64   // the next end of any repair

	units []windowUnit
	parts []stretch // of parts, for the window at hand
	now   float64
}

// windowUnit is a unit in a cycle that began at time 0.
type windowUnit struct {
	down  bool
	fresh bool    // its life began in this cycle, at begun
	begun float64 // of a fresh life
	end   float64 // of the repair, or of the life; of an old life that is not known yet a lower bound
	level float64 // of an old life: G at its end
	known bool
}

// stretch is what old lives of one part share: G at the beginning of the
// window, and at the event, which is at a time.
type stretch struct{ now, at, from, to float64 }

// Share of windows into which nothing is forced, and of even choices.
const (
	windowPlain = 0.1
	windowEven  = 0.1
)

func windowCandidate(m *system.Model) (candidate, error) {
	s, err := newMachine(m, Window, false)
	if err != nil {
		return candidate{}, err
	}
	for i := range s.components {
		if s.components[i].chain != nil {
			return candidate{}, &Error{Window, "a group whose units depend on each other: use zerovariance, biasing or splitting if it is exponential, simulate by events otherwise"}
		}
	}
	order := min(6, s.tree.gates[s.tree.top].size-1)
	tilts := map[int]*tilt{}
	for i := range s.components {
		part := s.components[i].part
		p := &s.parts[part]
		if tilts[part] == nil {
			tilts[part] = newTilt(p.Repair, max(1, order))
		}
		if p.Life.Quantile(0) < 0 || p.Repair.Quantile(0) < 0 {
			return candidate{}, &Error{Window, fmt.Sprintf("module %q has times below 0: simulate the system by events", p.Name)}
		}
		if points(p.Life) {
			return candidate{}, &Error{Window, fmt.Sprintf("module %q has a %s life, which has no density: simulate the system by events", p.Name, p.Life.Family())}
		}
	}
	return candidate{
		method: Window, words: "failures forced into repair windows, repairs size-biased", block: pilotBlock,
		make: func() cycler { return newForcing(s, tilts, order) },
	}, nil
}

// points reports whether a life has no density.
func points(d model.Distribution) bool {
	return math.IsInf(d.LogDensity(d.Quantile(0.5)), 0)
}

func newForcing(s *machine, tilts map[int]*tilt, order int) *forcing {
	w := &forcing{graph: newGraph(s, bias), forced: 4*order + 8, parts: make([]stretch, len(s.parts)), leaves: 1}
	for i := range s.components {
		c := &s.components[i]
		p := &s.parts[c.part]
		w.first = append(w.first, len(w.of))
		for range c.count {
			w.of = append(w.of, int32(i))
			w.lives = append(w.lives, lifetime{p.Life, p.Life.Mean()})
			w.tilts = append(w.tilts, tilts[c.part])
			w.repair = append(w.repair, p.Repair)
			w.leaves /= 1 + c.failure/c.repair
		}
	}
	w.leaves *= w.graph.root.exit
	w.module = s.modules()
	w.ends = make([]float64, 1+slices.Max(w.module))
	w.units = make([]windowUnit, len(w.of))
	return w
}

// shares fills in the shares of the components of which a unit may be forced
// in a state.
func (w *forcing) shares(n *state) {
	q, _ := w.graph.aims(n)
	share := make([]float64, len(w.first))
	aimed, up := 0.0, 0.0
	for i, m := range n.moves {
		if m.fails {
			aimed += q[i]
			up += w.up(m)
		}
	}
	for i, m := range n.moves {
		if !m.fails {
			continue
		}
		even := w.up(m) / up
		share[m.component] = even
		if aimed > 0 {
			share[m.component] = windowEven*even + (1-windowEven)*q[i]/aimed
		}
	}
	n.force, n.forceShare = cumulative(share), share
	n.each = make([]float64, len(share))
	for _, m := range n.moves {
		if m.fails {
			n.each[m.component] = share[m.component] / w.up(m)
		}
	}
}

// up is the number of units that are up in the component of a move that fails
// one.
func (w *forcing) up(m move) float64 {
	return float64(w.graph.s.components[m.component].count - int(m.state) + 1)
}

// pick returns one of the units of a component that are up.
func (w *forcing) pick(component int, s *montecarlo.Stream) int {
	c := &w.graph.s.components[component]
	at, up := w.first[component], 0
	for i := range c.count {
		up += 1 - gate.One(w.units[at+i].down)
	}
	for skip := int(s.Float64() * float64(up)); ; at++ {
		if !w.units[at].down {
			if skip == 0 {
				return at
			}
			skip--
		}
	}
}

func (w *forcing) cycle(s *montecarlo.Stream, y *cycle) error {
	node, weight := w.begin(s)
	forced := w.forced
	downtime, failures, wasDown := 0.0, 0.0, false
	for node != w.graph.root {
		y.steps++
		if err := y.over(); err != nil {
			return err
		}
		if node.down {
			forced = 0
			if !wasDown {
				failures++
			}
		}
		wasDown = node.down
		at, unit, ratio := w.next(node, forced > 0, s)
		forced = max(0, forced-1)
		if node.down {
			downtime += at - w.now
		}
		weight *= ratio
		w.now = at
		node = w.graph.follow(node, node.moveOf(w.of[unit], !w.units[unit].down))
		weight *= w.change(unit, forced > 0, s)
	}
	y.length = 1 / w.leaves
	if failures > 0 {
		y.down, y.failures, y.failed = weight*downtime, weight*failures, weight
	}
	return nil
}

// moveOf returns the number of the move that a component makes.
func (n *state) moveOf(component int32, fails bool) int {
	at, _ := slices.BinarySearchFunc(n.moves, component, func(m move, c int32) int { return int(m.component - c) })
	if n.moves[at].fails != fails {
		at++
	}
	return at
}

// begin starts a cycle: every unit as found, and the first failure.
func (w *forcing) begin(s *montecarlo.Stream) (*state, float64) {
	root := w.graph.root
	if root.force == nil {
		w.shares(root)
	}
	w.now = 0
	clear(w.parts)
	for i := range w.units {
		u := s.Float64()
		w.units[i] = windowUnit{level: u, end: u * w.lives[i].mean}
	}
	component := draw(root.force, s.Float64())
	move := root.moveOf(int32(component), true)
	weight := root.moves[move].rate / root.exit / root.forceShare[component]
	weight *= w.change(w.pick(component, s), true, s)
	return w.graph.follow(root, move), weight
}

// change makes unit i fail or come back now, and returns the likelihood ratio
// of its repair.
func (w *forcing) change(i int, biased bool, s *montecarlo.Stream) float64 {
	u := &w.units[i]
	if u.down {
		*u = windowUnit{fresh: true, known: true, begun: w.now, end: w.now + upper(w.lives[i].d, s.Float64())}
		return 1
	}
	hours, ratio := 0.0, 1.0
	if biased {
		hours, ratio = w.tilts[i].draw(s)
	} else {
		hours = max(0, upper(w.repair[i], s.Float64()))
	}
	*u = windowUnit{down: true, known: true, end: w.now + hours}
	return ratio
}

// next returns what happens next: when, to which unit, and the likelihood
// ratio.
func (w *forcing) next(n *state, biased bool, s *montecarlo.Stream) (at float64, unit int, ratio float64) {
	at, unit = w.repaired()
	if n.failed == 0 {
		return at, unit, 1
	}
	if !biased {
		at, unit = w.earlier(at, unit, -1)
		return at, unit, 1
	}
	if n.force == nil {
		w.shares(n)
	}
	forced := -1
	if s.Float64() >= windowPlain {
		forced = w.pick(draw(n.force, s.Float64()), s)
		if t := w.now + w.window(forced)*s.Float64(); t < at {
			at, unit = t, forced
		}
	}
	at, unit = w.earlier(at, unit, forced)
	ratio = w.ratio(n, at, unit)
	if forced >= 0 && forced != unit {
		w.survive(forced, at, s)
	}
	return at, unit, ratio
}

// repaired returns the next end of a repair, and finds those of modules.
func (w *forcing) repaired() (at float64, unit int) {
	at, unit = math.Inf(1), -1
	for i := range w.ends {
		w.ends[i] = at
	}
	for i := range w.units {
		u := &w.units[i]
		if !u.down {
			continue
		}
		m := w.module[w.of[i]]
		w.ends[m] = min(w.ends[m], u.end)
		if u.end < at {
			at, unit = u.end, i
		}
	}
	w.soon = at
	return at, unit
}

// window is how long a failure of unit i would meet its module as it is; where
// nothing of the module is down, until the next end of a repair anywhere.
func (w *forcing) window(i int) float64 {
	end := w.ends[w.module[w.of[i]]]
	if math.IsInf(end, 1) {
		end = w.soon
	}
	return end - w.now
}

// earlier returns the first failure before the event given, or that, looking
// at all units that are up but one.
func (w *forcing) earlier(at float64, unit, but int) (float64, int) {
	for i := range w.units {
		u := &w.units[i]
		if u.down || u.end >= at || i == but {
			continue
		}
		if !u.known {
			u.end, u.known = w.lives[i].untilResidual(u.level), true
		}
		if u.end < at {
			at, unit = u.end, i
		}
	}
	return at, unit
}

// survive draws the end of a life anew if it should have been before now: a
// unit that was to be forced, and was not, has lived on.
func (w *forcing) survive(i int, now float64, s *montecarlo.Stream) {
	u, l := &w.units[i], &w.lives[i]
	if u.end > now {
		return
	}
	if !u.fresh && !u.known {
		u.end, u.known = l.untilResidual(u.level), true
		if u.end > now {
			return
		}
	}
	if u.fresh {
		u.end = u.begun + l.after(now-u.begun, s)
		return
	}
	g := l.residual(now)
	u.level = g + (1-g)*s.Float64()
	u.end, u.known = l.untilResidual(u.level), true
}

// ratio returns the likelihood ratio of the first event: unit fails, or ends
// its repair, at a time.
func (w *forcing) ratio(n *state, at float64, unit int) float64 {
	sum, x := 0.0, at-w.now
	for i := range w.units {
		if w.units[i].down {
			continue
		}
		window := w.window(i)
		switch {
		case x >= window:
		case i == unit:
			sum += n.each[w.of[i]] / (window * w.density(i, at))
		default:
			sum += n.each[w.of[i]] * (1 - x/window) / w.survives(i, at)
		}
	}
	return 1 / (windowPlain + (1-windowPlain)*sum)
}

// survives is the probability that unit i, up now, is so at a later time.
func (w *forcing) survives(i int, at float64) float64 {
	u, l := &w.units[i], &w.lives[i]
	if u.fresh {
		return math.Exp(l.d.LogSurvival(at-u.begun) - l.d.LogSurvival(w.now-u.begun))
	}
	span := w.span(i, at)
	return (1 - span.to) / (1 - span.from)
}

func (w *forcing) span(i int, at float64) *stretch {
	l, span := &w.lives[i], &w.parts[w.graph.s.components[w.of[i]].part]
	if span.now != w.now || span.at != at {
		from := span.to
		if span.at != w.now {
			from = l.residual(w.now)
		}
		*span = stretch{w.now, at, from, l.residual(at)}
	}
	return span
}

// density is that of the failure of unit i, up now, at a later time.
func (w *forcing) density(i int, at float64) float64 {
	u, l := &w.units[i], &w.lives[i]
	if u.fresh {
		return math.Exp(l.d.LogDensity(at-u.begun) - l.d.LogSurvival(w.now-u.begun))
	}
	return l.survival(at) / l.mean / (1 - w.span(i, at).from)
}
