package mechanism

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"mtbf/model"
	"mtbf/model/markov"
)

// Bounds of the exact solution.
const (
	maxTreeStates     = 400_000 // of the tree, within a second too
	maxEventsASecond  = 1000.0  // expected
	maxTreeWork       = 400_000_000
	negligibleOfFails = 1e-18 // what may be left out, of the probability of giving up
)

// TreeError tells that a tree cannot be solved exactly; it can be simulated.
type TreeError struct{ Reason string }

func (e *TreeError) Error() string {
	return "the supervision tree cannot be solved exactly, simulate it: " + e.Reason
}

// GiveUp is when the top supervisor of a tree gives up.
type GiveUp struct {
	MeanHours float64 // from the start of the tree; +Inf if it may never
	States    int     // of the chain, at the edges of seconds
}

// MeanTimeToGiveUp returns the mean time until the top supervisor of a tree gives
// up, exactly. All laws must be exponential; a start may also take no time.
//
// Within a second the tree is a Markov chain, uniformised at the rate L at
// which any event may come: with N the events of a second, Poisson with mean L, and
// a(j), g(j) the probabilities that the top has not given up after j events, and
// that it does at the j-th,
//
//	P(gives up in this second)  = sum_j g(j) P(N >= j)
//	mean time spent in it       = sum_j a(j) P(N >= j+1)/L
//
// All terms are positive. From one second to the next it is a chain of the states
// with their restarts by age, which package markov solves by elimination without a
// subtraction: a rare giving up keeps its digits, where solving the linear equations
// in double precision has lost them.
//
// The tree starts at the edge of a second of the clock, or with uniform at a random
// point of it, as a real one does.
//
// A tree that has too many states, or more than 1000 events a second, is a
// *TreeError; a law that is not exponential a *model.ParamError.
func MeanTimeToGiveUp(ctx context.Context, tree Process, uniform bool) (GiveUp, error) {
	m, err := NewMachine(tree)
	if err != nil {
		return GiveUp{}, err
	}
	x, err := newTreeExplorer(m)
	if err != nil {
		return GiveUp{}, err
	}
	if x.total == 0 {
		return GiveUp{MeanHours: math.Inf(1), States: 1}, nil
	}
	return x.solve(ctx, uniform)
}

// Below are seconds, and rates a second.
const secondsPerHour = 3600

// move is an event of a state of the tree.
type move struct {
	to   int // outside of the states: the top gives up
	rate float64
}

// treeExplorer finds the states of a tree and what events lead to.
type treeExplorer struct {
	rates  [][2]float64 // of workers: of starting, and of ending
	total  float64      // L
	number map[string]int
	states []*Machine
	moves  [][]move
	next   []int // the state after the edge of the second; -1 until asked for
	work   int
}

// gone is the state of a tree whose top has given up.
const gone = -1

func newTreeExplorer(m *Machine) (*treeExplorer, error) {
	x := &treeExplorer{rates: make([][2]float64, len(m.nodes)), number: map[string]int{}}
	for i, n := range m.nodes {
		for k, law := range []struct {
			what string
			of   model.Distribution
		}{{"start", n.Start}, {"life", n.Life}} {
			if law.of == nil {
				continue
			}
			if law.of.Family() != "exponential" {
				return nil, &model.ParamError{Param: n.Name + ": " + law.what, Value: law.of.Family(), Want: "exponential, as the exact mean asks for: simulate the tree"}
			}
			x.rates[i][k] = 1 / (law.of.Mean() * secondsPerHour)
		}
		x.total += max(x.rates[i][0], x.rates[i][1])
	}
	if x.total > maxEventsASecond {
		return nil, &TreeError{fmt.Sprintf("%.3g events a second are more than %g", x.total, maxEventsASecond)}
	}
	for _, n := range m.nodes {
		if n.windows(m.nodes) > maxTreeStates {
			return nil, &TreeError{fmt.Sprintf("%s: intensity: %d within %d s has more than %d states", n.Name, n.Intensity, n.Period, maxTreeStates)}
		}
	}
	m.Begin()
	_, err := x.find(m)
	return x, err
}

// windows returns in how many ways up to Intensity restarts can lie in Period
// seconds, all of which come to be where a child that is started in no time may end
// at any time; else 1.
func (n node) windows(all []node) float64 {
	ways := 1.0
	for _, c := range n.children {
		if w := all[c]; w.Life == nil || w.Start != nil || w.Restart == Temporary || w.Restart == Transient && w.Normal == 1 {
			continue
		}
		for k := 1; k <= n.Intensity && ways <= maxTreeStates; k++ {
			ways *= float64(n.Period+k) / float64(k)
		}
		return ways
	}
	return ways
}

// find returns the number of a state.
func (x *treeExplorer) find(m *Machine) (int, error) {
	if m.over {
		return gone, nil
	}
	key := m.key()
	if i, known := x.number[key]; known {
		return i, nil
	}
	if len(x.states) == maxTreeStates {
		return 0, &TreeError{fmt.Sprintf("it has more than %d states", maxTreeStates)}
	}
	i := len(x.states)
	x.number[key] = i
	x.states, x.moves, x.next = append(x.states, m), append(x.moves, nil), append(x.next, -1)
	return i, nil
}

// from returns the moves of a state; the rates add up to the total.
func (x *treeExplorer) from(i int) ([]move, error) {
	if x.moves[i] != nil {
		return x.moves[i], nil
	}
	m, idle := x.states[i], 0.0
	var all []move
	add := func(rate float64, event func(*Machine)) error {
		if rate == 0 {
			return nil
		}
		c := m.clone()
		event(c)
		to, err := x.find(c)
		all = joined(all, to, rate)
		return err
	}
	for w, n := range m.nodes {
		var own float64
		var err error
		switch {
		case len(n.children) > 0:
			continue
		case m.status[w] == Up:
			own = x.rates[w][1]
			err = errors.Join(add(own*(1-n.Normal), func(c *Machine) { c.End(w, false) }), add(own*n.Normal, func(c *Machine) { c.End(w, true) }))
		case m.status[w] == Starting:
			own = x.rates[w][0]
			err = add(own, func(c *Machine) { c.Started(w) })
		}
		if err != nil {
			return nil, err
		}
		idle += max(x.rates[w][0], x.rates[w][1]) - own
	}
	if idle > 0 {
		all = joined(all, i, idle)
	}
	x.moves[i] = all
	x.forget(i)
	return all, nil
}

// forget drops the machine of a state of which all is known.
func (x *treeExplorer) forget(i int) {
	if x.moves[i] != nil && x.next[i] >= 0 {
		x.states[i] = nil
	}
}

// joined adds a move, to one that leads to the same state if there is one.
func joined(all []move, to int, rate float64) []move {
	for k := range all {
		if all[k].to == to {
			all[k].rate += rate
			return all
		}
	}
	return append(all, move{to, rate})
}

// after returns the state at the beginning of the next second.
func (x *treeExplorer) after(i int) (int, error) {
	if x.next[i] < 0 {
		c := x.states[i].clone()
		c.tick()
		to, err := x.find(c)
		if err != nil {
			return 0, err
		}
		x.next[i] = to
		x.forget(i)
	}
	return x.next[i], nil
}

// second is what becomes of a state in a second: the states at its end in the
// order in which they were found, the probability of giving up, and the mean
// time before that.
type second struct {
	to   []int
	p    map[int]float64
	fail float64
	time float64
}

// row follows a state through a second, or the part of one that the weights tell.
func (x *treeExplorer) row(from int, w eventWeights) (second, error) {
	r := second{p: map[int]float64{}}
	order, now := []int{from}, map[int]float64{from: 1}
	for j := range w.exactly {
		alive := 0.0
		for _, i := range order {
			p := now[i]
			alive += p
			to, err := x.after(i)
			if err != nil {
				return r, err
			}
			if _, seen := r.p[to]; !seen {
				r.to = append(r.to, to)
			}
			r.p[to] += p * w.exactly[j]
		}
		r.time += alive * w.spent[j]
		if alive == 0 || r.fail > 0 && w.atLeast[j]*alive < negligibleOfFails*r.fail {
			break
		}
		nextOrder, then := []int(nil), map[int]float64{}
		for _, i := range order {
			moves, err := x.from(i)
			if err != nil {
				return r, err
			}
			for _, v := range moves {
				p := now[i] * (v.rate / x.total)
				if v.to == gone {
					r.fail += p * w.atLeast[j+1]
					continue
				}
				if _, seen := then[v.to]; !seen {
					nextOrder = append(nextOrder, v.to)
				}
				then[v.to] += p
			}
			x.work += len(moves)
		}
		order, now = nextOrder, then
		if x.work > maxTreeWork {
			return r, &TreeError{"it takes too much work"}
		}
	}
	return r, nil
}

// eventWeights are of j = 0, 1, ... events in a second, or in the part of it that is
// left from a random point on: the probability of exactly and of at least j, and the
// mean time spent with j.
type eventWeights struct{ exactly, atLeast, spent []float64 }

// weightsOf returns those of a whole second with total events expected: sums of
// the Poisson probabilities from the smallest on.
func weightsOf(total float64) eventWeights {
	mode := math.Floor(total)
	lg, _ := math.Lgamma(mode + 1)
	p := []float64{math.Exp(mode*math.Log(total) - total - lg)}
	for j := mode; j > 0; j-- {
		p = append(p, p[len(p)-1]*j/total)
	}
	for i, j := 0, len(p)-1; i < j; i, j = i+1, j-1 {
		p[i], p[j] = p[j], p[i]
	}
	for p[len(p)-1] > 0 {
		p = append(p, p[len(p)-1]*total/float64(len(p)))
	}
	return eventWeights{exactly: p}.filled(total)
}

// filled adds what follows from the probabilities of exactly j.
func (w eventWeights) filled(total float64) eventWeights {
	n := len(w.exactly)
	w.atLeast, w.spent = make([]float64, n+1), make([]float64, n)
	for j := n - 1; j >= 0; j-- {
		w.spent[j] = w.atLeast[j+1] / total
		w.atLeast[j] = w.atLeast[j+1] + w.exactly[j]
	}
	return w
}

// partly returns the weights of what is left of a second from a random point on:
// exactly j events have the probability P(N > j)/L, and the mean time spent with j
// is again that of more than j over L.
func (w eventWeights) partly(total float64) eventWeights {
	return eventWeights{exactly: w.spent}.filled(total)
}

// solve returns the mean time of the tree that starts in state 0.
func (x *treeExplorer) solve(ctx context.Context, uniform bool) (GiveUp, error) {
	whole := weightsOf(x.total)
	var rows []second
	edge := []int{0} // the states at edges of seconds
	index := map[int]int{0: 0}
	see := func(r second) {
		rows = append(rows, r)
		for _, to := range r.to {
			if _, seen := index[to]; !seen {
				index[to] = len(edge)
				edge = append(edge, to)
			}
		}
	}
	for k := 0; k < len(edge); k++ {
		if ctx.Err() != nil {
			return GiveUp{}, context.Cause(ctx)
		}
		r, err := x.row(edge[k], whole)
		if err != nil {
			return GiveUp{}, err
		}
		see(r)
	}
	start := 0
	if uniform {
		r, err := x.row(0, whole.partly(x.total))
		if err != nil {
			return GiveUp{}, err
		}
		start = len(rows)
		rows = append(rows, r)
	}
	mean, err := meanOf(ctx, rows, index, start)
	if err == nil && math.IsInf(mean, 1) && !x.mayLast() {
		return GiveUp{}, &TreeError{"the mean is more than 1e308 seconds"}
	}
	return GiveUp{MeanHours: mean / secondsPerHour, States: len(edge)}, err
}

// mayLast reports whether a state was found from which the top can never give up.
func (x *treeExplorer) mayLast() bool {
	before := make([][]int, len(x.states)) // by which states each is reached
	ends, queue := make([]bool, len(x.states)), []int(nil)
	end := func(i int) {
		if !ends[i] {
			ends[i] = true
			queue = append(queue, i)
		}
	}
	for i, moves := range x.moves {
		if to := x.next[i]; to >= 0 {
			before[to] = append(before[to], i)
		}
		if moves == nil { // left out as too unlikely
			end(i)
		}
		for _, v := range moves {
			if v.to == gone {
				end(i)
				continue
			}
			before[v.to] = append(before[v.to], i)
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		for _, i := range before[queue[0]] {
			end(i)
		}
	}
	return slices.Contains(ends, false)
}

// meanOf returns the mean time from a row on. A chain whose state i is left at the
// rates p(i, j)/time(i), itself left out, spends as long in it as the seconds do.
func meanOf(ctx context.Context, rows []second, index map[int]int, start int) (float64, error) {
	n := len(rows)
	b, up := markov.NewBuilder(n+1), make([]bool, n+1)
	for i, r := range rows {
		up[i] = true
		for _, to := range r.to {
			if rate := r.p[to] / r.time; index[to] != i && rate > 0 {
				b.Add(i, index[to], rate)
			}
		}
		if rate := r.fail / r.time; rate > 0 {
			b.Add(i, n, rate)
		}
	}
	chain, err := b.Build()
	if err != nil {
		return 0, err
	}
	m := markov.Model{Chain: chain, Up: up, Start: start}
	return m.MTTF(ctx)
}
