package rare

import (
	"math"

	"mtbf/model"
	"mtbf/montecarlo"
)

// tilt draws times longer than their distribution would, from the mixture
// of its size-biased orders
//
//	(1/(m+1)) sum over k = 0..m of t^k f(t)/E[T^k],
//
// each order made piecewise: the upper tail q = P(T > t) is cut into bins, a
// bin is drawn with the weight width t^k, t being its middle, and q uniformly
// in the bin. So any distribution with a quantile will do, and the likelihood
// ratio is exact: one over the density of q, which is constant in a bin.
type tilt struct {
	d      model.Distribution
	edges  []float64 // of q, falling from 1 to 0
	choose []float64 // cumulative
	ratio  []float64 // likelihood ratio in a bin
}

// Bins of q: alike down to 1/2, then so many for every halving.
const (
	tiltLower   = 16
	tiltOctave  = 4
	tiltOctaves = 40
)

// newTilt returns the mixture of the orders 0 to most.
func newTilt(d model.Distribution, most int) *tilt {
	t := &tilt{d: d, edges: tiltEdges()}
	n := len(t.edges) - 1
	mass := make([]float64, n)
	for k := range most + 1 {
		of, sum := make([]float64, n), 0.0
		for i := range of {
			of[i] = (t.edges[i] - t.edges[i+1]) * math.Pow(t.middle(i)/d.Mean(), float64(k))
			sum += of[i]
		}
		for i := range of {
			mass[i] += of[i] / sum / float64(most+1)
		}
	}
	t.choose = cumulative(mass)
	for i, p := range mass {
		t.ratio = append(t.ratio, (t.edges[i]-t.edges[i+1])/p)
	}
	return t
}

func tiltEdges() []float64 {
	var e []float64
	for i := range tiltLower {
		e = append(e, 1-float64(i)/(2*tiltLower))
	}
	for i := range tiltOctave * tiltOctaves {
		e = append(e, 0.5*math.Exp2(-float64(i)/tiltOctave))
	}
	return append(e, 0)
}

// middle is a time in the middle of bin i.
func (t *tilt) middle(i int) float64 {
	hi, lo := t.edges[i], t.edges[i+1]
	return max(0, upper(t.d, max((hi+lo)/2, hi/2)))
}

// draw returns a time and its likelihood ratio.
func (t *tilt) draw(s *montecarlo.Stream) (hours, ratio float64) {
	i := draw(t.choose, s.Float64())
	hi, lo := t.edges[i], t.edges[i+1]
	return max(0, upper(t.d, lo+(hi-lo)*s.Float64())), t.ratio[i]
}

// upper is the time that is outlasted with probability q.
func upper(d model.Distribution, q float64) float64 {
	if u, ok := d.(interface{ QuantileUpper(q float64) float64 }); ok {
		return u.QuantileUpper(q)
	}
	return d.Quantile(1 - q)
}

// lifetime is a life as a renewal process needs it.
type lifetime struct {
	d    model.Distribution
	mean float64
}

// survival is P(T > t).
func (l *lifetime) survival(t float64) float64 {
	if t <= 0 {
		return 1
	}
	return math.Exp(l.d.LogSurvival(t))
}

// residual is the probability that a unit, found up at a time long after its
// beginning, fails within t of it: of the equilibrium distribution
//
//	G(t) = (1/mean) integral_0^t P(T > x) dx.
//
// The integral is over panels that halve towards 0, where a density may be
// infinite, and are cut in two where P(T > x) falls.
func (l *lifetime) residual(t float64) float64 {
	halvings, cuts := 1, 1
	if t > 0.05*l.mean {
		halvings, cuts = 16, 4
	}
	sum, hi := 0.0, t
	for ; halvings > 0; halvings-- {
		sum += l.panels(hi/2, hi, cuts)
		hi /= 2
	}
	return min(1, (sum+l.panels(0, hi, 1))/l.mean)
}

// panels integrates P(T > x) over an interval cut into equal panels.
func (l *lifetime) panels(from, to float64, cuts int) float64 {
	h, sum := (to-from)/float64(cuts), 0.0
	for i := range cuts {
		for _, k := range legendre {
			sum += k[1] * l.survival(from+h*(float64(i)+k[0]))
		}
	}
	return h * sum
}

// Nodes and weights of Gauss and Legendre on [0, 1].
var legendre = [4][2]float64{
	{0.06943184420297371, 0.17392742256872692}, {0.33000947820757187, 0.32607257743127307},
	{0.6699905217924281, 0.32607257743127307}, {0.9305681557970262, 0.17392742256872692},
}

// untilResidual returns the t with G(t) = u, by Newton's method kept inside a
// bracket; G is concave and G(t) <= t/mean.
func (l *lifetime) untilResidual(u float64) float64 {
	lo, hi := u*l.mean, math.Inf(1)
	t := lo
	for range 100 {
		off := l.residual(t) - u
		slope := l.survival(t)
		if math.Abs(off) < 1e-9*min(u, 1-u) || off < 0 && slope == 0 {
			return t
		}
		if off > 0 {
			hi = t
		} else {
			lo = t
		}
		next := t - off*l.mean/slope
		if !(next > lo && next < hi) {
			next = 2 * lo
			if !math.IsInf(hi, 1) {
				next = (lo + hi) / 2
			}
		}
		t = next
	}
	return t
}

// after returns the age at which a unit fails that has reached an age.
func (l *lifetime) after(age float64, s *montecarlo.Stream) float64 {
	q := l.survival(age) * s.Float64()
	return max(age, upper(l.d, q))
}
