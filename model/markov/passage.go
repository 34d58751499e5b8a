package markov

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"

	"mtbf/model"
)

// Passage is what is known at one time of the first failure of a model.
type Passage struct {
	Time                       float64 // hours
	Reliability, Unreliability float64 // of not having been down by Time, and of having been: each a sum of positive terms
}

// FirstPassage returns the reliability at each of the times, in hours of 0 or more,
// as [Model.At] does, without the rest. With a *[WorkError] come the times that are
// known; the others are NaN.
func (m *Model) FirstPassage(ctx context.Context, times ...float64) ([]Passage, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	for _, t := range times {
		if !(t >= 0) || math.IsInf(t, 1) {
			return nil, &model.ParamError{Param: "time", Value: t, Want: "a finite number of hours of 0 or more"}
		}
	}
	s := &spans{model: m}
	s.addSurvival()
	all := make([]Passage, len(times))
	if s.survival != nil {
		isUp := slices.Repeat([]bool{true}, s.survival.chain.States())
		isUp[len(isUp)-1] = false
		up, down, ok, err := sumsAt(ctx, s.survival.chain, 0, isUp, times)
		if err != nil {
			return nil, err
		}
		if ok {
			for i, t := range times {
				all[i] = Passage{t, min(up[i], 1), min(down[i], 1)}
			}
			return all, nil
		}
	}
	var slow *WorkError
	for _, i := range inOrder(times) {
		p := Passage{Time: times[i], Unreliability: 1}
		switch {
		case s.survival == nil:
		case slow != nil:
			p.Reliability, p.Unreliability = math.NaN(), math.NaN()
		case times[i] == 0:
			p.Reliability, p.Unreliability = 1, 0
		default:
			var err error
			p.Reliability, p.Unreliability, err = s.survive(ctx, times[i])
			if err != nil && !errors.As(err, &slow) {
				return nil, err
			}
		}
		all[i] = p
	}
	if slow != nil {
		return all, slow
	}
	return all, nil
}

// inOrder returns the places of the times from the least to the greatest.
func inOrder(times []float64) []int {
	order := make([]int, len(times))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(times[a], times[b]) })
	return order
}

// addSurvival adds the chain in which all down states are one, if the start is up.
func (s *spans) addSurvival() {
	if !s.model.Up[s.model.Start] {
		return
	}
	chain, rate := s.model.failing()
	s.survival = newSpan(chain, 0, rate)
	s.survival.absorbs = true
}

// survive returns the probabilities of not having been down by t, and of having been.
func (s *spans) survive(ctx context.Context, t float64) (up, down float64, err error) {
	p, _, err := s.survival.to(ctx, t)
	if err != nil {
		return math.NaN(), math.NaN(), err
	}
	last := len(p) - 1
	for _, x := range p[:last] {
		up += x
	}
	return min(up, 1), min(p[last], 1), nil // beyond it by rounding
}
