package life

import (
	"math"
	"slices"

	"mtbf/internal/num"
)

// SurvivalSpan is a stretch of time with the survival before and after it: a mass,
// inside which the survival is not known but for its ends, or what lies between two
// masses, where it is constant and Probability is 0.
type SurvivalSpan struct {
	Mass
	Before, After float64
}

// Spans returns the whole line of time, ascending, from 0 (or the first mass, if that
// reaches below) to the last mass or beyond.
func (r *TurnbullEstimate) Spans() []SurvivalSpan {
	left := make([]float64, len(r.Masses)+1) // by the masses from each on
	var sum num.Adder
	for i, m := range slices.Backward(r.Masses) {
		sum.Add(m.Probability)
		left[i] = clamp(sum.Total())
	}
	var all []SurvivalSpan
	end := 0.0
	for i, m := range r.Masses {
		before := left[i]
		if i == 0 {
			before = 1
		}
		if m.Lower > end {
			all = append(all, SurvivalSpan{Mass{end, m.Lower, 0}, before, before})
		}
		all = append(all, SurvivalSpan{m, before, left[i+1]})
		end = m.Upper
	}
	if !math.IsInf(end, 1) {
		all = append(all, SurvivalSpan{Mass{end, math.Inf(1), 0}, 0, 0})
	}
	return all
}

// HasIntervals reports whether a time is known to an interval only, or to be over by
// some time: then [Turnbull] estimates the survival, and [KaplanMeier] does not.
func (s Observations) HasIntervals() bool {
	return slices.ContainsFunc(s, func(o Observation) bool { return !o.Exact() && !o.RightCensored() })
}
