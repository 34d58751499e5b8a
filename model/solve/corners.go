package solve

import (
	"context"
	"math"

	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/system"
)

// Limits are the measures with all uncertain modules at their worst and at
// their best.
type Limits struct {
	Unavailability model.Estimate
	Availability   model.Estimate
	MTBF           model.Estimate
}

const cornerMethod = "corners: every module from a log at its worst, and at its best; conservative"

// WorstBestCase carries the limits of modules that come from a log through the
// system: nil where there are none. Availability grows with every MTBF and
// falls with every MTTR, so the corners hold all that lies between; with
// several modules they hold the truth more often than the confidence says,
// as all would have to be at their worst at once. The confidence is the least of
// theirs. Where ctx ends, its cause is returned.
func WorstBestCase(ctx context.Context, m *system.Model, point *Result) (*Limits, error) {
	confidence, uncertain := leastConfidence(m)
	if !uncertain {
		return nil, nil
	}
	worst, err := corner(ctx, m, func(e model.Estimate) float64 { return e.Lo }, func(e model.Estimate) float64 { return e.Hi })
	if err != nil {
		return nil, err
	}
	best, err := corner(ctx, m, func(e model.Estimate) float64 { return e.Hi }, func(e model.Estimate) float64 { return e.Lo })
	if err != nil {
		return nil, err
	}
	between := func(p, a, b float64) model.Estimate {
		return model.Estimate{Point: p, Lo: math.Min(a, b), Hi: math.Max(a, b), Confidence: confidence, Method: cornerMethod}
	}
	return &Limits{
		Unavailability: between(point.Unavailability, best.Unavailability, worst.Unavailability),
		Availability:   between(point.Availability, worst.Availability, best.Availability),
		MTBF:           between(point.MTBF, worst.MTBF, best.MTBF),
	}, nil
}

// leastConfidence returns the least of all limits that the corners are made of, and
// whether there are any.
func leastConfidence(m *system.Model) (least float64, uncertain bool) {
	least = 1
	for i := range m.Components {
		p := &m.Components[i]
		if p.MTBFEstimate == nil {
			continue
		}
		least, uncertain = math.Min(least, p.MTBFEstimate.Confidence), true
		if repairUncertain(p) {
			least = math.Min(least, p.MTTREstimate.Confidence)
		}
	}
	return least, uncertain
}

// unbounded stands for a limit that the data do not bound, in hours: beyond it
// a module does not matter.
const unbounded = 1e15

// corner solves the system with the uncertain modules at one end.
func corner(ctx context.Context, m *system.Model, mtbf, mttr func(model.Estimate) float64) (*system.Result, error) {
	moved := *m
	moved.Components = append([]system.Component(nil), m.Components...)
	for i := range moved.Components {
		p := &moved.Components[i]
		if p.MTBFEstimate == nil {
			continue
		}
		var err error
		if p.Life, err = dist.NewExponentialMean(math.Min(mtbf(*p.MTBFEstimate), unbounded)); err != nil {
			return nil, err
		}
		if !repairUncertain(p) {
			continue
		}
		if p.Repair, err = dist.NewExponentialMean(math.Min(math.Max(mttr(*p.MTTREstimate), 1/unbounded), unbounded)); err != nil {
			return nil, err
		}
	}
	return system.Solve(ctx, &moved, newSolver().solve)
}

// repairUncertain reports whether a part that comes from a log is repaired in a time
// that has limits.
func repairUncertain(p *system.Component) bool { return p.MTTREstimate != nil && p.Repair != nil }
