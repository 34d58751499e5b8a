package markov

import (
	"context"
	"math"
)

// doubled returns the probabilities at time t and the gains in (0, t] by
// doubling a short time h = t/2^d for which uniformisation takes about one
// step,
//
//	P(2h) = P(h) P(h),   g(2h) = g(h) + P(h) g(h),
//
// where P(h) holds the transition probabilities and g(h) the gains from every
// start. All terms are positive. A diagonal near 1 is set to what the rest of
// its row leaves, so that the rounding of slow states does not double each time.
func (s *span) doubled(ctx context.Context, t float64) (p, gained []float64, err error) {
	doublings := max(0, math.Ceil(math.Log2(s.walker.rate*t)))
	prob, gains, err := s.shortTime(ctx, math.Ldexp(t, -int(doublings)))
	if err != nil {
		return nil, nil, err
	}
	stochastic(prob)
	next := square(len(prob))
	for range int(doublings) {
		if ctx.Err() != nil {
			return nil, nil, context.Cause(ctx)
		}
		for g := range gains {
			gains[g] = addProduct(gains[g], prob)
		}
		multiply(next, prob)
		stochastic(next)
		prob, next = next, prob
	}
	gained = make([]float64, len(gains))
	for g := range gains {
		gained[g] = gains[g][s.start]
	}
	return prob[s.start], gained, nil
}

// shortTime returns the transition probabilities over h hours, and for each
// gain what is gained from every start.
func (s *span) shortTime(ctx context.Context, h float64) (prob, gains [][]float64, err error) {
	n := s.chain.States()
	prob = square(n)
	gains = make([][]float64, len(s.walker.gains))
	for g := range gains {
		gains[g] = make([]float64, n)
	}
	for i := range n {
		prob[i][i] = 1
		gained, err := s.walker.advance(ctx, prob[i], h)
		if err != nil {
			return nil, nil, err
		}
		for g, x := range gained {
			gains[g][i] = x
		}
	}
	return prob, gains, nil
}

// addProduct returns x + a x.
func addProduct(x []float64, a [][]float64) []float64 {
	sum := make([]float64, len(x))
	for i := range x {
		sum[i] = x[i] + dot(a[i], x)
	}
	return sum
}

// multiply sets to to a a.
func multiply(to, a [][]float64) {
	for i, row := range a {
		clear(to[i])
		for k, x := range row {
			if x == 0 {
				continue
			}
			for j, y := range a[k] {
				to[i][j] += x * y
			}
		}
	}
}

// stochastic makes the rows of a add up to 1.
func stochastic(a [][]float64) {
	for i, row := range a {
		rest := 0.0
		for j, x := range row {
			if j != i {
				rest += x
			}
		}
		if rest < 0.5 {
			row[i] = 1 - rest
			continue
		}
		scale(row, 1/(rest+row[i]))
	}
}
