package life

import (
	"math"

	"mtbf/model"
)

// CITransform names the scale on which the limits of a survival estimate are
// symmetric. With S the estimate, F = 1-S, v the variance of log S and z the
// normal quantile, they are
//
//	LogLogLimits   S^exp(-+ z sqrt(v)/log S)      inside (0, 1), the default
//	LogLimits      S exp(-+ z sqrt(v))
//	PlainLimits    S -+ z S sqrt(v)
//	LogitLimits    odds S/F times exp(-+ z sqrt(v)/F)
//	ArcsinLimits   sin^2(asin(sqrt(S)) -+ z/2 sqrt(v S/F))
//
// cut at 0 and 1.
type CITransform uint8

// The kinds of limits.
const (
	LogLogLimits CITransform = iota
	LogLimits
	PlainLimits
	LogitLimits
	ArcsinLimits
)

// limitScales holds, for each kind, its name and the value that lies z standard
// errors above a step.
var limitScales = [...]struct {
	name  string
	shift func(s Step, z float64) pair
}{
	LogLogLimits: {"log-log", logLogShift},
	LogLimits:    {"log", logShift},
	PlainLimits:  {"plain", plainShift},
	LogitLimits:  {"logit", logitShift},
	ArcsinLimits: {"arcsine", arcsinShift},
}

// String returns the name of the scale, such as "log-log".
func (k CITransform) String() string {
	if k.check() != nil {
		return "unknown"
	}
	return limitScales[k].name
}

func (k CITransform) check() error {
	if int(k) < len(limitScales) {
		return nil
	}
	return &model.ParamError{Param: "kind of limits", Value: int(k), Want: "one of the constants of LimitsKind"}
}

// shift returns the value z standard errors above (for z < 0 below) a step
// whose survival is neither 0 nor 1.
func (k CITransform) shift(s Step, z float64) pair { return limitScales[k].shift(s, z) }

func logLogShift(s Step, z float64) pair {
	h := -s.logSurvival()
	h *= math.Exp(-z * math.Sqrt(s.LogVariance) / h)
	return pair{math.Exp(-h), -math.Expm1(-h)}
}

func logShift(s Step, z float64) pair {
	log := math.Min(0, s.logSurvival()+z*math.Sqrt(s.LogVariance))
	return pair{math.Exp(log), -math.Expm1(log)}
}

func plainShift(s Step, z float64) pair {
	by := z * s.Survival * math.Sqrt(s.LogVariance)
	return pair{clamp(s.Survival + by), clamp(s.Failure - by)}
}

func logitShift(s Step, z float64) pair {
	by := math.Exp(z * math.Sqrt(s.LogVariance) / s.Failure)
	odds := s.Survival / s.Failure * by
	against := s.Failure / s.Survival / by
	return pair{1 / (1 + against), 1 / (1 + odds)}
}

func arcsinShift(s Step, z float64) pair {
	angle := math.Atan2(math.Sqrt(s.Survival), math.Sqrt(s.Failure))
	angle += z / 2 * math.Sqrt(s.LogVariance*s.Survival/s.Failure)
	angle = math.Min(math.Max(angle, 0), math.Pi/2)
	sin, cos := math.Sincos(angle)
	return pair{sin * sin, cos * cos}
}

// logSurvival returns log S from the smaller of S and its complement.
func (s Step) logSurvival() float64 {
	if s.Failure < 0.5 {
		return math.Log1p(-s.Failure)
	}
	return math.Log(s.Survival)
}

func clamp(p float64) float64 { return math.Min(math.Max(p, 0), 1) }
