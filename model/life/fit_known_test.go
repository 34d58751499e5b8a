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

// Lives of 100 to 104 h with the shape 2: T = 52030, so the scale is sqrt(T/5), with
// the limits sqrt(2T/21.0261) and sqrt(2T/3.94030) by chi-square of 12 and 10 degrees.
func TestKnownShapeByHand(t *testing.T) {
	ctx := context.Background()
	f, err := FitKnownShape(ctx, failedAndRunning([]float64{100, 101, 102, 103, 104}, nil), 2, FitOptions{Confidence: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	lo, point, hi := math.Sqrt(104060/21.02606982), math.Sqrt(52030./5), math.Sqrt(104060/3.940299136)
	scale := f.Parameters[1]
	oracle.Near(t, "scale", scale.Point, point, 1e-12)
	oracle.Near(t, "lower limit", scale.Lo, lo, 1e-8)
	oracle.Near(t, "upper limit", scale.Hi, hi, 1e-8)
	r, err := f.Reliability(ctx, 50)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "reliability", r.Point, math.Exp(-2500/(point*point)), 1e-12)
	oracle.Near(t, "its lower limit", r.Lo, math.Exp(-2500/(lo*lo)), 1e-8)
	oracle.Near(t, "mean", f.Mean(ctx).Point, point*math.Gamma(1.5), 1e-12)
	logs := 0.0
	for _, x := range []float64{100, 101, 102, 103, 104} {
		logs += math.Log(2*x/(point*point)) - x*x/(point*point)
	}
	oracle.Near(t, "log-likelihood", f.LogLikelihood, logs, 1e-12)
}

// Without failures in 500, 700 and 1000 h the scale is at least sqrt(1.74e6/log 10),
// and nothing has a point.
func TestKnownShapeWithoutFailures(t *testing.T) {
	ctx := context.Background()
	f, err := FitKnownShape(ctx, failedAndRunning(nil, []float64{500, 700, 1000}), 2, FitOptions{Confidence: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	bound := math.Sqrt(1.74e6 / math.Log(10))
	r, _ := f.Reliability(ctx, 50)
	q, _ := f.Quantile(ctx, 0.1)
	for name, e := range map[string]model.Estimate{"scale": f.Parameters[1].Estimate, "reliability": r, "quantile": q, "mean": f.Mean(ctx)} {
		if e.Estimable() || len(e.Warnings) == 0 {
			t.Errorf("%s: %+v", name, e)
		}
	}
	oracle.Near(t, "scale", f.Parameters[1].Lo, bound, 1e-12)
	oracle.Near(t, "reliability", r.Lo, math.Exp(-2500/(bound*bound)), 1e-12)
	oracle.Near(t, "its upper limit", r.Hi, 1, 0)
	oracle.Near(t, "quantile", q.Lo, bound*math.Sqrt(-math.Log(0.9)), 1e-12)
	if f.Distribution != nil || !math.IsInf(q.Hi, 1) {
		t.Errorf("%+v, %+v", f, q)
	}
}

func TestBadKnownShape(t *testing.T) {
	var param *model.ParamError
	for _, shape := range []float64{0, -1, math.Inf(1), math.NaN()} {
		if _, err := FitKnownShape(context.Background(), failedAndRunning([]float64{5}, nil), shape, FitOptions{}); !errors.As(err, &param) {
			t.Errorf("shape %g: %v", shape, err)
		}
	}
	if _, err := FitKnownShape(context.Background(), Observations{LeftCensored(3)}, 2, FitOptions{}); !errors.As(err, &param) {
		t.Errorf("an interval: %v", err)
	}
}

// Coverage of the 90 % limits of the scale, and so of every figure: in tests that end at
// a fixed time they hold the truth at least as often as stated.
func TestKnownShapeCoverage(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 15))
	held, samples := 0, 4000
	for range samples {
		var obs Observations
		for range 12 {
			if x := math.Sqrt(r.ExpFloat64()); x < 0.7 {
				obs = append(obs, Exact(x))
			} else {
				obs = append(obs, RightCensored(0.7))
			}
		}
		f, err := FitKnownShape(context.Background(), obs, 2, FitOptions{Confidence: 0.9})
		if err != nil {
			t.Fatal(err)
		}
		if s := f.Parameters[1]; s.Lo <= 1 && 1 <= s.Hi {
			held++
		}
	}
	share := float64(held) / float64(samples)
	if t.Logf("%.3f of the intervals hold the truth", share); share < 0.89 || share > 0.97 {
		t.Errorf("%.3f", share)
	}
}
