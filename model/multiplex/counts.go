package multiplex

import (
	"math"
	"slices"

	"mtbf/internal/num"
)

// Counts is the distribution of the number of stimulated lines of a bundle.
// Only the counts that matter are kept; see [Result.Cut].
type Counts struct {
	n  int
	lo int       // the count of p[0]
	p  []float64 // no 0 at its ends
}

// Lines is the number N of lines of the bundle.
func (c Counts) Lines() int { return c.n }

// AtMost returns the probability of k stimulated lines or fewer, summed
// directly: it keeps its digits where it is small.
func (c Counts) AtMost(k int) float64 {
	return num.Sum(c.p[:min(max(k-c.lo+1, 0), len(c.p))])
}

// MoreThan returns the probability of more than k stimulated lines, summed
// directly: it keeps its digits where it is small.
func (c Counts) MoreThan(k int) float64 {
	return num.Sum(c.p[min(max(k-c.lo+1, 0), len(c.p)):])
}

// Mean returns the mean number of stimulated lines.
func (c Counts) Mean() float64 {
	return c.average(func(k float64) float64 { return k })
}

// SD returns the standard deviation of the number of stimulated lines.
func (c Counts) SD() float64 {
	m := c.Mean()
	return math.Sqrt(c.average(func(k float64) float64 { return (k - m) * (k - m) }))
}

func (c Counts) average(f func(k float64) float64) float64 {
	var sum num.Adder
	for i, p := range c.p {
		sum.Add(p * f(float64(c.lo+i)))
	}
	return sum.Total()
}

// complement returns the distribution of the number of lines not stimulated.
// It reverses c in place.
func (c Counts) complement() Counts {
	slices.Reverse(c.p)
	return Counts{n: c.n, lo: c.n - c.lo - len(c.p) + 1, p: c.p}
}

// certain is the distribution of a bundle with exactly k stimulated lines.
func certain(k, n int) Counts { return Counts{n: n, lo: k, p: []float64{1}} }

// trimmed returns the distribution p of the counts from 0 on, some of which are
// positive, without the zeros at its ends.
func trimmed(p []float64) Counts {
	lo, hi := 0, len(p)
	for p[lo] == 0 {
		lo++
	}
	for p[hi-1] == 0 {
		hi--
	}
	return Counts{n: len(p) - 1, lo: lo, p: p[lo:hi]}
}
