package rate

// TestTime returns the total operating time that demonstrates an MTBF, at the
// given confidence, if no more than allowed failures occur in it:
//
//	T = MTBF chi2(confidence; 2(allowed+1))/2,
//
// in the unit of mtbf: the time at which [MTBFLower], time-terminated, reaches
// mtbf. With mtbf 1 it is the multiple of the MTBF to be tested: 2.303 at
// 90 % and no failures. It may be shared among units. A *model.ParamError
// tells of an mtbf that is not positive and finite, allowed < 0, and a
// confidence outside (0, 1).
func TestTime(mtbf float64, allowed int, confidence float64) (float64, error) {
	if err := checkTime("MTBF", mtbf); err != nil {
		return 0, err
	}
	if err := check(allowed, mtbf, confidence, TimeTerminated); err != nil {
		return 0, err
	}
	return mtbf * least(float64(allowed+1), confidence), nil
}
