package cli

import (
	"cmp"
	"context"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/model/census"
	"mtbf/model/recurrent"
)

type trendOptions struct {
	logFlags
	times, age    bool
	flags         *pflag.FlagSet // as given; nil: none
	given         bool           // replications, by the user
	target, ahead string
	replications  int
	penalty       float64
}

func newTrendCmd(g *global) *cobra.Command {
	o := &trendOptions{logFlags: logFlags{global: g}}
	cmd := &cobra.Command{
		Use:   "trend LOG",
		Short: "Does the failure rate change? MCF, Crow-AMSAA, tests of trend",
		Long: `Trend takes the failures of an outage log, or with --times a CSV of failure times
(time, and optionally unit, status, count, entry) or of counts (lower, upper, count,
and optionally unit), and asks whether one constant rate describes them: tests, a
power law (Crow-AMSAA), the moment of a change, the stretches of one rate, and the
mean cumulative function with limits. A unit that is entered again after the row
that ends it was not watched between the two.`,
		Example: `  mtbf trend outages.csv --units 40 --from 2024-01-01 --to 2025-01-01
  mtbf trend dataset:shop --units 4
  mtbf trend test.csv --times --target 500h --ahead 1000h
  mtbf trend outages.csv --where category=software --format json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("trend needs one log, or a file of failure times with --times")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.given, o.flags = cmd.Flags().Changed("replications"), cmd.Flags()
			if o.times {
				if err := refuseForTimes(cmd.Flags(), "is for an outage log, and with --times the file has none", "age"); err != nil {
					return err
				}
			} else if err := cmp.Or(refuse(cmd.Flags(), "is for a file of times: say --times", ofTimesAlone...), refuse(cmd.Flags(), "has no effect on a trend, which is of all categories", ofCategories...)); err != nil {
				return err
			}
			return runTrend(cmd.Context(), o, args[0])
		},
	}
	o.historyFlags(cmd)
	o.timesFlags(cmd)
	f := cmd.Flags()
	f.BoolVar(&o.times, "times", false, "the file holds failure times, not outages")
	f.BoolVar(&o.age, "age", false, "hours count from each unit's in-service date, not from the window's beginning")
	f.StringVar(&o.target, "target", "", "MTBF to reach: at which age, if growth goes on")
	f.StringVar(&o.ahead, "ahead", "", "predict the failures of this time to come")
	floatVar(f, &o.penalty, "penalty", mtbf.DefaultPenalty, "log-likelihood that one more stretch must gain")
	intVar(f, &o.replications, "replications", 999, "drawings behind the p-values of a change and of the power law (default: fewer beyond 100,000 failures)")
	return cmd
}

func runTrend(ctx context.Context, o *trendOptions, path string) error {
	if o.replications < 1 || o.replications > 1_000_000 {
		return usagef("--replications: %d is not a number of drawings up to a million", o.replications)
	}
	if !(o.penalty > 0) {
		return usagef("--penalty: %g is not a positive number", o.penalty)
	}
	r, counts, err := o.histories(ctx, path)
	if err != nil {
		return asUsage(err)
	}
	opt := mtbf.TrendOptions{Confidence: o.confidence, Penalty: o.penalty, Seed: o.seed}
	if o.given {
		opt.Drawings = o.replications
	}
	if opt.Target, err = optionalHours("target", o.target); err != nil {
		return err
	}
	if opt.Ahead, err = optionalHours("ahead", o.ahead); err != nil {
		return err
	}
	t, err := o.trend(ctx, r, counts, opt)
	if err != nil {
		return asUsage(err)
	}
	return cmp.Or(o.finish(render.NewTrendReport(path, o.origin(), o.ahead, t), !t.Incomplete), o.objected())
}

// trend asks histories, or counts where the file has those.
func (o *trendOptions) trend(ctx context.Context, r *census.Recurrences, counts []recurrent.Count, opt mtbf.TrendOptions) (*mtbf.TrendResult, error) {
	if counts == nil {
		return mtbf.Trend(ctx, r, opt)
	}
	if err := refuse(o.flags, "has no effect where failures are counted by interval: their times are not known", "penalty", "replications"); err != nil {
		return nil, err
	}
	t, err := mtbf.TrendGrouped(ctx, counts, opt)
	if err == nil {
		t.Warnings = append(r.Warnings, t.Warnings...)
	}
	return t, err
}

func (o *trendOptions) origin() string {
	switch {
	case o.times:
		return "0 of the file"
	case o.age:
		return "each unit's in-service date"
	}
	return "the beginning of the window"
}

// histories reads the file as the flags say; counts are nil unless it has those of
// intervals.
func (o *trendOptions) histories(ctx context.Context, path string) (r *census.Recurrences, counts []recurrent.Count, err error) {
	if o.times {
		r, counts, err = o.timesOptions().ReadFailures(ctx, path)
		if o.takenForTimes(err, path) {
			return nil, nil, usagef("%s is an outage log: leave out --times", path)
		}
		return r, counts, o.misread(ctx, err, path, timesInput)
	}
	if err := o.refuseInclude("trend"); err != nil {
		return nil, nil, err
	}
	r, err = o.ofLog(ctx, path)
	return r, nil, err
}

func (o *trendOptions) ofLog(ctx context.Context, path string) (*census.Recurrences, error) {
	log, rules, err := o.readAndRule(ctx, path)
	if err != nil {
		return nil, err
	}
	origin := census.FromWindow
	if o.age {
		origin = census.FromService
	}
	r, err := census.FailureHistories(ctx, log.Log, rules, origin)
	if err == nil {
		r.Warnings = append(log.Account.Assumed(), r.Warnings...)
	}
	return r, err
}
