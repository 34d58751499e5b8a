package mtbf

import (
	"cmp"
	"context"
	"slices"

	"mtbf/model"
	"mtbf/model/recurrent"
)

// TrendGrouped asks what [Trend] does of failures that were counted between two ages,
// whose times are not known: tests, a power law, and the mean cumulative function at
// the ends of the intervals. There is no moment of a change, no segments of constant rate
// and no goodness of fit, for which the times are needed; a warning grouped says so.
// Penalty, Drawings and Seed have no effect.
func TrendGrouped(ctx context.Context, counts []recurrent.Count, o TrendOptions) (*TrendResult, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	o.Confidence = orDefault(o.Confidence)
	verdict, err := recurrent.TrendGrouped(counts, o.Confidence)
	if err != nil {
		return nil, err
	}
	h := recurrent.AtEnds(counts)
	t := &trend{o, h, &TrendResult{Verdict: verdict, Units: recurrent.Units(h)}}
	t.warn("grouped", "failures are counted over %s: their times are not known, and the mean cumulative function is known at the ends alone; there is no moment of a change, no segments of constant rate and no test of the power law", model.Counted(len(counts), "interval"))
	if t.out.Rate, err = recurrent.GroupedRate(counts, o.Confidence); err != nil {
		return nil, err
	}
	law, err := recurrent.FitGrouped(counts, o.Confidence)
	if err := t.growth(law, err); err != nil {
		return nil, err
	}
	if err := t.addMCF(ctx); err != nil {
		return nil, err
	}
	return t.out, t.groupedUnits(counts)
}

// groupedUnits adds each unit's own verdict.
func (t *trend) groupedUnits(counts []recurrent.Count) error {
	for i := 0; i < len(counts); {
		first, failures := i, 0
		for ; i < len(counts) && counts[i].Unit == counts[first].Unit; i++ {
			failures += counts[i].Failures
		}
		if failures == 0 {
			continue
		}
		v, err := recurrent.TrendGrouped(counts[first:i], t.Confidence)
		if err != nil {
			return err
		}
		u := UnitTrend{Unit: counts[first].Unit, Failures: failures, Direction: v.Direction}
		if len(v.Tests) > 0 {
			u.PValue = &v.PValue
		}
		t.out.PerUnit = append(t.out.PerUnit, u)
	}
	slices.SortStableFunc(t.out.PerUnit, func(a, b UnitTrend) int { return cmp.Compare(b.Failures, a.Failures) })
	return nil
}
