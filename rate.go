package mtbf

import (
	"cmp"

	"mtbf/model"
	"mtbf/model/rate"
)

// RateOptions are a count of failures, and the operating time in which they came.
type RateOptions struct {
	Failures   int
	Exposures  []float64 // hours of operation, which add up
	Units      int       // so many units have each the one exposure; 0: the exposures are all there is
	Terminated string    // time or failure: what ended the observation; "": time
	At         []float64 // hours of missions
	Confidence float64   // of all limits; 0: 0.90
}

// RateResult is what a count and a time tell of a constant rate: MTBF and rate with
// two-sided limits, and each with the one-sided limit on its bad side.
type RateResult struct {
	Failures      int
	Exposures     []float64
	Units         int
	ExposureHours float64 // in all
	Termination   rate.Termination
	MTBF, Rate    model.Estimate
	MTBFLower     model.Estimate // Lo is the bound
	RateUpper     model.Estimate // Hi is the bound
	Missions      []Mission
}

// Mission is the probability of no failure in so many hours of operation.
type Mission struct {
	Hours                      float64
	Reliability, Unreliability model.Estimate
	ReliabilityLower           model.Estimate // one-sided: Lo is the bound
	UnreliabilityUpper         model.Estimate // one-sided: Hi is the bound
}

// Rate estimates a constant failure rate from a count and an operating time, with
// exact limits, and the reliability over missions at that rate.
func Rate(o RateOptions) (*RateResult, error) {
	hours, err := o.hours()
	if err != nil {
		return nil, err
	}
	term, err := termination(o.Terminated)
	if err != nil {
		return nil, err
	}
	confidence := orDefault(o.Confidence)
	r := &RateResult{Failures: o.Failures, Exposures: o.Exposures, Units: o.Units, ExposureHours: hours, Termination: term}
	if r.MTBF, err = rate.MTBF(o.Failures, hours, confidence, term); err != nil {
		return nil, err
	}
	if r.MTBFLower, err = rate.MTBFLower(o.Failures, hours, confidence, term); err != nil {
		return nil, err
	}
	r.Rate, r.RateUpper = r.MTBF.Inverse(), r.MTBFLower.Inverse()
	for _, t := range o.At {
		if err := r.addMission(t); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// hours are those of operation in all.
func (o *RateOptions) hours() (float64, error) {
	if len(o.Exposures) == 0 {
		return 0, &model.ParamError{Param: "exposure", Value: "nothing", Want: "hours of operation"}
	}
	if o.Units < 0 {
		return 0, &model.ParamError{Param: "units", Value: o.Units, Want: "a count of 1 or more"}
	}
	if o.Units > 0 && len(o.Exposures) > 1 {
		return 0, &model.ParamError{Param: "units", Value: o.Units, Want: "for several exposures: it is for the one that all units have"}
	}
	sum := 0.0
	for _, h := range o.Exposures {
		if err := model.CheckPositive("exposure", h); err != nil {
			return 0, err
		}
		sum += h * float64(max(1, o.Units))
	}
	return sum, nil
}

func (r *RateResult) addMission(hours float64) error {
	m := Mission{Hours: hours}
	var both, lower error
	m.Reliability, m.Unreliability, both = rate.Reliability(r.MTBF, hours)
	m.ReliabilityLower, m.UnreliabilityUpper, lower = rate.Reliability(r.MTBFLower, hours)
	r.Missions = append(r.Missions, m)
	return cmp.Or(both, lower)
}
