package rate

import (
	"math"

	"mtbf/model"
)

// Reliability estimates the probability of no failure in a mission of so many
// hours of operation, and the probability of one or more, from an estimate of
// the MTBF at a constant rate:
//
//	R = exp(-hours/MTBF),      1-R = -expm1(-hours/MTBF).
//
// Both are monotonic in the MTBF, so its limits give theirs with the same
// confidence, two-sided or one-sided as they are, and what is not estimable
// stays so. A *model.ParamError tells of hours that are not positive and finite,
// and of limits of the MTBF that are negative or in the wrong order.
func Reliability(mtbf model.Estimate, hours float64) (reliable, unreliable model.Estimate, err error) {
	if err := model.CheckPositive("mission", hours); err != nil {
		return model.Estimate{}, model.Estimate{}, err
	}
	if !(mtbf.Lo >= 0 && mtbf.Lo <= mtbf.Hi) {
		return model.Estimate{}, model.Estimate{}, &model.ParamError{Param: "lower limit of the MTBF", Value: mtbf.Lo, Want: "a number from 0 to the upper limit"}
	}
	reliable, unreliable = mtbf, mtbf
	reliable.Point, reliable.Lo, reliable.Hi = survives(mtbf.Point, hours), survives(mtbf.Lo, hours), survives(mtbf.Hi, hours)
	unreliable.Point, unreliable.Lo, unreliable.Hi = fails(mtbf.Point, hours), fails(mtbf.Hi, hours), fails(mtbf.Lo, hours)
	return reliable, unreliable, nil
}

func survives(mtbf, hours float64) float64 { return math.Exp(-hours / mtbf) }

func fails(mtbf, hours float64) float64 { return -math.Expm1(-hours / mtbf) }
