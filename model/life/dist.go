package life

import (
	"math"

	"mtbf/model"
)

// Distribution is what every family of this package offers: a
// [model.Distribution] with both tails, its variance and its parameters.
//
// Times are hours. Both logarithms of tails keep their relative accuracy where
// they are large and where they are near 0; so P(T > t) is
// exp(LogSurvival(t)), and P(T <= t), however small, -expm1(LogSurvival(t)).
// Below 1e-308, and for censored fits, there is LogFailure.
//
// The values are immutable and may be shared among goroutines. They are made by
// [Family] or the New functions; zero values of the types are no distributions.
type Distribution interface {
	model.Distribution
	// LogFailure is log P(T <= t); -Inf below the support.
	LogFailure(t float64) float64
	// QuantileUpper is the smallest t with P(T > t) <= q, for q in [0, 1]: the
	// time that is outlasted with probability q.
	QuantileUpper(q float64) float64
	// Variance is that of the time, in hours squared; +Inf where there is none.
	Variance() float64
	// Parameters are the named parameters in canonical order, from which
	// [Family] makes the same distribution. Empirical has none.
	Parameters() []Parameter
}

// Parameter is a named parameter of a family, such as shape, in hours or per
// hour if it has a unit.
type Parameter struct {
	Name  string
	Value float64
}

// The least and the greatest parameter of an accepted size; within them the
// inverse of a parameter is finite too.
const (
	leastParameter = 1e-300
	mostParameter  = 1e300
)

// positive returns a *model.ParamError unless v is positive and of an accepted
// size.
func positive(name string, v float64) error {
	if !(v > 0) || math.IsInf(v, 1) {
		return &model.ParamError{Param: name, Value: v, Want: "a positive, finite number"}
	}
	return sized(name, v)
}

// notNegative returns a *model.ParamError unless v is 0 or positive.
func notNegative(name string, v float64) error {
	if !(v >= 0) || math.IsInf(v, 1) {
		return &model.ParamError{Param: name, Value: v, Want: "a finite number, 0 or more"}
	}
	return sized(name, v)
}

// finite returns a *model.ParamError unless v is finite.
func finite(name string, v float64) error {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return &model.ParamError{Param: name, Value: v, Want: "a finite number"}
	}
	return sized(name, v)
}

func sized(name string, v float64) error {
	if size := math.Abs(v); v != 0 && (size < leastParameter || size > mostParameter) {
		return &model.ParamError{Param: name, Value: v, Want: "between 1e-300 and 1e300 in size"}
	}
	return nil
}

// first returns the first error of the list.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// unit returns p, or NaN if it is not a probability.
func unit(p float64) float64 {
	if p >= 0 && p <= 1 {
		return p
	}
	return math.NaN()
}

// scaledPower returns scale x^e for scale > 0 and x >= 0, also where x^e alone
// is out of range.
func scaledPower(scale, x, e float64) float64 {
	power := math.Pow(x, e)
	if (power == 0 || math.IsInf(power, 1)) && x > 0 && !math.IsInf(x, 1) {
		return math.Exp(math.Log(scale) + e*math.Log(x))
	}
	return scale * power
}

// logRatio returns log(x/scale), also where the quotient is out of range.
func logRatio(x, scale float64) float64 {
	r := x / scale
	if r < 0x1p-1022 || math.IsInf(r, 1) {
		return math.Log(x) - math.Log(scale)
	}
	return math.Log(r)
}

// densityAtZero returns the logarithm of a density that goes as
// shape/scale (t/scale)^(shape-1) near 0.
func densityAtZero(shape, scale float64) float64 {
	switch {
	case shape < 1:
		return math.Inf(1)
	case shape > 1:
		return math.Inf(-1)
	}
	return -math.Log(scale)
}
