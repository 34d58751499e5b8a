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

// rejections checks that of n tests under the hypothesis a share of alpha has
// p <= alpha, within four standard errors and the given relative error of p.
// Where p is coarse, the share may be lower.
func rejections(t *testing.T, n int, off float64, coarse bool, p func() float64) {
	t.Helper()
	alphas := []float64{0.01, 0.05, 0.1, 0.3, 0.5, 0.9}
	counts := make([]int, len(alphas))
	for range n {
		value := p()
		for i, alpha := range alphas {
			if value <= alpha {
				counts[i]++
			}
		}
	}
	for i, alpha := range alphas {
		share := float64(counts[i]) / float64(n)
		room := 4*math.Sqrt(alpha*(1-alpha)/float64(n)) + off*alpha
		if share > alpha+room || (!coarse && share < alpha-room) {
			t.Errorf("p <= %v in a share of %v, want within %.4f", alpha, share, room)
		}
	}
}

func exponentials(random *rand.Rand, n int, mean float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = mean * random.ExpFloat64()
	}
	return x
}

// Of samples from the distribution itself a share of alpha is rejected at
// alpha.
func TestOneSampleUnderTheHypothesis(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 1))
	d := sure(dist.NewExponential(1. / 300))
	for _, n := range []int{5, 12, 60} {
		rejections(t, 4000, 0, false, func() float64 { return sure(KolmogorovSmirnov(exponentials(random, n, 300), d)).PValue })
		rejections(t, 4000, 0.005, false, func() float64 { return sure(AndersonDarling(exponentials(random, n, 300), d)).PValue })
		rejections(t, 4000, 0.04, false, func() float64 { return sure(CramerVonMises(exponentials(random, n, 300), d)).PValue })
	}
}

func TestManySamplesUnderTheHypothesis(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 2))
	rejections(t, 4000, 0, true, func() float64 {
		return sure(KolmogorovSmirnovTwo(exponentials(random, 12, 40), exponentials(random, 17, 40))).PValue
	})
	rounded := func(n int) []float64 {
		x := exponentials(random, n, 4)
		for i := range x {
			x[i] = math.Ceil(x[i])
		}
		return x
	}
	rejections(t, 4000, 0, true, func() float64 { return sure(KolmogorovSmirnovTwo(rounded(15), rounded(20))).PValue })
	rejections(t, 4000, 0.03, false, func() float64 {
		return sure(AndersonDarlingMany(exponentials(random, 8, 40), exponentials(random, 14, 40))).PValue
	})
	rejections(t, 4000, 0.03, false, func() float64 {
		return sure(AndersonDarlingMany(exponentials(random, 10, 40), exponentials(random, 9, 40), exponentials(random, 20, 40), exponentials(random, 15, 40))).PValue
	})
}

// exponentialFit fits a mean.
func exponentialFit(x []float64) (model.Distribution, error) {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return dist.NewExponential(float64(len(x)) / sum)
}

// A bootstrap of 99 samples gives p in hundredths, each alike: exact for a
// scale.
func TestBootstrapUnderTheHypothesis(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 3))
	for s := AndersonA2; s <= PlotBend; s++ {
		rejections(t, 1000, 0, false, func() float64 {
			return sure(Bootstrap(context.Background(), exponentials(random, 10, 70), s, exponentialFit, 99, random)).PValue
		})
	}
}

// scipy stats.anderson of an exponential with fitted mean: the statistic, and
// its points of 15 to 1 % for n = 25, which are Stephens's and hold to the
// error of the simulation and of their three digits. The sample is far from
// exponential.
func TestFittedExponentialAgainstScipy(t *testing.T) {
	c := gofOracle[struct {
		Input    struct{ X []float64 }
		Expected struct {
			A2           float64
			Critical     []float64 `json:"critical_values"`
			Significance []float64 `json:"significance_pct"`
			KS           struct {
				D        float64
				Critical float64 `json:"critical_at_0.05"`
			} `json:"reliability_KStest"`
		}
	}](t, "h08_anderson_expon_estimated")
	random := rand.New(rand.NewPCG(17, 4))
	got := sure(Bootstrap(context.Background(), c.Input.X, AndersonA2, exponentialFit, 999, random))
	oracle.Near(t, "A2", got.Statistic, c.Expected.A2, 1e-12)
	if got.PValue > 0.005 || got.PError == 0 {
		t.Errorf("p %v with error %v, want below 0.005", got.PValue, got.PError)
	}
	const samples = 20000
	above := make([]int, len(c.Expected.Critical))
	b := bootstrap{exponentialFit, statistics[AndersonA2].measure(25)}
	for range samples {
		_, a2, _ := b.fit(draw(context.Background(), sure(dist.NewExponential(0.01)), 25, random))
		for i, critical := range c.Expected.Critical {
			if a2 >= critical {
				above[i]++
			}
		}
	}
	for i, percent := range c.Expected.Significance {
		alpha, share := percent/100, float64(above[i])/samples
		if room := 4*math.Sqrt(alpha/samples) + 0.02*alpha; math.Abs(share-alpha) > room {
			t.Errorf("A2 >= %v in a share of %v, want %v within %.4f", c.Expected.Critical[i], share, alpha, room)
		}
	}
	// reliability's KStest of the same sample against the Weibull of h01.
	ks := sure(KolmogorovSmirnov(c.Input.X, sure(dist.NewWeibull(1.8, 1000, 0))))
	oracle.Near(t, "D", ks.Statistic, c.Expected.KS.D, 1e-12)
	p, _ := kolmogorovUpper(25, c.Expected.KS.Critical)
	oracle.Near(t, "P(D >= 5 % point)", p, 0.05, 1e-9)
}

// The same stream gives the same result; refits that fail are told of, or too
// many of them an error.
func TestBootstrapRefits(t *testing.T) {
	x := []float64{3, 5, 8, 13, 21, 34}
	run := func(refit func([]float64) (model.Distribution, error)) (TestResult, error) {
		return Bootstrap(context.Background(), x, KolmogorovD, refit, 200, rand.New(rand.NewPCG(4, 4)))
	}
	a, b := sure(run(exponentialFit)), sure(run(exponentialFit))
	if a.PValue != b.PValue || a.PError != b.PError {
		t.Errorf("%+v, then %+v", a, b)
	}
	calls, broken := 0, errors.New("broken")
	failing := func(every int) func([]float64) (model.Distribution, error) {
		return func(y []float64) (model.Distribution, error) {
			if calls++; calls%every == 0 {
				return nil, broken
			}
			return exponentialFit(y)
		}
	}
	if got := sure(run(failing(50))); len(got.Warnings) != 1 || got.Warnings[0].Code != "refits-failed" {
		t.Errorf("%+v", got)
	}
	calls = 0
	if _, err := run(failing(5)); !errors.Is(err, broken) {
		t.Errorf("error %v, want broken", err)
	}
	calls = 0
	if _, err := run(failing(1)); !errors.Is(err, broken) {
		t.Errorf("error %v, want broken", err)
	}
	single := func([]float64) (model.Distribution, error) { return dist.NewDeterministic(5) }
	if _, err := Bootstrap(context.Background(), x, PlotBend, single, 20, rand.New(rand.NewPCG(4, 4))); !errors.Is(err, errNoStatistic) {
		t.Errorf("a single value: error %v", err)
	}
}
