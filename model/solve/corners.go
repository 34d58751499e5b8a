package solve

import (
	"context"
	"math"
	"slices"

	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/system"
	"mtbf/model/uncertain"
)

// Limits are the measures with all uncertain modules at their worst and at
// their best.
type Limits struct {
	FromLogs       bool // every uncertain module comes from a log
	Unavailability model.Estimate
	Availability   model.Estimate
	MTBF           model.Estimate
}

const (
	cornersOfLogs = "corners: every module from a log at its worst, and at its best; conservative"
	cornersOfAny  = "corners: every uncertain module at its worst, and at its best; conservative"
)

// WorstBestCase carries the limits of uncertain modules through the system: nil
// where there are none. Availability grows with every MTBF and every probability of
// working, and falls with every MTTR, so the corners hold all that lies between; with
// several modules they hold the truth more often than the confidence says,
// as all would have to be at their worst at once. The confidence is the least of
// theirs. Where ctx ends, its cause is returned.
func WorstBestCase(ctx context.Context, m *system.Model, point *Result) (*Limits, error) {
	confidence, uncertain := leastConfidence(m)
	if !uncertain {
		return nil, nil
	}
	lower, upper := func(e *model.Estimate) float64 { return e.Lo }, func(e *model.Estimate) float64 { return e.Hi }
	worst, err := corner(ctx, m, lower, upper)
	if err != nil {
		return nil, err
	}
	best, err := corner(ctx, m, upper, lower)
	if err != nil {
		return nil, err
	}
	method, fromLogs := cornersOfAny, !slices.ContainsFunc(m.Components, onSheet)
	if fromLogs {
		method = cornersOfLogs
	}
	between := func(p, a, b float64) model.Estimate {
		return model.Estimate{Point: p, Lo: math.Min(a, b), Hi: math.Max(a, b), Confidence: confidence, Method: method}
	}
	return &Limits{
		FromLogs:       fromLogs,
		Unavailability: between(point.Unavailability, best.Unavailability, worst.Unavailability),
		Availability:   between(point.Availability, worst.Availability, best.Availability),
		MTBF:           between(point.MTBF, worst.MTBF, best.MTBF),
	}, nil
}

// onSheet reports whether a part has an uncertain number that is not from a log.
func onSheet(p system.Component) bool {
	return p.MTBFUncertainty != nil || p.MTTRUncertainty != nil || p.FixedUncertainty != nil
}

// leastConfidence returns the least of all limits that the corners are made of, and
// whether there are any.
func leastConfidence(m *system.Model) (least float64, uncertain bool) {
	least = 1
	for i := range m.Components {
		p := &m.Components[i]
		for _, e := range []*model.Estimate{p.MTBFEstimate, p.FixedEstimate, repairEstimate(p)} {
			if e != nil {
				least, uncertain = math.Min(least, e.Confidence), true
			}
		}
	}
	return least, uncertain
}

// corner solves the system with the uncertain numbers at one end: the good ones,
// of which more is better, and the times to restoration.
func corner(ctx context.Context, m *system.Model, good, mttr func(*model.Estimate) float64) (*system.Result, error) {
	moved := *m
	moved.Components = slices.Clone(m.Components)
	for i := range moved.Components {
		p := &moved.Components[i]
		var err error
		if e := p.MTBFEstimate; e != nil {
			if p.Life, err = dist.NewExponentialMean(math.Min(good(e), uncertain.Unbounded)); err != nil {
				return nil, err
			}
		}
		if e := repairEstimate(p); e != nil {
			if p.Repair, err = dist.NewExponentialMean(math.Min(math.Max(mttr(e), 1/uncertain.Unbounded), uncertain.Unbounded)); err != nil {
				return nil, err
			}
		}
		if e := p.FixedEstimate; e != nil {
			setFixed(p, good(e))
		}
	}
	return system.Solve(ctx, moved.Clustered(), newSolver().solve)
}

// setFixed gives a part without a life its probability.
func setFixed(p *system.Component, x float64) {
	if availability, _ := p.Fixed(); availability.Given() {
		p.Availability = x
	} else {
		p.Reliability = x
	}
}

// repairEstimate is that of a part that is repaired in a time that has limits; nil
// for others.
func repairEstimate(p *system.Component) *model.Estimate {
	if p.Repair == nil {
		return nil
	}
	return p.MTTREstimate
}
