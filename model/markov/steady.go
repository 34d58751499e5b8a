package markov

import (
	"context"
	"fmt"
	"math"
)

// eliminationStates is the size up to which chains are solved by elimination.
const eliminationStates = 1500

// Steady is the steady state of a chain.
type Steady struct {
	P      []float64 // probability of every state; 0 for those left for good
	Sweeps int       // of the iteration; 0 if solved by elimination or detailed balance
	Error  float64   // estimated relative error of the worst entry that iteration left
	Method string
}

// Steady returns the long-run share of time that the chain spends in every
// state,
//
//	sum_i p(i) q(i, j) = p(j) exit(j),   sum p = 1.
//
// No step subtracts, so that every entry, however small, keeps its digits: up
// to 1500 states by elimination after Grassmann, Taksar and Heyman, with a
// relative error near 1e-15 times the number of states at worst; larger chains
// by detailed balance where it holds, otherwise by Gauss-Seidel sweeps until
// the estimated relative error of every entry above 1e-250 is below 1e-12.
//
// It fails with *[ReducibleError] unless there is exactly one closed class,
// with *[ConvergenceError] if the sweeps do not converge within some seconds, as
// in chains of a hundred thousand states far from balance, and with the cause of
// ctx where that ends.
func (c *Chain) Steady(ctx context.Context) (Steady, error) {
	classes := c.closedClasses()
	if len(classes) > 1 {
		return Steady{}, reducible(classes)
	}
	class := classes[0]
	part := c
	if len(class) < c.States() {
		part = c.restrict(class)
	}
	s, err := part.irreducible(ctx)
	if err != nil || part == c {
		return s, err
	}
	p := make([]float64, c.States())
	for k, i := range class {
		p[i] = s.P[k]
	}
	s.P = p
	return s, nil
}

func reducible(classes [][]int32) error {
	e := &ReducibleError{}
	for _, class := range classes {
		states := make([]int, len(class))
		for k, i := range class {
			states[k] = int(i)
		}
		e.Classes = append(e.Classes, states)
	}
	return e
}

// irreducible is Steady for a chain all of whose states reach each other.
func (c *Chain) irreducible(ctx context.Context) (Steady, error) {
	if n := c.States(); n <= eliminationStates {
		p, err := eliminate(ctx, c.dense())
		return Steady{P: p, Method: fmt.Sprintf("exact: elimination of %d states", n)}, err
	}
	p := c.balanceGuess()
	if c.balanced(p) {
		return Steady{P: normalize(p), Method: "exact: detailed balance"}, nil
	}
	return c.iterate(ctx, p)
}

// dense returns the rates as a full matrix.
func (c *Chain) dense() [][]float64 {
	n := c.States()
	q := square(n)
	for i := range n {
		targets, rates := c.out.row(i)
		for k, j := range targets {
			q[i][j] = rates[k]
		}
	}
	return q
}

func square(n int) [][]float64 {
	all := make([]float64, n*n)
	rows := make([][]float64, n)
	for i := range rows {
		rows[i] = all[i*n : (i+1)*n : (i+1)*n]
	}
	return rows
}

// eliminate returns the steady state of an irreducible chain with rates q,
// which it destroys. States are censored from the last to the first,
//
//	q(i, j) += q(i, k) q(k, j) / s(k),   s(k) = sum_{j<k} q(k, j),
//
// after which p(k) = sum_{i<k} p(i) q(i, k) / s(k) (the method of Grassmann, Taksar and Heyman).
func eliminate(ctx context.Context, q [][]float64) ([]float64, error) {
	n := len(q)
	sum := make([]float64, n)
	for k := n - 1; k > 0; k-- {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		sum[k] = censor(q, k)
	}
	p := make([]float64, n)
	p[0] = 1
	for k := 1; k < n; k++ {
		for i := range k {
			p[k] += p[i] * q[i][k]
		}
		if p[k] /= sum[k]; p[k] > 1 {
			shrink(p[:k+1])
		}
	}
	return normalize(p), nil
}

// censor removes state k, the last of those left, from the chain q and returns
// the rate s(k) at which it was left.
func censor(q [][]float64, k int) float64 {
	var to []int
	sum := 0.0
	for j, rate := range q[k][:k] {
		if rate > 0 {
			to = append(to, j)
			sum += rate
		}
	}
	for i := range k {
		via := q[i][k]
		if via == 0 {
			continue
		}
		for _, j := range to {
			q[i][j] += via * (q[k][j] / sum)
		}
	}
	return sum
}

// shrink divides p by the power of two at its last entry, the largest: 1 beside
// nothing where it is beyond the largest number.
func shrink(p []float64) {
	last := len(p) - 1
	if math.IsInf(p[last], 1) {
		clear(p)
		p[last] = 1
		return
	}
	_, exponent := math.Frexp(p[last])
	for i := range p {
		p[i] = math.Ldexp(p[i], -exponent)
	}
}

func scale(p []float64, by float64) {
	for i := range p {
		p[i] *= by
	}
}

// normalize divides p by its sum.
func normalize(p []float64) []float64 {
	most := 0.0
	for _, x := range p {
		most = max(most, x)
	}
	sum := 0.0
	for i := range p {
		p[i] /= most
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}
