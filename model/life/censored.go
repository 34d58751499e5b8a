package life

import (
	"math"

	"mtbf/internal/num"
)

// fitLognormal returns the mean and the standard deviation (divisor n-1 for n
// completed) of logarithms of which some are censored: their maximum
// likelihood, the variance enlarged by n/(n-1). It takes two or more completed
// values that are not all equal.
func fitLognormal(y, censored []float64) (mean, sd float64) {
	if len(censored) == 0 {
		return meanSD(y)
	}
	mean, sd = expectationMaximization(y, censored, 0)
	n := float64(len(y))
	return mean, sd * math.Sqrt(n/(n-1))
}

// expectationMaximization returns the maximum likelihood of a normal sample
// with values known only to be above censored. A fixed > 0 is the standard
// deviation; otherwise it is fitted too.
//
// Each step replaces a value above c by its mean and variance under the last
// fit: with a = (c-mu)/sigma and h the normal hazard at a,
//
//	mean mu + sigma h,      variance sigma^2 (1 + a h - h^2),
//
// and fits the completed sample. Every step raises the likelihood. The error
// shrinks each time by about the share of information that is censored, so
// that 1000 steps are ample where a few per cent of it is left.
func expectationMaximization(y, censored []float64, fixed float64) (mu, sigma float64) {
	mu, sigma = num.Sum(y)/float64(len(y)), fixed
	if fixed == 0 {
		_, sigma = meanSD(y)
	}
	for range 1000 {
		nextMu, nextSigma := emStep(y, censored, mu, sigma)
		if fixed > 0 {
			nextSigma = fixed
		}
		moved := math.Abs(nextMu-mu) + math.Abs(nextSigma-sigma)
		mu, sigma = nextMu, nextSigma
		if moved <= 1e-11*sigma {
			break
		}
	}
	return mu, sigma
}

func emStep(y, censored []float64, mu, sigma float64) (nextMu, nextSigma float64) {
	n := float64(len(y) + len(censored))
	completed := make([]float64, len(censored))
	var sum, squares num.Adder
	for _, v := range y {
		sum.Add(v)
	}
	for i, c := range censored {
		a := (c - mu) / sigma
		h := num.Hazard(a)
		completed[i] = mu + sigma*h
		sum.Add(completed[i])
		squares.Add(sigma * sigma * math.Max(0, 1+a*h-h*h))
	}
	nextMu = sum.Total() / n
	for _, values := range [][]float64{y, completed} {
		for _, v := range values {
			squares.Add((v - nextMu) * (v - nextMu))
		}
	}
	return nextMu, math.Sqrt(squares.Total() / n)
}
