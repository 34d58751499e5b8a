package rare

import (
	"errors"
	"math"
	"sync/atomic"

	"mtbf/montecarlo"
)

// The probability of a failure under balanced failure biasing, one more to
// choose from, and the share of balanced cycles among those of zero variance.
const (
	bias       = 0.5
	strongBias = 0.8
	defensive  = 0.1
)

// Most transitions of a cycle that are biased, and at all.
const (
	biasedMost = 200
	cycleMost  = 5_000_000
)

// cycle is what one cycle gives.
type cycle struct {
	length   float64 // hours, of a plain cycle
	first    float64 // hours until the cycle ends or the system fails, of a plain cycle
	down     float64 // hours down, weighted
	failures float64 // of the system, weighted
	failed   float64 // 1 if the system failed, weighted
	balanced float64 // down squared, weighted twice: see sums
	steps    int
	halt     *atomic.Bool
	at       []cycle   // until each of several times
	parts    []float64 // of down, where it has several that are independent of each other
}

// over returns why a cycle must not go on, nil if it may.
func (y *cycle) over() error {
	switch {
	case y.steps > cycleMost:
		return ErrCycle
	case y.halt != nil && y.halt.Load():
		return errHalted
	}
	return nil
}

// errHalted tells a run that a cycle was cut short because it was halted.
var errHalted = errors.New("halted")

// cycler simulates cycles: one for each stream.
type cycler interface {
	cycle(s *montecarlo.Stream, y *cycle) error
}

// walker simulates the embedded jump chain of exponential components in
// cycles that begin and end with all up. The time in a state is replaced by its
// expectation 1/q, q its exit rate (discrete-time conversion, which never adds
// variance). A cycle is simulated twice, once plainly for its length, which is
// hardly random, and once biased for its downtime (measure-specific dynamic
// importance sampling): until the system fails, moves are drawn with other
// probabilities, and what follows is weighted by the likelihood ratio
//
//	W = product over moves of (plain probability / probability drawn with),
//
// kept as a logarithm. After the failure moves are plain. With D the hours
// down, N the failures, T the length of a cycle, T1 its hours before a failure
// of the system and F that it has one,
//
//	U = E[D W]/E[T],  frequency = E[N W]/E[T],  MTTF = E[T1]/E[F W].
//
// A share of cycles is drawn by approximate zero variance, [graph.aim], the
// rest by balanced failure biasing, and W is that of the mixture:
//
//	1/W = share exp(log Q0/P) + (1-share) exp(log Q1/P).
//
// So W never exceeds that of balanced biasing by more than 1/(1-share), which
// has bounded relative error as failures become rare (Shahabuddin 1994,
// abstract); the mixture is that for a whole cycle, not for each move, so that
// a long path does not lose the good measure on its way.
type walker struct {
	graph *graph
	share float64 // of cycles by zero variance: 0 is balanced biasing
	plain bool    // no bias at all
}

func (w *walker) cycle(s *montecarlo.Stream, y *cycle) error {
	node := w.graph.root
	v := visit{y: y, plain: true}
	for first := true; first || node != w.graph.root; first = false {
		node = w.graph.follow(node, v.pass(node, s))
		if err := y.over(); err != nil {
			return err
		}
	}
	if w.plain {
		y.down, y.failures = v.down, v.failures
		y.failed = min(1, v.failures)
		y.balanced = v.down * v.down
		return nil
	}
	return w.biased(s, y)
}

// visit adds up what a path meets.
type visit struct {
	y        *cycle
	plain    bool // the path gives the length of the cycle
	wasDown  bool
	down     float64
	failures float64
}

// pass spends the expected time at a node and draws a plain move.
func (v *visit) pass(n *state, s *montecarlo.Stream) int {
	v.stay(n)
	return draw(n.plain, s.Float64())
}

func (v *visit) stay(n *state) {
	v.y.steps++
	hours := 1 / n.exit
	if n.down {
		v.down += hours
		if !v.wasDown {
			v.failures++
		}
	}
	v.wasDown = n.down
	if v.plain {
		v.y.length += hours
		if v.failures == 0 {
			v.y.first += hours
		}
	}
}

// biased simulates a cycle under the mixture and adds its weighted measures.
func (w *walker) biased(s *montecarlo.Stream, y *cycle) error {
	byZero := w.share > 0 && s.Float64() < w.share
	node := w.graph.root
	var zero, balanced float64 // log Q/P
	biased := biasedMost
	v := visit{y: y}
	for first := true; first || node != w.graph.root; first = false {
		if node.down {
			biased = 0
		}
		if biased == 0 {
			node = w.graph.follow(node, v.pass(node, s))
		} else {
			biased--
			v.stay(node)
			aimed := w.share > 0 && zero > math.Inf(-1) // can be a path of zero variance
			if aimed && node.zero == nil {
				w.graph.aim(node)
			}
			i := w.draw(node, byZero, s)
			balanced += math.Log(node.overBalanced[i])
			if aimed {
				zero += math.Log(node.overZero[i])
			}
			node = w.graph.follow(node, i)
		}
		if err := y.over(); err != nil {
			return err
		}
	}
	if v.failures > 0 {
		weight := math.Exp(-logMix(w.share, zero, balanced))
		y.down, y.failures, y.failed = weight*v.down, weight*v.failures, weight
		y.balanced = y.down * v.down * math.Exp(-balanced)
	}
	return nil
}

// draw draws a biased move.
func (w *walker) draw(n *state, byZero bool, s *montecarlo.Stream) int {
	if byZero {
		return draw(n.zero, s.Float64())
	}
	return draw(n.balanced, s.Float64())
}

// logMix returns log(share e^a + (1-share) e^b).
func logMix(share, a, b float64) float64 {
	if share == 0 {
		return b
	}
	a, b = a+math.Log(share), b+math.Log1p(-share)
	most := max(a, b)
	return most + math.Log(math.Exp(a-most)+math.Exp(b-most))
}
