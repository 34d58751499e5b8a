package markov

import (
	"context"
	"fmt"
	"math"
)

const (
	maxSweeps   = 20_000
	sweepWork   = 2e9    // products that an iteration may cost, some seconds
	cycleCost   = 12     // sweeps that a cycle through coarser chains costs
	tinyEntry   = 1e-250 // entries below are not waited for: underflow is near
	negligible  = 1e-300 // and these are nothing: numbers so small are slow, and have lost digits
	sweepsError = 1e-12  // relative error that a result may have
	roundOff    = 2e-15  // relative change of an entry that is only rounding
)

// ConvergenceError tells that an iteration did not converge.
type ConvergenceError struct {
	Sweeps int
	Left   float64 // estimated relative error of the worst entry; NaN if not known
}

func (e *ConvergenceError) Error() string {
	return fmt.Sprintf("no convergence after %d sweeps: estimated relative error %.2g", e.Sweeps, e.Left)
}

// level is a chain in the form in which steady states are iterated, with a
// coarser chain made of groups of its states (see coarse.go).
type level struct {
	in    matrix // row j: where state j is entered from, and at what rate
	exit  []float64
	group []int32 // of every state, its group in the coarser chain
	edge  []int   // of every entry of in, its place in the coarser chain; -1 within a group
	next  *level  // nil for the coarsest
	p     []float64
}

// sweep replaces every entry once, in increasing order or back, by what flows
// into the state,
//
//	p(j) = sum_i p(i) q(i, j) / exit(j),
//
// and returns the largest relative change of an entry that is not tiny.
func (l *level) sweep(p []float64, back bool) float64 {
	change := 0.0
	last := len(p) - 1
	for k := range p {
		j := k
		if back {
			j = last - k
		}
		in := 0.0
		for e := l.in.start[j]; e < l.in.start[j+1]; e++ {
			in += p[l.in.index[e]] * l.in.value[e]
		}
		if in /= l.exit[j]; in < negligible {
			in = 0
		}
		if moved := math.Abs(in - p[j]); moved > change*in && in > tinyEntry {
			change = moved / in
		}
		p[j] = in
	}
	return change
}

// smooth sweeps up and back and returns the change by the sweep back.
func (l *level) smooth(p []float64) float64 {
	l.sweep(p, false)
	return l.sweep(p, true)
}

// iterate improves a guess of the steady state of an irreducible chain by
// sweeps, and by corrections from coarser chains where sweeps are slow.
func (c *Chain) iterate(ctx context.Context, p []float64) (Steady, error) {
	l := &level{in: c.out.transpose(), exit: c.exit}
	var w watch
	budget := min(maxSweeps, int(sweepWork/float64(c.Transitions()+c.States())))
	for w.sweeps < budget {
		if ctx.Err() != nil {
			return Steady{}, context.Cause(ctx)
		}
		if w.slow() && l.next == nil {
			l.coarsen()
		}
		if l.next != nil {
			l.cycle(ctx, p)
			w.sweeps += cycleCost
		}
		normalize(p)
		if w.note(l.smooth(p)); w.done() {
			return Steady{P: normalize(p), Sweeps: w.sweeps, Error: w.error(), Method: fmt.Sprintf("numeric: %d Gauss-Seidel sweeps", w.sweeps)}, nil
		}
	}
	return Steady{}, &ConvergenceError{w.sweeps, w.error()}
}

// watch follows the relative changes of an iteration and estimates from the
// ratio r of successive ones the error that is left, change r/(1-r).
type watch struct {
	sweeps int // or what costs as much
	change float64
	ratio  float64 // the worst of late; 0 until known
	slowed int     // steps with a ratio above 0.9
}

func (w *watch) note(change float64) {
	w.sweeps += 2
	if w.change > 0 && change > 10*roundOff {
		r := change / w.change
		w.ratio = max(r, 0.7*w.ratio)
		if r > 0.9 {
			w.slowed++
		}
	}
	w.change = change
}

func (w *watch) error() float64 {
	if w.ratio >= 1 {
		return math.NaN()
	}
	return max(w.change, roundOff) * max(1, w.ratio/(1-w.ratio))
}

func (w *watch) slow() bool { return w.slowed > 20 }

func (w *watch) done() bool {
	return w.change == 0 || w.error() <= sweepsError/20 || w.change <= roundOff && w.error() <= sweepsError
}

// balanceGuess returns, along a tree of transitions from state 0, the
// probabilities that would balance them,
//
//	p(j) = p(i) q(i, j) / q(j, i),
//
// or exit(j) in place of q(j, i) where there is no way back. It is the steady
// state of a reversible chain but for a factor, and a fair guess for chains of
// failures and repairs. Exponents are kept apart, so that only what is below
// 1e-308 of the largest vanishes.
func (c *Chain) balanceGuess() []float64 {
	n := c.States()
	fraction, exponent := make([]float64, n), make([]int, n)
	fraction[0] = 1
	queue := make([]int32, 1, n)
	for k := 0; k < len(queue); k++ {
		i := queue[k]
		targets, rates := c.out.row(int(i))
		for e, j := range targets {
			if fraction[j] > 0 {
				continue
			}
			back := c.Rate(int(j), int(i))
			if back == 0 {
				back = c.exit[j]
			}
			f, shift := math.Frexp(fraction[i] * (rates[e] / back))
			fraction[j], exponent[j] = f, exponent[i]+shift
			queue = append(queue, j)
		}
	}
	most := exponent[0]
	for _, e := range exponent {
		most = max(most, e)
	}
	for i := range fraction {
		fraction[i] = math.Ldexp(fraction[i], exponent[i]-most)
	}
	return fraction
}

// balanced reports whether p balances every pair of states,
// p(i) q(i, j) = p(j) q(j, i), to rounding.
func (c *Chain) balanced(p []float64) bool {
	in := c.out.transpose()
	for i := range p {
		to, rates := c.out.row(i)
		from, back := in.row(i)
		if len(to) != len(from) {
			return false
		}
		for k, j := range to {
			out, in := p[i]*rates[k], p[j]*back[k]
			if from[k] != j || math.Abs(out-in) > 1e-12*out && out > tinyEntry {
				return false
			}
		}
	}
	return true
}
