package cli

import (
	"context"
	"math"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/model"
	"mtbf/model/modularity"
	"mtbf/model/multiplex"
)

type compareOptions struct {
	*global
	target, mtbf, mttr, uncovered, takeover, voter string
	residual, residualMTTR, actuation              string
	modules, copies, crews                         int
	coverage, beta, organs                         float64
	bundles                                        string
}

func newMultiplexCompareCmd(g *global) *cobra.Command {
	o := &compareOptions{global: g}
	cmd := &cobra.Command{
		Use:   "compare",
		Short: "Redundancy against modularity: what each style needs for a target MTBF",
		Long: `Compare takes hardware of a given failure rate and finds the redundancy that each
style needs for a target MTBF: whole copies or modules, repaired or not, failing
fast or voting, and von Neumann's bundles of wires. Below that, what cutting the
hardware into more modules does, and what ends it. Every assumption is a flag.

The default is Gray's setting (p. 4 and 5): hardware with an MTBF of 10,000 h that
is repaired in 24 h, 16 modules, and for the bundles von Neumann's machine of
2,500 organs that act every 5 us.`,
		Example: `  mtbf multiplex compare
  mtbf multiplex compare --target 1000y --coverage 0.99 --residual-mtbf 50y`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.residual == "" {
				if err := refuse(cmd.Flags(), "is for --residual-mtbf: without it nothing else fails", "residual-mttr"); err != nil {
					return err
				}
			}
			if o.coverage == 1 {
				if err := refuse(cmd.Flags(), "is for --coverage: without it every failure is covered", "uncovered-mttr"); err != nil {
					return err
				}
			}
			return runMultiplexCompare(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.target, "target", "100y", "MTBF to reach")
	f.StringVar(&o.mtbf, "mtbf", "10000h", "MTBF of one copy of all the hardware")
	f.StringVar(&o.mttr, "mttr", "24h", "mean time to repair a copy of a module; 0 for none")
	intVar(f, &o.modules, "modules", 16, "modules that the hardware is cut into")
	intVar(f, &o.copies, "copies", 2, "copies of each module in the table of modules")
	intVar(f, &o.crews, "crews", 0, "repairs of a module's copies at the same time (default: all)")
	fractionVar(f, &o.coverage, "coverage", 1, "probability that the others carry on when a copy fails")
	f.StringVar(&o.uncovered, "uncovered-mttr", "", "outage after a failure that is not covered (default: the MTTR)")
	f.StringVar(&o.takeover, "takeover", "", "interruption per covered failure, detection included")
	fractionVar(f, &o.beta, "beta", 0, "fraction of a copy's failures that take all copies of its module")
	f.StringVar(&o.voter, "voter-mtbf", "", "MTBF of the voter or switch of a module (default: perfect)")
	f.StringVar(&o.residual, "residual-mtbf", "", "MTBF of software, operations and all else (default: perfect)")
	f.StringVar(&o.residualMTTR, "residual-mttr", "", "outage after one of those (default: the MTTR)")
	floatVar(f, &o.organs, "organs", 2500, "organs of the machine made of bundles")
	f.StringVar(&o.actuation, "actuation", "5us", "time from one actuation of an organ to the next")
	f.StringVar(&o.bundles, "bundles", "printed", "lines of a bundle by von Neumann's printed table, eq26, eq27 or exact")
	completeWords(cmd, "bundles", "printed", "eq26", "eq27", "exact")
	return cmd
}

// sweepModules are the numbers of modules in the table.
var sweepModules = []int{1, 2, 4, 8, 16, 32, 64, 128, 256, 1024, 4096}

func runMultiplexCompare(ctx context.Context, o *compareOptions) error {
	s, target, err := o.setting()
	if err != nil {
		return err
	}
	wires, err := o.wires(ctx)
	if err != nil {
		return err
	}
	styles, err := modularity.RequiredRedundancy(s, target, wires)
	if err != nil {
		return asUsage(err)
	}
	sweep, err := modularity.Sweep(s, sweepModules...)
	if err != nil {
		return asUsage(err)
	}
	limit, err := modularity.Limit(s)
	if err != nil {
		return asUsage(err)
	}
	return o.write(render.NewModularity(s, *wires, target, styles, sweep, limit))
}

// setting reads the flags.
func (o *compareOptions) setting() (s modularity.Architecture, target float64, err error) {
	s = modularity.Architecture{Modules: o.modules, Copies: o.copies, Crews: o.crews, Coverage: model.Covered(o.coverage), Beta: o.beta}
	var voter, residual float64
	for _, f := range []struct {
		name, text string
		to         *float64
	}{
		{"target", o.target, &target}, {"mtbf", o.mtbf, &s.MTBF}, {"mttr", o.mttr, &s.MTTR}, {"uncovered-mttr", o.uncovered, &s.UncoveredMTTR},
		{"takeover", o.takeover, &s.Switchover}, {"voter-mtbf", o.voter, &voter}, {"residual-mtbf", o.residual, &residual}, {"residual-mttr", o.residualMTTR, &s.ResidualMTTR},
	} {
		h, err := optionalHours(f.name, f.text)
		if err != nil {
			return s, 0, err
		}
		if h != nil {
			*f.to = *h
		}
	}
	if s.MTTR == 0 {
		s.MTTR = math.Inf(1)
	}
	if voter > 0 {
		s.VoterRate = 1 / voter
	}
	if residual > 0 {
		s.ResidualRate = 1 / residual
	}
	return s, target, nil
}

// wires is the machine of bundles.
func (o *compareOptions) wires(ctx context.Context) (*modularity.Multiplexed, error) {
	actuation, err := positiveHours("actuation", o.actuation)
	if err != nil {
		return nil, err
	}
	w := &modularity.Multiplexed{Organs: o.organs, Actuation: actuation}
	switch o.bundles {
	case "printed":
		w.Lines = func(delta float64) (float64, error) {
			n, _, err := multiplex.SizePrinted(delta)
			return math.Round(n), err
		}
	case "eq26":
		w.Lines = multiplex.SizeEq26
	case "eq27":
		w.Lines = multiplex.SizeEq27
	case "exact":
		w.Lines = func(delta float64) (float64, error) {
			n, err := multiplex.VonNeumann(1).Size(ctx, delta)
			return float64(n), err
		}
	default:
		return nil, usagef("--bundles: %q is not printed, eq26, eq27 or exact", o.bundles)
	}
	return w, nil
}
