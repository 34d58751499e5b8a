package life

import (
	"math"
	"slices"

	"mtbf/internal/num"
	"mtbf/model"
)

// fewFailures is the number of completed repairs below which nothing can be said of
// the shape of their distribution.
const fewFailures = 5

// maxLogSD is the log standard deviation up to which the upper limit of few
// repairs holds: 95 % of such times span a factor of 2500.
const maxLogSD = 2

// fewLimits returns limits of the logarithm of a log-normal mean, mu +
// sigma^2/2, from one or more logarithms, without an estimate of sigma. With z
// the normal quantile of the tail and n values of mean m,
//
//	lo = m - z^2/(2n)                     for every sigma
//	hi = m + widest^2/2 + z widest/sqrt(n)      for sigma <= widest
//
// As (m - mu) sqrt(n)/sigma is standard normal, lo fails with the probability
// 1 - Phi((z^2/sigma + n sigma)/(2 sqrt n)), and a sum of x and z^2/x is
// nowhere below 2z; hi fails most often, with the probability tail, where
// sigma is widest.
//
// Censored values count as complete below, which can only lower lo. Above, mu
// is fitted with sigma = widest, n is the number of completed ones, and the
// mean is taken for no less than the time on repairs per completed one: a
// repair that has run for long may run for long yet.
func fewLimits(y, censored []float64) meanMethod {
	all := slices.Concat(y, censored)
	n := float64(len(all))
	m := num.Sum(all) / n
	mu, _ := expectationMaximization(y, censored, maxLogSD)
	mean := mu + maxLogSD*maxLogSD/2
	if len(censored) > 0 {
		mean = math.Max(mean, math.Log(timeOnRepairs(all)/float64(len(y))))
	}
	return meanMethod{
		center: math.Max(m, mu),
		at: func(tail float64) (lo, hi float64) {
			z := -num.NormalQuantile(tail)
			return m - z*z/(2*n), mean + z*maxLogSD/math.Sqrt(float64(len(y)))
		},
		name: "log-normal of any spread below, of log standard deviation up to 2 above, conservative",
		warnings: []model.Warning{{
			Code: "few-repairs",
			Text: "fewer than 5 completed repairs: the limits of their mean rest on an assumed greatest spread",
		}},
	}
}

// timeOnRepairs adds times given by their logarithms.
func timeOnRepairs(logs []float64) float64 {
	var sum num.Adder
	for _, y := range logs {
		sum.Add(math.Exp(y))
	}
	return sum.Total()
}

// unfinished is the estimate of the mean when no repair is completed.
func unfinished(censored []float64, confidence float64) model.Estimate {
	method, text := "none", "no repair is recorded: the mean time to restoration is not known"
	if len(censored) > 0 {
		method = "one-sided, from unfinished repairs by Markov's inequality"
		text = "no repair is completed: the mean time to restoration has only a lower bound"
	}
	return model.NotEstimable(unfinishedBound(censored, 1-confidence), math.Inf(1), confidence, method,
		model.Warning{Code: "no-repairs", Text: text})
}

// unfinishedBound returns a lower bound of the mean of which repairs, all
// still running, have lasted for the given times; it fails with a probability
// of at most a, whatever the distribution. By Markov's inequality a repair
// outlasts c with a probability of at most mean/c, so the chance that k of
// them do is at most
//
//	mean^k / (c_1 ... c_k),
//
// which is a where mean is the k-th root of a c_1 ... c_k. Any k of the
// repairs may be taken; the longest ones give the best bound. It is 0 where
// there are none.
func unfinishedBound(times []float64, a float64) float64 {
	sorted := slices.Sorted(slices.Values(times))
	slices.Reverse(sorted)
	best, sum := 0.0, math.Log(a)
	for i, c := range sorted {
		sum += math.Log(c)
		best = math.Max(best, math.Exp(sum/float64(i+1)))
	}
	return best
}
