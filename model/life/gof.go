package life

import (
	"math"
	"slices"

	"mtbf/model"
	"mtbf/model/dist"
)

// TestResult is the result of a test of goodness of fit, or of whether samples
// come from one distribution.
type TestResult struct {
	Statistic float64
	// PValue is the probability of a statistic at least so large where the
	// hypothesis holds.
	PValue float64
	// PError is the standard error of P where it is by simulation, 0 otherwise.
	PError   float64
	Method   string // the test, and how P was made
	Warnings []model.Warning
}

// sampleTails are the probabilities of a sorted sample under a hypothesis.
type sampleTails struct {
	logFailure, logSurvival []float64
}

// tailsOf returns the logarithms of P(T <= x) and P(T > x) at the sorted values
// of a sample, and a *model.ParamError where it is empty or not finite.
func tailsOf(x []float64, d model.Distribution) (sampleTails, error) {
	if err := checkSample("sample", x); err != nil {
		return sampleTails{}, err
	}
	if d == nil {
		return sampleTails{}, noDistribution
	}
	y := slices.Sorted(slices.Values(x))
	u := sampleTails{make([]float64, len(y)), make([]float64, len(y))}
	for i, v := range y {
		u.logSurvival[i] = d.LogSurvival(v)
		u.logFailure[i] = logFailure(d, v)
	}
	return u, nil
}

var noDistribution = &model.ParamError{Param: "distribution", Value: "none", Want: "what the sample is held against"}

// logFailure returns log P(T <= t), with its far tail where d has one.
func logFailure(d model.Distribution, t float64) float64 {
	if both, ok := d.(dist.Distribution); ok {
		return both.LogFailure(t)
	}
	return math.Log(-math.Expm1(d.LogSurvival(t)))
}

func checkSample(name string, x []float64) error {
	if len(x) == 0 {
		return &model.ParamError{Param: name, Value: "none", Want: "one or more values"}
	}
	for _, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return &model.ParamError{Param: name, Value: v, Want: "finite numbers"}
		}
	}
	return nil
}

// tiedWarnings tells of equal values in a sample from a distribution that has
// none.
func tiedWarnings(x []float64) []model.Warning {
	y := slices.Sorted(slices.Values(x))
	if len(slices.Compact(y)) == len(x) {
		return nil
	}
	return []model.Warning{{Code: "ties", Text: "equal values: the test is for continuous times, and rounding lowers p"}}
}
