package cli

import (
	"context"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/model"
	"mtbf/model/mechanism"
)

type quorumOptions struct {
	*mechanismFlags
	quorums, available string
	read, write        int
}

func newMechanismQuorumsCmd(g *global) *cobra.Command {
	o := &quorumOptions{}
	cmd := &cobra.Command{
		Use:   "quorums --quorums SYSTEM --available SHARE",
		Short: "Majorities, votes, grids, walls, trees: how often a quorum is up",
		Long: `Quorums says how often some quorum of the copies is wholly up:

  majority:5            more than half      threshold:4/5   any 4 of 5
  votes:3,2,2,1,1       more than half of the votes; votes:3,2,2,1,1/6: 6 of them
  grid:3x3              a full column and one of every other (rows x columns)
  wall:1,2,3            a full row and one of every row below (widths from the top)
  tree:7                the root and a quorum of one child, or of both children
  fano                  the lines of the plane of seven points
  "list:a b,b c,a c"    any: its quorums, of copies by name

The availability is summed exactly. At half of the time up for each copy every
system that no other dominates is up half of the time; a grid is not.

--read R and --write W are votes needed to read and to write with the copies and votes
of majority, threshold or votes; what was written last is read where any read quorum
meets any write quorum.`,
		Example: `  mtbf mechanism quorums --quorums grid:3x3 --available 90%
  mtbf mechanism quorums --quorums votes:3,2,2,1,1 --available 0.9..0.99
  mtbf mechanism quorums --quorums majority:5 --read 2 --write 4 --available 99%
  mtbf mechanism quorums --quorums fano --available 99% --as-module copy`,
	}
	return mechanismCommand(g, cmd, func(m *mechanismFlags) {
		o.mechanismFlags = m
		f := cmd.Flags()
		f.StringVar(&o.quorums, "quorums", "", "majority:N, threshold:K/N, votes:LIST, grid:RxC, wall:LIST, tree:N, fano, list:SETS")
		f.StringVar(&o.available, "available", "", "availability of a copy: 99%, a range, CATEGORY:LOG")
		intVar(f, &o.read, "read", 0, "votes needed to read")
		intVar(f, &o.write, "write", 0, "votes needed to write")
	}, func(ctx context.Context) (mechanismDocument, *render.MechanismModule, error) {
		return runMechanismQuorums(ctx, o)
	})
}

func runMechanismQuorums(ctx context.Context, o *quorumOptions) (mechanismDocument, *render.MechanismModule, error) {
	if o.quorums == "" || o.available == "" {
		return nil, nil, usagef("quorums needs --quorums, such as majority:5, and --available")
	}
	if o.flags.Changed("read") != o.flags.Changed("write") {
		return nil, nil, usagef("--read and --write go together")
	}
	system, err := mechanism.ParseQuorumSystem(o.quorums)
	if err != nil {
		return nil, nil, err
	}
	available, err := o.availabilityOf(ctx, "available", "Availability of a copy", o.available)
	if err != nil {
		return nil, nil, err
	}
	o.count("quorums", "Copies", float64(system.Copies()))
	figures, part, err := o.solve(system, available)
	if err != nil {
		return nil, nil, err
	}
	var module *render.MechanismModule
	if o.asModule != "" {
		p, err := part()
		if err != nil {
			return nil, nil, err
		}
		module = groupModule(p, "copy", "copies of which a quorum is up, by mtbf mechanism quorums")
		module.Availability = available
	}
	return render.NewMechanism("quorums", "How often a quorum is up", o.inputs, figures, mechanism.QuorumAssumptions()), module, nil
}

// solve returns the figures of the quorums, or of reading and writing, and what makes the
// part of a system file of them.
func (o *quorumOptions) solve(system mechanism.QuorumSystem, available model.Estimate) ([]mechanism.Figure, func() (mechanism.SystemPart, error), error) {
	if o.flags.Changed("read") {
		return o.readWrite(system, available)
	}
	var r mechanism.QuorumsResult
	figures, err := carried([]mechanism.Figure{
		{Name: "availability", Label: "A quorum is up"}, {Name: "unavailability", Label: "None is"},
	}, func(x []float64) (_ []float64, err error) {
		r, err = mechanism.Quorums{System: system, Availability: x}.Solve()
		return []float64{r.Availability, r.Unavailability}, err
	}, available)
	figures = append(figures, exactFigure("at_half", "Up, copies up half", "", r.AtHalf),
		exactFigure("intersecting", "Quorums meet (1: yes)", "", yes(r.Intersecting)),
		exactFigure("non_dominated", "Non-dominated (1: yes)", "", yes(r.NonDominated)))
	return figures, mechanism.Quorums{System: system, Availability: []float64{available.Hi}}.AsModule, err
}

func (o *quorumOptions) readWrite(system mechanism.QuorumSystem, available model.Estimate) ([]mechanism.Figure, func() (mechanism.SystemPart, error), error) {
	votes, ok := system.(mechanism.Votes)
	if !ok {
		return nil, nil, usagef("--read and --write need --quorums majority, threshold or votes: %s has no votes", o.quorums)
	}
	o.count("read", "Votes to read", float64(o.read))
	o.count("write", "Votes to write", float64(o.write))
	x := mechanism.ReadWrite{Weights: votes.Weights, Read: o.read, Write: o.write, Availability: []float64{available.Hi}}
	var r mechanism.ReadWriteResult
	figures, err := carried([]mechanism.Figure{
		{Name: "read_availability", Label: "Data can be read"}, {Name: "read_unavailability", Label: "They cannot"},
		{Name: "write_availability", Label: "Data can be written"}, {Name: "write_unavailability", Label: "They cannot"},
	}, func(up []float64) (_ []float64, err error) {
		at := x
		at.Availability = up
		r, err = at.Solve()
		return []float64{r.Read, r.NoRead, r.Write, r.NoWrite}, err
	}, available)
	figures = append(figures, exactFigure("reads_latest", "Latest is read (1: yes)", "", yes(r.ReadsLatest)),
		exactFigure("one_writer", "Two writes meet (1: yes)", "", yes(r.OneWriter)))
	return figures, x.AsModule, err
}

// yes is 1 for true.
func yes(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
