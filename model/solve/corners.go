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

// Corners carries the limits of modules that come from a log through the
// system: nil where there are none. Availability grows with every MTBF and
// falls with every MTTR, so the corners hold all that lies between; with
// several modules they hold the truth more often than the confidence says,
// as all would have to be at their worst at once. Where ctx ends, its cause is
// returned.
func Corners(ctx context.Context, m *system.Model, point *Result) (*Limits, error) {
	confidence, uncertain := 1.0, false
	for i := range m.Parts {
		if e := m.Parts[i].MTBFEstimate; e != nil {
			confidence, uncertain = math.Min(confidence, e.Confidence), true
		}
	}
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

// unbounded stands for a limit that the data do not bound, in hours: beyond it
// a module does not matter.
const unbounded = 1e15

// corner solves the system with the uncertain modules at one end.
func corner(ctx context.Context, m *system.Model, mtbf, mttr func(model.Estimate) float64) (*system.Result, error) {
	moved := *m
	moved.Parts = append([]system.Part(nil), m.Parts...)
	for i := range moved.Parts {
		p := &moved.Parts[i]
		if p.MTBFEstimate == nil {
			continue
		}
		var err error
		if p.Life, err = dist.NewExponentialMean(math.Min(mtbf(*p.MTBFEstimate), unbounded)); err != nil {
			return nil, err
		}
		if p.MTTREstimate == nil || p.Repair == nil {
			continue
		}
		if p.Repair, err = dist.NewExponentialMean(math.Min(math.Max(mttr(*p.MTTREstimate), 1/unbounded), unbounded)); err != nil {
			return nil, err
		}
	}
	return system.Solve(ctx, &moved, newSolver().solve)
}
