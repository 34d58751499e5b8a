package rate

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"mtbf/internal/oracle"
)

// TestRatioByHand: 3 failures in 20 h against 1 in 10 h. Given the total of 4
// the first count is binomial with p = 2/3 if the rates are equal, of masses
// 1, 8, 24, 32, 16 over 81. No likelier than 3 (32) are all of them: p = 1.
// For 0 against 4 in the same times, the mass is 1, and p = 1/81. For 4
// against 0 it is 16, and 0, 1 and 4 are no likelier: p = (1+8+16)/81.
func TestRatioByHand(t *testing.T) {
	for _, c := range []struct {
		n1, n2 int
		want   float64
	}{{3, 1, 1}, {0, 4, 1. / 81}, {4, 0, 25. / 81}, {0, 0, 1}} {
		t.Run(fmt.Sprint(c.n1, c.n2), func(t *testing.T) {
			_, p, err := Ratio(c.n1, 20, c.n2, 10, 0.9)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "p", p, c.want, 1e-13)
		})
	}
	// All 4 in the first group: p^4 = 0.05 at the lower limit.
	e, _, _ := Ratio(4, 20, 0, 10, 0.9)
	p := math.Pow(0.05, 0.25)
	oracle.Near(t, "lower", e.Lo, p/(1-p)*10/20, 1e-13)
	oracle.Near(t, "upper", e.Hi, math.Inf(1), 0)
	if e.Estimable() || code(e) != "no-failures" {
		t.Errorf("point %g, warnings %v", e.Point, e.Warnings)
	}
	both, _, _ := Ratio(0, 20, 0, 10, 0.9)
	oracle.Near(t, "nothing known, lower", both.Lo, 0, 0)
	oracle.Near(t, "nothing known, upper", both.Hi, math.Inf(1), 0)
}

// TestRatioPValueSumsWhatIsNoLikelier compares with the plain sum over all
// splits.
func TestRatioPValueSumsWhatIsNoLikelier(t *testing.T) {
	const t1, t2 = 700.0, 1900.0
	for _, c := range [][2]int{{9, 14}, {2, 40}, {7, 19}, {30, 11}, {0, 3}, {150, 380}} {
		n, share := c[0]+c[1], t1/(t1+t2)
		mass := func(k int) float64 {
			ways := 1.0
			for i := range k {
				ways *= float64(n-i) / float64(i+1) * share / (1 - share)
			}
			return ways * math.Pow(1-share, float64(n))
		}
		var sum float64
		for k := range n + 1 {
			if mass(k) <= mass(c[0])*(1+1e-7) {
				sum += mass(k)
			}
		}
		_, p, _ := Ratio(c[0], t1, c[1], t2, 0.9)
		oracle.Near(t, "p", p, sum, 1e-10)
	}
}

// TestRatioSwapped: exchanging the groups inverts the ratio and keeps p.
func TestRatioSwapped(t *testing.T) {
	a, p, _ := Ratio(11, 800, 21, 3011, 0.95)
	b, q, _ := Ratio(21, 3011, 11, 800, 0.95)
	oracle.Near(t, "p", p, q, 1e-12)
	oracle.Near(t, "point", a.Point, 1/b.Point, 1e-14)
	oracle.Near(t, "lower", a.Lo, 1/b.Hi, 1e-12)
	oracle.Near(t, "upper", a.Hi, 1/b.Lo, 1e-12)
}

// TestHomogeneity: 12, 5 and 30 failures in 1000, 800 and 1500 h. Expected are
// 14.2, 11.4 and 21.4, X2 = 7.43245; on two degrees of freedom the tail is
// exp(-X2/2).
func TestHomogeneity(t *testing.T) {
	p, method, err := Homogeneity([]int{12, 5, 30}, []float64{1000, 800, 1500})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "p", p, math.Exp(-7.4324468085106383/2), 1e-12)
	if !strings.Contains(method, "chi-square") || strings.Contains(method, "approximate") {
		t.Errorf("method %q", method)
	}
	p, method, _ = Homogeneity([]int{2, 5, 3}, []float64{200, 500, 300})
	oracle.Near(t, "equal rates", p, 1, 0)
	if !strings.Contains(method, "expects only 2 failures") {
		t.Errorf("method %q", method)
	}
	if p, method, _ = Homogeneity([]int{5, 5}, []float64{200, 200}); p != 1 || strings.Contains(method, "approximate") {
		t.Errorf("five expected: p = %g, method %q", p, method)
	}
	p, _, _ = Homogeneity([]int{0, 0}, []float64{200, 500})
	oracle.Near(t, "no failures", p, 1, 0)
}

// TestLaplace holds ../shared/ORACLES.md G-06 and G-05. G-05 ends with its
// last failure, which is left out: 29 of 30 events in 5256 h.
func TestLaplace(t *testing.T) {
	times := []float64{10, 19, 27, 34, 40, 45, 49, 52, 54}
	u, p, err := Laplace(fractions(times, 60))
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "G-06", u, 1.1547005383792517, 1e-14)
	oracle.Near(t, "two-sided p", p, math.Erfc(u/math.Sqrt2), 1e-14)

	gaps := []float64{104, 131, 1597, 59, 4, 503, 157, 6, 118, 173, 114, 62, 101, 216, 106,
		140, 1, 102, 3, 393, 96, 232, 89, 61, 37, 293, 7, 165, 87, 99}
	times = nil
	var now float64
	for _, gap := range gaps {
		now += gap
		times = append(times, now)
	}
	u, _, _ = Laplace(fractions(times[:29], now))
	oracle.Near(t, "G-05", u, 2.4094382960447107, 1e-13)

	u, p, err = Laplace([]float64{1}) // (1 - 1/2) sqrt 12
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "one failure, at the end", u, math.Sqrt(3), 1e-14)
	oracle.Near(t, "its p", p, math.Erfc(math.Sqrt(1.5)), 1e-14)
	u, p, _ = Laplace([]float64{0, 1})
	oracle.Near(t, "at both ends", u, 0, 0)
	oracle.Near(t, "no trend at all", p, 1, 0)

	// Seen backwards the trend changes its sign, and p stays.
	back, q, _ := Laplace([]float64{0.1, 0.35, 0.6, 0.05})
	forth, r, _ := Laplace([]float64{0.9, 0.65, 0.4, 0.95})
	oracle.Near(t, "backwards", back, -forth, 1e-14)
	oracle.Near(t, "backwards p", q, r, 1e-14)
}

func fractions(times []float64, end float64) []float64 {
	f := make([]float64, len(times))
	for i, t := range times {
		f[i] = t / end
	}
	return f
}

// The chi-square is called approximate where a group expects fewer than five.
func TestHomogeneityOfFew(t *testing.T) {
	for _, c := range []struct {
		failures    [2]int
		approximate bool
	}{{[2]int{7, 3}, false}, {[2]int{6, 3}, true}} {
		t.Run(fmt.Sprint(c.failures), func(t *testing.T) {
			_, method, err := Homogeneity(c.failures[:], []float64{100, 100})
			if err != nil || strings.Contains(method, "approximate") != c.approximate {
				t.Errorf("%q, %v", method, err)
			}
		})
	}
}
