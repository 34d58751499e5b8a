package cli

import (
	"context"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/model/mechanism"
)

type placementOptions struct {
	*mechanismFlags
	nodes, copies, failed, choices int
	copysets, scatter              float64
	groups                         bool
}

func newMechanismPlacementCmd(g *global) *cobra.Command {
	o := &placementOptions{}
	cmd := &cobra.Command{
		Use:   "placement --nodes N --failed F",
		Short: "Copies on many nodes, of which many fail at once: random placement or copysets",
		Long: `Placement says how likely data are lost when many nodes fail at the same time, as
after a power outage. A copyset is a set of nodes that holds all copies of some data,
and data are lost when all nodes of a copyset fail. The fewer copysets are in use,
the less often data are lost, and the more are lost then:

  --groups         groups of nodes without a node in common, counted exactly
  --scatter 10     copyset placement: a node's data lie on 10 others, with
                   10/(copies-1) x nodes/copies copysets
  --choices 11     random placement: a node's other copies lie on any of 11,
                   with nodes x C(11, copies-1) copysets
  --copysets X     so many`,
		Example: `  mtbf mechanism placement --nodes 5000 --failed 50 --scatter 10
  mtbf mechanism placement --nodes 5000 --failed 50 --choices 11
  mtbf mechanism placement --nodes 300 --failed 30 --groups`,
	}
	return mechanismCommand(g, cmd, func(m *mechanismFlags) {
		o.mechanismFlags = m
		f := cmd.Flags()
		intVar(f, &o.nodes, "nodes", 0, "nodes in all")
		intVar(f, &o.failed, "failed", 0, "nodes that fail at the same time")
		intVar(f, &o.copies, "copies", 3, "copies of all data")
		f.BoolVar(&o.groups, "groups", false, "groups of nodes without a node in common")
		floatVar(f, &o.scatter, "scatter", 0, "other nodes that hold a node's data, by copyset placement")
		intVar(f, &o.choices, "choices", 0, "nodes from which a node's other copies are chosen at random")
		floatVar(f, &o.copysets, "copysets", 0, "number of copysets")
	}, func(context.Context) (mechanismDocument, *render.MechanismModule, error) {
		return runMechanismPlacement(o)
	})
}

func runMechanismPlacement(o *placementOptions) (mechanismDocument, *render.MechanismModule, error) {
	if err := wholeCounts([]string{"nodes", "failed", "copies"}, o.nodes, o.failed, o.copies); err != nil {
		return nil, nil, err
	}
	if err := o.notBoth("groups", "scatter", "choices", "copysets"); err != nil {
		return nil, nil, err
	}
	p := mechanism.Placement{Nodes: o.nodes, Copies: o.copies, Failed: o.failed, Copysets: o.copysets}
	loss := p.Loss
	switch {
	case o.groups:
		p.Copysets, loss = float64(o.nodes/o.copies), p.GroupLoss
	case o.flags.Changed("scatter"):
		p.Copysets = mechanism.PlacedCopysets(o.nodes, o.copies, o.scatter)
		loss = p.Loss
	case o.flags.Changed("choices"):
		p.Copysets = mechanism.RandomCopysets(o.nodes, o.copies, o.choices)
		loss = p.Loss
	case !o.flags.Changed("copysets"):
		return nil, nil, usagef("placement needs one of --groups, --scatter, --choices and --copysets: where the copies lie")
	}
	lost, kept, err := loss()
	if err != nil {
		return nil, nil, err
	}
	o.count("nodes", "Nodes", float64(o.nodes))
	o.count("failed", "That fail at the same time", float64(o.failed))
	o.count("copies", "Copies", float64(o.copies))
	figures := []mechanism.Figure{
		exactFigure("copysets", "Copysets in use", "", p.Copysets),
		exactFigure("loss_probability", "Data are lost", "", lost),
		exactFigure("no_loss_probability", "No data are lost", "", kept),
	}
	return render.NewMechanism("placement", "Where the copies lie", o.inputs, figures, mechanism.PlacementAssumptions()), nil, nil
}
