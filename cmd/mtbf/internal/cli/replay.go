package cli

import (
	"context"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/ingest"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/solve"
)

type replayOptions struct {
	analyzeOptions
	system string
}

func newReplayCmd(g *global) *cobra.Command {
	o := &replayOptions{analyzeOptions: analyzeOptions{global: g, durationFrom: "times"}}
	cmd := &cobra.Command{
		Use:   "replay LOG --system SYSTEM",
		Short: "What a log of unit outages did to a system, measured beside predicted",
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
		RunE: func(cmd *cobra.Command, args []string) error { return runReplay(cmd.Context(), o, args) },
	}
	o.readingFlags(cmd)
	f := cmd.Flags()
	f.StringVar(&o.system, "system", "", "the system file; dataset:NAME is one that ships with the program")
	f.StringVar(&o.from, "from", "", "beginning of the window (default: the first start)")
	f.StringVar(&o.to, "to", "", "end of the window (default: the last event)")
	f.StringVar(&o.planned, "planned", "exclude", "exclude or include planned outages of units")
	return cmd
}

func runReplay(ctx context.Context, o *replayOptions, paths []string) error {
	if o.system == "" {
		return usagef("replay needs --system")
	}
	if o.planned != "exclude" && o.planned != "include" {
		return usagef("--planned: %q is not exclude or include", o.planned)
	}
	m, warnings, err := readSystem(ctx, o.system, o.global)
	if err != nil {
		return err
	}
	log, err := o.readLog(ctx, paths)
	if err != nil {
		return err
	}
	window, err := o.replayWindow(log)
	if err != nil {
		return err
	}
	replay, err := m.Replay(ctx, log.Log, window, o.planned == "include")
	if err != nil {
		return err
	}
	doc := render.NewReplay(m.Name, log, replay)
	doc.AddWarnings(log.Account.Warnings)
	doc.AddWarnings(warnings)
	if predicted, err := solve.System(ctx, m); err != nil {
		doc.AddWarnings([]model.Warning{{Code: "not-predicted", Text: err.Error()}})
	} else {
		doc.AddPrediction(predicted)
	}
	if err := o.write(doc); err != nil {
		return err
	}
	return o.objects(log)
}

// replayWindow is the window given, or the extent of the log.
func (o *replayOptions) replayWindow(log *ingest.Log) (model.Interval, error) {
	given, err := o.window(log)
	if err != nil {
		return model.Interval{}, err
	}
	if given != nil {
		return *given, nil
	}
	return census.Extent(log.Log), nil
}
