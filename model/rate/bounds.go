package rate

import (
	"math"

	"mtbf/model"
)

// MTBFLower estimates the MTBF with a one-sided lower bound,
//
//	Lo = 2T / chi2(confidence; 2n+2)      (2n when failure-terminated)
//
// and Hi +Inf: the demonstrated MTBF of an acceptance test. Errors and
// warnings are those of [MTBF].
func MTBFLower(failures int, operating, confidence float64, term Termination) (model.Estimate, error) {
	e, err := MTBF(failures, operating, confidence, term)
	if err != nil || failures == 0 {
		return e, err
	}
	e.Lo, e.Hi, e.Method = mtbfLeast(failures, operating, confidence, term), math.Inf(1), method("one-sided", term)
	return e, nil
}
