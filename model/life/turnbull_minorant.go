package life

import "math"

// minorant makes a step of the iterative convex minorant: in terms of the
// running sums F_k of the masses the log-likelihood is replaced by a parabola
// with its own slopes and the diagonal of its curvature, whose maximum over
// ascending F is a weighted isotonic regression. The step is halved until the
// likelihood does not fall, and left out if that does not help.
func (t *turnbull) minorant() {
	inner := len(t.p) - 1
	if inner < 1 {
		return
	}
	target := t.isotonicTarget()
	running := sums(t.p).below
	start := t.logLikelihood(t.p)
	next := make([]float64, len(t.p))
	for step := 1.0; step > 1e-4; step /= 2 {
		last := 0.0
		for j := range next {
			upTo := 1.0
			if j < inner {
				upTo = running[j+1] + step*(target[j]-running[j+1])
			}
			next[j] = math.Max(0, upTo-last)
			last = upTo
		}
		if t.logLikelihood(next) >= start {
			t.p = next
			return
		}
	}
}

// isotonicTarget returns the ascending F_1, F_2, ... at which the parabola is
// greatest, without the last, which is 1.
func (t *turnbull) isotonicTarget() []float64 {
	running := sums(t.p)
	slope, curvature := make([]float64, len(t.p)+1), make([]float64, len(t.p)+1)
	for i, n := range t.count {
		held := running.between(t.first[i], t.end[i])
		slope[t.end[i]] += n / held
		slope[t.first[i]] -= n / held
		curvature[t.end[i]] += n / held / held
		curvature[t.first[i]] += n / held / held
	}
	inner := len(t.p) - 1
	target, weight := make([]float64, inner), curvature[1:1+inner]
	for j := range target {
		target[j] = running.below[j+1] + slope[j+1]/weight[j]
	}
	isotonic(target, weight)
	for j := range target {
		target[j] = clamp(target[j])
	}
	return target
}

// isotonic replaces y by the ascending values nearest to it in weighted
// squares: neighbours in the wrong order are pooled into their mean.
func isotonic(y, weight []float64) {
	type block struct {
		mean, weight float64
		end          int
	}
	blocks := make([]block, 0, len(y))
	for i := range y {
		b := block{y[i], weight[i], i + 1}
		for len(blocks) > 0 && blocks[len(blocks)-1].mean >= b.mean {
			before := blocks[len(blocks)-1]
			blocks = blocks[:len(blocks)-1]
			b.mean += before.weight / (before.weight + b.weight) * (before.mean - b.mean)
			b.weight += before.weight
		}
		blocks = append(blocks, b)
	}
	i := 0
	for _, b := range blocks {
		for ; i < b.end; i++ {
			y[i] = b.mean
		}
	}
}
