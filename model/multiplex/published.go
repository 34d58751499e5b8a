package multiplex

import "math"

// PublishedError is a row of von Neumann's table of residual errors. The two
// columns do not agree, and neither is exact.
type PublishedError struct {
	N       int
	Printed float64 // as printed: close to Eq27 from N = 5,000 on
	Editor  float64 // what the typeset edition's editor has from eq. 26: Eq26
}

// Published returns von Neumann's table of the residual error of an operation
// by N, for the scheme of [VonNeumann] [von Neumann 1956, section 10, in the
// typeset Caltech edition].
func Published() []PublishedError {
	return []PublishedError{
		{1_000, 2.7e-2, 2.98e-2},
		{2_000, 2.6e-3, 3.08e-3},
		{3_000, 2.5e-4, 3.68e-4},
		{5_000, 4.0e-6, 6.10e-6},
		{10_000, 1.6e-10, 2.90e-10},
		{20_000, 2.8e-19, 9.20e-19},
		{25_000, 1.2e-23, 5.52e-23},
	}
}

// marginEq26 is von Neumann's k at N = 1. By his own eq. 25 it is 0.06385, what
// [Scheme.Margin] gives.
const marginEq26 = 0.062

// Eq26 returns von Neumann's residual error of a bundle of n > 0 lines by his
// eq. 26, the asymptotic form of a normal tail:
//
//	exp(-k^2/2) / (sqrt(2 pi) k),  k = 0.062 sqrt(n)
//
// It is for the scheme of [VonNeumann] only. The tail itself is smaller, by 16 %
// at 1,000 lines and 1 % at 20,000.
func Eq26(n float64) float64 { return math.Exp(logEq26(n)) }

// Eq27 returns von Neumann's residual error of a bundle of n > 0 lines by his
// eq. 27, for the scheme of [VonNeumann] only:
//
//	6.4/sqrt(n) 10^(-8.6 n/10000)
//
// Its exponent belongs to k = 0.0629 sqrt(n), not to eq. 26.
func Eq27(n float64) float64 { return math.Exp(logEq27(n)) }

func logEq26(n float64) float64 {
	k := marginEq26 * math.Sqrt(n)
	return -k*k/2 - math.Log(2*math.Pi)/2 - math.Log(k)
}

func logEq27(n float64) float64 {
	return math.Log(6.4) - math.Log(n)/2 - 8.6e-4*n*math.Ln10
}
