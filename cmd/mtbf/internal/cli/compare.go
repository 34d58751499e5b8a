package cli

import (
	"cmp"
	"context"

	"github.com/spf13/cobra"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
)

type contrastOptions struct {
	sidesFlags
	depth int
}

func newContrastCmd(g *global) *cobra.Command {
	o := &contrastOptions{sidesFlags: sidesFlags{logFlags: &logFlags{global: g}}}
	cmd := &cobra.Command{
		Use:   "compare OLD NEW | LOG... --split TIME",
		Short: "Two logs, or before and after: is the difference real?",
		Long: `Compare sets two outage logs, or the two parts of one that --split makes, against
each other: the ratio of the failure rates and of the MTTRs, new over old, and the
difference of the availabilities, of the whole and of each category, with limits,
p-values that allow for the number of comparisons (Holm), and a verdict.

The flags of logs are those of analyze and hold for both logs; with new- before the
name, such as --new-units 60 or --new-column start=opened, they hold for NEW alone.
Each log has its own window, from its first start to its last event, unless --from
and --to say otherwise. With --split an outage that reaches over the time is a
failure of the side on which it begins, and downtime of both.`,
		Example: `  mtbf compare 2023.csv 2024.csv --units 40
  mtbf compare outages.csv --split 2024-06-01 --fleet fleet.csv
  mtbf compare dataset:shop --split 2024-07-01 --units 4
  mtbf compare jira.csv servicenow.csv --units 40 --new-units 60 --depth 1`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.check(cmd.Flags(), args); err != nil {
				return err
			}
			return runContrast(cmd.Context(), o, args)
		},
	}
	o.censusFlags(cmd)
	o.register(cmd)
	for name := range notCompared {
		cmd.Flags().Lookup(name).Hidden = true
	}
	intVar(cmd.Flags(), &o.depth, "depth", 0, "levels of the category tree to compare (default: all)")
	return cmd
}

func runContrast(ctx context.Context, o *contrastOptions, paths []string) error {
	if _, err := render.ParseFormat(o.format); err != nil {
		return usageError{err}
	}
	sides, err := o.read(ctx, paths)
	if err != nil {
		return err
	}
	c, err := mtbf.Compare(ctx, sides, o.depth)
	if err != nil {
		return asUsage(err)
	}
	return cmp.Or(o.finish(render.NewContrast(c, render.AnalysisStyle{Depth: o.depth, Planned: o.Planned}), true), o.objected())
}
