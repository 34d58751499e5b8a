package life

import (
	"context"
	"math"
	"sort"

	"mtbf/internal/num"
)

// turnbull is the state of the search for the masses p of cells. Observation i
// holds the cells first[i] up to, and without, end[i].
type turnbull struct {
	first, end []int
	count      []float64
	n          float64
	p          []float64
	g          []float64 // derivatives of the log-likelihood at p
	gap        float64
	steps      int
}

func newTurnbull(obs Observations, cells []cell) *turnbull {
	t := &turnbull{
		first: make([]int, len(obs)), end: make([]int, len(obs)), count: make([]float64, len(obs)),
		p: make([]float64, len(cells)), g: make([]float64, len(cells)),
	}
	for i, o := range obs {
		c := cellOf(o)
		t.first[i] = sort.Search(len(cells), func(j int) bool { return compareEdges(cells[j].lower, c.lower) >= 0 })
		t.end[i] = sort.Search(len(cells), func(j int) bool { return compareEdges(cells[j].upper, c.upper) > 0 })
		t.count[i] = o.Count
		t.n += o.Count
	}
	for j := range t.p {
		t.p[j] = 1 / float64(len(cells))
	}
	return t
}

// maximise moves p to the maximum of the likelihood, until ctx ends.
func (t *turnbull) maximise(ctx context.Context) {
	for t.steps = 0; t.steps < turnbullIterations && ctx.Err() == nil; t.steps++ {
		if t.derivatives(); t.gap <= turnbullGap*t.n {
			return
		}
		for j := range t.p {
			t.p[j] *= t.g[j] / t.n
		}
		t.minorant()
	}
	t.derivatives()
}

// runningSums are those of masses from the left and from the right.
type runningSums struct{ below, above []float64 }

func sums(p []float64) runningSums {
	r := runningSums{make([]float64, len(p)+1), make([]float64, len(p)+1)}
	var below, above num.Adder
	for j := range p {
		below.Add(p[j])
		r.below[j+1] = below.Total()
	}
	for j := len(p) - 1; j >= 0; j-- {
		above.Add(p[j])
		r.above[j] = above.Total()
	}
	return r
}

// between returns the mass of the cells from first up to, and without, end,
// as a difference of the smaller sums.
func (r runningSums) between(first, end int) float64 {
	if r.below[end] < r.above[first] {
		return r.below[end] - r.below[first]
	}
	return r.above[first] - r.above[end]
}

func (t *turnbull) logLikelihood(p []float64) float64 {
	running := sums(p)
	var sum num.Adder
	for i, n := range t.count {
		sum.Add(n * math.Log(running.between(t.first[i], t.end[i])))
	}
	return sum.Total()
}

// derivatives sets g, and the gap to the maximum.
func (t *turnbull) derivatives() {
	running := sums(t.p)
	change := make([]float64, len(t.p)+1)
	for i, n := range t.count {
		slope := n / running.between(t.first[i], t.end[i])
		change[t.first[i]] += slope
		change[t.end[i]] -= slope
	}
	t.gap = math.Inf(-1)
	var g num.Adder
	for j := range t.g {
		g.Add(change[j])
		t.g[j] = g.Total()
		t.gap = math.Max(t.gap, t.g[j]-t.n)
	}
}
