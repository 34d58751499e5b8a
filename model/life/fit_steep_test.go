package life

import (
	"context"
	"fmt"
	"math"
	"testing"
)

func relatively(t *testing.T, what string, got, want, rel float64) {
	t.Helper()
	if !(math.Abs(got-want) <= rel*math.Abs(want)) {
		t.Errorf("%s: %.12g, want %.12g", what, got, want)
	}
}

// steep are lives that lie close together beside suspensions long before, which tell
// nothing: shape and its limits are those of the profile likelihood in one
// dimension (scipy 1.17), and of the lives alone.
var steep = []struct {
	failures             []float64
	suspended            float64
	shape, lo, hi, scale float64
	rel                  float64
}{
	{[]float64{100, 100.2, 100.4, 100.6}, 0.1, 504.05, 234.82, 893.98, 100.41, 2e-5},
	{[]float64{100, 100.2, 100.4, 100.6}, 1, 504.05, 234.82, 893.98, 100.41, 2e-5},
	{[]float64{100, 100.3, 100.6, 100.9}, 0.1, 336.62, 156.82, 597.07, 100.616, 5e-5},
	{[]float64{35088, 35160, 35232, 35304}, 24, 491.327, 228.9, 871.4, 35235.946, 2e-4},
}

func TestSteepWeibullAndEarlySuspension(t *testing.T) {
	for _, c := range steep {
		for _, suspended := range [][]float64{{c.suspended}, nil, {c.suspended, c.suspended / 1e4}} {
			t.Run(fmt.Sprint(c.failures, suspended), func(t *testing.T) {
				f, err := Fit(context.Background(), "weibull", failedAndRunning(c.failures, suspended), FitOptions{Confidence: 0.9})
				if err != nil {
					t.Fatal(err)
				}
				shape, scale := f.Parameters[0], f.Parameters[1]
				relatively(t, "shape", shape.Point, c.shape, c.rel)
				relatively(t, "lower limit", shape.Lo, c.lo, c.rel)
				relatively(t, "upper limit", shape.Hi, c.hi, c.rel)
				relatively(t, "scale", scale.Point, c.scale, c.rel)
			})
		}
	}
}

// A suspension at a thousandth of an hour leaves every family as steep as it was.
func TestSteepFamiliesAndEarlySuspension(t *testing.T) {
	failures := []float64{9999, 10000, 10001, 10000.5}
	for _, family := range FitFamilies()[1:] {
		alone, err := Fit(context.Background(), family, failedAndRunning(failures, nil), FitOptions{})
		if err != nil {
			t.Fatal(err)
		}
		with, err := Fit(context.Background(), family, failedAndRunning(failures, []float64{0.001}), FitOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range with.Parameters {
			relatively(t, family+" "+p.Name, p.Point, alone.Parameters[i].Point, 1e-7)
			relatively(t, family+" lower limit", p.Lo, alone.Parameters[i].Lo, 1e-7)
			relatively(t, family+" upper limit", p.Hi, alone.Parameters[i].Hi, 1e-7)
		}
	}
}

// Gamma lives so close together that the shape is 1e8 and more: mpmath with 50 digits,
// where there are suspensions by quadrature of the density.
func TestSteepGamma(t *testing.T) {
	for _, c := range []struct {
		failures, suspended  []float64
		shape, lo, hi, scale float64 // lo, hi: 0 where not known
		logLikelihood        float64
	}{
		{[]float64{9999, 10000, 10001, 10000.5}, nil, 182857795.226, 43354868.5975, 484850785.028, 5.46879884867e-5, -4.46872694621},
		{[]float64{1e6, 1000000.5, 1000001}, nil, 6.000006e12, 1.07076494758e12, 1.80041587263e13, 1.66666583333e-7, -1.56917639577},
		{[]float64{9999, 10000, 10001, 10000.5}, []float64{10000.7, 9990}, 148047235.405, 0, 0, 6.75483647401e-5, -5.75354704817},
	} {
		t.Run(fmt.Sprint(c.failures, c.suspended), func(t *testing.T) {
			f, err := Fit(context.Background(), "gamma", failedAndRunning(c.failures, c.suspended), FitOptions{Confidence: 0.9})
			if err != nil {
				t.Fatal(err)
			}
			shape := f.Parameters[0]
			relatively(t, "shape", shape.Point, c.shape, 1e-8)
			relatively(t, "scale", f.Parameters[1].Point, c.scale, 1e-8)
			relatively(t, "log-likelihood", f.LogLikelihood, c.logLikelihood, 1e-8)
			if c.lo > 0 {
				relatively(t, "lower limit", shape.Lo, c.lo, 1e-7)
				relatively(t, "upper limit", shape.Hi, c.hi, 1e-7)
			}
		})
	}
}
