package life

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"mtbf/internal/num"
	"mtbf/model"
)

// exactKolmogorov is the sample size up to which the probability of the
// Kolmogorov-Smirnov statistic is computed exactly.
const exactKolmogorov = 1000

// KolmogorovSmirnov tests whether the sample x comes from d, whose parameters
// are known beforehand and not fitted to x ([Bootstrap] is for those). With
// F_n the share of x up to t,
//
//	D = largest |F_n(t) - P(T <= t)|.
//
// P is exact up to 1000 values, and asymptotic with a correction of the order
// 1/sqrt(n) above, to an absolute 2e-4. x must be complete: censored
// times have no place in it. A *model.ParamError tells of an empty sample or a
// value that is not finite.
func KolmogorovSmirnov(x []float64, d model.Distribution) (TestResult, error) {
	u, err := tailsOf(x, d)
	if err != nil {
		return TestResult{}, err
	}
	statistic := u.kolmogorov()
	p, how := kolmogorovUpper(len(x), statistic)
	return TestResult{Statistic: statistic, PValue: p, Method: "Kolmogorov-Smirnov, known parameters, p " + how, Warnings: tiedWarnings(x)}, nil
}

// kolmogorov returns the larger of both departures.
func (u sampleTails) kolmogorov() float64 {
	above, below := u.departures()
	return math.Max(above, below)
}

// departures returns how far the empirical distribution function rises above
// the true one, and how far it falls below.
func (u sampleTails) departures() (above, below float64) {
	n := float64(len(u.logFailure))
	for i := range u.logFailure {
		failure := math.Exp(u.logFailure[i])
		above = math.Max(above, float64(i+1)/n-failure)
		below = math.Max(below, failure-float64(i)/n)
	}
	return above, below
}

// kolmogorovUpper returns P(D >= d) for a sample of n, and how it was made.
//
// Twice the one-sided probability is exact for d >= 1/2, where only one side
// can depart so far, and to a relative 1e-12 where n d^2 >= 5: both do with a
// probability of some exp(-8 n d^2).
func kolmogorovUpper(n int, d float64) (p float64, how string) {
	scaled := math.Sqrt(float64(n)) * d
	switch {
	case d >= 0.5 || scaled*scaled >= 5:
		return math.Min(1, 2*smirnovUpper(n, d)), "exact"
	case n <= exactKolmogorov:
		return clamp(1 - kolmogorovLower(n, d)), "exact"
	}
	return kolmogorovLimit(scaled + 1/(6*math.Sqrt(float64(n)))), "asymptotic"
}

// smirnovUpper returns the probability that the empirical distribution
// function of n values rises by d or more above the true one, the formula of
// Birnbaum and Tingey:
//
//	d sum over j < n (1-d) of C(n, j) (1-d-j/n)^(n-j) (d+j/n)^(j-1).
func smirnovUpper(n int, d float64) float64 {
	if d <= 0 {
		return 1
	}
	var sum num.Adder
	size := float64(n)
	logChoose := 0.0
	for j := 0; j < n; j++ {
		k := float64(j)
		left := 1 - d - k/size
		if left <= 0 {
			break
		}
		sum.Add(math.Exp(logChoose + (size-k)*math.Log(left) + (k-1)*math.Log(d+k/size)))
		logChoose += math.Log((size - k) / (k + 1))
	}
	return math.Min(1, d*sum.Total())
}

// kolmogorovLimit returns the limit of P(sqrt(n) D >= x) for large n,
//
//	2 sum over k >= 1 of (-1)^(k-1) exp(-2 k^2 x^2),
//
// and for x < 1, where that converges slowly, one minus its other form,
//
//	sqrt(2 pi)/x sum over k >= 1 of exp(-(2k-1)^2 pi^2/(8 x^2)).
func kolmogorovLimit(x float64) float64 {
	if x <= 0 {
		return 1
	}
	sum := 0.0
	if x < 1 {
		for k := 1.0; k < 12; k += 2 {
			sum += math.Exp(-k * k * math.Pi * math.Pi / (8 * x * x))
		}
		return 1 - math.Sqrt(2*math.Pi)/x*sum
	}
	for k := 1.0; k < 6; k++ {
		sum += math.Exp(-2*k*k*x*x) * (1 - 2*math.Mod(k+1, 2))
	}
	return 2 * sum
}

// kolmogorovLower returns P(D < d) for a sample of n by the matrix of Durbin
// in the form of Marsaglia, Tsang and Wang: with k = floor(n d) + 1 and
// h = k - n d it is
//
//	n!/n^n  element (k, k) of H^n,
//
// H having 2k-1 rows. H is divided by e, as the element grows like e^n.
func kolmogorovLower(n int, d float64) float64 {
	size := float64(n)
	k := int(size*d) + 1
	h := float64(k) - size*d
	power := durbin(2*k-1, h)
	power.Scale(1/math.E, power)
	power.Pow(power, n)
	logGamma, _ := math.Lgamma(size + 1)
	return power.At(k-1, k-1) * math.Exp(size+logGamma-size*math.Log(size))
}

// durbin returns the matrix of m rows with 1/(i-j+1)! on and below the upper
// diagonal, less what the ends of the band cut off.
func durbin(m int, h float64) *mat.Dense {
	inverse := make([]float64, m+1) // inverse factorials
	inverse[0] = 1
	for i := 1; i <= m; i++ {
		inverse[i] = inverse[i-1] / float64(i)
	}
	band := mat.NewDense(m, m, nil)
	for i := range m {
		for j := range min(m, i+2) {
			band.Set(i, j, inverse[i-j+1])
		}
	}
	for i := range m {
		cut := math.Pow(h, float64(i+1)) * inverse[i+1]
		band.Set(i, 0, band.At(i, 0)-cut)
		band.Set(m-1, m-1-i, band.At(m-1, m-1-i)-cut)
	}
	if h > 0.5 {
		band.Set(m-1, 0, band.At(m-1, 0)+math.Pow(2*h-1, float64(m))*inverse[m])
	}
	return band
}
