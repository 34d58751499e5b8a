package markov

import (
	"context"
	"math"
	"runtime"
	"sync"

	"mtbf/model"
)

const (
	sumSteps = 50_000 // transitions offered until the last time, more of which are for others
	prune    = 1e-20  // share of the smaller sum below which a state is left out
	pruned   = 1e-13  // share of the smaller sum that all left out may be
)

// Availabilities returns the probabilities that a model is up at each of the times, in
// hours of 0 or more, and that it is not: what [Model.At] says of them, without the
// rest, in one pass for all times where the chain is large and they are near.
func (m *Model) Availabilities(ctx context.Context, times ...float64) (up, down []float64, err error) {
	if err := m.check(); err != nil {
		return nil, nil, err
	}
	for _, t := range times {
		if !(t >= 0) || math.IsInf(t, 1) {
			return nil, nil, &model.ParamError{Param: "time", Value: t, Want: "a finite number of hours of 0 or more"}
		}
	}
	if up, down, ok, err := sumsAt(ctx, m.Chain, m.Start, m.Up, times); ok || err != nil {
		return up, down, err
	}
	s := &spans{model: m, whole: newSpan(m.Chain, m.Start, m.gains()...)}
	up, down = make([]float64, len(times)), make([]float64, len(times))
	for _, i := range inOrder(times) {
		if times[i] == 0 {
			up[i], down[i] = one(m.Up[m.Start])
			continue
		}
		at, err := s.at(ctx, times[i])
		if err != nil {
			return nil, nil, err
		}
		up[i], down[i] = at.Availability, at.Unavailability
	}
	return up, down, nil
}

func one(up bool) (is, not float64) {
	if up {
		return 1, 0
	}
	return 0, 1
}

// sums follows the probability of being up, and its complement, step by step, through the
// states in which a chain may be by more than a trifle.
type sums struct {
	chain *Chain
	rate  float64
	up    []bool
	now   []float64
	next  []float64
	in    []int32 // states of now
	into  []int32 // of next
	lost  float64 // probability of states left out
	dense *dense  // once most states are in now
}

// dense goes on in all states, in parts that do not depend on the processors.
type dense struct {
	in    matrix
	parts [denseParts][2]float64
}

const denseParts = 16

// sumsAt returns the probabilities of being up and down at each of the times, in one pass
// of uniformisation,
//
//	P(up at t) = sum_k w(k, t) P(up after k steps),
//
// leaving out states of so little probability that all of it is below 1e-13 of either.
// It is not ok where other ways cost less, or too much was left out.
func sumsAt(ctx context.Context, c *Chain, start int, isUp []bool, times []float64) (up, down []float64, ok bool, err error) {
	last := 0.0
	for _, t := range times {
		last = max(last, t)
	}
	rate := c.maxExit()
	if c.States() <= squaringStates || !(rate*last <= sumSteps) {
		return nil, nil, false, nil
	}
	s := &sums{chain: c, rate: rate, up: isUp, now: make([]float64, c.States()), next: make([]float64, c.States()), in: []int32{int32(start)}}
	s.now[start] = 1
	weights := make([][]float64, len(times))
	up, down = make([]float64, len(times)), make([]float64, len(times))
	for i, t := range times {
		weights[i] = []float64{1}
		if rate*t > 0 {
			weights[i], _ = poisson(rate * t)
		}
	}
	isUpNow, isDownNow := one(isUp[start])
	for k := 0; ; k++ {
		more := false
		for i, w := range weights {
			if k < len(w) {
				u, d := w[k]*isUpNow, w[k]*isDownNow
				up[i], down[i] = up[i]+u, down[i]+d
				unreached := up[i] == 0 || down[i] == 0 // so far: there may be many steps to it
				more = more || unreached || float64(k) <= rate*times[i] || u > 1e-18*up[i] || d > 1e-18*down[i]
			}
		}
		switch {
		case !more:
			return up, down, s.enough(up, down), nil
		case k%16 == 15 && ctx.Err() != nil:
			return nil, nil, false, context.Cause(ctx)
		}
		isUpNow, isDownNow = s.step(prune * min(isUpNow, isDownNow))
	}
}

// enough reports whether what was left out does not matter.
func (s *sums) enough(up, down []float64) bool {
	for i := range up {
		if small := min(up[i], down[i]); small > 0 && s.lost > pruned*small {
			return false
		}
	}
	return true
}

// step goes on by one step, leaving out states below a probability, and returns those of
// being up and down.
func (s *sums) step(least float64) (up, down float64) {
	if s.dense == nil && len(s.in) > s.chain.States()/8 {
		s.dense = &dense{in: s.chain.out.transpose()}
	}
	if s.dense != nil {
		return s.stepDense()
	}
	s.into = s.into[:0]
	for _, i := range s.in {
		x := s.now[i]
		s.now[i] = 0
		if x < least {
			s.lost += x
			continue
		}
		x /= s.rate
		s.add(i, x*(s.rate-s.chain.exit[i]))
		targets, rates := s.chain.out.row(int(i))
		for e, j := range targets {
			s.add(j, x*rates[e])
		}
	}
	s.now, s.next, s.in, s.into = s.next, s.now, s.into, s.in
	for _, i := range s.in {
		if s.up[i] {
			up += s.now[i]
		} else {
			down += s.now[i]
		}
	}
	return up, down
}

func (s *sums) add(to int32, x float64) {
	if x < negligible {
		return
	}
	if s.next[to] == 0 {
		s.into = append(s.into, to)
	}
	s.next[to] += x
}

// stepDense is step for all states.
func (s *sums) stepDense() (up, down float64) {
	n := s.chain.States()
	var all sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		all.Go(func() {
			for part := w; part < denseParts; part += workers {
				s.dense.parts[part] = s.rows(part*n/denseParts, (part+1)*n/denseParts)
			}
		})
	}
	all.Wait()
	s.now, s.next = s.next, s.now
	for _, x := range s.dense.parts {
		up, down = up+x[0], down+x[1]
	}
	return up, down
}

// rows finds the next probabilities of some states, and their sums.
func (s *sums) rows(from, to int) (sum [2]float64) {
	for j := from; j < to; j++ {
		x := s.now[j] * (s.rate - s.chain.exit[j])
		sources, rates := s.dense.in.row(j)
		for e, i := range sources {
			x += s.now[i] * rates[e]
		}
		if x /= s.rate; x < negligible {
			x = 0
		}
		s.next[j] = x
		if s.up[j] {
			sum[0] += x
		} else {
			sum[1] += x
		}
	}
	return sum
}
