package life

import (
	"cmp"
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// Shown returns the reliability over the mission that a test demonstrates, with the
// confidence, where just Allowed of the units fail within the hours that each is
// tested: the one-sided lower limit, with q that of [Demonstration.Hours],
//
//	R = (1-q)^((Mission/hours)^Shape).
//
// The reliability asked for has no part in it. Errors are those of
// [Demonstration.Hours].
func (d Demonstration) Shown(units int, hours float64) (float64, error) {
	if err := cmp.Or(d.check(), model.CheckPositive("test hours", hours), d.checkUnits(units)); err != nil {
		return 0, err
	}
	return math.Exp(d.logSurvival(units) * math.Pow(d.Mission/hours, d.Shape)), nil
}

func (d Demonstration) checkUnits(units int) error {
	if units <= d.Allowed || units > maxUnits {
		return &model.ParamError{Param: "units", Value: units, Want: "more than the failures allowed, and no more than 1e9"}
	}
	return nil
}

// logSurvival is the logarithm of the probability to outlast the test with which no
// more than Allowed of the units fail with the probability 1-Confidence.
func (d Demonstration) logSurvival(units int) float64 {
	if d.Allowed == 0 {
		return math.Log1p(-d.Confidence) / float64(units)
	}
	return math.Log1p(-num.BetaQuantileUpper(float64(d.Allowed+1), float64(units-d.Allowed), 1-d.Confidence))
}
