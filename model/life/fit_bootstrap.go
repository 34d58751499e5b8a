package life

import (
	"math"
	"slices"

	"mtbf/model"
)

// mostDrawn is the greatest sample that a bootstrap draws.
const mostDrawn = 1e6

// redraw fits the samples of a parametric bootstrap. A time is drawn from
// the fit, given that it outlasts its age at entry, and observed as its row
// would have been: a right-censored row up to its time; an exact one up to a
// censored time drawn from those after it, or to its end if there is none.
// Other rows do not tell when they would have been inspected.
func (r *Fitted) redraw(obs Observations) error {
	if r.N > mostDrawn {
		return &model.ParamError{Param: "limits", Value: ParametricBootstrap.String(), Want: "possible with more than a million times"}
	}
	for _, o := range obs {
		if !o.Exact() && !o.RightCensored() {
			return &model.ParamError{Param: "limits", Value: ParametricBootstrap.String(), Want: "possible with left- and interval-censored rows"}
		}
	}
	ends := censoringTimes(obs)
	for range r.options.Replications {
		drawn := r.draw(obs, ends)
		t := drawn.tally()
		if t.determined(r.family) != nil {
			continue
		}
		again := newEvidence(r.family, drawn, t, 0)
		if o, ok := again.fitted(); ok {
			r.redrawn = append(r.redrawn, again.onScaleOf(r.sample, o.p))
		}
	}
	if lost := r.options.Replications - len(r.redrawn); 2*lost > r.options.Replications {
		return &NotEstimableError{r.Family, "most samples of the bootstrap have too few failures"}
	} else if lost > 0 {
		r.warn("bootstrap-lost", "some samples of the bootstrap have too few failures and were left out: limits may be too narrow")
	}
	return nil
}

// censoringTimes returns the right-censored times in order.
func censoringTimes(obs Observations) []float64 {
	var ends []float64
	for _, o := range obs {
		if o.RightCensored() {
			ends = append(ends, o.Lower)
		}
	}
	slices.Sort(ends)
	return ends
}

// draw returns a new sample from the fit.
func (r *Fitted) draw(obs Observations, ends []float64) Observations {
	drawn := make(Observations, 0, int(r.N))
	for _, o := range obs {
		for range int(o.Count) {
			survival := 1 - r.options.Random.Float64()
			if o.Entry > 0 {
				survival *= math.Exp(r.Distribution.LogSurvival(o.Entry))
			}
			t, end := r.Distribution.QuantileUpper(survival), r.end(o, ends)
			if t <= end {
				drawn = append(drawn, Exact(t).From(o.Entry))
			} else {
				drawn = append(drawn, RightCensored(end).From(o.Entry))
			}
		}
	}
	return drawn
}

// end returns the time at which a row would have been censored.
func (r *Fitted) end(o Observation, ends []float64) float64 {
	if o.RightCensored() {
		return o.Lower
	}
	i, _ := slices.BinarySearch(ends, o.Lower)
	if i == len(ends) {
		return math.Inf(1)
	}
	return ends[i+int(r.options.Random.Float64()*float64(len(ends)-i))]
}

// onScaleOf translates working parameters to the scale of another sample.
func (s *evidence) onScaleOf(other *evidence, p point) point {
	if !s.positiveSlope() {
		return point{p[0] + s.shift - other.shift, p[1]}
	}
	b := p[1] * other.scale / s.scale
	return point{p[0] + p[1]*(other.shift-s.shift)/s.scale, b}
}

// percentiles returns the limits of the value of a figure.
func (r *Fitted) percentiles(g figure) (lo, hi float64) {
	values := make([]float64, 0, len(r.redrawn))
	for _, p := range r.redrawn {
		values = append(values, g.value(p))
	}
	slices.Sort(values)
	tail := (1 - r.options.Confidence) / 2
	at := func(p float64) float64 {
		i := int(math.Round(p*float64(len(values)+1))) - 1
		return values[min(max(i, 0), len(values)-1)]
	}
	return at(tail), at(1 - tail)
}
