package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/model"
)

// planOptions are the flags of a test to be planned.
type planOptions struct {
	*global
	mtbf, mission, duration, design     string
	reliability, shape, designed, ratio float64
	producerRisk                        float64
	units                               int
	allowed                             allowedList
	given                               func(flag string) bool
	flags                               *pflag.FlagSet
}

func newPlanCmd(g *global) *cobra.Command {
	o := &planOptions{global: g}
	cmd := &cobra.Command{
		Use:   "plan --mtbf T | --reliability R",
		Short: "Demonstration tests: how long, or how many, for an MTBF claim",
		Long: `Plan sizes a demonstration test: for each number of failures allowed, the hours
or the units that show the MTBF (--mtbf), or the reliability (--reliability),
with the --confidence. The consumer's risk is 1 - confidence.

--mtbf         units of a constant rate, repaired or replaced: the total time
               on test, or with --units the hours of each, with --duration the
               units
--reliability  units that are not replaced: a sample that works or does not;
               with --mission, the time the reliability is of, and a Weibull
               life of known --shape (Weibayes), --units gives hours,
               --duration units

With both, units and time, the test is given: how many failures it allows, and
what it then demonstrates. A better design (--design-mtbf, --discrimination,
--design-reliability) must pass: the plan is the shortest that keeps the
--producer-risk, and --allowed shows the risk of others instead. Below it stands
the operating characteristic; mtbf plot acceptance draws it.`,
		Example: `  mtbf plan --mtbf 10000h --units 20
  mtbf plan --mtbf 1000h --discrimination 2 --producer-risk 10%
  mtbf plan --reliability 0.99 --allowed 0..3 --confidence 95%
  mtbf plan --reliability 0.95 --mission 1000h --shape 2.3 --duration 1700h
  mtbf plan --mtbf 10000h --units 20 --duration 2500h --format json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.given, o.flags = cmd.Flags().Changed, cmd.Flags()
			if err := o.refuses(); err != nil {
				return err
			}
			return runPlan(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.mtbf, "mtbf", "", "MTBF to demonstrate, such as 10000h")
	o.claimFlags(f)
	f.StringVar(&o.mission, "mission", "", "time that --reliability is of, such as 100h (default: a unit works or not)")
	floatVar(f, &o.shape, "shape", 1, "of the Weibull life of units, taken as known: what a test of another length than the mission says")
	intVar(f, &o.units, "units", 0, "units on test")
	f.StringVar(&o.duration, "duration", "", "time that each unit is tested, such as 500h")
	floatVar(f, &o.ratio, "discrimination", 0, "discrimination ratio: design MTBF over the one to be demonstrated")
	fractionVar(f, &o.producerRisk, "producer-risk", mtbf.DefaultProducerRisk, "greatest probability that units as designed do not pass")
	return cmd
}

// claimFlags are those that plot acceptance has too.
func (o *planOptions) claimFlags(f *pflag.FlagSet) {
	fractionVar(f, &o.reliability, "reliability", 0, "reliability to demonstrate, such as 0.99")
	f.Var(&o.allowed, "allowed", "failures with which the test passes, such as 0..5 or 0,2 (default: 0..5, or those about the plan found)")
	f.StringVar(&o.design, "design-mtbf", "", "MTBF that the units are designed to have, and should pass with")
	fractionVar(f, &o.designed, "design-reliability", 0, "reliability that they are designed to have")
}

func runPlan(ctx context.Context, o *planOptions) error {
	opt, err := o.options()
	if err != nil {
		return err
	}
	p, err := mtbf.Plan(ctx, opt)
	if err != nil {
		return asUsage(o.unlike(err))
	}
	return o.write(render.NewPlan(p))
}

// unlike is the error of a test that is too unlike the mission for its shape, which the
// engine refuses by a time or a reliability that nobody gave.
func (o *planOptions) unlike(err error) error {
	var param *model.ParamError
	if !errors.As(err, &param) || !o.given("mission") || param.Param != "test hours" && param.Param != "reliability" {
		return err
	}
	if o.given("shape") {
		return usagef("--shape: with a shape of %g no test of this length or size shows the reliability: take one nearer to the --mission of %s", o.shape, o.mission)
	}
	return usagef("--duration: a test of %s shows nothing of a --mission of %s: take a time nearer to it", o.duration, o.mission)
}

// refuses returns an error if flags were given that do not go together, or would
// change nothing.
func (o *planOptions) refuses() error {
	given := o.given
	if given("mtbf") == given("reliability") {
		return usagef("plan needs --mtbf or --reliability, and not both: what the test is to demonstrate")
	}
	attribute := given("reliability") && !given("mission")
	design := given("design-mtbf") || given("discrimination") || given("design-reliability")
	for _, r := range []struct {
		when  bool
		why   string
		flags []string
	}{
		{given("mtbf"), "is for --reliability, not for --mtbf", []string{"mission", "shape", "design-reliability"}},
		{given("reliability"), "is for --mtbf, not for --reliability", []string{"design-mtbf", "discrimination"}},
		{attribute, "is for a reliability over a time: say --mission", []string{"shape", "duration"}},
		{!given("units") && !given("duration"), "has no effect where every unit is tested for the mission: give --units or --duration", []string{"shape"}},
		{given("design-mtbf"), "and --design-mtbf say the same: give one of them", []string{"discrimination"}},
		{!design, "is that of a design: say --design-mtbf, --discrimination or --design-reliability", []string{"producer-risk"}},
		{given("allowed"), "finds the failures to be allowed, and --allowed gives them", []string{"producer-risk"}},
		{given("units") && (given("duration") || attribute), "finds a test, and this one is given", []string{"producer-risk"}},
	} {
		if r.when {
			if err := refuse(o.flags, r.why, r.flags...); err != nil {
				return err
			}
		}
	}
	return nil
}

// options reads the flags.
func (o *planOptions) options() (p mtbf.PlanOptions, err error) {
	p = mtbf.PlanOptions{Reliability: o.reliability, Shape: o.shape, Confidence: o.confidence, Units: o.units}
	if o.allowed != nil {
		p.Allowed = slices.Compact(slices.Sorted(slices.Values(o.allowed)))
	}
	for _, t := range []struct {
		flag, text string
		to         *float64
	}{{"mtbf", o.mtbf, &p.MTBF}, {"mission", o.mission, &p.Mission}, {"duration", o.duration, &p.Hours}, {"design-mtbf", o.design, &p.Design}} {
		if o.given(t.flag) {
			if *t.to, err = positiveHours(t.flag, t.text); err != nil {
				return p, err
			}
		}
	}
	for _, n := range []struct {
		flag  string
		value float64
		most  float64
	}{{"reliability", o.reliability, 1}, {"design-reliability", o.designed, 1}, {"producer-risk", o.producerRisk, 1}} {
		if o.given(n.flag) && !(n.value > 0 && n.value < n.most) {
			return p, usagef("--%s: %g is not a number between 0 and 1", n.flag, n.value)
		}
	}
	return p, o.checked(&p)
}

// checked reads what depends on other flags.
func (o *planOptions) checked(p *mtbf.PlanOptions) error {
	switch {
	case o.given("units") && o.units < 1:
		return usagef("--units: %d is not a count of 1 or more", o.units)
	case o.given("shape") && !(o.shape > 0):
		return usagef("--shape: %g is not a positive number", o.shape)
	case o.given("discrimination") && !(o.ratio > 1):
		return usagef("--discrimination: %g is not a ratio above 1", o.ratio)
	case o.given("discrimination"):
		p.Design = o.ratio * p.MTBF
	case o.given("design-reliability"):
		p.Design = o.designed
	}
	if o.given("producer-risk") {
		p.ProducerRisk = o.producerRisk
	}
	for _, flag := range []string{"design-mtbf", "design-reliability"} {
		if o.given(flag) && !(p.Design > p.MTBF+p.Reliability) {
			return usagef("--%s: a design is better than what it is to demonstrate", flag)
		}
	}
	return nil
}

// allowedList is the value of a flag with numbers of failures.
type allowedList []int

func (a *allowedList) Type() string { return "string" }

func (a *allowedList) String() string {
	return strings.Trim(strings.Join(strings.Fields(fmt.Sprint([]int(*a))), ","), "[]")
}

func (a *allowedList) Set(text string) error {
	for part := range strings.SplitSeq(text, ",") {
		lo, hi, isRange := strings.Cut(part, "..")
		if !isRange {
			hi = lo
		}
		first, err := parseInt(strings.TrimSpace(lo))
		if err != nil {
			return err
		}
		last, err := parseInt(strings.TrimSpace(hi))
		if err != nil {
			return err
		}
		if err := a.add(first, last); err != nil {
			return err
		}
	}
	return nil
}

// add adds all of a range.
func (a *allowedList) add(first, last int) error {
	const most, greatest = 1000, 10_000_000
	if first < 0 || last < first || last > greatest || last-first >= most-len(*a) {
		return usagef("from %d to %d: these are not up to %d counts from 0 to ten million, in order", first, last, most)
	}
	for n := first; n <= last; n++ {
		*a = append(*a, n)
	}
	return nil
}
