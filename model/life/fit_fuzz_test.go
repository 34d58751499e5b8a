package life

import (
	"context"
	"errors"
	"math"
	"testing"

	"mtbf/model"
)

// scripted makes up to eight rows of the bytes of a fuzzer, few values that
// meet often.
func scripted(script []byte) Observations {
	var obs Observations
	for i := 0; i+2 < len(script) && len(obs) < 8; i += 3 {
		a, b := rung(script[i]), rung(script[i+1])
		var o Observation
		switch script[i+2] % 5 {
		case 0:
			o = Exact(a)
		case 1:
			o = RightCensored(a)
		case 2:
			o = LeftCensored(a)
		case 3:
			o = IntervalCensored(min(a, b), max(a, b))
		default:
			o = Exact(max(a, b)).From(min(a, b))
		}
		obs = append(obs, o.Times(1+float64(script[i+2]/100)))
	}
	return obs
}

// rung returns one of 256 values over many orders of magnitude.
func rung(b byte) float64 {
	switch b {
	case 255:
		return -3
	case 254:
		return 1e300
	case 253:
		return 1e-300
	case 252:
		return math.NaN()
	}
	return float64(b%16) * math.Pow(10, float64(b/16)-5)
}

// FuzzFit: any rows give an answer without NaN, limits in order about the
// point, or a typed error.
func FuzzFit(f *testing.F) {
	for _, script := range []string{"", "abc", "aa0ba0ca0", "aa0ab1cd2", "aa1ba1", "aa0aa0", "qa3rb3sa3tb3", "qa4rb4sa0", "AA0BA0CB4", "\xfda0\xfea0", "0a02a01b1"} {
		f.Add([]byte(script))
	}
	f.Fuzz(func(t *testing.T, script []byte) {
		obs := scripted(script)
		for _, family := range append(FitFamilies(), ThreeParameterWeibull) {
			options := FitOptions{Limits: LikelihoodRatio}
			if family == ThreeParameterWeibull {
				options.Limits = Wald
			}
			r, err := Fit(context.Background(), family, obs, options)
			if err != nil {
				checkRefusal(t, family, obs, err)
				continue
			}
			checkAnswer(t, r, obs)
		}
	})
}

func checkRefusal(t *testing.T, family string, obs Observations, err error) {
	t.Helper()
	var bad *model.ParamError
	var refused *NotEstimableError
	var lost *ConvergenceError
	if !errors.As(err, &bad) && !errors.As(err, &refused) && !errors.As(err, &lost) {
		t.Errorf("%s of %v: %T %v", family, obs, err, err)
	}
}

func checkAnswer(t *testing.T, r *Fitted, obs Observations) {
	t.Helper()
	estimates := map[string]model.Estimate{"mean": r.Mean(context.Background())}
	for _, p := range r.Parameters {
		estimates[p.Name] = p.Estimate
	}
	var err error
	if estimates["B10"], err = r.Quantile(context.Background(), 0.1); err != nil {
		t.Error(err)
	}
	for name, e := range estimates {
		if math.IsNaN(e.Lo) || math.IsNaN(e.Hi) || e.Lo > e.Hi || e.Estimable() && (e.Point < e.Lo || e.Point > e.Hi) {
			t.Errorf("%s of %v: %s %+v", r.Family, obs, name, e)
		}
	}
	if math.IsNaN(r.AIC + r.BIC + r.AICc + r.Convergence.Gradient + r.Convergence.Curvature) {
		t.Errorf("%s of %v: %+v", r.Family, obs, r)
	}
}
