package dynamic

import (
	"context"
	"fmt"
	"math"

	"mtbf/model/markov"
)

// finish makes a chain of what was generated and finds, from each state, the probability
// of ever failing and the mean time to it. Nothing is repaired, so a state leads to none
// that leads to it, and from the last to the first, with q(i, j) for the rates,
//
//	ever(i) = sum q(i, j) ever(j) / sum q(i, j),   mean(i) = (1 + sum q(i, j) mean(j)) / sum q(i, j),
//
// sums of positive terms.
func (c *chain) finish(ctx context.Context) error {
	b := markov.NewBuilder(c.states)
	for k, rate := range c.rate {
		b.Add(int(c.from[k]), int(c.to[k]), rate)
	}
	c.from, c.to, c.rate = nil, nil, nil
	var err error
	if c.built, err = b.Build(); err != nil {
		return fmt.Errorf("the rates of the tree: %w", err)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	c.ever, c.never, c.mean = make([]float64, c.states), make([]float64, c.states), make([]float64, c.states)
	c.ever[hasFailed], c.never[neverFails], c.mean[neverFails] = 1, 1, math.NaN()
	for _, i := range c.backwards() {
		c.absorb(i)
	}
	return nil
}

func (c *chain) absorb(i int32) {
	to, rates := c.built.From(int(i))
	if len(to) == 0 {
		if i != hasFailed {
			c.never[i], c.mean[i] = 1, math.NaN()
		}
		return
	}
	sum, ever, never, mean := 0.0, 0.0, 0.0, 1.0
	for k, j := range to {
		sum += rates[k]
		ever += rates[k] * c.ever[j]
		never += rates[k] * c.never[j]
		mean += rates[k] * c.mean[j]
	}
	c.ever[i], c.never[i], c.mean[i] = min(1, ever/sum), min(1, never/sum), mean/sum
}

// backwards are the states, each after those that it leads to.
func (c *chain) backwards() []int32 {
	into := make([]int32, c.states)
	for i := range c.states {
		to, _ := c.built.From(i)
		for _, j := range to {
			into[j]++
		}
	}
	order := make([]int32, 0, c.states)
	for i, n := range into {
		if n == 0 {
			order = append(order, int32(i))
		}
	}
	for k := 0; k < len(order); k++ {
		to, _ := c.built.From(int(order[k]))
		for _, j := range to {
			if into[j]--; into[j] == 0 {
				order = append(order, j)
			}
		}
	}
	if len(order) < c.states {
		panic("dynamic: a tree without repairs came back to a state")
	}
	for i, j := 0, len(order)-1; i < j; i, j = i+1, j-1 {
		order[i], order[j] = order[j], order[i]
	}
	return order
}

// chances are those of ever failing and of never, from the start.
func (c *chain) chances() (ever, never float64) {
	for _, w := range c.first {
		ever += w.p * c.ever[w.state]
		never += w.p * c.never[w.state]
	}
	return min(1, ever), min(1, never)
}

// mttf is the mean time to the failure in hours, where it is certain.
func (c *chain) mttf() float64 {
	mean := 0.0
	for _, w := range c.first {
		mean += w.p * c.mean[w.state]
	}
	return mean
}
