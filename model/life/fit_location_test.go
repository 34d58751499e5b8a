package life

import (
	"context"
	"errors"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// located20 are 16 failures and 4 times still running, with none before 174 h.
var located20 = failedAndRunning(
	[]float64{174.6, 182.0, 186.9, 192.1, 205.3, 221.6, 221.9, 226.9, 227.5, 229.8, 233.8, 239.1, 250.0, 253.5, 256.3, 261.1},
	[]float64{180, 220, 290, 290, 290})

// TestLocation: the local maximum, standard errors from the Hessian, and
// profile limits by scipy 1.17.1 (minimize, Nelder-Mead, brentq).
func TestLocation(t *testing.T) {
	r := mustFit(t, ThreeParameterWeibull, located20, FitOptions{})
	oracle.Near(t, "log-likelihood", r.LogLikelihood, -84.23762066862054, 1e-12)
	for i, want := range []float64{1.4068759135813567, 75.86917681932908, 172.0088313537301} {
		oracle.Near(t, r.Parameters[i].Name, r.Parameters[i].Point, want, 1e-6)
	}
	for i, want := range []float64{0.4937044412865547, 15.524633144629867, 6.387868912941389} {
		oracle.Near(t, r.Parameters[i].Name+" standard error", math.Sqrt(r.Covariance[i][i]), want, 1e-4)
	}
	oracle.Near(t, "shape upper", r.Parameters[0].Hi, 3.072212456962655, 1e-5)
	oracle.Near(t, "location lower", r.Parameters[2].Lo, 126.49474124286365, 1e-6)
	oracle.Near(t, "location upper", r.Parameters[2].Hi, 174.6, 0)
	if codes(r.Parameters[0].Estimate) != "unbounded-likelihood" || r.Distribution.Family() != "weibull" {
		t.Errorf("%+v", r)
	}
	oracle.Near(t, "AIC", r.AIC, 6+2*84.23762066862054, 1e-12)
}

// TestLocatedFigures: figures of a located fit are those of its distribution,
// inside their limits, by both methods.
func TestLocatedFigures(t *testing.T) {
	for _, limits := range []CIMethod{LikelihoodRatio, Wald} {
		r := mustFit(t, ThreeParameterWeibull, located20, FitOptions{Limits: limits})
		median, err := r.Quantile(context.Background(), 0.5)
		if err != nil {
			t.Fatal(err)
		}
		reliability, err := r.Reliability(context.Background(), 200)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name string
			e    model.Estimate
			want float64
		}{
			{"median", median, r.Distribution.Quantile(0.5)},
			{"mean", r.Mean(context.Background()), r.Distribution.Mean()},
			{"R(200)", reliability, math.Exp(r.Distribution.LogSurvival(200))},
		} {
			t.Run(c.name, func(t *testing.T) {
				oracle.Near(t, c.name, c.e.Point, c.want, 1e-12)
				if !(c.e.Lo < c.e.Point && c.e.Point < c.e.Hi) {
					t.Errorf("%s: %+v", c.name, c.e)
				}
			})
		}
		var bad *model.ParamError
		if _, err := r.Reliability(context.Background(), 150); !errors.As(err, &bad) {
			t.Errorf("before the location: %v", err)
		}
	}
}

// TestNoLocation: falling hazards leave no local maximum, and a sample spread
// evenly from 0 needs no location.
func TestNoLocation(t *testing.T) {
	var refused *NotEstimableError
	if r, err := Fit(context.Background(), ThreeParameterWeibull, failedAndRunning([]float64{10, 11, 14, 20, 60}, nil), FitOptions{}); !errors.As(err, &refused) {
		t.Errorf("%+v, %v", r, err)
	}
	obs := failedAndRunning([]float64{3, 33, 41, 52, 55, 60, 62, 64, 71, 75, 80, 84}, nil)
	r := mustFit(t, ThreeParameterWeibull, obs, FitOptions{})
	two := mustFit(t, "weibull", obs, FitOptions{})
	oracle.Near(t, "location", r.Parameters[2].Point, 0, 0)
	oracle.Near(t, "likelihood", r.LogLikelihood, two.LogLikelihood, 1e-13)
	if codes(r.Parameters[0].Estimate) != "location-at-zero" {
		t.Errorf("%+v", r.Warnings)
	}
	var bad *model.ParamError
	if _, err := Fit(context.Background(), ThreeParameterWeibull, obs, FitOptions{Limits: ParametricBootstrap, Random: halves{}}); !errors.As(err, &bad) {
		t.Errorf("bootstrap: %v", err)
	}
}
