package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/ingest/faulttree"
	"mtbf/ingest/systemfile"
	"mtbf/model"
	"mtbf/model/system"
)

type solveOptions struct {
	*global
	at         []string
	cutSets    int
	maxOrder   int
	cutOff     float64
	importance string
	initiator  string
	allSets    string
	listed     bool // cut sets, by one of their flags
	treeFlags
}

func newSolveCmd(g *global) *cobra.Command {
	o := &solveOptions{global: g}
	cmd := &cobra.Command{
		Use:   "solve SYSTEM | TREE.xml... | TREE.dft",
		Short: "Exact availability, MTBF, cut sets and importance of a system or a fault tree",
		Long: `Solve reads a system file and answers exactly: availability and unavailability,
MTBF, mean up and down times, MTTF, failure frequency, minimal cut sets and the
importance of every unit. It says which engine answered, and why others could
not. dataset:NAME reads a system that ships with the program.

Of fault trees in the Open-PSA model exchange format (.xml, one file or several) it
finds the probability of the top event, minimal cut sets, or of a tree that is not
coherent its prime implicants, their number by order, and importance.

Of a dynamic fault tree in the Galileo form (.dft), with spares and gates in which the
order of failures matters, it finds the mean time to failure, the probability that the
top ever fails, and with --at its unreliability.

More than 50 units that matter alike have one row of importance, with their
number. What would take more than some seconds, or has no room, is left out with
a warning: a system too large to be solved at all is held between bounds. Where
a signal or --time-limit ends the work, what is known by then is printed, with a
warning (incomplete) that names the rest.`,
		Example: `  mtbf solve dataset:duplexed-discs
  mtbf solve dataset:node-after-gray --at 8760h --cut-sets 5
  mtbf solve system.yaml --at 1000h,1y --format json
  mtbf solve tree.xml --mission-time 8760h --cut-off 1e-9
  mtbf solve tree.dft --at 1h,50h`,
		Args: func(_ *cobra.Command, args []string) error {
			return g.oneSystem("solve", args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.listed = slices.ContainsFunc([]string{"cut-sets", "top", "max-order", "cut-off"}, cmd.Flags().Changed)
			if g.isDynamicTree(args[0]) {
				return runSolveDynamic(cmd.Context(), o, args[0])
			}
			if g.isFaultTree(args[0]) {
				return runSolveTree(cmd.Context(), o, args)
			}
			return runSolve(cmd.Context(), o, args[0])
		},
	}
	f := cmd.Flags()
	wordsVar(f, &o.at, "at", "also give reliability and availability at these times, such as 50h,1y; of a fault tree the probability at other mission times")
	intVar(f, &o.cutSets, "cut-sets", 20, fmt.Sprintf("cut sets to list, the most probable first, up to %d; 0: none", system.MaxSets))
	intVar(f, &o.cutSets, "top", 20, "another name of --cut-sets")
	f.Lookup("top").Hidden = true
	intVar(f, &o.maxOrder, "max-order", 0, fmt.Sprintf("most units in a listed cut set, up to %d (default: %d)", system.MaxUnits, system.MaxUnits))
	fractionVar(f, &o.cutOff, "cut-off", 0, "least probability of a listed cut set")
	f.StringVar(&o.importance, "importance", "yes", "of a fault tree: yes or no")
	o.treeFlags.register(f)
	f.StringVar(&o.allSets, "all-sets", "", "of a fault tree: write every set that --max-order and --cut-off let pass to this CSV file, however many")
	f.StringVar(&o.initiator, "initiator", "", "of an event tree: NAME or NAME=RATE: the initiating event, and how often it comes, such as LOCA=0.01/y")
	completeWords(cmd, "importance", "yes", "no")
	return cmd
}

func runSolve(ctx context.Context, o *solveOptions, path string) error {
	if err := o.treeFlags.refused(path); err != nil {
		return err
	}
	if o.changed != nil && o.changed("importance") {
		return usagef("--importance is for fault trees, and %s is a system file", path)
	}
	if o.allSets != "" {
		return usagef("--all-sets is for fault trees, and %s is a system file", path)
	}
	if o.initiator != "" {
		return usagef("--initiator is for event trees, and %s is a system file", path)
	}
	times, err := o.times()
	if err != nil {
		return err
	}
	m, warnings, err := readSystem(ctx, path, o.global)
	if err != nil {
		return err
	}
	if !hasLimits(m) {
		o.noEffect("confidence")
	}
	s, err := mtbf.Solve(ctx, m, mtbf.SolveOptions{Times: times, CutSets: o.cutSets, MaxOrder: o.maxOrder, CutOff: o.cutOff, WithoutCutSets: o.cutSets == 0})
	if err != nil {
		return asUsage(err)
	}
	if s.Bounds != nil {
		return o.write(o.bounds(m.Name, s, warnings))
	}
	return o.finish(render.NewSolution(m.Name, s, warnings), len(s.Left) == 0)
}

// eventTree answers for an event tree.
func (o *solveOptions) eventTree(ctx context.Context, tree *faulttree.Model, paths []string, mission float64, warnings []model.Warning) error {
	if err := refuse(o.flags, "is for fault trees; --gate NAME asks for a gate, and not for the event tree", "at", "importance", "all-sets"); err != nil {
		return err
	}
	name, rate, err := initiatorOf(o.initiator)
	if err != nil {
		return err
	}
	s, err := mtbf.SolveEventTree(ctx, tree, mtbf.EventTreeOptions{Initiator: name, Rate: rate, MissionTime: mission, CutSets: o.cutSets, MaxOrder: o.maxOrder, CutOff: o.cutOff})
	if err != nil {
		return asTree(err, paths)
	}
	return o.write(render.NewEventTree(s, warnings))
}

// bounds are the document of a system that is held between them, with what was asked
// for and is not to be had.
func (o *solveOptions) bounds(name string, s *mtbf.Solution, filed []model.Warning) render.Document {
	doc := render.NewBounds(name, s.Bounds, s.TooLarge)
	doc.AddWarnings(s.Warnings)
	if o.listed {
		doc.AddWarnings([]model.Warning{{Code: "cut-sets", Text: "no cut sets: the system is too large to be solved"}})
	}
	doc.AddWarnings(filed)
	return doc
}

// times are those of --at, and the limits of the list of cut sets are checked
// with them, before any work.
func (o *solveOptions) times() ([]float64, error) {
	for _, x := range []struct {
		flag        string
		value, most int
	}{{o.setsFlag(), o.cutSets, system.MaxSets}, {"max-order", o.maxOrder, system.MaxUnits}} {
		if x.value < 0 || x.value > x.most {
			return nil, usagef("--%s: %d is not a whole number from 0 to %d", x.flag, x.value, x.most)
		}
	}
	if len(o.at) == 0 {
		return nil, nil
	}
	return hoursList("at", o.at)
}

// setsFlag is the name by which the number of cut sets was given.
func (o *solveOptions) setsFlag() string {
	if o.changed != nil && o.changed("top") {
		return "top"
	}
	return "cut-sets"
}

// runSolveTree answers for a fault tree.
func runSolveTree(ctx context.Context, o *solveOptions, paths []string) error {
	if _, err := o.times(); err != nil {
		return err
	}
	times, err := treeTimes(o.at)
	if err != nil {
		return err
	}
	mission, err := o.hours()
	if err != nil {
		return err
	}
	importance, err := yesNo("importance", o.importance)
	if err != nil {
		return err
	}
	o.noEffect("confidence")
	tree, warnings, err := o.readFaultTree(ctx, paths)
	if err != nil {
		return err
	}
	if o.gate == "" && (len(tree.Initiators) > 0 || o.initiator != "") {
		return o.eventTree(ctx, tree, paths, mission, warnings)
	}
	if o.initiator != "" {
		return usagef("--initiator is for event trees, and --gate asks for a gate")
	}
	top, err := mtbf.SolveFaultTree(ctx, tree, mtbf.FaultTreeOptions{
		Gate: o.gate, MissionTime: mission, Times: times, CutSets: o.cutSets, MaxOrder: o.maxOrder, CutOff: o.cutOff,
		WithoutImportance: !importance, WithoutCutSets: o.cutSets == 0,
	})
	if err != nil {
		return asTree(err, paths)
	}
	if top.Bounds != nil {
		return o.write(o.bounds(top.System.Name, &mtbf.Solution{Bounds: top.Bounds, TooLarge: top.TooLarge, Warnings: top.Warnings}, warnings))
	}
	if o.allSets != "" {
		if err := o.writeSets(ctx, top); err != nil {
			return err
		}
	}
	return o.finish(render.NewTopEvent(top, warnings, o.cutSets > 0), len(top.Left) == 0)
}

// readSystem reads a system file, or one that ships with the program.
func readSystem(ctx context.Context, path string, g *global) (*system.Model, []model.Warning, error) {
	f, warnings, err := readSystemFile(ctx, path, g)
	if err != nil {
		return nil, warnings, err
	}
	return f.Model, warnings, nil
}

// readSystemFile does so, and keeps the text, so that its questions can be answered.
func readSystemFile(ctx context.Context, path string, g *global) (*systemfile.File, []model.Warning, error) {
	f, warnings, err := mtbf.ReadSystemFile(ctx, path, mtbf.SystemOptions{Confidence: g.confidence, Reads: g.reads, Stdin: g.In})
	return f, warnings, g.misread(ctx, asOption(err), path, systemInput)
}
