package life

import (
	"cmp"
	"math"
	"sort"

	"mtbf/internal/num"
	"mtbf/model"
)

// maxUnits is the greatest number of units or failures that a plan may ask
// for.
const maxUnits = 1_000_000_000

// SampleSize returns the least number of units n whose trial demonstrates a
// reliability R at a confidence C where no more than allowed of them fail:
//
//	P(failures <= allowed | n, 1-R) <= 1-C,
//
// the binomial success-run plan. With no failure allowed it is log(1-C)/log R,
// rounded up: 22 for 90 % at 90 %. A *model.ParamError tells of a reliability
// or confidence outside (0, 1), of allowed < 0, and of a plan for more than 1e9
// units.
func SampleSize(reliability, confidence float64, allowed int) (int, error) {
	if err := cmp.Or(checkShare("reliability", reliability), model.CheckConfidence(confidence), checkAllowed(allowed)); err != nil {
		return 0, err
	}
	return sampleSize(math.Log(reliability), confidence, allowed)
}

// sampleSize is [SampleSize] for the logarithm of the reliability.
func sampleSize(logReliability, confidence float64, allowed int) (int, error) {
	unreliability := -math.Expm1(logReliability)
	shows := func(n int) bool {
		switch {
		case allowed == 0:
			return float64(n)*logReliability <= math.Log1p(-confidence)*(1-nearly)
		case unreliability == 0 || unreliability == 1: // but for rounding
			return unreliability == 1
		}
		return num.BinomialCDF(allowed, n, unreliability) <= (1-confidence)*(1+nearly)
	}
	high := allowed + 1
	for ; !shows(high); high *= 2 {
		if high > maxUnits {
			return 0, &model.ParamError{Param: "reliability", Value: math.Exp(logReliability), Want: "one that 1e9 units can show"}
		}
	}
	return allowed + 1 + sort.Search(high-allowed-1, func(i int) bool { return shows(allowed + 1 + i) }), nil
}

// Demonstration is the claim that a test with units of Weibull life is to
// show: that a unit outlasts Mission hours with at least the probability
// Reliability. The Shape is taken as known; a wrong one makes the answers wrong
// where the test is not as long as the mission.
type Demonstration struct {
	Reliability float64
	Mission     float64 // hours
	Shape       float64 // 1 for a constant rate
	Confidence  float64
	Allowed     int // failures with which the test still passes
}

func (d Demonstration) check() error {
	return cmp.Or(
		checkShare("reliability", d.Reliability), model.CheckPositive("mission", d.Mission), model.CheckPositive("shape", d.Shape),
		model.CheckConfidence(d.Confidence), checkAllowed(d.Allowed),
	)
}

// Units returns the least number of units to be tested for the given hours
// each: [SampleSize] for the reliability over that time,
//
//	R^((hours/Mission)^Shape).
//
// A *model.ParamError tells of a field outside its domain, of hours that are
// not positive and finite, and of a plan for more than 1e9 units.
func (d Demonstration) Units(hours float64) (int, error) {
	if err := cmp.Or(d.check(), model.CheckPositive("test hours", hours)); err != nil {
		return 0, err
	}
	return sampleSize(math.Log(d.Reliability)*math.Pow(hours/d.Mission, d.Shape), d.Confidence, d.Allowed)
}

// Hours returns how long each of the given number of units is to be tested:
// with q the probability of failure that leaves 1-C for no more than Allowed
// failures of n,
//
//	hours = Mission (log(1-q)/log R)^(1/Shape).
//
// A *model.ParamError tells of a field outside its domain, of no more units
// than failures allowed, and of hours too many or too few for a float64.
func (d Demonstration) Hours(units int) (float64, error) {
	if err := cmp.Or(d.check(), d.checkUnits(units)); err != nil {
		return 0, err
	}
	hours := d.Mission * math.Pow(d.logSurvival(units)/math.Log(d.Reliability), 1/d.Shape)
	if err := model.CheckPositive("test hours", hours); err != nil {
		return 0, err
	}
	return hours, nil
}

// Pass returns the probability that the test of the given units for the given
// hours each passes where the reliability over the mission is in truth the one
// given: the operating characteristic, and one less the producer's risk. Errors
// are those of [Demonstration.Hours] and [Demonstration.Units].
func (d Demonstration) Pass(units int, hours, reliability float64) (float64, error) {
	if err := cmp.Or(d.check(), model.CheckPositive("test hours", hours), checkShare("true reliability", reliability)); err != nil {
		return 0, err
	}
	if units < 1 {
		return 0, &model.ParamError{Param: "units", Value: units, Want: "a count of 1 or more"}
	}
	logSurvival := math.Log(reliability) * math.Pow(hours/d.Mission, d.Shape)
	q := -math.Expm1(logSurvival)
	switch {
	case d.Allowed == 0:
		return math.Exp(float64(units) * logSurvival), nil
	case d.Allowed >= units || q == 0:
		return 1, nil
	case q == 1: // but for rounding
		return 0, nil
	}
	return num.BinomialCDF(d.Allowed, units, q), nil
}

func checkShare(name string, p float64) error {
	if p > 0 && p < 1 {
		return nil
	}
	return &model.ParamError{Param: name, Value: p, Want: "a number in (0, 1)"}
}

func checkAllowed(allowed int) error {
	if allowed >= 0 && allowed < maxUnits {
		return nil
	}
	return &model.ParamError{Param: "failures allowed", Value: allowed, Want: "a count of 0 or more, below 1e9"}
}
