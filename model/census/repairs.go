package census

import (
	"math"

	"mtbf/model"
	"mtbf/model/life"
)

// RepairQuantiles are the times, in hours, within which half of the failures were restored, 90 %
// and 95 %, by [life.RepairTimes.Quantiles].
type RepairQuantiles struct{ P50, P90, P95 model.Estimate }

// RepairShares are the shares of failures restored that RepairQuantiles tell of, in
// their order.
var RepairShares = []float64{0.5, 0.9, 0.95}

// Points returns the estimates in the order of RepairShares.
func (q RepairQuantiles) Points() []model.Estimate { return []model.Estimate{q.P50, q.P90, q.P95} }

// mttr estimates the mean time to restoration from the failures whose duration the log
// tells.
func (s *study) mttr(t *tally) (model.Estimate, error) {
	if t.failures > 0 && t.instant == t.failures {
		return model.NotEstimable(0, math.Inf(1), s.opt.Confidence, "no durations in the log"), nil
	}
	return life.Mean(t.repairs, s.opt.Confidence)
}

// repairs estimates the mean time to restoration and the quantiles of the times from the failures
// whose duration the log tells.
func (s *study) repairs(t *tally) (mttr model.Estimate, q RepairQuantiles, err error) {
	if mttr, err = s.mttr(t); err != nil {
		return mttr, q, err
	}
	if t.failures > 0 && t.instant == t.failures {
		return mttr, RepairQuantiles{mttr, mttr, mttr}, nil
	}
	all, err := t.repairs.Quantiles(RepairShares, s.opt.Confidence)
	if err != nil {
		return mttr, q, err
	}
	return mttr, RepairQuantiles{all[0], all[1], all[2]}, nil
}
