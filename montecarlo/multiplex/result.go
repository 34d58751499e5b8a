package multiplex

import (
	"math"

	"mtbf/internal/num"
	"mtbf/model"
	"mtbf/montecarlo"
)

// Result is what a simulation tells of a scheme.
type Result struct {
	Method string // plain or tilted
	Seed   uint64

	// Probability is that of a failure: of more than Fiducial N wrong lines at
	// the end. Log is the logarithm of its point, also where that is below the least
	// float64 and Probability has none; NaN where no failure was simulated.
	Probability montecarlo.Estimate
	Log         float64

	// Replications are actuations of the scheme. Effective is, of a plain run,
	// how many would have the same error if none shared a wiring, and of a tilted
	// one Kish's effective sample size of the weights of failures,
	//
	//	(sum w)^2/sum w^2.
	Replications uint64
	ESS          float64

	// Wirings are how many sets of permutations a plain run drew, each for 512
	// replications, and Organs how many organs it actuated in all.
	Wirings, Organs uint64

	Complete bool   // false where the context ended the run
	Stopped  string // rel-error, max-batches, time-limit or cancelled
	Warnings []model.Warning
}

var noFailures = model.Warning{Code: "no-failures", Text: "no failure was simulated: only a bound can be given"}

// result is what both methods tell of a run.
func (r *run) result(method string) *Result {
	res := &Result{Method: method, Seed: r.options.Seed, Stopped: r.stopped}
	switch r.stopped {
	case "time-limit":
		res.Warnings = append(res.Warnings, model.Warning{Code: "incomplete", Text: "the run was stopped by the time limit before it was good enough"})
	case "cancelled":
		res.Warnings = append(res.Warnings, model.Warning{Code: "incomplete", Text: "the run was cancelled before it was good enough"})
	default:
		res.Complete = true
	}
	return res
}

// student returns the number of standard errors on either side of a mean with
// so many degrees of freedom.
func (r *run) student(df float64) float64 {
	return -num.StudentQuantile(df, (1-r.options.Confidence)/2)
}

// none is what is known of the probability if no lane failed: of n wirings more
// than 1-(1-c)^(1/n) would have had one that did.
func (r *run) none() montecarlo.Estimate {
	c := r.options.Confidence
	hi := -math.Expm1(math.Log1p(-c) / r.sums.n)
	return montecarlo.Estimate{
		Estimate:      model.NotEstimable(0, hi, c, "simulated; one-sided, by wirings", noFailures),
		RelativeError: math.NaN(),
	}
}

// share is the probability as a share of lanes, with its effective number of
// replications: with p the share and se its standard error over n wirings,
//
//	effective = p (1-p)/se^2,
//
// but at most that of the lanes, or n if all failed. Limits are those of Clopper
// and Pearson for as many replications, lessened by the square of the ratio of
// Student's quantiles for n-1 and for all lanes, as Korn and Graubard do for
// samples in clusters.
func (r *run) share() (e montecarlo.Estimate, effective float64) {
	s, c := &r.sums, r.options.Confidence
	all := s.n * lanes
	p, q := s.x/all, (all-s.x)/all
	effective = s.n
	if q > 0 {
		effective = min(all, q/p/(s.spread()*s.spread()))
	}
	t := r.student(s.n-1) / r.student(all-1)
	n := effective / (t * t)
	e.Estimate = model.Estimate{Point: p, Lo: num.BetaQuantile(n*p, n*q+1, (1-c)/2), Hi: 1, Confidence: c, Method: "simulated: share of failed lanes, by wirings"}
	if q > 0 {
		e.Hi = num.BetaQuantileUpper(n*p+1, n*q, (1-c)/2)
	}
	e.RelativeError = math.Sqrt(q / p / effective)
	return e, effective
}

// weighted is the mean of weights, with normal limits of its logarithm.
func (r *run) weighted(log float64) montecarlo.Estimate {
	const method = "simulated: tilted counts, normal limits of the logarithm"
	spread, c := r.sums.spread(), r.options.Confidence
	within := r.student(r.sums.n-1) * spread
	e := model.Estimate{Point: math.Exp(log), Lo: math.Exp(log - within), Hi: min(1, math.Exp(log+within)), Confidence: c, Method: method}
	if e.Lo < least {
		e = model.NotEstimable(0, max(e.Hi, least), c, method, underflow)
	}
	return montecarlo.Estimate{Estimate: e, RelativeError: spread}
}

// least is the smallest number with all its digits.
const least = 0x1p-1022

var underflow = model.Warning{Code: "underflow", Text: "the probability is below the least number, and only its logarithm is given"}
