package montecarlo

import (
	"fmt"
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// Estimate is a simulated figure. RelativeError is its standard error over it;
// NaN where there is no point.
type Estimate struct {
	model.Estimate
	RelativeError float64
}

// estimator makes estimates of sums. A mission has the window between warm-up
// and horizon; replications are independent and alike, so that means have
// Student limits with n-1 degrees of freedom.
type estimator struct {
	*core
	n          float64
	horizon    float64
	window     float64 // share of the horizon
	confidence float64
	never      bool // the system cannot be down
}

func (p *Shard) estimator(c *core) estimator {
	o := &p.Options
	return estimator{core: c, n: float64(c.N), horizon: o.Horizon, window: 1 - o.Warmup/o.Horizon, confidence: o.Confidence, never: p.Facts.Never}
}

// student returns the number of standard errors on either side.
func (e *estimator) student(df float64) float64 {
	if df < 1 {
		return math.Inf(1)
	}
	return -num.StudentQuantile(df, (1-e.confidence)/2)
}

// positive is the estimate of a positive figure with a standard error: limits
// are those of its logarithm, which keeps them positive and is nearer to the
// truth for the skewed means of rare outages,
//
//	point exp(-+ t se/point).
func (e *estimator) positive(point, se, df float64, method string) Estimate {
	r := se / point
	f := math.Exp(e.student(df) * r)
	if math.IsNaN(f) {
		f = math.Inf(1)
	}
	return Estimate{model.Estimate{Point: point, Lo: point / f, Hi: point * f, Confidence: e.confidence, Method: method + ", Student t on the logarithm"}, r}
}

// fewFailures is the number below which means of failures and outages have
// limits of their own: those of the logarithm are too narrow.
const fewFailures = 200

// skewed is the estimate of the mean of few positive numbers, n of them, with a
// standard error: limits are those of a mean of gamma variates,
//
//	point a/G(a, 1-tail) to point a/G(a, tail),
//
// with G the quantile of the gamma distribution of shape a, and
//
//	a = (point/se)^2 n/(n+1) (z/t)^2.
//
// Were the numbers exponential, a known to be n, and t the z of the normal
// distribution, this would be exact. As the variance comes from the numbers too,
// t is Student's with n-1 degrees of freedom; n/(n+1) takes out its bias for
// exponential numbers, which is that of their coefficient of variation.
func (e *estimator) skewed(point, se, n float64, method string) Estimate {
	x := Estimate{model.Estimate{Point: point, Lo: 0, Hi: math.Inf(1), Confidence: e.confidence, Method: method + ", limits of a gamma mean, Student t"}, se / point}
	tail := (1 - e.confidence) / 2
	wider := math.Max(1, e.student(n-1)/-num.NormalQuantile(tail))
	a := point / se / wider
	a *= a * n / (n + 1)
	switch {
	case se == 0 || a > 1e15:
		x.Lo, x.Hi = point, point
	case a > 0 && !math.IsInf(wider, 1):
		x.Lo, x.Hi = point*a/num.GammaQuantileUpper(a, tail), point*a/num.GammaQuantile(a, tail)
	}
	return x
}

// mean is the estimate of a positive figure from n numbers of which so many tell
// of failures.
func (e *estimator) mean(point, se, n, failures float64, method string) Estimate {
	if failures < fewFailures {
		return e.skewed(point, se, n, method)
	}
	return e.positive(point, se, n-1, method)
}

// none is an estimate without a point.
func (e *estimator) none(lo, hi float64, method string, w ...model.Warning) Estimate {
	return Estimate{model.NotEstimable(lo, hi, e.confidence, method, w...), math.NaN()}
}

// noFailures is what is known of a mean between failures, or its inverse, when
// there were none in a time: a failure rate above -log(1-confidence)/time would
// have shown one.
var noFailures = model.Warning{Code: "no-failures", Text: "no failure was simulated: only a bound can be given"}

func (e *estimator) bound() float64 {
	return -math.Log1p(-e.confidence) / (e.n * e.window * e.horizon)
}

// meanOfSum is sum/n, where sum2 is that of squares, with its standard error.
func meanOfSum(sum, sum2 exact, n uint64) (mean, se float64) {
	mean = sum.value() / float64(n)
	return mean, math.Sqrt(math.Max(0, spread(n, sum, sum, sum2))/float64(n-1)) / math.Sqrt(float64(n))
}

// unavailability is the mean share of the window that is downtime.
func (e *estimator) unavailability() Estimate {
	if e.never {
		return Estimate{model.Estimate{Confidence: e.confidence, Method: "exact: nothing that can be down takes the system down"}, math.NaN()}
	}
	if e.Some == 0 {
		// n missions without downtime: fewer than 1 - (1-c)^(1/n) of them have any.
		hi := -math.Expm1(math.Log1p(-e.confidence) / e.n)
		return e.none(0, hi, "simulated; one-sided", noFailures)
	}
	mean, se := meanOfSum(e.Down, e.Down2, e.N)
	u := e.mean(mean*(1/e.window), se*(1/e.window), e.n, e.outages(), "simulated: mean downtime of a mission")
	u.Point, u.Lo, u.Hi = math.Min(u.Point, 1), math.Min(u.Lo, 1), math.Min(u.Hi, 1)
	return u
}

// outages is how many are known: the failures, or the missions with downtime
// where those began before.
func (e *estimator) outages() float64 { return math.Max(e.Failures.value(), float64(e.Some)) }

// availability is 1 less that.
func (e *estimator) availability(u Estimate) Estimate {
	a := u
	a.Point, a.Lo, a.Hi = 1-u.Point, math.Max(0, 1-u.Hi), 1-u.Lo
	a.RelativeError = u.RelativeError * u.Point / a.Point
	return a
}

// ratio returns sum x/sum y with its standard error by the delta method, where
// x is a + b d and y the failures, b = 1 or -1. With r the ratio of means,
//
//	se^2 = (s_xx + r^2 s_yy - 2 r s_xy) / (n mean(y)^2),
//
// and the bias of order 1/n is taken out as by Tin (1965), which to that order
// is the jackknife,
//
//	r (1 + (s_xy/(mean x mean y) - s_yy/mean(y)^2)/n).
func (e *estimator) ratio(a, b float64) (point, se float64) {
	x, y := a+b*e.Down.value()/e.n, e.Failures.value()/e.n
	df := e.n - 1
	xx := spread(e.N, e.Down, e.Down, e.Down2) / df
	yy := spread(e.N, e.Failures, e.Failures, e.Failures2) / df
	xy := b * spread(e.N, e.Down, e.Failures, e.FailuresDown) / df
	r := x / y
	se = math.Sqrt(math.Max(0, xx+r*r*yy-2*r*xy)/e.n) / y
	if bias := (xy/(x*y) - yy/(y*y)) / e.n; math.Abs(bias) < 0.5 {
		r *= 1 + bias
	}
	return r, se
}

// meanUp is the uptime of all windows over their failures.
func (e *estimator) meanUp() Estimate {
	if e.Failures.value() == 0 {
		up := math.Max(0, 1-e.Down.value()/(e.n*e.window))
		return e.none(up/e.bound(), math.Inf(1), "simulated; one-sided", noFailures)
	}
	r, se := e.ratio(e.window, -1)
	return e.positive(r*e.horizon, se*e.horizon, e.n-1, "simulated: uptime over failures, ratio of means")
}

// meanDown is the downtime of all windows over their failures.
func (e *estimator) meanDown() Estimate {
	if e.Failures.value() == 0 {
		return e.none(0, math.Inf(1), "simulated", noFailures)
	}
	r, se := e.ratio(0, 1)
	const method = "simulated: downtime over failures, ratio of means"
	if e.outages() < fewFailures { // of the missions only those with downtime tell of it
		n := float64(e.Some)
		se *= math.Sqrt(n / (n - 1) * (e.n - 1) / e.n)
		return e.skewed(r*e.horizon, se*e.horizon, n, method)
	}
	return e.positive(r*e.horizon, se*e.horizon, e.n-1, method)
}

// frequency is the failures per hour of the window.
func (e *estimator) frequency() Estimate {
	if e.Failures.value() == 0 {
		return e.none(0, e.bound(), "simulated; one-sided", noFailures)
	}
	mean, se := meanOfSum(e.Failures, e.Failures2, e.N)
	each := 1 / (e.window * e.horizon)
	return e.positive(mean*each, se*each, e.n-1, "simulated: failures over time")
}

// firstFailure is the mean time to the first failure. Where some replications
// did not wait for theirs, the mean of what they waited bounds it from below.
func (e *estimator) firstFailure() Estimate {
	if e.Firsts == 0 {
		return e.none(0, math.Inf(1), "simulated", model.Warning{Code: "not-defined", Text: "no replication went on until the first failure"})
	}
	mean, se := meanOfSum(e.First, e.First2, e.Firsts)
	n := float64(e.Firsts)
	all := e.mean(mean*e.horizon, se*e.horizon, n, n-float64(e.Censored), "simulated: time to the first failure")
	if e.Censored == 0 {
		return all
	}
	w := model.Warning{Code: "censored", Text: fmt.Sprintf("%d of %d replications ended before the first failure: the mean is bounded from below only", e.Censored, e.Firsts)}
	return e.none(all.Lo, math.Inf(1), "simulated, censored; lower limit", w)
}

// share is the estimate of a probability from k of n, with the exact limits of
// Clopper and Pearson.
func (e *estimator) share(k, n uint64) Estimate {
	p := float64(k) / float64(n)
	tail := (1 - e.confidence) / 2
	lo, hi := 0.0, 1.0
	if k > 0 {
		lo = num.BetaQuantile(float64(k), float64(n-k+1), tail)
	}
	if k < n {
		hi = num.BetaQuantileUpper(float64(k+1), float64(n-k), tail)
	}
	se := math.Sqrt(p * (1 - p) / float64(n))
	return Estimate{model.Estimate{Point: p, Lo: lo, Hi: hi, Confidence: e.confidence, Method: "simulated: Clopper-Pearson"}, se / p}
}

// quantile is the estimate of a quantile from counts, with limits by order
// statistics: of n values about np lie below it, give or take z sqrt(np(1-p)).
func (e *estimator) quantile(c counts, p, scale float64, whole bool) Estimate {
	at := e.n * p
	point, lo, _ := c.ordered(uint64(math.Max(1, math.Ceil(at))))
	if whole {
		point = math.Round(lo)
	}
	z := -num.NormalQuantile((1 - e.confidence) / 2)
	width := z * math.Sqrt(e.n*p*(1-p))
	low, high := 0.0, math.Inf(1)
	if k := math.Floor(at - width); k >= 1 {
		_, low, _ = c.ordered(uint64(k))
	}
	if k := math.Ceil(at+width) + 1; k <= e.n {
		_, least, most := c.ordered(uint64(k))
		if high = most; whole {
			high = math.Round(least)
		}
	}
	return Estimate{model.Estimate{Point: point * scale, Lo: low * scale, Hi: high * scale, Confidence: e.confidence, Method: "simulated: order statistics"}, math.NaN()}
}
