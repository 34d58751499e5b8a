package markov

import (
	"context"
	"math"

	"mtbf/model"
)

// cycleSweeps is when cycles from the start are given up.
const cycleSweeps = 400

// Model is a chain with the states in which the system it describes serves, and
// the state it starts in, usually that with everything new.
type Model struct {
	Chain *Chain
	Up    []bool // of every state
	Start int
}

// check returns a *model.ParamError unless every state is told to be up or
// down, and the start is one of them.
func (m *Model) check() error {
	switch {
	case m.Chain == nil || m.Chain.States() == 0:
		return &model.ParamError{Param: "chain", Value: "none", Want: "a chain of one state or more"}
	case len(m.Up) != m.Chain.States():
		return &model.ParamError{Param: "up", Value: len(m.Up), Want: "one entry for each state of the chain"}
	case m.Start < 0 || m.Start >= len(m.Up):
		return &model.ParamError{Param: "start", Value: m.Start, Want: "the number of a state of the chain"}
	}
	return nil
}

// MTTF returns the mean time in hours from the start until the chain first
// enters a state that is not up: 0 if it starts down, +Inf if it may never.
//
// Up to 1500 up states are solved by elimination without subtraction, and so are
// any that stand in a line, as those of a group that loses and regains one unit
// at a time. Others are split at the start: with u(i) the probability of entering a down
// state before the start, from i, and t(i) the mean time until either,
//
//	MTTF = (1 + sum_i q(start, i) t(i)) / (sum_down q(start, d) + sum_i q(start, i) u(i)),
//
// for which sweeps converge fast however rare failures are, if repairs lead
// back to the start. Otherwise every failure is led back to it, and MTTF is one
// over the rate of failing in the steady state of that chain. It fails with
// *[ConvergenceError] where this does not converge either, and with
// *model.ParamError for a model whose fields do not fit each other.
func (m *Model) MTTF(ctx context.Context) (float64, error) {
	if err := m.check(); err != nil {
		return 0, err
	}
	if !m.Up[m.Start] {
		return 0, nil
	}
	a := m.absorbing()
	if !a.certain() {
		return math.Inf(1), nil
	}
	switch {
	case len(a.rate) <= eliminationStates:
		return a.eliminate(ctx)
	case a.line():
		return a.alongLine(), nil
	}
	mttf, err := a.regenerate(ctx)
	if err != nil && ctx.Err() == nil {
		return a.restart(ctx)
	}
	return mttf, err
}

// absorbing is the part of a chain that can be seen before it fails: the up
// states that the start reaches without failing, the start first, in
// order of discovery.
type absorbing struct {
	chain *Chain
	rate  []float64 // of failing, from every state, per hour
	state []int32   // the number of every state in the whole chain
}

func (m *Model) absorbing() absorbing {
	keep := reach(m.Chain.out, []int32{int32(m.Start)}, m.Up)
	a := absorbing{chain: m.Chain.restrict(keep), rate: make([]float64, len(keep)), state: keep}
	for k, i := range keep {
		targets, rates := m.Chain.out.row(int(i))
		for e, j := range targets {
			if !m.Up[j] {
				a.rate[k] += rates[e]
			}
		}
	}
	return a
}

// certain reports whether every state leads to a failure in the end.
func (a absorbing) certain() bool {
	var exits []int32
	for i, rate := range a.rate {
		if rate > 0 {
			exits = append(exits, int32(i))
		}
	}
	return len(reach(a.chain.out.transpose(), exits, nil)) == len(a.rate)
}

// eliminate returns the mean time to failure from state 0. The means x obey
//
//	s(i) x(i) = r(i) + sum_j q(i, j) x(j),   s(i) = a(i) + sum_j q(i, j),
//
// with r = 1. States are removed from the last to the first by adding to q, to
// the rates of failing a and to the r, and s is always summed anew.
func (a absorbing) eliminate(ctx context.Context) (float64, error) {
	q := a.chain.dense()
	fail := append([]float64(nil), a.rate...)
	hours := make([]float64, len(fail))
	for i := range hours {
		hours[i] = 1
	}
	for k := len(q) - 1; k > 0; k-- {
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		s := fail[k]
		for _, rate := range q[k][:k] {
			s += rate
		}
		censorFailing(q, fail, hours, k, s)
	}
	return hours[0] / fail[0], nil
}

// censorFailing removes state k, left at rate s, from a chain that can fail.
func censorFailing(q [][]float64, fail, hours []float64, k int, s float64) {
	for i := range k {
		via := q[i][k]
		if via == 0 {
			continue
		}
		for j, rate := range q[k][:k] {
			if rate > 0 && j != i {
				q[i][j] += via * (rate / s)
			}
		}
		fail[i] += via * (fail[k] / s)
		hours[i] += via * (hours[k] / s)
	}
}

// line reports whether every transition leads to a neighbour in number.
func (a absorbing) line() bool {
	for i := range a.rate {
		targets, _ := a.chain.out.row(i)
		for _, j := range targets {
			if d := int(j) - i; d != 1 && d != -1 {
				return false
			}
		}
	}
	return true
}

// alongLine is eliminate for states in a line: each has one neighbour to be
// removed into.
func (a absorbing) alongLine() float64 {
	fail, hours := 0.0, 0.0 // added to the state before by those after it
	for k := len(a.rate) - 1; ; k-- {
		f, h := a.rate[k]+fail, 1+hours
		if k == 0 {
			return h / f
		}
		s, via := f+a.chain.Rate(k, k-1), a.chain.Rate(k-1, k)
		fail, hours = via*(f/s), via*(h/s)
	}
}

// regenerate returns the mean time to failure from state 0 by the cycles that
// begin there.
func (a absorbing) regenerate(ctx context.Context) (float64, error) {
	one := make([]float64, len(a.rate))
	for i := range one {
		one[i] = 1
	}
	u, err := a.beforeReturn(ctx, a.rate)
	if err != nil {
		return 0, err
	}
	t, err := a.beforeReturn(ctx, one)
	if err != nil {
		return 0, err
	}
	fail, hours := a.rate[0], 1.0
	targets, rates := a.chain.out.row(0)
	for k, j := range targets {
		fail += rates[k] * u[j]
		hours += rates[k] * t[j]
	}
	return hours / fail, nil
}

// restart returns the mean time to failure from state 0 by the chain in which
// a failure leads to state 0.
func (a absorbing) restart(ctx context.Context) (float64, error) {
	b := NewBuilder(len(a.rate))
	for i, fail := range a.rate {
		targets, rates := a.chain.out.row(i)
		for e, j := range targets {
			b.Add(i, int(j), rates[e])
		}
		if fail > 0 && i > 0 {
			b.Add(i, 0, fail)
		}
	}
	c, err := b.Build()
	if err != nil {
		return 0, err
	}
	s, err := c.Steady(ctx)
	if err != nil {
		return 0, err
	}
	return 1 / dot(s.P, a.rate), nil
}

// beforeReturn returns what is gained on the way from every state until state 0
// or a failure, at the given gain per hour:
//
//	x(i) = (gain(i) + sum_{j != 0} q(i, j) x(j)) / exit(i),   x(0) = 0.
func (a absorbing) beforeReturn(ctx context.Context, gain []float64) ([]float64, error) {
	x := make([]float64, len(gain))
	var w watch
	for w.sweeps < cycleSweeps {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		a.sweep(x, gain, false)
		if w.note(a.sweep(x, gain, true)); w.done() {
			return x, nil
		}
	}
	return nil, &ConvergenceError{w.sweeps, w.error()}
}

// sweep replaces every x but the first once and returns the largest relative
// change.
func (a absorbing) sweep(x, gain []float64, back bool) float64 {
	change, m := 0.0, a.chain.out
	for k := 1; k < len(x); k++ {
		i := k
		if back {
			i = len(x) - k
		}
		sum := gain[i]
		for e := m.start[i]; e < m.start[i+1]; e++ {
			sum += m.value[e] * x[m.index[e]]
		}
		sum /= a.chain.exit[i]
		if moved := math.Abs(sum - x[i]); moved > change*sum && sum > 0 {
			change = moved / sum
		}
		x[i] = sum
	}
	return change
}
