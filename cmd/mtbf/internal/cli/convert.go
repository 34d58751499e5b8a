package cli

import (
	"context"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"mtbf"
	"mtbf/model/system"
)

type convertOptions struct {
	*global
	treeFlags
}

func newConvertCmd(g *global) *cobra.Command {
	o := &convertOptions{global: g}
	cmd := &cobra.Command{
		Use:   "convert TREE.xml... | SYSTEM",
		Short: "A fault tree as a system file, or a system file as a fault tree",
		Long: `Convert writes a fault tree in the Open-PSA model exchange format as a system file,
where the tree is coherent; or a system file as a fault tree, so that other programs
can check what mtbf finds. Either has the same probability to fail. Units have their
unavailability in steady state, those that are never repaired their unreliability at
--mission-time; a group whose units depend on each other is one event.`,
		Example: `  mtbf convert tree.xml --mission-time 8760h -o system.yaml
  mtbf convert dataset:two-of-three-shared-mains -o mains.xml`,
		Args: func(_ *cobra.Command, args []string) error { return g.oneSystem("convert", args) },
		RunE: func(cmd *cobra.Command, args []string) error { return runConvert(cmd.Context(), o, args) },
	}
	o.treeFlags.register(cmd.Flags())
	cmd.Flags().Lookup("mission-time").Usage = "the system mission time of a fault tree, or the time of units that are never repaired, such as 8760h"
	return cmd
}

func runConvert(ctx context.Context, o *convertOptions, paths []string) error {
	if o.format != "table" {
		return usagef("--format: convert writes a file of another form, and no table; 'mtbf solve' has --format %s", o.format)
	}
	mission, err := o.hours()
	if err != nil {
		return err
	}
	fill, err := o.filler(ctx, paths, mission)
	if err != nil {
		return err
	}
	if o.output == "" {
		return asTree(fill(o.Out), paths)
	}
	return asTree(writeFile(o.output, fill), paths)
}

// filler is what writes the other form.
func (o *convertOptions) filler(ctx context.Context, paths []string, mission float64) (func(io.Writer) error, error) {
	if o.isFaultTree(paths[0]) {
		tree, _, err := o.readFaultTree(ctx, paths)
		return func(w io.Writer) error { return mtbf.WriteSystem(w, tree, o.gate, mission) }, err
	}
	if o.gate != "" {
		return nil, usagef("--gate is for fault trees, and %s is a system file", paths[0])
	}
	m, _, err := readSystem(ctx, paths[0], o.global)
	if err == nil && !slices.ContainsFunc(m.Components, func(c system.Component) bool { return c.Life != nil && c.Repair == nil }) {
		o.noEffectAs("every unit is repaired, or has a probability", "mission-time")
	}
	return func(w io.Writer) error { return mtbf.WriteFaultTree(ctx, w, m, mission) }, err
}
