package markov

import (
	"fmt"
	"math"

	"mtbf/model"
)

// maxChainStates bounds the states of a chain: their numbers are 32 bits wide.
const maxChainStates = math.MaxInt32

// Chain is a continuous-time Markov chain on the states 0, 1, ..., n-1, given
// by its rates q(i, j) > 0 per hour, i != j. Its exit rate from i is the sum of
// q(i, j) over j. A Chain does not change.
type Chain struct {
	out  matrix
	exit []float64
}

// States returns the number of states.
func (c *Chain) States() int { return len(c.exit) }

// Transitions returns the number of pairs (i, j) with a rate.
func (c *Chain) Transitions() int { return len(c.out.index) }

// Rate returns q(from, to) per hour, 0 where there is no transition.
func (c *Chain) Rate(from, to int) float64 {
	targets, rates := c.out.row(from)
	for k, j := range targets {
		if int(j) == to {
			return rates[k]
		}
	}
	return 0
}

// From returns the states that state leads to and the rates to them, per hour. They
// are the chain's own and must not be changed.
func (c *Chain) From(state int) (to []int32, rates []float64) { return c.out.row(state) }

// ExitRate returns the rate per hour at which a state is left; 0 if it never is.
func (c *Chain) ExitRate(state int) float64 { return c.exit[state] }

func (c *Chain) maxExit() float64 {
	most := 0.0
	for _, x := range c.exit {
		most = max(most, x)
	}
	return most
}

// TransitionError is a transition that no chain can have.
type TransitionError struct {
	From, To int
	Rate     float64 // per hour
	Reason   string
}

func (e *TransitionError) Error() string {
	return fmt.Sprintf("transition from state %d to %d at rate %g: %s", e.From, e.To, e.Rate, e.Reason)
}

// Builder collects the transitions of a chain.
type Builder struct {
	states   int
	from, to []int32
	rate     []float64
	err      error // the first fault
}

// NewBuilder starts a chain of the given number of states.
func NewBuilder(states int) *Builder {
	b := &Builder{states: states}
	if states < 1 || states > maxChainStates {
		b.err = &model.ParamError{Param: "states", Value: states, Want: "a number of 1 to 2147483647"}
	}
	return b
}

// Add adds a rate per hour to that between two different states: rates given
// for the same pair add up. A fault is kept for [Builder.Build].
func (b *Builder) Add(from, to int, rate float64) {
	if b.err != nil {
		return
	}
	if reason := b.fault(from, to, rate); reason != "" {
		b.err = &TransitionError{From: from, To: to, Rate: rate, Reason: reason}
		return
	}
	b.from = append(b.from, int32(from))
	b.to = append(b.to, int32(to))
	b.rate = append(b.rate, rate)
}

func (b *Builder) fault(from, to int, rate float64) string {
	switch {
	case from < 0 || to < 0 || from >= b.states || to >= b.states:
		return fmt.Sprintf("the states are 0 to %d", b.states-1)
	case from == to:
		return "a state has no transition to itself"
	case !(rate > 0) || math.IsInf(rate, 1):
		return "a rate is a positive, finite number"
	}
	return ""
}

// Build returns the chain. It fails with the first fault met by Add, a
// *TransitionError, or a *model.ParamError for a number of states out of
// range. A state whose rates add up beyond the largest number is a fault too.
func (b *Builder) Build() (*Chain, error) {
	if b.err != nil {
		return nil, b.err
	}
	if b.states == 0 {
		return nil, &model.ParamError{Param: "states", Value: 0, Want: "the number that NewBuilder is told"}
	}
	out := newMatrix(b.states, b.to, b.from, b.rate).transpose().merged()
	c := &Chain{out: out, exit: make([]float64, b.states)}
	for i := range c.exit {
		targets, rates := out.row(i)
		for k, rate := range rates {
			if c.exit[i] += rate; math.IsInf(c.exit[i], 1) {
				return nil, &TransitionError{From: i, To: int(targets[k]), Rate: rate, Reason: "the rates out of the state add up to infinity"}
			}
		}
	}
	return c, nil
}

// restrict returns the chain on the states in keep, in that order. Transitions
// to other states are dropped, but exit rates stay those of c.
func (c *Chain) restrict(keep []int32) *Chain {
	number := make([]int32, c.States())
	for i := range number {
		number[i] = -1
	}
	for k, i := range keep {
		number[i] = int32(k)
	}
	part := &Chain{exit: make([]float64, len(keep))}
	part.out.start = make([]int, 1, len(keep)+1)
	for k, i := range keep {
		part.exit[k] = c.exit[i]
		targets, rates := c.out.row(int(i))
		for e, j := range targets {
			if number[j] >= 0 {
				part.out.index = append(part.out.index, number[j])
				part.out.value = append(part.out.value, rates[e])
			}
		}
		part.out.start = append(part.out.start, len(part.out.index))
	}
	return part
}
