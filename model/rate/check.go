package rate

import (
	"math"

	"mtbf/model"
)

func check(failures int, operating, confidence float64, term Termination) error {
	if term > FailureTerminated {
		return &model.ParamError{Param: "termination", Value: uint8(term), Want: "TimeTerminated (0) or FailureTerminated (1)"}
	}
	if term == FailureTerminated && failures == 0 {
		return &model.ParamError{Param: "failures", Value: failures, Want: "at least 1, as a failure ended the observation"}
	}
	if err := checkCount("failures", failures); err != nil {
		return err
	}
	if err := checkPositive("operating time", operating); err != nil {
		return err
	}
	return checkConfidence(confidence)
}

func checkCount(name string, n int) error {
	if n < 0 {
		return &model.ParamError{Param: name, Value: n, Want: "a count of 0 or more"}
	}
	return nil
}

func checkPositive(name string, x float64) error {
	if !(x > 0) || math.IsInf(x, 1) {
		return &model.ParamError{Param: name, Value: x, Want: "a positive, finite number"}
	}
	return nil
}

func checkConfidence(c float64) error {
	if !(c > 0 && c < 1) {
		return &model.ParamError{Param: "confidence", Value: c, Want: "a number in (0, 1)"}
	}
	return nil
}
