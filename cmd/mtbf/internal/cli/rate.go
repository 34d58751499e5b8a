package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/internal/number"
)

type rateOptions struct {
	*global
	mtbf.RateOptions
	exposures, at []string
	unit          *number.RateUnit
}

func newRateCmd(g *global) *cobra.Command {
	o := &rateOptions{global: g}
	cmd := &cobra.Command{
		Use:   "rate --failures N --exposure T",
		Short: "MTBF and failure rate from a count of failures and the hours",
		Long: `Rate takes a count of failures and the time of operation in which they came, and
gives the MTBF and the failure rate with exact limits: two-sided, and the
one-sided bound, which is the MTBF that was demonstrated. With no failures there
is only the bound. The rate is taken as constant.

Several --exposure are of a unit each, and add up. With --units N every unit had
the one --exposure. A test that was stopped at a failure is --terminated failure.
--at gives the reliability of missions: no failure in so many hours.`,
		Example: `  mtbf rate --failures 3 --exposure 50000h
  mtbf rate --failures 0 --units 20 --exposure 2000h --confidence 60% --rate-unit fit
  mtbf rate --failures 5 --exposure 1000h --exposure 2500h --at 100h,1000h
  mtbf rate --failures 7 --exposure 12y --terminated failure --format json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("failures") || len(o.exposures) == 0 {
				return usagef("rate needs --failures, a count, and --exposure, the hours of operation in which they came")
			}
			if cmd.Flags().Changed("units") && o.Units < 1 {
				return usagef("--units: %d is not a count of 1 or more", o.Units)
			}
			return runRate(o)
		},
	}
	f := cmd.Flags()
	intVar(f, &o.Failures, "failures", 0, "failures in the time observed")
	f.StringArrayVar(&o.exposures, "exposure", nil, "time of operation, such as 50000h or 12y; repeatable, a unit each")
	intVar(f, &o.Units, "units", 0, "units that had each the one --exposure (default: it is the whole time)")
	f.StringVar(&o.Terminated, "terminated", "time", "time or failure: what ended the observation")
	wordsVar(f, &o.at, "at", "also give the reliability of missions of these times, such as 100h,1y")
	rateUnitVar(cmd, &o.unit, "unit of the failure rate")
	completeWords(cmd, "terminated", "time", "failure")
	return cmd
}

func runRate(o *rateOptions) error {
	for _, text := range o.exposures {
		hours, err := positiveHours("exposure", text)
		if err != nil {
			return err
		}
		o.Exposures = append(o.Exposures, hours)
	}
	var err error
	if o.At, err = hoursList("at", o.at); err != nil {
		return err
	}
	if i := slices.Index(o.At, 0); i >= 0 {
		return usagef("--at: %q is not a positive length of time", o.at[i])
	}
	o.Confidence = o.confidence
	r, err := mtbf.Rate(o.RateOptions)
	if err != nil {
		return asUsage(err)
	}
	return o.write(render.NewConstantRate(r, o.unit))
}
