package cli

import (
	"context"
	"fmt"
	"slices"

	"mtbf"
	"mtbf/model"
	"mtbf/model/mechanism"
	"mtbf/plots"
)

// mechanismInputs reads uncertain numbers for a figure.
func (o *plotOptions) mechanismInputs() *mechanismFlags {
	return &mechanismFlags{logFlags: &o.logFlags}
}

// mostTriesDrawn are the tries of the figure.
const mostTriesDrawn = 10

// retry draws what retries buy with the soft share asked for, and with both ends of
// those published.
func (o *plotOptions) retry(ctx context.Context, _ string) (*plots.Figure, error) {
	in := o.mechanismInputs()
	soft, err := in.share(ctx, "soft", "Soft share", o.soft)
	if err != nil {
		return nil, err
	}
	cure, err := in.share(ctx, "cure", "Cured by one retry", o.cure)
	if err != nil {
		return nil, err
	}
	if !in.limits {
		o.noEffect("confidence")
	}
	asked := publishedShares()
	if o.soft != graySoft { // Gray's without limits beside one's own
		asked = slices.Insert(asked, 0, softShare{"Soft share " + o.soft, soft})
	} else {
		asked[0].soft = soft
	}
	var shares []plots.Retried
	for _, a := range asked {
		factors, err := retryFactors(a.soft, cure)
		if err != nil {
			return nil, err
		}
		if e := a.soft; e.Estimable() && e.Confidence > 0 {
			a.name += fmt.Sprintf(", %.4g %% limits", 100*e.Confidence)
		}
		shares = append(shares, plots.Retried{Name: a.name, Factors: factors})
	}
	cures := o.cure
	if cure.Estimable() {
		cures = fmt.Sprintf("%.4g %%", 100*cure.Point)
	}
	return plots.Retry("What retries buy, if one cures "+cures+" of soft faults", shares), nil
}

// graySoft is Gray's count of soft faults.
const graySoft = "131/132"

// softShare is a share of soft faults, and whose it is.
type softShare struct {
	name string
	soft model.Estimate
}

// publishedShares are the ends of those published, the greatest first; of the least
// there is a range.
func publishedShares() []softShare {
	ends := mechanism.SoftShares()
	greatest, least := ends[0], ends[len(ends)-1]
	upper := ends[slices.IndexFunc(ends, func(e mechanism.Ended) bool { return e.Source == least.Source })]
	return []softShare{
		{greatest.Source + ", " + graySoft, mechanism.Known(greatest.Share)},
		{fmt.Sprintf("%s, %.3g to %.3g %%", least.Source, 100*least.Share, 100*upper.Share), mechanism.Between(least.Share, upper.Share)},
	}
}

// retryFactors are the MTBF factors of 1, 2, ... tries.
func retryFactors(soft, cure model.Estimate) (factors []model.Estimate, err error) {
	for tries := 1; tries <= mostTriesDrawn; tries++ {
		r, err := mechanism.Retry{Soft: soft, Cure: cure, Covered: mechanism.Known(1), Tries: tries}.Solve()
		if err != nil {
			return nil, err
		}
		factors = append(factors, r.Factor)
	}
	return factors, nil
}

// stages draws an outage as stages before and after some are made shorter: without flags
// Gray's with a network that restarts in five minutes.
func (o *plotOptions) stages(ctx context.Context, _ string) (*plots.Figure, error) {
	title := "An outage as stages"
	s := &stagesOptions{mechanismFlags: o.mechanismInputs(), mtbf: "1y", stages: o.stage, shrink: o.shrink}
	if len(o.stage) == 0 {
		title += " (Gray, Figure 1)"
		if len(o.shrink) == 0 {
			s.shrink = []string{"network=5m"}
		}
	}
	before, err := s.asked(ctx)
	if err != nil {
		return nil, err
	}
	_, after, err := s.changes(ctx, before)
	if err != nil {
		return nil, err
	}
	outages := []plots.StagedOutage{{Name: "Before", List: before.List}, {Name: "After", List: after.List}}
	if len(s.shrink) == 0 {
		outages = outages[:1]
		outages[0].Name = "Outage"
	}
	for i := range outages {
		if err := staged(&outages[i], before); err != nil {
			return nil, err
		}
	}
	if !s.limits {
		o.noEffect("confidence")
	}
	return plots.Stages(title, outages), nil
}

// staged fills in the length of an outage, and refuses stages without a mean.
func staged(outage *plots.StagedOutage, s mechanism.Stages) error {
	for _, stage := range outage.List {
		if !stage.Mean.Estimable() {
			return usagef("plot stages draws means, and of the stage %s only limits are given", stage.Name)
		}
	}
	s.List = outage.List
	r, err := s.Solve()
	outage.Total = r.Total.Point
	return err
}

// buys draws what each redundant part of a system buys.
func (o *plotOptions) buys(ctx context.Context, path string) (*plots.Figure, error) {
	m, _, err := readSystem(ctx, path, o.global)
	if err != nil {
		return nil, err
	}
	bought, err := mtbf.Buys(ctx, m)
	if err != nil {
		return nil, err
	}
	if len(bought) == 1 {
		return nil, usagef("plot buys takes duplex, standby, parallel and k_of_n out of a system and puts them back, and %s has none of them", path)
	}
	if u := bought[0].Unavailability; !(u > 0 && u < 1) {
		return nil, usagef("plot buys draws the availability in nines, and %s has none without its redundancy: every module needs a repair time or an availability", path)
	}
	var steps []plots.Step
	for _, b := range bought {
		steps = append(steps, plots.Step(b))
	}
	return plots.Buys(m.Name, steps), nil
}
