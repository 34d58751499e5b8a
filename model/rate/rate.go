// Package rate estimates constant rates: from a count of failures and an
// operating time to a failure rate, an MTBF, exact limits, comparisons of
// groups, and the length of a test. It knows nothing of single outages, and
// nothing of rates that change; [Laplace] tells when they do.
//
// Failures are a Poisson process: in operating time T the count is Poisson
// with mean T times the rate. Times are in hours and rates per hour; in any
// other unit the results are in that unit.
package rate

import (
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// Termination says what ended the observation. It decides the limits, and
// texts disagree about it: NIST and this package take 2(n+1) degrees of
// freedom for the lower MTBF limit of a time-terminated observation, others
// take 2n for both.
type Termination uint8

const (
	TimeTerminated    Termination = iota // at a time fixed beforehand: a log's window
	FailureTerminated                    // at the n-th failure: a test run until n have failed
)

func (t Termination) String() string {
	if t == FailureTerminated {
		return "failure-terminated"
	}
	return "time-terminated"
}

// MTBF estimates the mean operating time between failures, in hours, with
// two-sided limits at the given confidence. With T the operating time, n the
// failures, a = 1-confidence and chi2(p; d) the p-quantile of chi-square with
// d degrees of freedom,
//
//	point = T/n
//	Lo    = 2T / chi2(1-a/2; 2n+2)      (2n when failure-terminated)
//	Hi    = 2T / chi2(a/2; 2n)
//
// [NIST 8.4.5.1]. Failure-terminated limits hold with exactly the stated
// probability; time-terminated ones with at least that, since counts are
// whole: between 90 % and 99 % for a nominal 90 % where 0.5 to 50 failures are
// expected.
//
// With no failures the point is not estimable, Hi is +Inf, and Lo is the
// one-sided bound 2T/chi2(confidence; 2), with a warning no-failures. (Mixing
// the two kinds costs some coverage where about one log in ten has none: 87 %
// for a nominal 90 % where 2.3 to 3.0 failures are expected.) One to four
// failures get a warning few-failures. A *model.ParamError tells of
// failures < 0, of none in a failure-terminated observation, of an operating
// time that is not positive and finite, of a confidence outside (0, 1), and of
// a term that is none of the two.
func MTBF(failures int, operating, confidence float64, term Termination) (model.Estimate, error) {
	if err := check(failures, operating, confidence, term); err != nil {
		return model.Estimate{}, err
	}
	if failures == 0 {
		return noFailures(operating, confidence), nil
	}
	tail := (1 - confidence) / 2
	return model.Estimate{
		Point:      operating / float64(failures),
		Lo:         mtbfLower(failures, operating, tail, term),
		Hi:         mtbfUpper(failures, operating, tail),
		Confidence: confidence,
		Method:     method("two-sided", term),
		Warnings:   fewFailures(failures),
	}, nil
}

// Rate estimates the failure rate, per hour: the inverse of [MTBF] in point
// and limits. With no failures it is not printed as 0 but is not estimable,
// with Lo 0 and Hi the one-sided upper bound.
func Rate(failures int, operating, confidence float64, term Termination) (model.Estimate, error) {
	m, err := MTBF(failures, operating, confidence, term)
	if err != nil {
		return m, err
	}
	return m.Inverse(), nil
}

// noFailures is the estimate of the MTBF when nothing failed.
func noFailures(operating, confidence float64) model.Estimate {
	lo := mtbfLeast(0, operating, confidence, TimeTerminated)
	return model.NotEstimable(lo, math.Inf(1), confidence, method("one-sided", TimeTerminated), model.Warning{
		Code: "no-failures",
		Text: "no failures: only a one-sided bound can be given",
	})
}

// mtbfLower returns the MTBF that leaves the probability tail for n failures
// or fewer; chi2(.; 2k) is twice a gamma of shape k.
func mtbfLower(n int, operating, tail float64, term Termination) float64 {
	return operating / num.GammaQuantileUpper(shapeLower(n, term), tail)
}

// mtbfLeast returns the one-sided lower limit, [mtbfLower] of a tail of
// 1-confidence, which a small confidence would be lost in.
func mtbfLeast(n int, operating, confidence float64, term Termination) float64 {
	return operating / least(shapeLower(n, term), confidence)
}

// least returns what a gamma variable stays below with a probability.
func least(shape, confidence float64) float64 {
	if confidence < 0.5 {
		return num.GammaQuantile(shape, confidence)
	}
	return num.GammaQuantileUpper(shape, 1-confidence)
}

func shapeLower(n int, term Termination) float64 {
	if term == FailureTerminated {
		return float64(n)
	}
	return float64(n + 1)
}

// mtbfUpper returns the MTBF that leaves the probability tail for n failures
// or more, +Inf for n = 0.
func mtbfUpper(n int, operating, tail float64) float64 {
	if n == 0 {
		return math.Inf(1)
	}
	return operating / num.GammaQuantile(float64(n), tail)
}

func method(sides string, term Termination) string {
	text := "exact Poisson (chi-square), " + sides + ", " + term.String()
	if term == TimeTerminated {
		text += ", conservative"
	}
	return text
}

// fewLimit is the count below which limits are so wide, and so conservative, that
// the reader is warned.
const fewLimit = 5

func fewFailures(n int) []model.Warning {
	if n == 0 || n >= fewLimit {
		return nil
	}
	return []model.Warning{{
		Code: "few-failures",
		Text: "fewer than 5 failures: the limits are wide, and the point may be far off",
	}}
}
