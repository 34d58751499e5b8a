package system

import "math"

// binomial returns the probabilities that at least k and that fewer than k of
// n independent events of probability p happen, q = 1-p given apart. The
// smaller of the two is summed from its largest term outwards, so that both
// keep some 13 digits.
func binomial(k, n int, p, q float64) (reached, not float64) {
	switch {
	case k <= 0:
		return 1, 0
	case k > n:
		return 0, 1
	case float64(k) > float64(n)*p:
		reached = upperTail(k, n, p, q)
		return reached, 1 - reached
	}
	not = upperTail(n-k+1, n, q, p)
	return 1 - not, not
}

// upperTail sums the probabilities of k, k+1, ... n events for k > np, where
// the terms fall.
func upperTail(k, n int, p, q float64) float64 {
	term := binomialPMF(k, n, p, q)
	sum := 0.0
	for x := k; x <= n && term > 1e-18*sum; x++ {
		sum += term
		term *= float64(n-x) / float64(x+1) * (p / q)
	}
	return sum
}

// binomialPMF returns C(n, x) p^x q^(n-x) by the saddle point (Loader), in
// which only quantities of the size of the result's logarithm are added:
//
//	exp(s(n) - s(x) - s(n-x) - D(x, np) - D(n-x, nq)) sqrt(n/(2 pi x (n-x)))
//
// where s is the error of Stirling's formula and D the deviance [deviance].
func binomialPMF(x, n int, p, q float64) float64 {
	switch {
	case x < 0 || x > n:
		return 0
	case x == 0:
		return powN(q, p, n)
	case x == n:
		return powN(p, q, n)
	case p == 0 || q == 0:
		return 0
	}
	a, b, m := float64(x), float64(n-x), float64(n)
	log := stirling(n) - stirling(x) - stirling(n-x) - deviance(a, m*p) - deviance(b, m*q)
	return math.Exp(log) * math.Sqrt(m/(2*math.Pi*a*b))
}

// powN returns p^n, from the complement q where p is near 1.
func powN(p, q float64, n int) float64 {
	if q < 0.5 {
		return math.Exp(float64(n) * math.Log1p(-q))
	}
	return math.Pow(p, float64(n))
}

// deviance returns x log(x/m) + m - x without cancellation where x is near m:
// with v = (x-m)/(x+m),
//
//	(x-m) v + 2x (v^3/3 + v^5/5 + ...).
func deviance(x, m float64) float64 {
	if math.Abs(x-m) >= 0.1*(x+m) {
		return x*math.Log(x/m) + m - x
	}
	v := (x - m) / (x + m)
	sum, power := (x-m)*v, 2*x*v
	for i := 3.0; i < 1000; i += 2 { // some ten terms, but for NaN
		power *= v * v
		next := sum + power/i
		if next == sum {
			return sum
		}
		sum = next
	}
	return sum
}

// stirling returns log n! - log(sqrt(2 pi n) (n/e)^n) for n >= 1.
func stirling(n int) float64 {
	x := float64(n)
	if n < 16 {
		f := 1.0
		for i := 2; i <= n; i++ {
			f *= float64(i)
		}
		return math.Log(f) - (x+0.5)*math.Log(x) + x - math.Log(2*math.Pi)/2
	}
	y := x * x
	return (1./12 - (1./360-(1./1260-(1./1680-1./1188/y)/y)/y)/y) / x
}
