package life

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/dist"
)

// countdown is a context that ends when it has been looked at so often.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

func endsAfter(looks int) context.Context { return &countdown{context.Background(), looks} }

func mixedLives(n int) Observations {
	r := rand.New(rand.NewPCG(17, 85))
	var obs Observations
	for range n {
		t, end := 700*math.Pow(r.ExpFloat64(), 0.6), 1500*r.Float64()
		if t < end {
			obs = append(obs, Exact(t))
		} else {
			obs = append(obs, RightCensored(end))
		}
	}
	return obs
}

func hasIncomplete(ws []model.Warning) bool { return slices.ContainsFunc(ws, isIncomplete) }

// Wherever a ranking is ended, what it has is right: the points are those of the
// whole but for the last step, limits that are not are marked, and families that lack are named.
func TestRankingEndedAnywhere(t *testing.T) {
	obs := mixedLives(20)
	whole := sure(FitAll(context.Background(), obs, FitOptions{}))
	full := map[string]*Fitted{}
	for _, f := range whole.Fits {
		full[f.Family] = f
	}
	seen := map[string]int{}
	for looks := 0; ; looks = looks*9/8 + 1 {
		r, err := FitAll(endsAfter(looks), obs, FitOptions{})
		switch {
		case err != nil:
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Fatalf("after %d looks: %v", looks, err)
			}
			seen["nothing"]++
			continue
		case len(r.Fits)+len(r.Refused) != len(FitFamilies()):
			t.Fatalf("after %d looks: %d fits, %d refused", looks, len(r.Fits), len(r.Refused))
		case hasIncomplete(r.Warnings) != (len(r.Refused) > 0):
			t.Fatalf("after %d looks: %d refused, %v", looks, len(r.Refused), r.Warnings)
		}
		for _, x := range r.Refused {
			if !errors.Is(x.Err, context.DeadlineExceeded) || !strings.Contains(x.Err.Error(), "not fitted before") {
				t.Fatalf("after %d looks: %v", looks, x.Err)
			}
			seen["refused"]++
		}
		cut := hasIncomplete(r.Warnings)
		for _, f := range r.Fits {
			for i, p := range f.Parameters {
				q := full[f.Family].Parameters[i]
				same := func(x, y float64) bool { return math.Abs(x-y) <= 1e-7*math.Abs(y) } // the last step may lack
				if !same(p.Point, q.Point) {
					t.Fatalf("after %d looks: %s %s is %g, not %g", looks, f.Family, p.Name, p.Point, q.Point)
				}
				if marked := hasIncomplete(p.Warnings); marked == (same(p.Lo, q.Lo) && same(p.Hi, q.Hi)) || marked && !hasIncomplete(f.Warnings) {
					t.Fatalf("after %d looks: %s %s [%g, %g] of [%g, %g], marked %t", looks, f.Family, p.Name, p.Lo, p.Hi, q.Lo, q.Hi, marked)
				}
				cut = cut || hasIncomplete(p.Warnings)
			}
		}
		if !cut {
			break
		}
		seen["incomplete"]++
	}
	if len(seen) != 3 {
		t.Errorf("seen: %v", seen)
	}
}

// A bootstrap that is ended after 150 samples has the limits of one with 150;
// one that is ended after 50 has those of Wald.
func TestBootstrapEnded(t *testing.T) {
	obs := mixedLives(30)
	run := func(replications, until int) *Fitted {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		o := FitOptions{Limits: ParametricBootstrap, Replications: replications, Random: rand.New(rand.NewPCG(3, 5))}
		o.Progress = func(p FitProgress) {
			if p.Family != "weibull" || p.Of != replications && p.Of != 0 {
				t.Fatalf("%+v", p)
			}
			if p.Drawn == until {
				cancel()
			}
		}
		return sure(Fit(ctx, "weibull", obs, o))
	}
	cut, same := run(999, 150), run(150, -1)
	for i, p := range cut.Parameters {
		if q := same.Parameters[i]; p.Lo != q.Lo || p.Hi != q.Hi || hasIncomplete(q.Warnings) {
			t.Errorf("%s: [%g, %g] of 150 samples, not [%g, %g]", p.Name, p.Lo, p.Hi, q.Lo, q.Hi)
		}
		if !slices.ContainsFunc(p.Warnings, func(w model.Warning) bool {
			return w.Code == codeIncomplete && strings.Contains(w.Text, "150 of 999")
		}) {
			t.Errorf("%s: %v", p.Name, p.Warnings)
		}
	}
	few, wald := run(999, 50), sure(Fit(context.Background(), "weibull", obs, FitOptions{Limits: Wald}))
	for i, p := range few.Parameters {
		if q := wald.Parameters[i]; p.Lo != q.Lo || p.Hi != q.Hi || !hasIncomplete(p.Warnings) || !strings.Contains(p.Method, "Wald") {
			t.Errorf("%s: [%g, %g] by %s, not [%g, %g]: %v", p.Name, p.Lo, p.Hi, p.Method, q.Lo, q.Hi, p.Warnings)
		}
	}
}

// Percentiles that would lie beyond all samples are told of: with n samples
// those of 1 - 1/(n+1) and more.
func TestBootstrapOfTooFewSamples(t *testing.T) {
	for confidence, few := range map[float64]bool{0.90: false, 0.985: false, 0.9902: true, 1 - 1e-16: true} {
		f := sure(Fit(context.Background(), "exponential", mixedLives(20), FitOptions{
			Confidence: confidence, Limits: ParametricBootstrap, Replications: 100, Random: rand.New(rand.NewPCG(3, 5)),
		}))
		if got := slices.ContainsFunc(f.Warnings, func(w model.Warning) bool { return w.Code == "bootstrap-few" }); got != few {
			t.Errorf("confidence %g: warned %t", confidence, got)
		}
	}
}

// The test of fit that is ended after 150 samples is that of 150.
func TestGoodnessEnded(t *testing.T) {
	x := []float64{3, 7, 8, 12, 19, 31, 44}
	run := func(samples, until int) (TestResult, error) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		drawn := -1 // the sample itself
		return Bootstrap(ctx, x, AndersonA2, func(x []float64) (model.Distribution, error) {
			if drawn == until {
				cancel()
			}
			drawn++
			var sum float64
			for _, v := range x {
				sum += v
			}
			return dist.NewExponentialMean(sum / float64(len(x)))
		}, samples, rand.New(rand.NewPCG(3, 5)))
	}
	cut, same := sure(run(999, 150)), sure(run(150, -2))
	if cut.PValue != same.PValue || cut.PError != same.PError || !hasIncomplete(cut.Warnings) || hasIncomplete(same.Warnings) {
		t.Errorf("ended: %+v, of 150: %+v", cut, same)
	}
	if _, err := run(999, 99); !errors.Is(err, context.Canceled) {
		t.Errorf("of 99 samples: %v", err)
	}
}

func TestAllEndWithTheirContext(t *testing.T) {
	obs := mixedLives(10)
	for name, f := range map[string]func(context.Context) error{
		"weibull3": func(ctx context.Context) error {
			_, err := Fit(ctx, ThreeParameterWeibull, located20, FitOptions{})
			return err
		},
		"Kaplan-Meier": func(ctx context.Context) error { _, err := KaplanMeier(ctx, obs); return err },
		"Turnbull":     func(ctx context.Context) error { _, err := Turnbull(ctx, obs); return err },
		"log-rank":     func(ctx context.Context) error { _, err := LogRank(ctx, obs, obs); return err },
		"ranks": func(ctx context.Context) error {
			_, err := RankRegression(ctx, "weibull", obs, RankOptions{})
			return err
		},
	} {
		ctx, cancel := context.WithCancelCause(context.Background())
		why := errors.New("enough")
		cancel(why)
		if err := f(ctx); !errors.Is(err, why) {
			t.Errorf("%s: %v", name, err)
		}
		if err := f(context.Background()); err != nil {
			t.Errorf("%s, not ended: %v", name, err)
		}
	}
}

// Wherever the search of a location is ended, there is no panic and no number.
func TestLocatedEndedAnywhere(t *testing.T) {
	n := 0
	for looks := 0; ; looks = looks*11/10 + 1 {
		_, err := Fit(endsAfter(looks), ThreeParameterWeibull, located20, FitOptions{})
		if err == nil {
			break
		}
		if n++; !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("after %d looks: %v", looks, err)
		}
	}
	if n == 0 {
		t.Error("never ended")
	}
}

// As the confidence goes to 0 the limits go to the point; near 1 they are there,
// in order.
func TestExtremeConfidence(t *testing.T) {
	for _, family := range append(FitFamilies(), ThreeParameterWeibull) {
		obs := mixedLives(25)
		if family == ThreeParameterWeibull {
			obs = located20
		}
		for _, limits := range []CIMethod{LikelihoodRatio, Wald} {
			for _, confidence := range []float64{5e-324, 1e-300, 1e-17, 1e-9, 1 - 1e-9, 1 - 1e-16} {
				f, err := Fit(context.Background(), family, obs, FitOptions{Confidence: confidence, Limits: limits})
				if err != nil {
					t.Fatalf("%s, %g: %v", family, confidence, err)
				}
				for _, p := range f.Parameters {
					where := fmt.Sprintf("%s %s, %v, confidence %g", family, p.Name, limits, confidence)
					if confidence > 0.5 {
						if !(p.Lo < p.Point && p.Point < p.Hi) {
							t.Errorf("%s: %g not in [%g, %g]", where, p.Point, p.Lo, p.Hi)
						}
						continue
					}
					oracle.Near(t, where+", lower", p.Lo, p.Point, 1e-7)
					oracle.Near(t, where+", upper", p.Hi, p.Point, 1e-7)
				}
			}
		}
	}
}

// For a small confidence c the quantile z is c sqrt(pi/2) (1 + pi c^2/12 + ...).
func TestQuantileOfSmallConfidence(t *testing.T) {
	for _, c := range []float64{1e-320, 1e-300, 1e-17, 1e-9, 0.99e-6, 1.01e-6} {
		oracle.Near(t, fmt.Sprint(c), quantileOfTwo(c), c*math.Sqrt(math.Pi/2), 1e-9)
	}
}

// Samples at the ends of what numbers hold get an answer or a reason.
func TestExtremeSamples(t *testing.T) {
	const most = 1 << 50
	for name, obs := range map[string]Observations{
		"huge counts":     {Exact(100).Times(most), Exact(250).Times(most), Exact(777).Times(most)},
		"uneven counts":   {Exact(100).Times(most), Exact(250), RightCensored(400).Times(most)},
		"all equal":       {Exact(100).Times(50), RightCensored(50).Times(10)},
		"near each other": {Exact(100), Exact(math.Nextafter(100, 200)), Exact(100 + 1e-12)},
		"all magnitudes":  {Exact(1e-300), Exact(1e-200), Exact(1), Exact(1e200), Exact(1e300), RightCensored(1e300)},
		"tiny":            {Exact(1e-300), Exact(2e-300), Exact(5e-300)},
		"subnormal":       {Exact(5e-324), Exact(1e-323), Exact(4e-320)},
		"huge":            {Exact(1e307), Exact(3e307), Exact(1.7e308)},
	} {
		for _, family := range append(FitFamilies(), ThreeParameterWeibull) {
			f, err := Fit(context.Background(), family, obs, FitOptions{})
			if err != nil {
				continue
			}
			for _, p := range f.Parameters {
				if math.IsNaN(p.Point) || p.Lo > p.Point || p.Point > p.Hi {
					t.Errorf("%s, %s %s: %g in [%g, %g]", name, family, p.Name, p.Point, p.Lo, p.Hi)
				}
			}
		}
	}
}
