package rate

import "mtbf/model"

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
	if err := checkTime("operating time", operating); err != nil {
		return err
	}
	return model.CheckConfidence(confidence)
}

// maxCount is the largest count: up to it limits keep their digits.
const maxCount = 1_000_000_000_000_000

func checkCount(name string, n int) error {
	if n < 0 || n > maxCount {
		return &model.ParamError{Param: name, Value: n, Want: "a count from 0 to 10^15"}
	}
	return nil
}

// checkTime refuses times whose rates, or whose ratios, may leave the range of
// numbers.
func checkTime(name string, hours float64) error {
	if !(hours >= 1e-100 && hours <= 1e100) {
		return &model.ParamError{Param: name, Value: hours, Want: "a positive, finite number, from 1e-100 to 1e100"}
	}
	return nil
}
