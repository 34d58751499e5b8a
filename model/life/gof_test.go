package life

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/dist"
)

// For one value D is the larger of U and 1-U, so P(D >= d) = 2(1-d) from 1/2
// on. For two, u < v, the steps of 1/2 at them keep D < d where
//
//	1/2-d < u < d      and      1-d < v < 1/2+d:
//
// up to d = 1/2 a square of side 2d-1/2, at the density 2 of ordered pairs;
// above, all but u >= d and v <= 1-d, each of probability (1-d)^2.
func TestKolmogorovOfOneAndTwo(t *testing.T) {
	for _, d := range []float64{0.5, 0.6, 0.75, 0.9, 0.999} {
		p, _ := kolmogorovUpper(1, d)
		oracle.Near(t, "n = 1", p, 2*(1-d), 1e-12)
		p, _ = kolmogorovUpper(2, d)
		oracle.Near(t, "n = 2", p, 2*(1-d)*(1-d), 1e-12)
	}
	for _, d := range []float64{0.3, 0.4, 0.45} {
		p, _ := kolmogorovUpper(2, d)
		oracle.Near(t, "n = 2", p, 1-2*(2*d-0.5)*(2*d-0.5), 1e-12)
	}
}

func TestKolmogorovAgainstScipyAndMpmath(t *testing.T) {
	for _, c := range kolmogorovCases {
		p, how := kolmogorovUpper(c.n, c.d)
		rel := 1e-10
		if how == "asymptotic" {
			rel = 5e-4
		}
		oracle.Near(t, "two-sided", p, c.two, rel)
		oracle.Near(t, "one-sided", smirnovUpper(c.n, c.d), c.one, 1e-9)
	}
}

// Published points: 2.492 and 3.878 for Anderson and Darling, 0.46136 and
// 0.74346 for Cramer and von Mises. For k = 2 the variables are exponential,
// and
//
//	P(Q > x) = sum over j of (-1)^(j-1) (2j+1) exp(-j(j+1) x/2).
func TestLimitsOfTheStatistics(t *testing.T) {
	for x, p := range map[float64]float64{2.492: 0.05, 3.878: 0.01} {
		oracle.Near(t, "Anderson-Darling", andersonLimit(x, 1), p, 5e-4)
	}
	for x, p := range map[float64]float64{0.46136: 0.05, 0.74346: 0.01} {
		oracle.Near(t, "Cramer-von Mises", cramerLimit(x), p, 2e-5)
	}
	for _, c := range andersonCases {
		oracle.Near(t, "Anderson-Darling", andersonLimit(c.x, c.k), c.p, 1e-11)
	}
	for _, x := range []float64{0.3, 1.9, 2.1, 7, 40, 400} {
		sum, sign := 0.0, 1.0
		for j := 1.0; j < 40; j++ {
			sum += sign * (2*j + 1) * math.Exp(-j*(j+1)*x/2)
			sign = -sign
		}
		oracle.Near(t, "two", andersonLimit(x, 2), sum, 1e-11)
	}
	for _, x := range []float64{1e-6, 1e-3, 1e5, 1e12} {
		if p := andersonLimit(x, 1); p != 0 && p != 1 {
			t.Errorf("P(Q > %v) = %v", x, p)
		}
	}
}

// The ten orders of three x and two y are alike under the hypothesis. With
// xxxyy D is 1, as with yyxxx only: p = 2/10. Where the last x and the first y
// are tied the places after 1, 2, 4 and 5 values count, and the largest |2i -
// 3j| is 4, at the second: reached by xx (3 orders) and yy (1), and at no other
// place.
func TestTwoSampleKolmogorovByHand(t *testing.T) {
	got := sure(KolmogorovSmirnovTwo([]float64{2, 3, 5}, []float64{7, 11}))
	oracle.Near(t, "D", got.Statistic, 1, 0)
	oracle.Near(t, "p", got.PValue, 0.2, 1e-15)
	got = sure(KolmogorovSmirnovTwo([]float64{2, 3, 7}, []float64{7, 11}))
	oracle.Near(t, "D, tied", got.Statistic, 2./3, 1e-15)
	oracle.Near(t, "p, tied", got.PValue, 0.4, 1e-15)
	same := sure(KolmogorovSmirnovTwo([]float64{4, 4}, []float64{4, 4, 4}))
	if same.Statistic != 0 || same.PValue != 1 {
		t.Errorf("equal samples: %+v", same)
	}
}

// 12,000 against 900 values are beyond the exact count; the limit agrees with
// it within 3 % on either side of the border.
func TestTwoSampleKolmogorovLarge(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 5))
	draw := func(n int, shift float64) []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = random.Float64() + shift
		}
		return x
	}
	y := draw(900, 0.03)
	exact := sure(KolmogorovSmirnovTwo(draw(11000, 0), y))
	oracle.Near(t, "limit", twoSampleLimit(11000, 900, exact.Statistic), exact.PValue, 0.05)
	large := sure(KolmogorovSmirnovTwo(draw(12000, 0), y))
	if large.PValue <= 0 || large.PValue >= 1 || large.Method != "two-sample Kolmogorov-Smirnov, p asymptotic" {
		t.Errorf("%+v", large)
	}
}

// scipy 1.17.1: numpy.corrcoef of the sorted values and the quantiles at the
// median ranks stats.beta.ppf(0.5, i, n+1-i), logarithms for the Weibull.
func TestPlotCorrelationAgainstScipy(t *testing.T) {
	x := []float64{1379.1203, 424.3976, 974.5526, 1062.6328, 685.919, 683.0586, 1503.0643, 1117.8905}
	weibull, normal, exponential := sure(dist.NewWeibull(1.8, 1000, 0)), sure(dist.NewNormal(900, 300)), sure(dist.NewExponential(1e-3))
	oracle.Near(t, "weibull", sure(PlotCorrelation(x, weibull)), plotWeibull, 1e-9)
	oracle.Near(t, "normal", sure(PlotCorrelation(x, normal)), plotNormal, 1e-9)
	oracle.Near(t, "exponential", sure(PlotCorrelation(x, exponential)), plotExponential, 1e-9)
	steeper := sure(dist.NewWeibull(0.7, 3, 0))
	oracle.Near(t, "any Weibull", sure(PlotCorrelation(x, steeper)), plotWeibull, 1e-9)
}

func TestFitnessRefuses(t *testing.T) {
	d := sure(dist.NewExponential(0.3))
	random := rand.New(rand.NewPCG(1, 2))
	refit := func([]float64) (model.Distribution, error) { return d, nil }
	for name, call := range map[string]func() error{
		"empty":            func() error { _, err := KolmogorovSmirnov(nil, d); return err },
		"NaN":              func() error { _, err := AndersonDarling([]float64{1, math.NaN()}, d); return err },
		"infinite":         func() error { _, err := CramerVonMises([]float64{math.Inf(1)}, d); return err },
		"empty second":     func() error { _, err := KolmogorovSmirnovTwo([]float64{1}, nil); return err },
		"one sample":       func() error { _, err := AndersonDarlingMany([]float64{1, 2, 3, 4}); return err },
		"an empty sample":  func() error { _, err := AndersonDarlingMany([]float64{1, 2, 3, 4}, nil); return err },
		"all the same":     func() error { _, err := AndersonDarlingMany([]float64{3, 3}, []float64{3, 3}); return err },
		"plot of the same": func() error { _, err := PlotCorrelation([]float64{3, 3, 3}, d); return err },
		"no samples": func() error {
			_, err := Bootstrap(context.Background(), []float64{1, 2, 4}, AndersonA2, refit, 0, random)
			return err
		},
		"unknown statistic": func() error {
			_, err := Bootstrap(context.Background(), []float64{1, 2, 4}, 9, refit, 9, random)
			return err
		},
	} {
		var bad *model.ParamError
		if err := call(); !errors.As(err, &bad) {
			t.Errorf("%s: %v, want a *model.ParamError", name, err)
		}
	}
}

// A value that cannot be is told by p = 0, not by NaN.
func TestValueOutsideTheSupport(t *testing.T) {
	d := sure(dist.NewUniform(2, 5))
	got := sure(AndersonDarling([]float64{3, 4, 6}, d))
	if !math.IsInf(got.Statistic, 1) || got.PValue != 0 {
		t.Errorf("%+v", got)
	}
}

func TestTiesAreToldOf(t *testing.T) {
	d := sure(dist.NewExponential(0.3))
	if got := sure(KolmogorovSmirnov([]float64{2, 2, 5}, d)); len(got.Warnings) != 1 || got.Warnings[0].Code != "ties" {
		t.Errorf("%+v", got)
	}
}
