package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/internal/infile"
	"mtbf/internal/printable"
	"mtbf/montecarlo"
	"mtbf/montecarlo/rare"
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
	g.noEffectAs("that of the parts is used", "seed", "confidence")
	infile.Keep(paths[0]) // its beginning is read once more, with the rest
	head := beginning(paths[0])
	switch {
	case mtbf.IsAnalysisPart(head):
		return mergeAnalysis(ctx, g, paths)
	case rare.IsPart(head):
		return mergeSimulation(ctx, g, paths, rare.ReadPart, mtbf.MergeAccelerated, func(p *rare.Part) (string, uint64) { return p.System, p.Options.Seed })
	}
	return mergeSimulation(ctx, g, paths, montecarlo.ReadPart, mtbf.Merge, func(p *montecarlo.Shard) (string, uint64) { return p.System, p.Options.Seed })
}

// beginning is that of a file; empty where who reads it says why.
func beginning(path string) []byte {
	if path == "-" {
		return nil
	}
	f, err := infile.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	head := make([]byte, 64)
	n, _ := io.ReadFull(f, head)
	return head[:n]
}

// mergeSimulation prints the simulation that files of shards make together. Of tells the
// name of the system and the seed.
func mergeSimulation[P any](ctx context.Context, g *global, paths []string, read func(io.Reader) (*P, error), merge func([]*P) (*mtbf.Simulation, error), of func(*P) (string, uint64)) error {
	parts := make([]*P, len(paths))
	for i, path := range paths {
		var err error
		if parts[i], err = readPart(path, read); err != nil {
			return g.misread(ctx, err, path, partInput)
		}
	}
	s, err := merge(parts)
	if err != nil {
		return asUsage(fmt.Errorf("%s: %w", printable.Clip(strings.Join(paths, ", "), maxNamed), err))
	}
	system, seed := of(parts[0])
	return g.finish(render.NewSimulation(system, seed, s, nil), s.Complete())
}
