package life_test

import (
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/life"
)

// Failures at 100 and 200 h and a unit still running at 300 h: two failures in
// 600 h, with limits of 90 % where nothing else is said.
func TestFitByHand(t *testing.T) {
	obs := life.Observations{life.Exact(100), life.Exact(200), life.RightCensored(300)}
	f := sure(life.Fit(t.Context(), "exponential", obs, life.FitOptions{}))(t)
	oracle.Near(t, "mean", f.Mean(t.Context()).Point, 300, 1e-12)
	oracle.Near(t, "log-likelihood", f.LogLikelihood, -2*math.Log(300)-2, 1e-12)
	said := sure(life.Fit(t.Context(), "exponential", obs, life.FitOptions{Confidence: 0.9, Limits: life.LikelihoodRatio}))(t)
	if f.Mean(t.Context()).Lo != said.Mean(t.Context()).Lo || f.Mean(t.Context()).Confidence != 0.9 {
		t.Errorf("limits %+v, of 90 %% %+v", f.Mean(t.Context()), said.Mean(t.Context()))
	}
}

func sure[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// Of a pair of survival steps 3/4 and 3/4 x 1/2 outlast 2 and 3 h, as one unit
// of the four left in between.
func TestSurvivalByHand(t *testing.T) {
	curve := sure(life.KaplanMeier(t.Context(), life.Observations{life.Exact(2), life.RightCensored(2.5), life.Exact(3), life.RightCensored(4)}))(t)
	e, _, err := curve.At(3.5, 0.9, life.LogLogLimits)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "survival", e.Point, 0.375, 1e-15)
}

// Repairs of 1, 2 and 6 h take 3 h on average; none take no time that is known.
func TestRepairs(t *testing.T) {
	e := sure(life.Mean(life.RepairTimes{Times: []float64{1, 2, 6}}, 0.9))(t)
	oracle.Near(t, "mean", e.Point, 3, 1e-15)
	none := sure(life.Mean(life.RepairTimes{}, 0.9))(t)
	if none.Estimable() || !math.IsInf(none.Hi, 1) || len(none.Warnings) == 0 {
		t.Errorf("of no repair: %+v", none)
	}
}

// Nothing, and what is left out, is refused by name.
func TestLeftOut(t *testing.T) {
	nan, some := math.NaN(), life.Observations{life.Exact(3), life.Exact(7), life.Exact(9)}
	oracle.Refused(t, "observations")(life.KaplanMeier(t.Context(), nil))
	oracle.Refused(t, "observations")(life.Turnbull(t.Context(), nil))
	oracle.Refused(t, "observations")(life.Fit(t.Context(), "weibull", nil, life.FitOptions{}))
	oracle.Refused(t, "count")(life.KaplanMeier(t.Context(), life.Observations{{}}))
	oracle.Refused(t, "family")(life.Fit(t.Context(), "", some, life.FitOptions{}))
	oracle.Refused(t, "random")(life.Fit(t.Context(), "weibull", some, life.FitOptions{Limits: life.ParametricBootstrap}))
	oracle.Refused(t, "confidence")(life.Mean(life.RepairTimes{Times: []float64{3}}, 0))
	oracle.Refused(t, "repair time")(life.Mean(life.RepairTimes{Times: []float64{nan}}, 0.9))
	oracle.Refused(t, "distribution")(dist.New("", nil))
	oracle.Refused(t, "parameters of weibull")(dist.New("weibull", nil))
	oracle.Refused(t, "empirical values")(dist.NewEmpirical(nil))
	oracle.Refused(t, "distribution")(life.KolmogorovSmirnov([]float64{1, 2}, nil))
	oracle.Refused(t, "distribution")(life.AndersonDarling([]float64{1, 2}, nil))
	oracle.Refused(t, "distribution")(life.CramerVonMises([]float64{1, 2}, nil))
	oracle.Refused(t, "distribution")(life.PlotCorrelation([]float64{1, 2, 3}, nil))
	oracle.Refused(t, "refit and random")(life.Bootstrap(t.Context(), []float64{1, 2, 3}, life.KolmogorovD, nil, 9, nil))
	oracle.Refused(t, "groups")(life.LogRank(t.Context()))
	oracle.Refused(t, "reliability")(life.Demonstration{}.Hours(3))
	oracle.Refused(t, "hours of the test")(life.MTBFPlan{}.Pass(100))
	oracle.Refused(t, "failures allowed")(life.MTBFPlan{Hours: 10, Allowed: -1}.Pass(100))
}

// Without an MTBF or a repair time nothing is known of the availability.
func TestAvailabilityOfNothing(t *testing.T) {
	up, down := life.Availability(model.Estimate{}, model.Estimate{})
	if up.Estimable() || down.Estimable() {
		t.Errorf("%+v and %+v", up, down)
	}
}
