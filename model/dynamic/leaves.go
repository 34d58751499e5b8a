package dynamic

import (
	"context"
	"math"

	"mtbf/internal/num"
	"mtbf/model/markov"
)

// chance is the probability of not having failed and of having, each with its digits.
type chance struct{ up, down float64 }

// at is the chance of an event by itself after t hours.
func (e *Event) at(t float64) chance {
	switch {
	case e.Probability > 0:
		return chance{1 - e.Probability, e.Probability}
	case t == 0:
		return chance{1, 0}
	case e.Life != nil:
		log := e.Life.LogSurvival(t)
		return chance{math.Exp(log), -math.Expm1(log)}
	case e.phases() == 1:
		return chance{math.Exp(-e.Rate * t), -math.Expm1(-e.Rate * t)}
	}
	down, up := num.LogGammaTails(float64(e.phases()), e.Rate*t)
	return chance{math.Exp(up), math.Exp(down)}
}

// everAt is the chance of an event after any time.
func (e *Event) everAt() chance {
	if e.Probability > 0 {
		return e.at(0)
	}
	return chance{0, 1}
}

// scale is a time in hours in which an event may be first seen to fail.
func (e *Event) scale() float64 {
	switch {
	case e.Probability > 0:
		return math.Inf(1)
	case e.Life != nil:
		return e.Life.Quantile(0.1)
	}
	return 1 / e.Rate
}

// mean is the mean time to the failure of an event by itself, in hours.
func (e *Event) mean() float64 {
	switch {
	case e.Probability == 1:
		return 0
	case e.Probability > 0:
		return math.Inf(1)
	case e.Life != nil:
		return e.Life.Mean()
	}
	return float64(e.phases()) / e.Rate
}

// at are the chances of a chain at each of the times.
func (c *chain) at(ctx context.Context, times []float64) ([]chance, error) {
	all := make([]chance, len(times))
	for _, w := range c.first {
		switch w.state {
		case hasFailed, neverFails:
			for i := range all {
				all[i].add(w.p, chance{c.never[w.state], c.ever[w.state]})
			}
			continue
		}
		passages, err := c.model(w.state).FirstPassage(ctx, times...)
		if err != nil {
			return nil, err
		}
		for i, p := range passages {
			all[i].add(w.p, chance{p.Reliability, p.Unreliability})
		}
	}
	return all, nil
}

func (c *chance) add(p float64, x chance) {
	c.up, c.down = min(1, c.up+p*x.up), min(1, c.down+p*x.down)
}

// model is the chain from one of its states.
func (c *chain) model(start int32) *markov.Model {
	up := make([]bool, c.states)
	for i := range up {
		up[i] = i != hasFailed
	}
	return &markov.Model{Chain: c.built, Up: up, Start: int(start)}
}

// follower tells of a chain at one time after another.
type follower struct {
	weight []float64
	fixed  chance // of the states to start in that are decided
	each   []*markov.Follower
}

func (c *chain) follow() (*follower, error) {
	f := &follower{}
	for _, w := range c.first {
		if w.state == hasFailed || w.state == neverFails {
			f.fixed.add(w.p, chance{c.never[w.state], c.ever[w.state]})
			continue
		}
		one, err := c.model(w.state).Follow()
		if err != nil {
			return nil, err
		}
		f.weight, f.each = append(f.weight, w.p), append(f.each, one)
	}
	return f, nil
}

func (f *follower) at(ctx context.Context, t float64) (chance, error) {
	sum := f.fixed
	for i, one := range f.each {
		p, err := one.FirstPassage(ctx, t)
		if err != nil {
			return chance{}, err
		}
		sum.add(f.weight[i], chance{p.Reliability, p.Unreliability})
	}
	return sum, nil
}

// scale is a time in hours in which a chain may be first seen to move.
func (c *chain) scale() float64 {
	most := 0.0
	for i := range c.states {
		most = max(most, c.built.ExitRate(i))
	}
	return 1 / most
}
