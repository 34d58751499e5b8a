package recurrent

import (
	"math"
	"strings"

	"mtbf/internal/num"
	"mtbf/model"
)

// PowerLaw is a fitted power law process, also called the model of Crow, of Crow
// and AMSAA, or the Weibull process: by age t a unit has had
//
//	M(t) = lambda t^beta = (t/alpha)^beta
//
// failures on average, at the intensity lambda beta t^(beta-1). beta < 1 is
// improvement, beta > 1 deterioration, beta = 1 a constant rate.
type PowerLaw struct {
	// Beta is the exponent by maximum likelihood, which is too far from 0 on
	// average: by N/(N-1), or N/(N-2) if a failure ended the observation.
	Beta model.Estimate
	// BetaUnbiased corrects that, (M-1)/S in the terms of [FitPowerLaw], with
	// the limits of Beta. It is not estimable unless all units began at age 0
	// and M is at least 2.
	BetaUnbiased  model.Estimate
	LogLikelihood float64 // of the failure times, or of the grouped counts
	Failures      int
	Age           float64 // the greatest age observed, hours

	confidence float64
	logLambda  float64 // of lambda in the scale where Age is 1
	post       *posterior
}

// FitPowerLaw fits a power law process to the failures of units that share one.
// Time is the age of a unit, so no history may begin below 0 or have a failure at
// 0. With N failures at times t, in units watched over (a, b],
//
//	lambda = N / sum (b^beta - a^beta)
//	0      = N/beta + sum log t - lambda sum (b^beta log b - a^beta log a)
//
// which for one unit from age 0 to T is beta = N/S, S = sum log(T/t). If all
// began at 0, S = sum log(b/t) and M counts the failures but for those that ended
// a history. With a = 1-confidence the limits of Beta are
//
//	chi2(a/2; 2M)/(2S) to chi2(1-a/2; 2M)/(2S)
//
// and exact if all units were watched from 0 to one age. Otherwise they are those
// of a posterior with a matching prior, of which nominal 90 % held the truth in
// 89 to 92 % of simulated logs.
//
// A *model.ParamError tells of a bad history, a beginning below 0 or a confidence
// outside (0, 1), and a *[DataError] of failures that no power law fits best:
// none, all at the end, or a rate that falls too steeply.
func FitPowerLaw(histories []History, confidence float64) (*PowerLaw, error) {
	if err := checkAges(histories); err != nil {
		return nil, err
	}
	l := newLikelihood(histories)
	p, err := fit(l, confidence)
	if err != nil {
		return nil, err
	}
	p.BetaUnbiased = unbiased(histories, p.Beta)
	return p, nil
}

func checkAges(histories []History) error {
	if err := check(histories); err != nil {
		return err
	}
	for i := range histories {
		if h := &histories[i]; h.From < 0 {
			return h.fault("from", h.From, "an age of 0 or more")
		}
	}
	return nil
}

func fit(l *likelihood, confidence float64) (*PowerLaw, error) {
	if err := model.CheckConfidence(confidence); err != nil {
		return nil, err
	}
	if l.n == 0 {
		return nil, &DataError{Of: "a power law", Need: "a failure"}
	}
	beta, ok := l.maximum()
	if !ok {
		return nil, &DataError{Of: "a power law", Need: "failures that are not all at one end of the observation"}
	}
	p := &PowerLaw{Failures: int(l.n), Age: l.greatest, confidence: confidence, post: newPosterior(l, beta)}
	p.logLambda = math.Log(l.n) - l.logVolume(beta)
	g, _, _ := l.at(beta)
	p.LogLikelihood = g + l.n*(math.Log(l.n)-1) - float64(l.exact)*math.Log(l.greatest)
	tail := (1 - confidence) / 2
	p.Beta = p.estimate(beta, p.post.betaBelow(tail), p.post.betaAbove(tail))
	p.BetaUnbiased = model.NotEstimable(p.Beta.Lo, p.Beta.Hi, confidence, p.Beta.Method)
	if l.single() {
		p.Beta.Method = "maximum likelihood, exact chi-square limits"
	}
	return p, nil
}

// unbiased returns (M-1)/S with the limits of beta.
func unbiased(histories []History, beta model.Estimate) model.Estimate {
	m, s, fromZero := logSum(histories)
	if !fromZero || m < 2 {
		beta.Point = math.NaN()
	} else {
		beta.Point = float64(m-1) / s
	}
	beta.Method = strings.Replace(beta.Method, "maximum likelihood", "unbiased", 1)
	return beta
}

// logSum returns the failures that the ends left free, the sum of log(To/t) over
// them, and whether all units began at 0.
func logSum(histories []History) (m int, s float64, fromZero bool) {
	var sum num.Adder
	fromZero = true
	for _, h := range histories {
		fromZero = fromZero && h.From == 0
		m += len(h.free())
		for _, t := range h.free() {
			sum.Add(math.Log(h.To) - math.Log(t))
		}
	}
	return m, sum.Total(), fromZero
}

func (p *PowerLaw) estimate(point, lo, hi float64) model.Estimate {
	return model.Estimate{
		Point: point, Lo: lo, Hi: hi, Confidence: p.confidence,
		Method: "maximum likelihood, " + p.post.method(), Warnings: p.warnings(),
	}
}

// fewFailures is the number of failures below which a fit gets a warning.
const fewFailures = 5

func (p *PowerLaw) warnings() []model.Warning {
	if p.Failures >= fewFailures {
		return nil
	}
	return []model.Warning{{Code: "few-failures", Text: "fewer than 5 failures: the limits are wide, and the point may be far off"}}
}

// Lambda estimates the factor of lambda t^beta, per hour to the power beta. It is
// the mean number of failures in the first hour, often far outside the data, and
// may underflow to 0.
func (p *PowerLaw) Lambda() model.Estimate {
	age := math.Log(p.Age)
	at := func(beta, logY float64) float64 { return logY + beta*age }
	return p.figure(p.logLambda-p.Beta.Point*age, at)
}

// Alpha estimates the scale of (t/alpha)^beta, the age in hours by which one
// failure is expected.
func (p *PowerLaw) Alpha() model.Estimate {
	age := math.Log(p.Age)
	at := func(beta, logY float64) float64 { return -beta * (logY - age) }
	// A large lambda is a small alpha, so it is found as 1/alpha.
	inverse := p.figure(p.logLambda/p.Beta.Point-age, func(beta, logY float64) float64 { return at(beta, -logY) })
	return inverse.Inverse()
}

// figure estimates exp(logPoint) with the limits of a figure that is at most y
// where log lambda <= bound(beta, log y).
func (p *PowerLaw) figure(logPoint float64, bound func(beta, logY float64) float64) model.Estimate {
	lo, hi := p.post.limits(logPoint, (1-p.confidence)/2, bound)
	return p.estimate(math.Exp(logPoint), lo, hi)
}
