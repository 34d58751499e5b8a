package life

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/dist"
)

// What depends on ranks alone does not change with the logarithm, nor with the
// order of values or samples; what depends on probabilities does not change
// with the unit of time.
func TestFitnessLaws(t *testing.T) {
	random := rand.New(rand.NewPCG(53, 59))
	for range 50 {
		x, y := exponentials(random, 12, 40), exponentials(random, 17, 60)
		two, swapped := sure(KolmogorovSmirnovTwo(x, y)), sure(KolmogorovSmirnovTwo(logs(y), logs(x)))
		oracle.Near(t, "two-sample D", swapped.Statistic, two.Statistic, 1e-15)
		oracle.Near(t, "two-sample p", swapped.PValue, two.PValue, 1e-12)
		many, other := sure(AndersonDarlingMany(x, y)), sure(AndersonDarlingMany(logs(y), logs(x)))
		oracle.Near(t, "k-sample p", other.PValue, many.PValue, 1e-9)
		hours, days := sure(dist.NewWeibull(1.3, 48, 0)), sure(dist.NewWeibull(1.3, 2, 0))
		inDays := make([]float64, len(x))
		for i, v := range x {
			inDays[len(x)-1-i] = v / 24
		}
		oracle.Near(t, "D", sure(KolmogorovSmirnov(inDays, days)).PValue, sure(KolmogorovSmirnov(x, hours)).PValue, 1e-11)
		oracle.Near(t, "A2", sure(AndersonDarling(inDays, days)).Statistic, sure(AndersonDarling(x, hours)).Statistic, 1e-11)
		oracle.Near(t, "W2", sure(CramerVonMises(inDays, days)).Statistic, sure(CramerVonMises(x, hours)).Statistic, 1e-11)
		oracle.Near(t, "plot", sure(PlotCorrelation(inDays, days)), sure(PlotCorrelation(x, hours)), 1e-11)
	}
}

// p falls from 1 to 0 as the statistic grows, also where one formula gives way
// to another: at n d^2 = 5, at 1/2, and where A^2 is exceeded with 0.2.
func TestPFallsWithTheStatistic(t *testing.T) {
	for _, n := range []int{1, 4, 25, 300, 1500} {
		last, lastA2 := 1.0, 1.0
		for d := 0.001; d < 1; d += 0.003 {
			p, _ := kolmogorovUpper(n, d)
			if p > last+1e-12 || p < 0 {
				t.Fatalf("n = %d: P(D >= %v) = %v after %v", n, d, p, last)
			}
			last = p
			a2 := andersonUpper(10*d, n)
			if n > 4 && (a2 > lastA2+1e-4/float64(n) || a2 < 0) {
				t.Fatalf("n = %d: P(A2 >= %v) = %v after %v", n, 10*d, a2, lastA2)
			}
			lastA2 = a2
		}
	}
}

// A distribution that is far off is found out by every test, with a p that
// keeps its size: D = 1 - exp(-1) of 400 values that are all at the scale.
func TestTinyProbabilities(t *testing.T) {
	x := make([]float64, 400)
	for i := range x {
		x[i] = 100 + float64(i)*1e-9
	}
	d := sure(dist.NewExponential(0.01))
	ks := sure(KolmogorovSmirnov(x, d))
	oracle.Near(t, "D", ks.Statistic, 1-math.Exp(-1), 1e-10)
	if ks.PValue <= 0 || ks.PValue > 1e-130 {
		t.Errorf("p %v of D", ks.PValue)
	}
	ad := sure(AndersonDarling(x, d))
	oracle.Near(t, "log p of A2 is near -A2", math.Log(ad.PValue), -ad.Statistic, 0.02)
}

// By hand: 3, 1 are pooled into 2 with weights alike; 5, 2 with weights 1 and 3
// into 2.75, which stays above.
func TestIsotonicByHand(t *testing.T) {
	y := []float64{3, 1, 5, 2, 9}
	isotonic(y, []float64{2, 2, 1, 3, 1})
	for i, want := range []float64{2, 2, 2.75, 2.75, 9} {
		oracle.Near(t, "isotonic", y[i], want, 1e-15)
	}
}

// Wear-out is told from a constant rate. The straightness of the plot alone
// is not: it has little power between these two.
func TestBootstrapFindsTheWrongFamily(t *testing.T) {
	random := rand.New(rand.NewPCG(53, 61))
	steep := sure(dist.NewWeibull(4, 100, 0))
	for s := AndersonA2; s <= CramerW2; s++ {
		if got := sure(Bootstrap(context.Background(), draw(context.Background(), steep, 40, random), s, exponentialFit, 499, random)); got.PValue > 0.01 {
			t.Errorf("statistic %d: p %v", s, got.PValue)
		}
	}
}
