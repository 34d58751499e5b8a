package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/internal/infile"
	"mtbf/internal/printable"
	"mtbf/montecarlo"
)

func newMergeCmd(g *global) *cobra.Command {
	return &cobra.Command{
		Use:   "merge PART...",
		Short: "Put the shards of a simulation, or the parts of an analysis, together",
		Long: `Merge puts together what 'mtbf simulate --shard i/n --out PART' has counted, in any
order, and prints the answer of the whole run: the same bytes as one run would.
Shards that do not belong together, overlap or are missing are refused by name.

So it does with the parts of an analysis that mtbf-cluster has made on many machines:
it prints what 'mtbf analyze' of the whole log does. Each row of the log must be in them
once.`,
		Example: `  mtbf merge part*.json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("merge needs the parts of a simulation or of an analysis")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runMerge(cmd.Context(), g, args) },
	}
}

// maxNamed is how long the names of parts in a message may be.
const maxNamed = 200

func runMerge(ctx context.Context, g *global, paths []string) error {
	infile.Keep(paths[0]) // its beginning is read once more, with the rest
	if ofAnalysis(paths[0]) {
		return mergeAnalysis(ctx, g, paths)
	}
	parts := make([]*montecarlo.Shard, len(paths))
	for i, path := range paths {
		var err error
		if parts[i], err = readPart(path); err != nil {
			return g.misread(ctx, err, path, partInput)
		}
	}
	s, err := mtbf.Merge(parts)
	if err != nil {
		return asUsage(fmt.Errorf("%s: %w", printable.Clip(strings.Join(paths, ", "), maxNamed), err))
	}
	return g.finish(render.NewSimulation(s.Plain.System, s.Plain.Seed, s, nil), s.Complete())
}
