package life

import (
	"context"
	"errors"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// ranked7 fail at 20, 31 and 45 h; one is withdrawn at 20 h, after the failure
// there, and three at 50 h. The ranks of 7 are
//
//	0 + 8/8 = 1,      1 + 7/6 = 13/6,      13/6 + (35/6)/5 = 10/3
var ranked7 = failedAndRunning([]float64{31, 20, 45}, []float64{20, 50, 50, 50})

// TestRanksByHand: Benard's median ranks of 1, 13/6 and 10/3 among 7.
func TestRanksByHand(t *testing.T) {
	times, want := []float64{20, 31, 45}, []float64{1, 13. / 6, 10. / 3}
	i := 0
	ranked7.medianRanks(context.Background(), true, func(at, p float64) {
		oracle.Near(t, "time", at, times[i], 0)
		oracle.Near(t, "rank", p, (want[i]-0.3)/7.4, 1e-14)
		i++
	})
	if i != 3 {
		t.Errorf("%d failures", i)
	}
	oracle.Near(t, "first of 7, exact", medianRank(1, 7, false), 1-math.Pow(0.5, 1./7), 1e-9)
}

// TestRankRegression: the lines by numpy 2.4.6 (polyfit) and scipy 1.17.1
// (beta.ppf, norm.ppf) through the same points.
func TestRankRegression(t *testing.T) {
	for _, c := range []struct {
		family string
		o      RankOptions
		params []float64
		r2     float64
	}{
		{"weibull", RankOptions{Benard: true, RegressXOnY: true}, []float64{2.09839200657, 58.954559968}, 0.986366117131},
		{"weibull", RankOptions{Benard: false, RegressXOnY: false}, []float64{2.07192707556, 59.559677054}, 0.986860861929},
		{"lognormal", RankOptions{Benard: false, RegressXOnY: true}, []float64{3.96005881709, 0.742072968042}, 0.996387246612},
		{"loglogistic", RankOptions{Benard: true, RegressXOnY: false}, []float64{2.34597718488, 51.3793441085}, 0.991995091152},
		{"normal", RankOptions{Benard: false, RegressXOnY: false}, []float64{49.2105491758, 23.3085402774}, 0.96935280439},
		{"gumbel", RankOptions{Benard: true, RegressXOnY: true}, []float64{52.1005642855, 14.4123691465}, 0.946749720936},
	} {
		t.Run(c.family, func(t *testing.T) {
			r, err := RankRegression(context.Background(), c.family, ranked7, c.o)
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range c.params {
				oracle.Near(t, r.Method+": "+r.Parameters[i].Name, r.Parameters[i].Value, want, 1e-8)
			}
			oracle.Near(t, "R2", r.R2, c.r2, 1e-8)
		})
	}
}

// TestRanksOfAFit: times that lie on a line are fitted by it on any axis.
func TestRanksOfAFit(t *testing.T) {
	d := weibullOf(2.5, 700)
	var obs Observations
	for i := range 9 {
		obs = append(obs, Exact(d.Quantile(medianRank(float64(i+1), 9, false))))
	}
	for _, o := range []RankOptions{{}, {RegressXOnY: true}} {
		r, err := RankRegression(context.Background(), "weibull", obs, o)
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, "shape", r.Parameters[0].Value, 2.5, 1e-10)
		oracle.Near(t, "scale", r.Parameters[1].Value, 700, 1e-10)
		oracle.Near(t, "R2", r.R2, 1, 1e-12)
	}
}

func TestRankRegressionRefuses(t *testing.T) {
	var bad *model.ParamError
	for _, c := range []struct {
		family string
		obs    Observations
	}{
		{"gamma", ranked7}, {"exponential", ranked7}, {"weird", ranked7}, {"weibull", nil},
		{"weibull", Observations{Exact(3), LeftCensored(4)}}, {"weibull", Observations{Exact(3), Exact(5).From(1)}},
		{"lognormal", Observations{Exact(3), Exact(-5)}}, {"weibull", Observations{Exact(3).Times(1e15), Exact(4)}},
	} {
		t.Run(c.family, func(t *testing.T) {
			if _, err := RankRegression(context.Background(), c.family, c.obs, RankOptions{}); !errors.As(err, &bad) {
				t.Errorf("%s, %v: %v", c.family, c.obs, err)
			}
		})
	}
	var refused *NotEstimableError
	for _, obs := range []Observations{{Exact(3), RightCensored(4)}, {Exact(3).Times(9)}, {RightCensored(4)}} {
		if _, err := RankRegression(context.Background(), "weibull", obs, RankOptions{}); !errors.As(err, &refused) {
			t.Errorf("%v: %v", obs, err)
		}
	}
}
