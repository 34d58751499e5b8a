package life

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"mtbf/internal/num"
	"mtbf/internal/oracle"
)

// TestLognormalLimits compares with mpmath: the distribution function by
// adaptive quadrature over log U, 30 digits, solved by bisection.
func TestLognormalLimits(t *testing.T) {
	for _, c := range []struct {
		mean, sd float64
		n        int
		lo, hi   float64
	}{
		{0.7, 1.3, 5, 0.620332757994027, 5.76483816394391},
		{-2, 0.4, 12, -2.10665409735095, -1.66479956862241},
	} {
		t.Run(fmt.Sprint(c.mean, c.sd, c.n), func(t *testing.T) {
			lo, hi := newLognormalMean(c.mean, c.sd, c.n).limits(0.05)
			oracle.Near(t, "lower", lo, c.lo, 1e-8)
			oracle.Near(t, "upper", hi, c.hi, 1e-8)
		})
	}
}

// TestLognormalLimitsOfSmallSpread: for a small sd the mean is that of a
// normal sample, with Student's limits mean -+ t sd/sqrt(n).
func TestLognormalLimitsOfSmallSpread(t *testing.T) {
	const sd, n = 1e-7, 9
	student := -num.StudentQuantile(n-1, 0.05) * sd / 3
	lo, hi := newLognormalMean(0, sd, n).limits(0.05)
	oracle.Near(t, "lower", lo, -student, 1e-6)
	oracle.Near(t, "upper", hi, student, 1e-6)
}

// TestLognormalLimitsAtTheEnds: a huge sample and a demanding confidence.
func TestLognormalLimitsAtTheEnds(t *testing.T) {
	// Normal theory: G is normal with variance sd^2/n + sd^4/(2n), nearly.
	lo, hi := newLognormalMean(0.3, 1.1, 1_000_000).limits(0.05)
	se := math.Sqrt((1.1*1.1 + math.Pow(1.1, 4)/2) / 1e6)
	oracle.Near(t, "lower", lo, 0.3+1.21/2-1.6448536*se, 1e-5)
	oracle.Near(t, "upper", hi, 0.3+1.21/2+1.6448536*se, 1e-5)

	a, b := newLognormalMean(0.3, 1.1, 5).limits(5e-7)
	if c, d := newLognormalMean(0.3, 1.1, 5).limits(5e-6); !(a < c && d < b) {
		t.Errorf("[%g, %g] is not inside [%g, %g]", c, d, a, b)
	}
}

// TestMoments: with 3 censored, its quarter of the mass goes to 5 and 9. The
// mean is (2 + 1.5 5 + 1.5 9)/4 = 5.75. A censored largest value counts as it
// stands.
func TestMoments(t *testing.T) {
	oracle.Near(t, "Kaplan-Meier mean", moments([]float64{9, 2, 5}, []float64{3}).mean, 5.75, 1e-15)
	oracle.Near(t, "tie", moments([]float64{9, 2, 5}, []float64{5}).mean, (2+5+2*9)/4., 1e-15)
	oracle.Near(t, "largest censored", moments([]float64{2, 5}, []float64{9}).mean, 16./3, 1e-15)
	// 1, 2, 6: deviations -2, -1, 3; variance 14/2, third moment 18/3.
	m := moments([]float64{6, 1, 2}, nil)
	oracle.Near(t, "sd", m.sd, math.Sqrt(7), 1e-15)
	oracle.Near(t, "skewness", m.skewness, 6/math.Pow(7, 1.5), 1e-14)
}

// TestSkewedLimits puts the limits back into Hall's transformation, which must
// give Student's quantiles over sqrt(n).
func TestSkewedLimits(t *testing.T) {
	for _, skewness := range []float64{-0.8, 0, 1e-5, 0.3, 2.1, 5} {
		m := sampleMoments{n: 40, mean: 9, sd: 7, skewness: skewness}
		lo, hi := skewedLimits(m, 0.05)
		want := -num.StudentQuantile(39, 0.05) / math.Sqrt(40)
		transform := func(limit float64) float64 {
			s, k := (m.mean-math.Exp(limit))/m.sd, skewness
			return s + k*s*s/3 + k*k*s*s*s/27 + k/(6*40)
		}
		oracle.Near(t, "lower", transform(lo), want, 1e-9)
		oracle.Near(t, "upper", transform(hi), -want, 1e-9)
	}
	lo, _ := skewedLimits(sampleMoments{n: 5, mean: 1, sd: 9, skewness: 0.1}, 0.01)
	oracle.Near(t, "below zero", lo, math.Inf(-1), 0)
}

// TestAndersonDarling compares with the definition in mpmath.
func TestAndersonDarling(t *testing.T) {
	y := logs([]float64{0.3, 1.1, 0.7, 2.9, 14, 5.5, 0.9, 3.3})
	oracle.Near(t, "statistic", andersonDarling(y), 0.19674669382038731, 1e-12)
	far := make([]float64, 3000)
	far[17] = 1e9
	oracle.Near(t, "beyond the tails", andersonDarling(far), math.Inf(1), 0)
}

// TestAndersonDarlingLevels: normal samples exceed the two values with the
// probabilities 0.10 and 0.01, at every size.
func TestAndersonDarlingLevels(t *testing.T) {
	const replications = 20000
	for _, n := range []int{5, 6, 8, 20, 100} {
		r := rand.New(rand.NewPCG(3, uint64(n)))
		var doubt, reject float64
		y := make([]float64, n)
		for range replications {
			for i := range y {
				y[i] = 2 + 3*r.NormFloat64()
			}
			a2 := andersonDarling(y)
			doubt += indicator(a2 > doubtful) / replications
			reject += indicator(a2 > rejected) / replications
		}
		t.Logf("n = %3d: %.4f in doubt, %.4f rejected", n, doubt, reject)
		if math.Abs(doubt-0.10) > 0.02 || math.Abs(reject-0.01) > 0.005 {
			t.Errorf("n = %d: %.4f in doubt, %.4f rejected; want 0.10 and 0.01", n, doubt, reject)
		}
	}
}

func indicator(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// TestCensoredFit holds ../shared/ORACLES.md F-01, the maximum likelihood of
// R, and F-02, that of SurPyval, which stops earlier.
func TestCensoredFit(t *testing.T) {
	failures := logs([]float64{5248, 7454, 16890, 17200, 38700, 45000, 49390, 69040, 72280, 131900})
	suspensions := logs([]float64{3961, 4007, 4734, 6054, 7298, 10190, 23060, 27160, 28690, 37100, 40060,
		45670, 53000, 67000, 69630, 77350, 78470, 91680, 105700, 106300, 150400})
	for _, c := range []struct {
		censored       int
		mu, sigma, rel float64
	}{{21, 11.54771348, 1.38475134, 1e-8}, {15, 10.95718522, 1.084686899, 5e-6}} {
		t.Run(fmt.Sprint(c.censored, c.mu, c.sigma), func(t *testing.T) {
			mu, sigma := expectationMaximization(failures, suspensions[:c.censored], 0)
			oracle.Near(t, "mu", mu, c.mu, c.rel)
			oracle.Near(t, "sigma", sigma, c.sigma, c.rel)
			_, sd := fitLognormal(failures, suspensions[:c.censored])
			oracle.Near(t, "sd", sd, c.sigma*math.Sqrt(10./9), c.rel)
		})
	}
	mu, sd := fitLognormal([]float64{2, 4, 9}, nil)
	oracle.Near(t, "complete mu", mu, 5, 1e-15)
	oracle.Near(t, "complete sd", sd, math.Sqrt(13), 1e-15)
}
