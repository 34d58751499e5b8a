package cli

import (
	"context"
	"math"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/ingest/systemfile"
	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/model/mechanism"
)

type policyOptions struct {
	*mechanismFlags
	classes, badFix, seasoned, years, release, upTo, maturing, restore string
	defects, systems, outages                                          float64
}

func newMechanismPolicyCmd(g *global) *cobra.Command {
	o := &policyOptions{}
	cmd := &cobra.Command{
		Use:   "policy --classes FILE --bad-fix SHARE",
		Short: "When to change a working system: never, at once, by threshold, next release",
		Long: `Policy compares ways to install known fixes by the outages that they lead to. Defects
come in classes by their mean time to the problem; one that is left in causes the years
of use over its class, and a fix is itself bad now and then. So a defect is better left
alone where its class is above

  break-even = years / (bad fixes x outages of one)

and of "never change a working system" and "install every fix", both maxims of Gray's
(1985, pp. 13-14), a threshold beats either. The file of classes is YAML:

  classes:
    - {years: 2, share: 1}
    - {years: 20, share: 9}
    - {years: 2000, share: 90}

Shares count in proportion to their sum. With --seasoned and --maturing fixes that others
have used for a while are bad less often, and it can pay to wait.`,
		Example: `  mtbf mechanism policy --classes classes.yaml --defects 500 --years 3y --bad-fix 5%
  mtbf mechanism policy --classes classes.yaml --bad-fix 2%..8% --up-to 50y --release 6mo`,
	}
	return mechanismCommand(g, cmd, func(m *mechanismFlags) {
		o.mechanismFlags = m
		f := cmd.Flags()
		f.StringVar(&o.classes, "classes", "", "FILE of classes of defects, - for standard input")
		floatVar(f, &o.defects, "defects", 100, "defects that are known and have a fix")
		f.StringVar(&o.years, "years", "1y", "time of use that is looked at")
		floatVar(f, &o.systems, "systems", 1, "systems in use")
		f.StringVar(&o.badFix, "bad-fix", "", "probability that a fix is itself bad: 5%, 3/60, 2%..8%")
		floatVar(f, &o.outages, "outages", 1, "outages that a bad fix causes")
		f.StringVar(&o.seasoned, "seasoned", "", "probability that a fix is bad which others have used for long (default as --bad-fix)")
		f.StringVar(&o.maturing, "maturing", "", "time in which fixes mature, with --seasoned")
		f.StringVar(&o.upTo, "up-to", "", "compare a threshold too: classes of so many years and less")
		f.StringVar(&o.release, "release", "1y", "delay of the policy that waits for the next release")
		f.StringVar(&o.restore, "restore", "", "mean time to restoration after an outage, for --as-module")
	}, func(ctx context.Context) (mechanismDocument, *render.MechanismModule, error) {
		return runMechanismPolicy(ctx, o)
	})
}

func runMechanismPolicy(ctx context.Context, o *policyOptions) (mechanismDocument, *render.MechanismModule, error) {
	d, badFix, err := o.read(ctx)
	if err != nil {
		return nil, nil, err
	}
	figures, err := o.figures(d, badFix)
	if err != nil {
		return nil, nil, err
	}
	doc := &render.Policies{Mechanism: *render.NewMechanism("policy", "When to change", o.inputs, figures, mechanism.PolicyAssumptions())}
	if err := o.compare(doc, d); err != nil {
		return nil, nil, err
	}
	if o.asModule == "" {
		return doc, nil, refuse(o.flags, "is the repair time of --as-module", "restore")
	}
	m := &render.MechanismModule{MTBF: estimateOf(figures, "best_mtbf_hours"), Repair: "restore", About: []string{"known defects under the best policy, by mtbf mechanism policy"}}
	if o.restore != "" {
		hours, err := lengthOf(o.restore)
		if err != nil {
			return nil, nil, usagef("--restore: %w", err)
		}
		m.MTTR = mechanism.Known(hours)
	}
	return doc, m, nil
}

// yearsOf reads a length of time as years; a text that is empty is 0.
func yearsOf(flag, text string) (float64, error) {
	if text == "" {
		return 0, nil
	}
	hours, err := lengthOf(text)
	if err != nil {
		return 0, usagef("--%s: %w", flag, err)
	}
	return hours / model.HoursPerYear, nil
}

func (o *policyOptions) read(ctx context.Context) (d mechanism.Defects, badFix model.Estimate, err error) {
	if o.classes == "" || o.badFix == "" {
		return d, badFix, usagef("policy needs --classes, a file, and --bad-fix, the probability that a fix is itself bad")
	}
	if (o.seasoned == "") != (o.maturing == "") {
		return d, badFix, usagef("--seasoned and --maturing belong together: how bad fixes are that others have used for long, and how long that takes")
	}
	if o.systems == 0 { // left out, to the library
		return d, badFix, usagef("--systems: 0 is not a positive number")
	}
	if err := o.reads(o.classes); err != nil {
		return d, badFix, err
	}
	if d.Classes, err = systemfile.ReadDefectClasses(o.classes, o.In); err != nil {
		return d, badFix, err
	}
	d.Count, d.Systems, d.Outages = o.defects, o.systems, o.outages
	for _, y := range []struct {
		flag, text string
		to         *float64
	}{{"years", o.years, &d.Years}, {"maturing", o.maturing, &d.Maturing}} {
		if *y.to, err = yearsOf(y.flag, y.text); err != nil {
			return d, badFix, err
		}
	}
	if badFix, err = o.share(ctx, "bad-fix", "Fixes that are bad", o.badFix); err != nil {
		return d, badFix, err
	}
	d.BadFix = badFix.Point
	if !badFix.Estimable() {
		d.BadFix = badFix.Lo + (badFix.Hi-badFix.Lo)/2
	}
	d.Seasoned = d.BadFix
	if o.seasoned != "" {
		if d.Seasoned, err = number.ParseFraction(o.seasoned); err != nil {
			return d, badFix, usagef("--seasoned: %w", err)
		}
	}
	return d, badFix, nil
}

// with is the defects with another probability of bad fixes.
func (o *policyOptions) with(d mechanism.Defects, badFix float64) mechanism.Defects {
	d.BadFix = badFix
	if o.seasoned == "" {
		d.Seasoned = badFix
	}
	return d
}

func (o *policyOptions) figures(d mechanism.Defects, badFix model.Estimate) ([]mechanism.Figure, error) {
	return carried([]mechanism.Figure{
		{Name: "break_even_years", Label: "Leave alone above a class of", Unit: "y", Kind: mechanism.Exact},
		{Name: "never_outages", Label: "Outages if nothing is changed", Kind: mechanism.Exact},
		{Name: "at_once_outages", Label: "Outages with every fix at once", Kind: mechanism.Exact},
		{Name: "best_outages", Label: "Outages with the best for each", Kind: mechanism.Exact},
		{Name: "best_mtbf_hours", Label: "MTBF of a system with it", Unit: "h", Kind: mechanism.Exact},
	}, func(x []float64) ([]float64, error) {
		d := o.with(d, x[0])
		breakEven, err := d.BreakEvenYears()
		if err != nil {
			return nil, err
		}
		never, err := d.Outcome(mechanism.ChangePolicy{})
		if err != nil {
			return nil, err
		}
		once, err := d.Outcome(mechanism.ChangePolicy{UpTo: math.Inf(1)})
		if err != nil {
			return nil, err
		}
		_, best, err := d.BestPolicy()
		return []float64{breakEven, never.Outages, once.Outages, best.Outages, best.MTBFHours}, err
	}, badFix)
}

// compare adds the policies and the classes.
func (o *policyOptions) compare(doc *render.Policies, d mechanism.Defects) error {
	release, err := yearsOf("release", o.release)
	if err != nil {
		return err
	}
	upTo, err := yearsOf("up-to", o.upTo)
	if err != nil {
		return err
	}
	policies := []mechanism.ChangePolicy{
		{Name: "never change"},
		{Name: "every fix at once", UpTo: math.Inf(1)},
		{Name: "every fix at the next release, after " + o.release, UpTo: math.Inf(1), Delay: release},
	}
	if upTo > 0 {
		policies = append(policies, mechanism.ChangePolicy{Name: "classes up to " + o.upTo, UpTo: upTo * (1 + 1e-12)})
	}
	for _, p := range policies {
		outcome, err := d.Outcome(p)
		if err != nil {
			return err
		}
		doc.AddPolicy(p.Name, outcome)
	}
	known, err := d.Rediscovery()
	if err != nil {
		return err
	}
	classes, best, err := d.BestPolicy()
	if err != nil {
		return err
	}
	doc.AddPolicy("the best for each class", best)
	for i, c := range classes {
		doc.AddClass(known.DefectShares[i], known.FailureShares[i], c)
	}
	return nil
}
