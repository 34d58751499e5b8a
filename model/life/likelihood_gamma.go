package life

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"mtbf/internal/num"
)

// gammaScheme is the likelihood of a gamma family for the logarithm y of time,
// in the working parameters a = log scale and b = log shape. With v = y - a the
// time is e^v scales.
type gammaScheme struct {
	k, digamma, trigamma float64 // of the shape that all rows have in turn; 0: not known
}

// of returns the scheme with what depends on the shape alone worked out.
func (g gammaScheme) of(p point) gammaScheme {
	if k := math.Exp(p[1]); k != g.k {
		return gammaScheme{k, mathext.Digamma(k), trigamma(k)}
	}
	return g
}

// maxTime is the greatest multiple of the mean, or of the scale, at which the
// likelihood is looked at; that of a later time is below e^-1e7, and taken for 0.
const maxTime = 1e8

// density is that of y: with the shape k = e^b
//
//	k v - e^v - log Gamma(k)
func (g gammaScheme) density(y float64, p point) jet {
	g = g.of(p)
	v, k := y-p[0], g.k
	x := math.Exp(v)
	if x > maxTime*(1+k) {
		return jet{v: math.Inf(-1)}
	}
	slope := k * (v - g.digamma)
	return jet{
		v: num.LogGammaDensity(k, x) + v,
		a: x - k, b: slope,
		aa: -x, ab: -k, bb: slope - k*k*g.trigamma,
	}
}

func (g gammaScheme) survival(y float64, p point) jet {
	return g.tail(y, p, +1, func(k, x float64) float64 { _, upper := num.LogGammaTails(k, x); return upper })
}

func (g gammaScheme) failure(y float64, p point) jet {
	return g.tail(y, p, -1, func(k, x float64) float64 { lower, _ := num.LogGammaTails(k, x); return lower })
}

// tail is the jet of the logarithm L of the upper tail (side +1) or the lower
// one (side -1). With h the density of v over the tail,
//
//	L_a  = side h
//	L_aa = -side h (k - x + side h)
//	L_ab = side h (k (v - digamma k) - L_b)
//
// The derivatives by b alone have no closed form and are differences of five
// values, whose step follows the spread 1/sqrt(k) of v.
func (g gammaScheme) tail(y float64, p point, side float64, log func(k, x float64) float64) jet {
	v, k := y-p[0], math.Exp(p[1])
	x := math.Exp(v)
	if x > maxTime*(1+k) {
		return jet{v: math.Min(0, math.Inf(int(-side)))}
	}
	step := 0.01 / math.Sqrt(1+k)
	var at [5]float64
	for i := range at {
		at[i] = log(math.Exp(p[1]+float64(i-2)*step), x)
	}
	j := jet{v: at[2]}
	j.b = (8*(at[3]-at[1]) - (at[4] - at[0])) / (12 * step)
	j.bb = (16*(at[3]+at[1]) - (at[4] + at[0]) - 30*at[2]) / (12 * step * step)
	h := math.Exp(num.LogGammaDensity(k, x) + v - at[2])
	j.a = side * h
	j.aa = -side * h * (k - x + side*h)
	j.ab = side * h * (k*(v-g.of(p).digamma) - j.b)
	return j
}

// trigamma returns the derivative of the digamma function for k > 0, the sum
// of 1/(k+i)^2 over i >= 0.
func trigamma(k float64) float64 { return mathext.Zeta(2, k) }
