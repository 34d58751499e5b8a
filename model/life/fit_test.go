package life

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

func failedAndRunning(failures, running []float64) Observations {
	var obs Observations
	for _, t := range failures {
		obs = append(obs, Exact(t))
	}
	for _, t := range running {
		obs = append(obs, RightCensored(t))
	}
	return obs
}

var (
	autoFailures    = []float64{5248, 7454, 16890, 17200, 38700, 45000, 49390, 69040, 72280, 131900}
	autoSuspensions = []float64{3961, 4007, 4734, 6054, 7298, 10190, 23060, 27160, 28690, 37100, 40060,
		45670, 53000, 67000, 69630, 77350, 78470, 91680, 105700, 106300, 150400}
	auto31 = failedAndRunning(autoFailures, autoSuspensions)
	auto25 = failedAndRunning(autoFailures, autoSuspensions[:15])
)

// published are fits of other programs, to their own precision.
var published = []struct {
	name   string
	obs    Observations
	family string
	params []float64
	rel    float64
	logLik float64 // 0 where none is told
}{
	// R survival on the data of the Python package reliability (Datasets.py).
	{"AUTO31", auto31, "weibull", []float64{1.154426671, 134651.0374}, 1e-8, -128.9738323},
	{"AUTO31", auto31, "lognormal", []float64{11.54771348, 1.38475134}, 1e-8, -129.0290243},
	{"AUTO31", auto31, "exponential", []float64{1 / 149061.6}, 1e-8, -129.1211492},
	// SurPyval, test_real_data.py.
	{"AUTO25", auto25, "weibull", []float64{1.4502335, 76128.173}, 1e-7, 0},
	{"AUTO25", auto25, "exponential", []float64{1.135439801e-05}, 1e-8, 0},
	{"AUTO25", auto25, "lognormal", []float64{10.95718522, 1.084686899}, 5e-6, 0},
	{"AUTO25", auto25, "loglogistic", []float64{1.679125872, 59625.023}, 1e-6, 0},
	{"AUTO25", auto25, "gamma", []float64{1.608266522, 45281.10806}, 3e-5, 0},
	{"AUTO25", auto25, "normal", []float64{64326.73975, 36533.03734}, 1e-6, 0},
	{"AUTO25", auto25, "gumbel", []float64{85845.5383, 34302.85524}, 1e-6, 0},
	{"Bofors steel", bofors(), "weibull", []float64{16.79055124, 47.60872015}, 5e-6, 0},
	{"Bofors steel", bofors(), "exponential", []float64{0.02160643872}, 1e-8, 0},
	{"Bofors steel", bofors(), "lognormal", []float64{3.83301888, 0.05896327642}, 1e-6, 0},
	{"Bofors steel", bofors(), "loglogistic", []float64{29.23314098, 46.13467731}, 1e-6, 0},
	{"Bofors steel", bofors(), "normal", []float64{46.28249991, 2.746433999}, 1e-6, 0},
	{"Bofors steel", bofors(), "gumbel", []float64{47.69627366, 2.868474177}, 1e-6, 0},
	// R survival on the data of lifelines' tests of interval censoring.
	{"30-day inspections", inspections(), "weibull", []float64{1.215655309, 8270.888068}, 1e-6, -265.2044697},
	{"gaps between inspections", gaps(), "weibull", []float64{1.272831, 7649.209}, 1e-6, -1192.756335},
	// survival, tests/r_sas.Rout.save, from SAS and R.
	{"turbine cracks", cracks(), "weibull", []float64{1.484767544, 2182.00414}, 1e-8, -309.6311809},
	// R survival on its genfan data: location and scale of log time.
	{"diesel fans", fans(), "weibull", []float64{1 / 0.9447814454, math.Exp(10.17720426)}, 2e-8, -135.1527199},
	{"diesel fans", fans(), "exponential", []float64{math.Exp(-10.26476854)}, 2e-8, -135.1772225},
	{"diesel fans", fans(), "lognormal", []float64{10.14323909, 1.679592614}, 1e-8, -134.5496482},
	{"diesel fans", fans(), "loglogistic", []float64{1 / 0.8803405471, math.Exp(9.9601579)}, 2e-8, -135.0083734},
}

func TestPublishedFits(t *testing.T) {
	for _, c := range published {
		t.Run(c.name+"/"+c.family, func(t *testing.T) {
			r := mustFit(t, c.family, c.obs, FitOptions{})
			for i, want := range c.params {
				oracle.Near(t, r.Parameters[i].Name, r.Parameters[i].Point, want, c.rel)
			}
			if c.logLik != 0 {
				oracle.Near(t, "log-likelihood", r.LogLikelihood, c.logLik, 1e-8)
			}
		})
	}
}

// bofors is the yield strength of a steel, in kgf/mm^2.
func bofors() Observations {
	var obs Observations
	for k, n := range []float64{10, 23, 48, 80, 63, 65, 45, 33, 19, 10, 3, 1} {
		obs = append(obs, Exact(40.8+1.275*float64(k)).Times(n))
	}
	return obs
}

func inspections() Observations {
	var obs Observations
	for k, n := range []float64{2, 5, 1, 9, 6, 6, 5, 2} {
		obs = append(obs, IntervalCensored(math.Max(0.1, 30*float64(k)), 30*float64(k+1)).Times(n))
	}
	return append(obs, RightCensored(240).Times(2645))
}

// gaps: each interval begins 0.1 after the last has ended.
func gaps() Observations {
	var obs Observations
	for k, n := range []float64{15, 17, 19, 26, 19, 43, 20} {
		obs = append(obs, IntervalCensored(30*float64(k)+0.1, 30*float64(k+1)).Times(n))
	}
	return append(obs, RightCensored(210.1).Times(15356))
}

func cracks() Observations {
	days := []float64{0, 186, 606, 902, 1077, 1209, 1377, 1592, 1932}
	var obs Observations
	for k, n := range []float64{5, 16, 12, 18, 18, 2, 6, 17} {
		obs = append(obs, IntervalCensored(days[k], days[k+1]).Times(n))
	}
	return append(obs, RightCensored(1932).Times(73))
}

// fans are the hours of 70 diesel generator fans.
func fans() Observations {
	var obs Observations
	for _, t := range []float64{450, 1150, 1150, 1600, 2070, 2070, 2080, 3100, 3450, 4600, 6100, 8750} {
		obs = append(obs, Exact(t))
	}
	for _, c := range []struct{ t, n float64 }{
		{460, 1}, {1560, 1}, {1660, 1}, {1850, 5}, {2030, 3}, {2200, 1}, {3000, 4}, {3200, 1}, {3750, 2},
		{4150, 4}, {4300, 4}, {4850, 4}, {5000, 3}, {6100, 3}, {6300, 1}, {6450, 2}, {6700, 1}, {7450, 1},
		{7800, 2}, {8100, 2}, {8200, 1}, {8500, 3}, {8750, 2}, {9400, 1}, {9900, 1}, {10100, 3}, {11500, 1},
	} {
		obs = append(obs, RightCensored(c.t).Times(c.n))
	}
	return obs
}

// TestExponentialByHand: 3 failures in 2+3+7+8 = 20 h give a rate of 0.15 and
// a log-likelihood of 3 log 0.15 - 3; the information is 3/rate^2. The
// likelihood-ratio limits m of the mean solve 3 (x - 1 - log x) = z^2/2 for
// x = m's 20/3 h over m.
func TestExponentialByHand(t *testing.T) {
	r := mustFit(t, "exponential", failedAndRunning([]float64{2, 3, 7}, []float64{8}), FitOptions{})
	oracle.Near(t, "rate", r.Parameters[0].Point, 0.15, 1e-14)
	oracle.Near(t, "log-likelihood", r.LogLikelihood, 3*math.Log(0.15)-3, 1e-14)
	oracle.Near(t, "variance", r.Covariance[0][0], 0.15*0.15/3, 1e-9)
	for _, limit := range []float64{r.Parameters[0].Lo, r.Parameters[0].Hi} {
		x := limit / 0.15
		oracle.Near(t, "drop", 3*(x-1-math.Log(x)), 1.6448536269514722*1.6448536269514722/2, 1e-8)
	}
	mean := r.Mean(context.Background())
	oracle.Near(t, "mean", mean.Point, 20./3, 1e-14)
	oracle.Near(t, "mean's limit", mean.Lo, 1/r.Parameters[0].Hi, 1e-9)
	if codes(r.Parameters[0].Estimate) != "few-failures" || r.N != 4 || r.Failures != 3 || r.Censored != 1 {
		t.Errorf("%+v", r)
	}
}

// TestNormalByHand: a complete normal sample has the mean and the standard
// deviation with divisor n; the covariance is sd^2/n and sd^2/(2n).
func TestNormalByHand(t *testing.T) {
	r := mustFit(t, "normal", failedAndRunning([]float64{-3, 2, 4, 9}, nil), FitOptions{})
	variance := (36 + 1 + 1 + 36) / 4.
	oracle.Near(t, "mean", r.Parameters[0].Point, 3, 1e-12)
	oracle.Near(t, "sd", r.Parameters[1].Point, math.Sqrt(variance), 1e-12)
	oracle.Near(t, "log-likelihood", r.LogLikelihood, -2*math.Log(2*math.Pi*variance)-2, 1e-13)
	oracle.Near(t, "variance of the mean", r.Covariance[0][0], variance/4, 1e-9)
	oracle.Near(t, "variance of the sd", r.Covariance[1][1], variance/8, 1e-9)
}

// TestNoFailures: the rate at which 50 h without failure have a probability of
// 0.1 is log 10/50 per hour.
func TestNoFailures(t *testing.T) {
	obs := Observations{RightCensored(20), RightCensored(35).From(5)}
	r := mustFit(t, "exponential", obs, FitOptions{})
	if r.Distribution != nil || codes(r.Parameters[0].Estimate) != "no-failures" || r.Parameters[0].Estimable() {
		t.Errorf("%+v", r)
	}
	oracle.Near(t, "bound of the rate", r.Parameters[0].Hi, math.Ln10/50, 1e-14)
	oracle.Near(t, "bound of the mean", r.Mean(context.Background()).Lo, 50/math.Ln10, 1e-14)
	reliability, err := r.Reliability(context.Background(), 50)
	if err != nil || reliability.Hi != 1 {
		t.Errorf("%+v, %v", reliability, err)
	}
	oracle.Near(t, "bound of R", reliability.Lo, 0.1, 1e-14)
	median, err := r.Quantile(context.Background(), 0.5)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "bound of the median", median.Lo, 50/math.Ln10*math.Ln2, 1e-14)
	for _, family := range FitFamilies()[1:] {
		var refused *NotEstimableError
		if _, err := Fit(context.Background(), family, obs, FitOptions{}); !errors.As(err, &refused) || refused.Reason != "no failure was seen" {
			t.Errorf("%s: %v", family, err)
		}
	}
}

// TestUndetermined: data that one time explains, and data whose likelihood has
// no maximum, are refused by every family of two parameters.
func TestUndetermined(t *testing.T) {
	ties := Observations{Exact(5).Times(1e6)}
	for name, obs := range map[string]Observations{
		"one row":               {Exact(5)},
		"ties":                  ties,
		"ties and censored":     append(ties, RightCensored(4), RightCensored(5), LeftCensored(5), IntervalCensored(3, 8)),
		"one interval":          {IntervalCensored(3, 8).Times(7)},
		"one inspection":        {LeftCensored(8).Times(3), RightCensored(8).Times(4)},
		"overlapping intervals": {IntervalCensored(3, 8), IntervalCensored(5, 9), RightCensored(6)},
		"fewer with age":        {LeftCensored(10).Times(8), RightCensored(10), LeftCensored(20), RightCensored(20).Times(8)},
	} {
		for _, family := range FitFamilies()[1:] {
			var refused *NotEstimableError
			if r, err := Fit(context.Background(), family, obs, FitOptions{}); !errors.As(err, &refused) {
				t.Errorf("%s, %s: %+v, %v", name, family, r, err)
			}
		}
	}
	r := mustFit(t, "exponential", ties, FitOptions{})
	oracle.Near(t, "rate of ties", r.Parameters[0].Point, 0.2, 1e-14)
}

func TestBadObservations(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for i, c := range []struct {
		o    Observation
		want string
	}{
		{Exact(nan), "row 2: time: NaN is not a finite number"},
		{Exact(inf), "row 2: time: +Inf is not a finite number"},
		{IntervalCensored(5, 4), "row 2: upper: 4 is not a time after the lower one, 5"},
		{LeftCensored(nan), "row 2: upper: NaN is not a number, or +Inf for a time still running"},
		{Exact(3).Times(0), "row 2: count: 0 is not a whole number, 1 or more"},
		{Exact(3).Times(1.5), "row 2: count: 1.5 is not a whole number, 1 or more"},
		{Exact(3).From(-1), "row 2: entry: -1 is not a finite number, 0 or more"},
		{Exact(3).From(3), "row 2: entry: 3 is not an age before the time, 3"},
		{Exact(0), "row 2: time: 0 is not positive, as the weibull family needs"},
		{LeftCensored(-2), "row 2: time: -2 is not positive, as the weibull family needs"},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			_, err := Fit(context.Background(), "weibull", Observations{Exact(2), c.o, Exact(7)}, FitOptions{})
			var bad *model.ParamError
			if !errors.As(err, &bad) || err.Error() != c.want {
				t.Errorf("%+v: %v, want %s", c.o, err, c.want)
			}
		})
	}
	for _, o := range []FitOptions{
		{Confidence: 1}, {Confidence: nan}, {Limits: 7}, {Limits: ParametricBootstrap},
		{Limits: ParametricBootstrap, Random: halves{}, Replications: 99},
	} {
		var bad *model.ParamError
		if _, err := Fit(context.Background(), "weibull", auto25, o); !errors.As(err, &bad) {
			t.Errorf("%+v: %v", o, err)
		}
	}
	var bad *model.ParamError
	if _, err := Fit(context.Background(), "weird", auto25, FitOptions{}); !errors.As(err, &bad) {
		t.Errorf("family: %v", err)
	}
	if _, err := FitAll(context.Background(), nil, FitOptions{}); !errors.As(err, &bad) {
		t.Errorf("no rows: %v", err)
	}
}

type halves struct{}

func (halves) Float64() float64 { return 0.5 }
