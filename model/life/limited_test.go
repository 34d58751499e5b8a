package life

import (
	"context"
	"errors"
	"math"
	"testing"

	"mtbf/internal/oracle"
)

// circuits are the 4156 integrated circuits of Meeker (1987): 28 failed by 593 h, the
// others ran to 1370 h.
func circuits() Observations {
	obs := failedAndRunning([]float64{.10, .10, .15, .60, .80, .80, 1.20, 2.5, 3.0, 4.0, 4.0, 6.0, 10, 10, 12.5, 20, 20, 43, 43, 48, 48, 54, 74, 84, 94, 168, 263, 593}, nil)
	return append(obs, RightCensored(1370).Times(4128))
}

// The likelihood of Meeker's circuits maximised with scipy 1.17 (Nelder and Mead), and
// its profiles for the limits: Meeker and Escobar print a fraction of .0067.
func TestLimitedCircuits(t *testing.T) {
	l, err := FitLimited(context.Background(), "weibull", circuits(), FitOptions{Confidence: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "log-likelihood", l.LogLikelihood, -293.032888, 1e-8)
	for i, want := range []float64{0.495976221, 28.3671985, 0.00674445099} {
		oracle.Near(t, l.Parameters[i].Name, l.Parameters[i].Point, want, 1e-6)
	}
	oracle.Near(t, "lower limit", l.Parameters[2].Lo, 0.004863811194, 1e-6)
	oracle.Near(t, "upper limit", l.Parameters[2].Hi, 0.009053300408, 1e-6)
	r, err := l.Reliability(context.Background(), 5000)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "reliability", r.Point, 0.9932555642, 1e-9)
	oracle.Near(t, "its lower limit", r.Lo, 0.990946722, 1e-8)
	oracle.Near(t, "its upper limit", r.Hi, 0.995136199, 1e-8)
	if want := math.Erfc(math.Sqrt(303.03162537-293.032888)) / 2; math.Abs(l.AllFail-want) > 1e-6*want {
		t.Errorf("p of a share of 1: %g, want %g", l.AllFail, want)
	}
}

// Where nothing tells of units that never fail, the fit is refused, with the share that
// does at least; so it is where all failed.
func TestLimitedRefused(t *testing.T) {
	for name, obs := range map[string]Observations{
		"AUTO31": auto31,
		"all":    failedAndRunning([]float64{10, 20, 35, 50, 80}, nil),
		"none":   failedAndRunning(nil, []float64{10, 20}),
	} {
		_, err := FitLimited(context.Background(), "weibull", obs, FitOptions{Confidence: 0.9})
		var none *NotEstimableError
		if !errors.As(err, &none) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The derivatives of the likelihood of a share are those of its values.
func TestLimitedScheme(t *testing.T) {
	s := limitedScheme{linear{extreme{}}, 0.3}
	const h = 1e-5
	for _, y := range []float64{-2, 0.1, 1.3} {
		at := func(a, b float64) jet { return s.survival(y, point{-0.3 + a, 1.4 + b}) }
		j := at(0, 0)
		oracle.Near(t, "a", j.a, (at(h, 0).v-at(-h, 0).v)/(2*h), 1e-7)
		oracle.Near(t, "bb", j.bb, (at(0, h).b-at(0, -h).b)/(2*h), 1e-6)
		oracle.Near(t, "ab", j.ab, (at(h, 0).b-at(-h, 0).b)/(2*h), 1e-6)
	}
}
