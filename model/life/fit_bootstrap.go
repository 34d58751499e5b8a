package life

import (
	"context"
	"fmt"
	"math"
	"slices"

	"mtbf/model"
)

// maxDrawn is the greatest sample that a bootstrap draws.
const maxDrawn = 1e6

// redraw fits the samples of a parametric bootstrap. A time is drawn from
// the fit, given that it outlasts its age at entry, and observed as its row
// would have been: a right-censored row up to its time; an exact one up to a
// censored time drawn from those after it, or to its end if there is none.
// Other rows do not tell when they would have been inspected. Where ctx ends,
// the samples until then are taken, or none if they are too few.
func (r *Fitted) redraw(ctx context.Context, obs Observations) error {
	if r.N > maxDrawn {
		return &model.ParamError{Param: "limits", Value: ParametricBootstrap.String(), Want: "possible with more than a million times"}
	}
	for _, o := range obs {
		if !o.Exact() && !o.RightCensored() {
			return &model.ParamError{Param: "limits", Value: ParametricBootstrap.String(), Want: "possible with left- and interval-censored rows"}
		}
	}
	ends := censoringTimes(obs)
	done := 0
	for ; done < r.options.Replications; done++ {
		if r.options.Progress != nil {
			r.options.Progress(FitProgress{r.Family, done, r.options.Replications})
		}
		p, ok := r.refit(ctx, r.draw(ctx, obs, ends))
		if ctx.Err() != nil {
			break
		}
		if ok {
			r.redrawn = append(r.redrawn, p)
		}
	}
	if done < r.options.Replications {
		return r.curtail(done)
	}
	if lost := done - len(r.redrawn); 2*lost > done {
		return &NotEstimableError{r.Family, "most samples of the bootstrap have too few failures"}
	} else if lost > 0 {
		r.warn("bootstrap-lost", "some samples of the bootstrap have too few failures and were left out: limits may be too narrow")
	}
	r.warnOfFew()
	return nil
}

// warnOfFew warns where the limits would be beyond the least and the greatest
// sample.
func (r *Fitted) warnOfFew() {
	n, c := len(r.redrawn), r.options.Confidence
	if (1-c)/2*float64(n+1) < 0.5 {
		r.warn("bootstrap-few", fmt.Sprintf("limits are the least and the greatest of %d samples, and may cover less than %.6g: more replications would tell", n, c))
	}
}

// refit is the maximum for a sample, on the scale of the own one.
func (r *Fitted) refit(ctx context.Context, drawn Observations) (point, bool) {
	if ctx.Err() != nil {
		return point{}, false
	}
	t := drawn.tally()
	if t.determined(r.family) != nil {
		return point{}, false
	}
	again := newEvidence(r.family, drawn, t, 0)
	o, ok := again.fitted(ctx)
	return again.onScaleOf(r.sample, o.p), ok
}

// fewestDrawn is the least number of samples of which limits are made.
const fewestDrawn = 100

// curtail takes what a bootstrap has that was ended.
func (r *Fitted) curtail(done int) error {
	if len(r.redrawn) < max(fewestDrawn, done/2) {
		r.redrawn = nil
		r.warn(codeIncomplete, fmt.Sprintf("the bootstrap was ended after %d of %d samples, too few: limits are Wald's", done, r.options.Replications))
		return nil
	}
	r.warn(codeIncomplete, fmt.Sprintf("the bootstrap was ended after %d of %d samples: limits are of those", done, r.options.Replications))
	r.warnOfFew()
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

// draw returns a new sample from the fit, or a part of one where ctx ends.
func (r *Fitted) draw(ctx context.Context, obs Observations, ends []float64) Observations {
	drawn := make(Observations, 0, int(r.N))
	for o := range during(ctx, obs) {
		for i := range int(o.Count) {
			if i%piece == piece-1 && ctx.Err() != nil {
				break
			}
			survival := 1 - r.options.Random.Float64()
			if o.Entry > 0 {
				survival *= math.Exp(r.Distribution.LogSurvival(o.Entry))
			}
			t, end := r.Distribution.InverseSurvival(survival), r.end(o, ends)
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
