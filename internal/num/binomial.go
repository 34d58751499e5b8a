package num

import "math"

// LogBinomialPMF returns the logarithm of the probability of k successes in n
// independent trials of success probability p in (0, 1), 0 <= k <= n.
func LogBinomialPMF(k, n int, p float64) float64 {
	return lnFactorial(n) - lnFactorial(k) - lnFactorial(n-k) +
		float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p)
}

func lnFactorial(n int) float64 {
	lg, _ := math.Lgamma(float64(n) + 1)
	return lg
}

// BinomialCDF returns the probability of at most k successes in n trials of
// success probability p in (0, 1). It is 0 for k < 0 and 1 for k >= n.
func BinomialCDF(k, n int, p float64) float64 {
	switch {
	case k < 0:
		return 0
	case k >= n:
		return 1
	}
	return BetaCDF(float64(n-k), float64(k+1), 1-p)
}

// Wilson returns the score limits of a proportion of which k of n trials are
// known, 0 <= k <= n, n > 0: the p that solve
//
//	|k/n - p| = z sqrt(p(1-p)/n)
//
// for the normal quantile z > 0 [Wilson: R PropCIs scoreci].
func Wilson(k, n int, z float64) (lo, hi float64) {
	return wilsonLower(k, n, z), 1 - wilsonLower(n-k, n, z)
}

// wilsonLower is the smaller root, in the form that keeps its digits near 0:
// with q = n-k,
//
//	p = k^2/n / (k + z^2/2 + z sqrt(k q/n + z^2/4)).
func wilsonLower(k, n int, z float64) float64 {
	if k == 0 {
		return 0
	}
	x, m := float64(k), float64(n)
	return x * x / m / (x + z*z/2 + z*math.Sqrt(x*(m-x)/m+z*z/4))
}

// Choose returns the number of ways to pick k of n, 0 where there is none.
func Choose(n, k int) float64 {
	if k < 0 || k > n {
		return 0
	}
	k = min(k, n-k)
	x := 1.0
	for i := 1; i <= k; i++ {
		x = x * float64(n-k+i) / float64(i)
	}
	return x
}
