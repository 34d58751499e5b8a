package life

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"mtbf/internal/num"
)

// gammaScheme is the likelihood of a gamma family for the logarithm y of time,
// in the working parameters a = log mean and b = log shape, which exact times
// tell apart whatever the shape (scale and shape are all but one parameter where
// the shape is large). With d = y - a and the shape k = e^b the time is k e^d
// scales.
type gammaScheme struct{ shape gammaTerms } // that all rows have in turn

// gammaTerms depend on the shape k alone.
type gammaTerms struct {
	k     float64 // 0: not known
	top   float64 // k log k - k - log Gamma(k)
	slope float64 // its derivative by log k, k (log k - digamma k)
	curve float64 // and the second one, slope + k (1 - k trigamma k)
}

// of returns the scheme with what depends on the shape alone worked out.
func (g gammaScheme) of(p point) gammaScheme {
	if k := math.Exp(p[1]); k != g.shape.k {
		return gammaScheme{newGammaTerms(k)}
	}
	return g
}

// newGammaTerms takes differences for a small shape and, for a large one, where
// they cancel, the series of Stirling,
//
//	log k - digamma k = 1/(2k) + 1/(12k^2) - 1/(120k^4) + 1/(252k^6) - ...
//	k trigamma k - 1  = 1/(2k) + 1/(6k^2)  - 1/(30k^4)  + 1/(42k^6)  - ...
func newGammaTerms(k float64) gammaTerms {
	t := gammaTerms{k: k, top: num.LogGammaDensity(k, k) + math.Log(k)}
	if w := 1 / (k * k); k >= 20 {
		t.slope = 0.5 + (1./12-w*(1./120-w*(1./252-w*(1./240-w/132))))/k
		t.curve = t.slope - 0.5 - (1./6-w*(1./30-w*(1./42-w*(1./30-w*5/66))))/k
		return t
	}
	t.slope = k * (math.Log(k) - mathext.Digamma(k))
	t.curve = t.slope + k*(1-k*trigamma(k))
	return t
}

// maxTime is the greatest multiple of the mean, or of the scale, at which the
// likelihood is looked at; that of a later time is below e^-1e7, and taken for 0.
const maxTime = 1e8

// density is that of y,
//
//	k (1 + d - e^d) + k log k - k - log Gamma(k)
func (g gammaScheme) density(y float64, p point) jet {
	t := g.of(p).shape
	d, k := y-p[0], t.k
	above := math.Expm1(d)
	if k*(above+1) > maxTime*(1+k) {
		return jet{v: math.Inf(-1)}
	}
	off := k * belowTangent(d)
	return jet{
		v: off + t.top,
		a: k * above, b: off + t.slope,
		aa: -k * (1 + above), ab: k * above, bb: off + t.curve,
	}
}

// belowTangent returns 1 + d - e^d.
func belowTangent(d float64) float64 {
	if math.Abs(d) > 0.5 {
		return d - math.Expm1(d)
	}
	sum := 1.0
	for n := 16.0; n > 2; n-- {
		sum = 1 + d/n*sum
	}
	return -d * d / 2 * sum
}

func (g gammaScheme) survival(y float64, p point) jet {
	return g.tail(y, p, +1, func(k, u float64) float64 { _, upper := num.LogGammaTailsAbout(k, u); return upper })
}

func (g gammaScheme) failure(y float64, p point) jet {
	return g.tail(y, p, -1, func(k, u float64) float64 { lower, _ := num.LogGammaTailsAbout(k, u); return lower })
}

// tail is the jet of the logarithm L of the upper tail (side +1) or the lower
// one (side -1). With h the density of y over the tail, f that density and x
// the time in scales,
//
//	L_a  = side h
//	L_aa = -side h (k - x + side h)
//	L_ab = side h ((log f)_b - L_b)
//
// The derivatives by b alone have no closed form and are differences of five
// values.
func (g gammaScheme) tail(y float64, p point, side float64, log func(k, u float64) float64) jet {
	d, k := y-p[0], math.Exp(p[1])
	x := k * math.Exp(d)
	if x > maxTime*(1+k) {
		return jet{v: math.Min(0, math.Inf(int(-side)))}
	}
	const step = 0.005
	var at [5]float64
	for i := range at {
		at[i] = log(math.Exp(p[1]+float64(i-2)*step), d)
	}
	j := jet{v: at[2]}
	j.b = (8*(at[3]-at[1]) - (at[4] - at[0])) / (12 * step)
	j.bb = (16*(at[3]+at[1]) - (at[4] + at[0]) - 30*at[2]) / (12 * step * step)
	f := g.density(y, p)
	h := math.Exp(f.v - at[2])
	j.a = side * h
	j.aa = side * h * (f.a - side*h)
	j.ab = side * h * (f.b - j.b)
	return j
}

// trigamma returns the derivative of the digamma function for k > 0, the sum
// of 1/(k+i)^2 over i >= 0.
func trigamma(k float64) float64 { return mathext.Zeta(2, k) }
