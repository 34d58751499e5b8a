package cli

import (
	"context"

	"github.com/spf13/pflag"

	"mtbf"
	"mtbf/plots"
)

// planFlags are those of plan that its figure takes.
func (o *plotOptions) planFlags(f *pflag.FlagSet) {
	o.plan.claimFlags(f)
	for _, name := range []string{"reliability", "allowed", "design-mtbf", "design-reliability"} {
		f.Lookup(name).Usage = "of acceptance: " + f.Lookup(name).Usage
	}
	o.plan.given = func(name string) bool {
		if name == "mtbf" { // which has a default
			return f.Changed(name) || !f.Changed("reliability")
		}
		return f.Changed(name)
	}
	o.plan.flags = f
}

// acceptance draws the operating characteristic of the tests that plan would show; of
// a plan that is found for a design, that of the plan alone.
func (o *plotOptions) acceptance(ctx context.Context, _ string) (*plots.Figure, error) {
	o.plan.global = o.global
	if err := o.plan.refuses(); err != nil {
		return nil, err
	}
	opt, err := o.plan.options()
	if err != nil {
		return nil, err
	}
	opt.Truths = drawnTruths(opt)
	p, err := mtbf.Plan(ctx, opt)
	if err != nil {
		return nil, err
	}
	var tests []plots.Characteristic
	for _, t := range p.Tests {
		if p.Sought() && t.Allowed != *p.AcceptanceNumber {
			continue
		}
		c := plots.Characteristic{Allowed: t.Allowed}
		for _, a := range t.Acceptance {
			c.Truth, c.Probability = append(c.Truth, a.Truth), append(c.Probability, a.Probability)
		}
		tests = append(tests, c)
	}
	claim := plots.Claim{MTBF: p.MTBF, Reliability: p.Reliability, Confidence: p.Confidence, Design: p.Design}
	return plots.Acceptance(claim, tests), nil
}

// drawnTruths are the true values between which a figure draws lines: about an MTBF,
// and about a reliability up to 1.
func drawnTruths(o mtbf.PlanOptions) (all []float64) {
	if o.MTBF > 0 {
		for k := 0.25; k < max(10, 1.5*o.Design/o.MTBF); k *= 1.04 {
			all = append(all, k*o.MTBF)
		}
		return all
	}
	for k := 2.5; k > 0.005; k -= 0.02 {
		if truth := 1 - k*(1-o.Reliability); truth > 0 && truth < 1 {
			all = append(all, truth)
		}
	}
	return all
}
