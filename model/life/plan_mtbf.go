package life

import (
	"cmp"
	"math"
	"sort"

	"mtbf/internal/num"
	"mtbf/model"
)

// MTBFPlan is a test of units of constant failure rate for a total operating
// time, shared among any number of them, which passes if no more than Allowed
// fail.
type MTBFPlan struct {
	Hours   float64 // total operating time
	Allowed int
	// ConsumerRisk is the probability that units of the required MTBF pass;
	// that of worse ones is smaller. ProducerRisk is the probability that
	// units of the design MTBF do not pass.
	ConsumerRisk, ProducerRisk float64
}

// PlanMTBF returns the shortest test that keeps both risks: units of an MTBF
// no better than required pass with at most the probability consumerRisk, units
// of the MTBF design, which is greater, fail it with at most producerRisk. With
// c failures allowed
//
//	P(N <= c | Hours/required) = consumerRisk,      P(N > c | Hours/design) <= producerRisk
//
// for Poisson N, and c is the least that meets the second. As more failures
// make a sharper test, it is found by bisection. A *model.ParamError tells of
// an MTBF that is not positive and finite, of design <= required, of a risk
// outside (0, 1), or of risks adding to 1 or more, and of a plan for more than
// ten million failures.
func PlanMTBF(required, design, consumerRisk, producerRisk float64) (MTBFPlan, error) {
	err := cmp.Or(
		model.CheckPositive("required MTBF", required), model.CheckPositive("design MTBF", design),
		checkShare("consumer's risk", consumerRisk), checkShare("producer's risk", producerRisk),
	)
	switch {
	case err != nil:
		return MTBFPlan{}, err
	case design <= required:
		return MTBFPlan{}, &model.ParamError{Param: "design MTBF", Value: design, Want: "more than the required one"}
	case consumerRisk+producerRisk >= 1:
		return MTBFPlan{}, &model.ParamError{Param: "producer's risk", Value: producerRisk, Want: "less than what the consumer's risk leaves to 1"}
	}
	plan := func(c int) MTBFPlan {
		hours := required * num.GammaQuantileUpper(float64(c+1), consumerRisk)
		logFail, _ := num.LogGammaTails(float64(c+1), hours/design)
		return MTBFPlan{hours, c, consumerRisk, math.Exp(logFail)}
	}
	enough := func(c int) bool { return plan(c).ProducerRisk <= producerRisk }
	high := 1
	for ; !enough(high); high *= 2 {
		if high > maxFailures {
			return MTBFPlan{}, &model.ParamError{Param: "design MTBF", Value: design, Want: "one that ten million failures can tell from the required one"}
		}
	}
	return plan(sort.Search(high, enough)), nil
}

// maxFailures is the greatest number of failures that a test may wait for.
const maxFailures = 10_000_000

// Pass returns the probability that units of the given MTBF pass: the operating
// characteristic of the plan. A *model.ParamError tells of an MTBF that is not
// positive and finite.
func (p MTBFPlan) Pass(mtbf float64) (float64, error) {
	if err := cmp.Or(model.CheckPositive("MTBF", mtbf), model.CheckPositive("hours of the test", p.Hours)); err != nil {
		return 0, err
	}
	if p.Allowed < 0 {
		return 0, &model.ParamError{Param: "failures allowed", Value: p.Allowed, Want: "a count of 0 or more"}
	}
	_, logPass := num.LogGammaTails(float64(p.Allowed+1), p.Hours/mtbf)
	return math.Exp(logPass), nil
}

// Fail returns the probability that units of the given MTBF do not pass, which
// keeps its digits where it is small: the producer's risk, at the design MTBF.
// Errors are those of [MTBFPlan.Pass].
func (p MTBFPlan) Fail(mtbf float64) (float64, error) {
	if _, err := p.Pass(mtbf); err != nil {
		return 0, err
	}
	logFail, _ := num.LogGammaTails(float64(p.Allowed+1), p.Hours/mtbf)
	return math.Exp(logFail), nil
}
