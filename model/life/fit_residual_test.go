package life

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// At age 0 what is left is the whole life: reliability, median and mean with their
// limits are those of the fit, for every family.
func TestResidualAtAgeZero(t *testing.T) {
	ctx := context.Background()
	for _, family := range FitFamilies() {
		t.Run(family, func(t *testing.T) {
			f, err := Fit(ctx, family, auto25, FitOptions{Confidence: 0.9})
			if err != nil {
				t.Fatal(err)
			}
			if !f.family.logarithmic {
				return // lives below 0 are no lives at age 0
			}
			same := func(name string, got, want model.Estimate, err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
				oracle.Near(t, name, got.Point, want.Point, 1e-8)
				oracle.Near(t, name+": lower limit", got.Lo, want.Lo, 1e-6)
				oracle.Near(t, name+": upper limit", got.Hi, want.Hi, 1e-6)
			}
			r, err := f.ResidualReliability(ctx, 0, 50000)
			want, _ := f.Reliability(ctx, 50000)
			same("reliability", r, want, err)
			m, err := f.MedianResidualLife(ctx, 0)
			want, _ = f.Quantile(ctx, 0.5)
			same("median", m, want, err)
			m, err = f.MeanResidualLife(ctx, 0)
			same("mean", m, f.Mean(ctx), err)
		})
	}
}

// A constant rate has no age: what is left after any is the mean, by hand 25 h of ten
// failures in 250 h. The hazard of a Weibull life of shape 2 goes as (t/scale)^2.
func TestResidualByHand(t *testing.T) {
	ctx := context.Background()
	var obs Observations
	for _, h := range []float64{5, 10, 15, 20, 25, 25, 30, 35, 40, 45} {
		obs = append(obs, Exact(h))
	}
	e, err := Fit(ctx, "exponential", obs, FitOptions{Confidence: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	m, _ := e.MeanResidualLife(ctx, 1000)
	oracle.Near(t, "mean", m.Point, 25, 1e-10)
	oracle.Near(t, "its lower limit", m.Lo, e.Mean(ctx).Lo, 1e-10)
	m, _ = e.MedianResidualLife(ctx, 7)
	oracle.Near(t, "median", m.Point, 25*math.Ln2, 1e-10)
	k, err := FitKnownShape(ctx, obs, 2, FitOptions{Confidence: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	scale := k.Parameters[1]
	r, _ := k.ResidualReliability(ctx, 30, 10)
	oracle.Near(t, "reliability", r.Point, math.Exp(-700/(scale.Point*scale.Point)), 1e-12)
	oracle.Near(t, "its upper limit", r.Hi, math.Exp(-700/(scale.Hi*scale.Hi)), 1e-12)
	m, _ = k.MedianResidualLife(ctx, 30)
	oracle.Near(t, "median", m.Point, math.Sqrt(900+math.Ln2*scale.Point*scale.Point)-30, 1e-10)
	// exp(a^2) sqrt(pi)/2 erfc(a) scale, with a = age/scale
	a := 30 / scale.Point
	m, _ = k.MeanResidualLife(ctx, 30)
	oracle.Near(t, "mean", m.Point, math.Exp(a*a)*math.Sqrt(math.Pi)/2*math.Erfc(a)*scale.Point, 1e-10)
	w, _ := Fit(ctx, "weibull", obs, FitOptions{Confidence: 0.9})
	r, err = w.ResidualReliability(ctx, 30, 10)
	shape, eta := w.Parameters[0].Point, w.Parameters[1].Point
	if err != nil || !(r.Lo < r.Point && r.Point < r.Hi) {
		t.Errorf("%+v, %v", r, err)
	}
	oracle.Near(t, "Weibull reliability", r.Point, math.Exp(math.Pow(30/eta, shape)-math.Pow(40/eta, shape)), 1e-10)
}

// Ten lives of three parts, which parts aside: scipy 1.17 maximises the Weibull likelihood
// along each value of the figure.
func TestResidualAgainstScipy(t *testing.T) {
	ctx := context.Background()
	f, err := Fit(ctx, "weibull", failedAndRunning([]float64{100, 240, 310, 150, 420, 380, 275, 90}, []float64{500, 500}), FitOptions{Confidence: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	r, _ := f.ResidualReliability(ctx, 200, 50)
	median, _ := f.MedianResidualLife(ctx, 200)
	mean, _ := f.MeanResidualLife(ctx, 200)
	for name, c := range map[string]struct {
		got  model.Estimate
		want [3]float64
	}{
		"reliability": {r, [3]float64{0.8476599387, 0.7548865823, 0.9170365213}},
		"median":      {median, [3]float64{175.6322513, 110.8700831, 335.0527503}},
		"mean":        {mean, [3]float64{212.5955758, 133.4378775, 451.7632837}},
	} {
		t.Run(name, func(t *testing.T) {
			oracle.Near(t, "point", c.got.Point, c.want[0], 1e-6)
			oracle.Near(t, "lower limit", c.got.Lo, c.want[1], 1e-6)
			oracle.Near(t, "upper limit", c.got.Hi, c.want[2], 1e-6)
		})
	}
}

func TestBadResidual(t *testing.T) {
	ctx := context.Background()
	f, err := Fit(ctx, "weibull", auto25, FitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var param *model.ParamError
	for _, age := range []float64{-1, math.NaN(), math.Inf(1)} {
		if _, err := f.MeanResidualLife(ctx, age); !errors.As(err, &param) {
			t.Errorf("age %g: %v", age, err)
		}
	}
	if _, err := f.ResidualReliability(ctx, 100, 0); !errors.As(err, &param) {
		t.Errorf("no time: %v", err)
	}
	var none *NotEstimableError
	if _, err := f.ResidualReliability(ctx, 1e9, 10); !errors.As(err, &none) {
		t.Errorf("an age that none reaches: %v", err)
	}
}

// Coverage of 90 % likelihood-ratio limits of the conditional reliability: 1000 samples
// of 20 Weibull lives of shape 2, suspended at the scale, and what is left at half of it.
func TestResidualCoverage(t *testing.T) {
	ctx := context.Background()
	r := rand.New(rand.NewPCG(21, 6))
	truth := math.Exp(0.25 - 1)
	held, samples := 0, 1000
	for range samples {
		var obs Observations
		for range 20 {
			if x := math.Sqrt(r.ExpFloat64()); x < 1 {
				obs = append(obs, Exact(x))
			} else {
				obs = append(obs, RightCensored(1))
			}
		}
		f, err := Fit(ctx, "weibull", obs, FitOptions{Confidence: 0.9})
		if err != nil {
			t.Fatal(err)
		}
		if e, err := f.ResidualReliability(ctx, 0.5, 0.5); err == nil && e.Lo <= truth && truth <= e.Hi {
			held++
		}
	}
	share := float64(held) / float64(samples)
	if t.Logf("%.3f of the intervals hold the truth", share); math.Abs(share-0.9) > 0.04 {
		t.Errorf("%.3f", share)
	}
}
