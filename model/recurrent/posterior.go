package recurrent

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mathext"

	"mtbf/internal/num"
)

// posterior is the distribution of a power law's parameters from which limits are
// taken. With Lambda = lambda sum_w (hi^beta - lo^beta), the expected failures,
// the likelihood is a Poisson term of Lambda times exp g(beta). The prior is
//
//	Lambda^(-1/2) V2(beta)^(1/2)      if the observation ended at fixed times
//	Lambda^(-1)   V2(beta)            if failures ended it
//
// with V2 the information of one failure. So Lambda is gamma of shape N + 1/2 or
// N, independent of beta. If failures ended it and all units began at age 0, the
// prior is the right Haar measure of location and scale of log t, for which
// limits cover exactly what they state; for one window from 0, beta is gamma of
// shape N or N-1, the exact chi-square limits. Everywhere else the coverage was
// measured.
type posterior struct {
	*likelihood
	shape  float64 // of Lambda
	edges  []float64
	mass   []float64 // of the panel that begins at each edge
	nodes  []node
	height float64                              // of the log density
	rule   struct{ at, weight [points]float64 } // Gauss-Legendre on [0, 1]
}

// node is a point of quadrature in beta.
type node struct{ beta, weight, logVolume float64 }

const (
	points = 8  // of the quadrature in a panel
	depth  = 40 // how far down in the log density panels reach
)

// newPosterior lays panels of about one standard deviation of log beta from the
// estimate to both sides.
func newPosterior(l *likelihood, beta float64) *posterior {
	p := &posterior{likelihood: l, shape: l.n + 0.5}
	if l.failureTruncated {
		p.shape = l.n
	}
	quad.Legendre{}.FixedLocations(p.rule.at[:], p.rule.weight[:], 0, 1)
	middle := math.Log(beta)
	p.height, _ = p.logDensity(middle)
	width := 1 / math.Max(1, beta*math.Sqrt(math.Max(0, l.information(beta))))
	lo, hi := p.reach(middle, -width), p.reach(middle, width)
	for x := lo; x < hi; x += width {
		p.edges = append(p.edges, x)
	}
	p.fill(width)
	return p
}

// method says how good the limits are.
func (p *posterior) method() string {
	if p.failureTruncated && math.IsInf(p.windows[len(p.windows)-1].lo, -1) {
		return "exact limits"
	}
	return "approximate limits of a matching prior"
}

// reach walks from x by steps until the density has vanished.
func (p *posterior) reach(x, step float64) float64 {
	for range 10000 {
		x += step
		h, _ := p.logDensity(x)
		p.height = math.Max(p.height, h)
		if !(h > p.height-depth) {
			break
		}
	}
	return x
}

func (p *posterior) fill(width float64) {
	p.mass = make([]float64, len(p.edges))
	var total num.Adder
	for i, x := range p.edges {
		p.mass[i] = p.integral(x, x+width, func(n node) { p.nodes = append(p.nodes, n) })
		total.Add(p.mass[i])
	}
	p.height += math.Log(total.Total())
	for i := range p.mass {
		p.mass[i] /= total.Total()
	}
	for i := range p.nodes {
		p.nodes[i].weight /= total.Total()
	}
	p.edges = append(p.edges, p.edges[len(p.edges)-1]+width)
}

// logDensity returns the log of the density of x = log beta, but for a constant,
// and the log of the volume there.
func (p *posterior) logDensity(x float64) (density, logVolume float64) {
	power := 0.5
	if p.failureTruncated {
		power = 1
	}
	g, v, v2 := p.at(math.Exp(x))
	return g + power*math.Log(v2) + x, v + x
}

// integral returns the mass of log beta between a and b, and shows the points it
// used to visit.
func (p *posterior) integral(a, b float64, visit func(node)) float64 {
	var sum float64
	for i := range p.rule.at {
		x := a + (b-a)*p.rule.at[i]
		density, logVolume := p.logDensity(x)
		weight := (b - a) * p.rule.weight[i] * math.Exp(density-p.height)
		sum += weight
		visit(node{math.Exp(x), weight, logVolume})
	}
	return sum
}

// unseen is a visit for those who want the integral only.
func unseen(node) {}

// betaBelow returns the beta that has the probability tail below it.
func (p *posterior) betaBelow(tail float64) float64 {
	var below float64
	for i, m := range p.mass {
		if below+m >= tail {
			f := func(x float64) float64 { return below + p.integral(p.edges[i], x, unseen) - tail }
			return p.within(i, f)
		}
		below += m
	}
	return math.Exp(p.edges[len(p.edges)-1])
}

// betaAbove returns the beta that has the probability tail above it.
func (p *posterior) betaAbove(tail float64) float64 {
	var above float64
	for i := len(p.mass) - 1; i >= 0; i-- {
		if above+p.mass[i] >= tail {
			f := func(x float64) float64 { return tail - above - p.integral(x, p.edges[i+1], unseen) }
			return p.within(i, f)
		}
		above += p.mass[i]
	}
	return math.Exp(p.edges[0])
}

// within returns the exponential of the root of f in panel i.
func (p *posterior) within(i int, f func(float64) float64) float64 {
	lo, hi := p.edges[i], p.edges[i+1]
	switch {
	case f(lo) >= 0:
		return math.Exp(lo)
	case f(hi) <= 0:
		return math.Exp(hi)
	}
	return math.Exp(num.Root(f, lo, hi))
}

// tails returns the probabilities that log lambda, in the scale of the greatest
// age, is below and above bound(beta).
func (p *posterior) tails(bound func(beta float64) float64) (below, above float64) {
	for _, n := range p.nodes {
		lower, upper := gammaTails(p.shape, math.Exp(bound(n.beta)+n.logVolume))
		below += n.weight * lower
		above += n.weight * upper
	}
	return below, above
}

// gammaTails returns the probabilities that a gamma variable of the given shape
// and unit scale is below x and above it. gonum's sums are the faster where the
// shape is not large.
func gammaTails(shape, x float64) (below, above float64) {
	switch {
	case math.IsInf(x, 1):
		return 1, 0
	case shape < 1000 && x < shape:
		below = mathext.GammaIncReg(shape, x)
		return below, 1 - below
	case shape < 1000:
		above = mathext.GammaIncRegComp(shape, x)
		return 1 - above, above
	}
	below, above = num.LogGammaTails(shape, x)
	return math.Exp(below), math.Exp(above)
}

// limits returns the y at which the probability below and above is tail, where
// log lambda <= bound(beta, log y) says that the figure is at most y. The search
// begins at log y = start.
func (p *posterior) limits(start, tail float64, bound func(beta, logY float64) float64) (lo, hi float64) {
	f := func(y float64) float64 {
		below, _ := p.tails(func(beta float64) float64 { return bound(beta, y) })
		return math.Log(below) - math.Log(tail)
	}
	g := func(y float64) float64 {
		_, above := p.tails(func(beta float64) float64 { return bound(beta, y) })
		return math.Log(tail) - math.Log(above)
	}
	step := 1 / math.Sqrt(p.shape)
	return math.Exp(rising(f, start, step)), math.Exp(rising(g, start, step))
}

// rising returns the root of an increasing f, looked for from start in steps that
// grow; -+Inf where there is none.
func rising(f func(float64) float64, start, step float64) float64 {
	f = finite(f)
	if f(start) > 0 {
		return -rising(func(x float64) float64 { return -f(-x) }, -start, step)
	}
	lo, hi := start, start+step
	for f(hi) < 0 {
		if step *= 2; step > 1e6 {
			return math.Inf(1)
		}
		lo, hi = hi, hi+step
	}
	return num.Root(f, lo, hi)
}

// finite replaces the infinities of a logarithm of 0 by numbers that a secant can
// be drawn to.
func finite(f func(float64) float64) func(float64) float64 {
	const far = 1e4
	return func(x float64) float64 { return math.Max(-far, math.Min(far, f(x))) }
}
