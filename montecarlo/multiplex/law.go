package multiplex

import (
	"math"
	"slices"
	"sort"

	"mtbf/montecarlo"
)

// law is the distribution of a whole number: first, first+1, ... have the
// probabilities p. It may be tilted, which is to say that each probability was
// multiplied by e^(tilt k) and the sum divided out again; log is the logarithm
// of that sum, log E[e^(tilt k)].
type law struct {
	first int
	p     []float64
	log   float64
}

// negligible is the weight, as a share of the largest, below which a law ends.
// All laws here are log-concave, so that what is left out is as small.
const negligible = 1e-20

// newLaw makes a law from its mode outwards, where up(k) is the ratio of the
// weights of k+1 and k: 0 at the upper end of the support, and +Inf below the
// lower one, and log is the logarithm of the weight at the mode.
func newLaw(mode int, log float64, up func(k int) float64) law {
	var below, p []float64
	for k, w := mode-1, 1/up(mode-1); w > negligible; k, w = k-1, w/up(k-1) {
		below = append(below, w)
	}
	slices.Reverse(below)
	p = append(below, 1)
	for k, w := mode, up(mode); w > negligible; k, w = k+1, w*up(k+1) {
		p = append(p, w)
	}
	l := law{first: mode - len(below), p: p, log: log}
	l.normalise()
	return l
}

func (l *law) normalise() {
	sum := 0.0
	for _, x := range l.p {
		sum += x
	}
	for k := range l.p {
		l.p[k] /= sum
	}
	l.log += math.Log(sum)
}

// modeOf returns the k from lo to hi at which a log-concave weight is largest.
func modeOf(lo, hi int, up func(k int) float64) int {
	return lo + sort.Search(hi-lo, func(d int) bool { return up(lo+d) <= 1 })
}

// poisson is the law of a Poisson number.
func poisson(mean float64) law {
	up := func(k int) float64 { return mean / float64(k+1) }
	return newLaw(int(mean), 0, up)
}

// binomial is the tilted law of the successes in n trials of probability p in
// (0, 1).
func binomial(n int, p, tilt float64) law {
	odds := p / (1 - p) * math.Exp(tilt)
	up := func(k int) float64 { return float64(n-k) / float64(k+1) * odds }
	mode := modeOf(0, n, up)
	k, rest := float64(mode), float64(n-mode)
	return newLaw(mode, logChoose(n, mode)+k*(math.Log(p)+tilt)+rest*math.Log1p(-p), up)
}

// overlap is the tilted law of how many of i lines are among j lines that are
// drawn from all n, the hypergeometric.
func overlap(n, i, j int, tilt float64) law {
	scale := math.Exp(tilt)
	up := func(k int) float64 {
		return float64(i-k) * float64(j-k) / (float64(k+1) * float64(n-i-j+k+1)) * scale
	}
	mode := modeOf(max(0, i+j-n), min(i, j), up)
	return newLaw(mode, logOverlap(n, i, j, mode)+tilt*float64(mode), up)
}

// logOverlap is the logarithm of the probability of an overlap of k.
func logOverlap(n, i, j, k int) float64 {
	return logChoose(i, k) + logChoose(n-i, j-k) - logChoose(n, j)
}

func logChoose(n, k int) float64 {
	return logFactorial(n) - logFactorial(k) - logFactorial(n-k)
}

func logFactorial(n int) float64 {
	x, _ := math.Lgamma(float64(n) + 1)
	return x
}

// table draws from a law.
type table struct {
	first int
	upTo  []float64 // cumulative
}

func newTable(l law) table {
	t := table{first: l.first, upTo: make([]float64, len(l.p))}
	sum := 0.0
	for k, p := range l.p {
		sum += p
		t.upTo[k] = sum
	}
	t.upTo[len(l.p)-1] = 1
	return t
}

func (t *table) draw(s *montecarlo.Stream) int {
	at, _ := slices.BinarySearch(t.upTo, s.Float64())
	return t.first + at
}
