package life

import (
	"math"

	"mtbf/internal/num"
)

// standard is a distribution of location 0 and scale 1 with a log-concave
// density. Each function returns its value at z with the first and the second
// derivative.
type standard interface {
	logDensity(z float64) (v, d, dd float64)
	logSurvival(z float64) (v, d, dd float64)
	logFailure(z float64) (v, d, dd float64)
	// quantile returns the z of a probability p below, and q = 1-p above.
	quantile(p, q float64) float64
}

// linear is the likelihood of a location-scale family in the working
// parameters a and b > 0 of
//
//	z = a + b y,      location -a/b, scale 1/b.
//
// The logarithms of density, tails and differences of tails are concave in z,
// and so is the likelihood in (a, b) (but for left truncation): a maximum that
// is found is the only one.
type linear struct{ standard }

func (l linear) density(y float64, p point) jet {
	v, d, dd := l.logDensity(p[0] + p[1]*y)
	j := along(y, v, d, dd)
	j.v += math.Log(p[1])
	j.b += 1 / p[1]
	j.bb -= 1 / (p[1] * p[1])
	return j
}

func (l linear) survival(y float64, p point) jet {
	v, d, dd := l.logSurvival(p[0] + p[1]*y)
	return along(y, v, d, dd)
}

func (l linear) failure(y float64, p point) jet {
	v, d, dd := l.logFailure(p[0] + p[1]*y)
	return along(y, v, d, dd)
}

// along returns the jet of a function of z = a + b y.
func along(y, v, d, dd float64) jet {
	return jet{v: v, a: d, b: d * y, aa: dd, ab: dd * y, bb: dd * y * y}
}

// extreme is the smallest-extreme-value distribution, P(Z > z) = exp(-e^z).
type extreme struct{}

func (extreme) logDensity(z float64) (v, d, dd float64) {
	w := math.Exp(z)
	return z - w, 1 - w, -w
}

func (extreme) logSurvival(z float64) (v, d, dd float64) {
	w := math.Exp(z)
	return -w, -w, -w
}

func (extreme) logFailure(z float64) (v, d, dd float64) {
	w := math.Exp(z)
	if w > 700 {
		return -math.Exp(-w), 0, 0
	}
	d = 1
	if w > 0 {
		d = w / math.Expm1(w)
	}
	return num.LogCDFOfHazard(w, z), d, d * (1 - w - d)
}

func (extreme) quantile(p, q float64) float64 {
	if p < 0.5 {
		return math.Log(-math.Log1p(-p))
	}
	return math.Log(-math.Log(q))
}

// bell is the standard normal distribution.
type bell struct{}

func (bell) logDensity(z float64) (v, d, dd float64) { return num.LogNormalPDF(z), -z, -1 }

func (bell) logSurvival(z float64) (v, d, dd float64) {
	h := 1 / num.Mills(z)
	return num.LogNormalCDF(-z), -h, -h * (h - z)
}

func (bell) logFailure(z float64) (v, d, dd float64) {
	h := 1 / num.Mills(-z)
	return num.LogNormalCDF(z), h, -h * (h + z)
}

func (bell) quantile(p, q float64) float64 {
	if p < 0.5 {
		return num.NormalQuantile(p)
	}
	return -num.NormalQuantile(q)
}

// logistic is the standard logistic distribution, P(Z > z) = 1/(1 + e^z).
type logistic struct{}

func (logistic) logDensity(z float64) (v, d, dd float64) {
	p, q := logisticTails(z)
	return z - 2*num.Log1pExp(z), q - p, -2 * p * q
}

func (logistic) logSurvival(z float64) (v, d, dd float64) {
	p, q := logisticTails(z)
	return -num.Log1pExp(z), -p, -p * q
}

func (logistic) logFailure(z float64) (v, d, dd float64) {
	p, q := logisticTails(z)
	return -num.Log1pExp(-z), q, -p * q
}

func (logistic) quantile(p, q float64) float64 { return math.Log(p) - math.Log(q) }

func logisticTails(z float64) (below, above float64) {
	return 1 / (1 + math.Exp(-z)), 1 / (1 + math.Exp(z))
}
