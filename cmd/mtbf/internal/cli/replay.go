package cli

import (
	"context"

	"github.com/spf13/cobra"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/datasets"
)

type replayOptions struct {
	logFlags
	system string
}

func newReplayCmd(g *global) *cobra.Command {
	o := &replayOptions{logFlags: logFlags{global: g}}
	cmd := &cobra.Command{
		Use:   "replay LOG --system SYSTEM",
		Short: "What a log did to a system file: measured beside predicted",
		Long: `Replay pushes the outages of units through the structure of a system file, and
prints the outages of the system itself: when, how long, and which unit's failure
took it down. Units of the log are matched to the system's by name. Beside the
measured availability stands the one that the system file predicts.`,
		Example: `  mtbf replay unit-outages.csv --system plant.yaml --from 2024-01-01 --to 2025-01-01`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("replay needs a log of unit outages")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := refuse(cmd.Flags(), "has no effect on a replay, whose causes are units", ofCategories...); err != nil {
				return err
			}
			return runReplay(cmd.Context(), o, args)
		},
	}
	o.readingFlags(cmd)
	o.rejectFlags(cmd)
	cmd.Flags().StringVar(&o.system, "system", "", "the system file; dataset:NAME is one that ships with the program")
	completeFlag(cmd, "system", shippedData(datasets.System))
	o.windowFlags(cmd)
	o.plannedFlag(cmd, "planned outages of units: exclude or include them; excuse: a unit is not down while one lasts")
	return cmd
}

func runReplay(ctx context.Context, o *replayOptions, paths []string) error {
	if o.system == "" {
		return usagef("replay needs --system")
	}
	m, warnings, err := readSystem(ctx, o.system, o.global)
	if err != nil {
		return err
	}
	o.noEffect("confidence")
	log, rules, err := o.readAndRule(ctx, paths...)
	if err != nil {
		return err
	}
	r, err := mtbf.Replay(ctx, m, log, rules)
	if err != nil {
		return err
	}
	doc := render.NewReplay(m.Name, log, r.Replay)
	doc.AddWarnings(log.Account.Warnings)
	doc.AddWarnings(warnings)
	doc.AddWarnings(r.Warnings)
	if r.Predicted != nil {
		doc.AddPrediction(r.Predicted)
	}
	if err := o.write(doc); err != nil {
		return err
	}
	return o.objects(log)
}
