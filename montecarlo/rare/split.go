package rare

import (
	"cmp"

	"mtbf/montecarlo"
)

// splitter is fixed-effort splitting for exponential components, with the
// damage of the most damaged minimal cut as importance, in as many levels as a
// large minimal cut has units. From the states in which paths entered a level,
// as many paths as the effort says start, each from one of them at random, and
// end at the next level or with all up. With p_k the share that reaches level k
//
//	P(failure in a cycle) = p_1 p_2 ... p_m,
//
// and the hours down of a cycle with a failure are averaged over paths that
// start in the states of failure and end with all up. One run, which is one
// cycle here, is unbiased for the probability, the hours down and the failures
// of a cycle, as a product of means over paths that are drawn alike given the
// states of entry. It needs neither weights nor a guess of the likely paths, but
// gains little where a few levels must carry many powers of ten.
type splitter struct {
	graph  *graph
	levels int
	enter  []*state
	next   []*state
}

// Paths of a level, and plain cycles for the length of one.
const (
	splitEffort = 200
	splitPlain  = 32
	levelsMost  = 40
)

func newSplitter(s *machine) *splitter {
	g := newGraph(s, bias)
	g.levels = true
	return &splitter{graph: g, levels: min(levelsMost, s.tree.gates[s.tree.top].size)}
}

func (w *splitter) cycle(s *montecarlo.Stream, y *cycle) error {
	if err := w.lengths(s, y); err != nil {
		return err
	}
	chance := 1.0
	w.enter = append(w.enter[:0], w.graph.root)
	for k := 1; k <= w.levels; k++ {
		if err := w.level(s, y, float64(k)/float64(w.levels)); err != nil {
			return err
		}
		if len(w.next) == 0 {
			return nil
		}
		chance *= float64(len(w.next)) / splitEffort
		w.enter, w.next = w.next, w.enter
	}
	return w.after(s, y, chance)
}

// lengths averages plain cycles.
func (w *splitter) lengths(s *montecarlo.Stream, y *cycle) error {
	plain := walker{graph: w.graph, plain: true}
	for range splitPlain {
		one := cycle{halt: y.halt}
		if err := plain.cycle(s, &one); err != nil {
			return err
		}
		y.length += one.length / splitPlain
		y.first += one.first / splitPlain
		y.steps += one.steps
	}
	return nil
}

// level runs the paths of one level and leaves where they entered the next in
// w.next.
func (w *splitter) level(s *montecarlo.Stream, y *cycle, at float64) error {
	w.next = w.next[:0]
	for range splitEffort {
		node := w.enter[int(s.Float64()*float64(len(w.enter)))]
		for first := node == w.graph.root; first || node != w.graph.root; first = false {
			if node.down || node.damage >= at-1e-9 && at < 1 {
				w.next = append(w.next, node)
				break
			}
			y.steps++
			if err := y.over(); err != nil {
				return err
			}
			node = w.graph.follow(node, draw(node.plain, s.Float64()))
		}
	}
	return nil
}

// after follows cycles from the failure on.
func (w *splitter) after(s *montecarlo.Stream, y *cycle, chance float64) error {
	steps := y.steps
	v := visit{y: y}
	for range splitEffort {
		v.wasDown = false
		for node := w.enter[int(s.Float64()*float64(len(w.enter)))]; node != w.graph.root; {
			node = w.graph.follow(node, v.pass(node, s))
			if err := y.over(); err == errHalted || y.steps-steps > cycleMost {
				return cmp.Or(err, ErrCycle)
			}
		}
	}
	y.down = chance * v.down / splitEffort
	y.failures = chance * v.failures / splitEffort
	y.failed = chance
	return nil
}
