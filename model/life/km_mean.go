package life

import (
	"cmp"
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// MeanUpTo estimates the mean of min(T, limit), in hours: the life within the
// first limit hours, which needs nothing from beyond the data,
//
//	integral of S from 0 to limit,
//	variance = sum over failures t_i <= limit of A_i^2 d/(n (n-d)),
//
// where A_i is the area under S between t_i and the limit. The limits are
// normal, cut at 0 and limit.
//
// Where the last observation is censored before the limit, the point is not
// estimable: Lo holds for the part up to that time, Hi adds the rest at the
// last upper limit of S, and a warning beyond-data is attached. Where no
// failure occurred until the limit there is no error to count in either; Lo is
// then the limit times the bound of S. A *model.ParamError tells of a limit
// that is not positive and finite, and of a confidence outside (0, 1).
func (s *Survival) MeanUpTo(limit, confidence float64) (model.Estimate, error) {
	if err := cmp.Or(model.CheckPositive("limit", limit), model.CheckConfidence(confidence)); err != nil {
		return model.Estimate{}, err
	}
	end := limit
	last := s.Steps[len(s.Steps)-1]
	if last.Survival > 0 {
		end = math.Min(limit, last.Time)
	}
	area, variance := s.area(end)
	by := -num.NormalQuantile((1-confidence)/2) * math.Sqrt(variance)
	e := model.Estimate{
		Point: area, Lo: math.Max(0, area-by), Hi: math.Min(end, area+by),
		Confidence: confidence, Method: "area under Kaplan-Meier, normal limits", Warnings: s.Warnings,
	}
	final := s.bandAt(end, confidence, LogLogLimits)
	if final.failure == 0 {
		e.Lo = end * final.below.survival
		e.Warnings = warn(e.Warnings, "no-failures", "no failure until then: the mean has only a lower bound")
	}
	if end < limit {
		e.Point = math.NaN()
		e.Hi += (limit - end) * final.above.survival
		e.Warnings = warn(e.Warnings, "beyond-data", "no unit was watched up to the limit")
	}
	return e, nil
}

// area returns the integral of the survival from 0 to end, and its variance.
func (s *Survival) area(end float64) (area, variance float64) {
	var total, squares num.Adder
	right := end
	for i := s.stepAt(end); i >= 0; i-- {
		step := s.Steps[i]
		total.Add((right - step.Time) * step.Survival)
		right = step.Time
		if rest := total.Total(); rest > 0 {
			alive := step.AtRisk - step.Failures
			squares.Add(rest * rest * step.Failures / (step.AtRisk * alive))
		}
	}
	total.Add(right)
	return total.Total(), squares.Total()
}
