package recurrent

import (
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// Predict gives the number of failures to come over the given ages of one or
// more units of the fitted kind: the expected number as its point, and limits
// between which the number itself falls, if the power law goes on as it did.
// With F = sum (To^beta - From^beta), the same E over the ages of the data, and
// N + 1/2 (or N) as in the limits of the fit, the number is negative binomial,
//
//	P(at most k | beta) = I(E/(E+F); N + 1/2, k+1),
//
// mixed over what the data tell of beta. Nominal 90 % held 89 to 97 % of
// simulated numbers, the more the fewer, since limits are whole. Errors are
// those of [PowerLaw.Expected].
func (p *PowerLaw) Predict(ages ...Ages) (model.Estimate, error) {
	future, err := p.spans(ages)
	if err != nil {
		return model.Estimate{}, err
	}
	point := math.Exp(p.logLambda + future.logVolume(p.Beta.Point))
	d := p.predictive(future)
	tail := (1 - p.confidence) / 2
	lo := firstWhole(func(k float64) bool { return d.below(k) > tail })
	hi := firstWhole(func(k float64) bool { return d.above(k) <= tail })
	e := p.estimate(point, lo, hi)
	e.Method = "maximum likelihood, prediction limits of the number of failures"
	return e, nil
}

// predictive is a mixture of negative binomial distributions of one shape.
type predictive struct {
	shape  float64
	weight []float64
	share  []float64 // E/(E+F)
	rest   []float64 // F/(E+F)
}

func (p *PowerLaw) predictive(future *likelihood) predictive {
	d := predictive{shape: p.post.shape}
	for _, n := range p.post.nodes {
		ratio := future.logVolume(n.beta) - n.logVolume // log F/E
		d.weight = append(d.weight, n.weight)
		d.share = append(d.share, 1/(1+math.Exp(ratio)))
		d.rest = append(d.rest, 1/(1+math.Exp(-ratio)))
	}
	return d
}

// below returns the probability of at most k, and above of more.
func (d predictive) below(k float64) float64 { return d.sum(d.shape, k+1, d.share) }
func (d predictive) above(k float64) float64 { return d.sum(k+1, d.shape, d.rest) }

func (d predictive) sum(a, b float64, x []float64) float64 {
	var total float64
	for i, w := range d.weight {
		if w > 0 {
			total += w * num.BetaCDF(a, b, x[i])
		}
	}
	return total
}

// firstWhole returns the least whole k >= 0 for which ok, which stays true from
// there on, holds; +Inf beyond 2^50.
func firstWhole(ok func(float64) bool) float64 {
	lo, hi := -1.0, 0.0 // not ok at lo
	for !ok(hi) {
		if lo, hi = hi, 2*hi+1; hi > 1<<50 {
			return math.Inf(1)
		}
	}
	for hi-lo > 1 {
		middle := math.Floor((lo + hi) / 2)
		if ok(middle) {
			hi = middle
		} else {
			lo = middle
		}
	}
	return hi
}

// AgeAtMTBF estimates the age at which the instantaneous MTBF reaches a target,
// from [PowerLaw.Age] on:
//
//	t = (target lambda beta)^(1/(1-beta)),
//
// the time that growth still needs if it goes on as it did. Where the target has
// been reached already, the point is Age itself. Where beta is 1 or more the MTBF
// does not grow, and the point is not estimable. Limits are the ages at which the
// limits of MTBF(t) reach the target; Hi is +Inf if the data allow that it never
// does.
//
// A *model.ParamError tells of a target that is not positive and finite.
func (p *PowerLaw) AgeAtMTBF(target float64) (model.Estimate, error) {
	if err := checkPositive("target MTBF", target); err != nil {
		return model.Estimate{}, err
	}
	// On the log scale where Age is 0, x = log t is at its target where
	// log lambda + log beta + (beta-1) x = log(Age/target).
	due := math.Log(p.Age) - math.Log(target)
	reached := func(x float64) (below, above float64) {
		return p.post.tails(func(beta float64) float64 { return due - math.Log(beta) + (1-beta)*x })
	}
	tail := (1 - p.confidence) / 2
	e := p.estimate(math.NaN(),
		p.Age*math.Exp(firstAge(func(x float64) float64 { below, _ := reached(x); return below - tail })),
		p.Age*math.Exp(firstAge(func(x float64) float64 { _, above := reached(x); return tail - above })))
	beta := p.Beta.Point
	x := (math.Log(beta) + p.logLambda - due) / (1 - beta)
	switch late := p.logLambda+math.Log(beta) > due; {
	case !late:
		e.Point = p.Age
		e.Warnings = append(e.Warnings, model.Warning{Code: "reached", Text: "the target is reached at the age observed"})
	case beta >= 1:
		e.Warnings = append(e.Warnings, model.Warning{Code: "no-growth", Text: "the MTBF does not grow: at this rate the target is never reached"})
	default:
		e.Point = math.Min(p.Age*math.Exp(x), math.MaxFloat64)
		e.Warnings = append(e.Warnings, model.Warning{Code: "extrapolation", Text: "the age lies beyond the data: it holds if growth goes on as it did"})
	}
	return e, nil
}

// firstAge returns the least x >= 0 at which f, which rises from a negative
// value, is no longer negative; +Inf if there is none below a factor of e^700.
func firstAge(f func(float64) float64) float64 {
	if f(0) >= 0 {
		return 0
	}
	lo := 0.0
	for step := 0.25; lo < 700; step *= 2 {
		if f(lo+step) >= 0 {
			return num.Root(f, lo, lo+step)
		}
		lo += step
	}
	return math.Inf(1)
}
