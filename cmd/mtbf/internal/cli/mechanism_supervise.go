package cli

import (
	"context"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/ingest/systemfile"
	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/mechanism"
	"mtbf/montecarlo/supervise"
)

type superviseOptions struct {
	*mechanismFlags
	tree, crashEvery, period, target, supervisor, restore string
	intensity, simulate, most                             int
	edge                                                  bool
	replay                                                []string
}

func newMechanismSuperviseCmd(g *global) *cobra.Command {
	o := &superviseOptions{}
	cmd := &cobra.Command{
		Use:   "supervise --tree FILE | --crash-every LENGTH",
		Short: "When a supervisor of OTP gives up: rule, replay, mean time, escalation",
		Long: `Supervise says how long a supervision tree lasts until its top supervisor gives up.
A supervisor counts the restarts of the last period in whole seconds of its clock, both
ends included, and gives up when they are more than its intensity; the next one above
then restarts it. With OTP's default, 1 in 5 s, a second crash five seconds after the
first is too much and six seconds after it is not.

The tree is a file (--tree), or one worker that crashes now and then (--crash-every)
below one supervisor (--intensity, --period). In a file every process has a name;
a supervisor has strategy, intensity, period and children, a worker mtbf or life, start,
normal and restart. The mean is exact where all laws are exponential and the states are
not too many; --simulate draws it whatever they are, as often as asked.`,
		Example: `  mtbf mechanism supervise --crash-every 1h
  mtbf mechanism supervise --crash-every 1h --target 1y
  mtbf mechanism supervise --crash-every 1h --replay 0.3,5.3
  mtbf mechanism supervise --tree tree.yaml --simulate 10000
  mtbf mechanism supervise --tree tree.yaml --restore 10m --as-module shop`,
	}
	return mechanismCommand(g, cmd, func(m *mechanismFlags) {
		o.mechanismFlags = m
		f := cmd.Flags()
		f.StringVar(&o.tree, "tree", "", "FILE of a supervision tree, - for standard input")
		f.StringVar(&o.crashEvery, "crash-every", "", "mean time between crashes of the one worker: 1h, 3/50000h, 1h..1d, CATEGORY:LOG")
		intVar(f, &o.intensity, "intensity", 1, "restarts that the one supervisor allows in its period")
		f.StringVar(&o.period, "period", "5s", "its period, in whole seconds")
		f.BoolVar(&o.edge, "from-edge", false, "start at the edge of a second of the clock, not at a random point of one")
		f.StringSliceVar(&o.replay, "replay", nil, "seconds of crashes to replay, in order: 0.3,5.3, or WORKER@0.3 in a tree")
		f.StringVar(&o.target, "target", "", "find the smallest intensity that lasts this long in the mean")
		f.StringVar(&o.supervisor, "supervisor", "", "the supervisor of the tree whose intensity --target varies (default the top)")
		intVar(f, &o.most, "max-intensity", 10, "largest intensity that --target tries")
		intVar(f, &o.simulate, "simulate", 0, "simulate so many times until the top gives up; 0: the exact mean alone")
		f.StringVar(&o.restore, "restore", "", "mean time to restoration after the top gave up, for --as-module")
	}, func(ctx context.Context) (mechanismDocument, *render.MechanismModule, error) {
		return runMechanismSupervise(ctx, o)
	})
}

func runMechanismSupervise(ctx context.Context, o *superviseOptions) (mechanismDocument, *render.MechanismModule, error) {
	tree, every, err := o.read(ctx)
	if err != nil {
		return nil, nil, err
	}
	figures, err := o.figures(ctx, tree, every)
	if err != nil {
		return nil, nil, err
	}
	doc := &render.Supervision{Mechanism: *render.NewMechanism("supervise", "Until the top supervisor gives up", o.inputs, figures, mechanism.SupervisionAssumptions())}
	if err := o.workers(doc, tree); err != nil {
		return nil, nil, err
	}
	if len(o.replay) > 0 {
		crashes, err := o.crashes(tree)
		if err != nil {
			return nil, nil, err
		}
		replay, err := mechanism.ReplayCrashes(tree, crashes)
		if err != nil {
			return nil, nil, usagef("--replay: %w", err)
		}
		doc.AddReplay(replay)
	}
	module, err := o.module(figures)
	return doc, module, err
}

// read reads the tree, and the time between crashes where it is given by flags.
func (o *superviseOptions) read(ctx context.Context) (tree mechanism.Process, every model.Estimate, err error) {
	switch {
	case (o.tree == "") == (o.crashEvery == ""):
		return tree, every, usagef("supervise needs one of --tree, a file, and --crash-every, of one worker below one supervisor")
	case o.tree == "":
		return o.readOne(ctx)
	}
	if err := refuse(o.flags, "is of the one worker of --crash-every; a tree says it in its file", "intensity", "period"); err != nil {
		return tree, every, err
	}
	if err := o.reads(o.tree); err != nil {
		return tree, every, err
	}
	tree, err = systemfile.ReadSupervision(o.tree, o.In)
	return tree, every, err
}

func (o *superviseOptions) readOne(ctx context.Context) (tree mechanism.Process, every model.Estimate, err error) {
	hours, err := lengthOf(o.period)
	if err != nil {
		return tree, every, usagef("--period: %w", err)
	}
	seconds := hours * 3600
	if whole := math.Round(seconds); math.Abs(seconds-whole) > 1e-9*whole || whole < 1 {
		return tree, every, usagef("--period: %s is not one or more whole seconds: the clock of a supervisor has whole ones", o.period)
	}
	if every, err = o.mtbfOf(ctx, "crash-every", "Time between crashes", o.crashEvery); err != nil {
		return tree, every, err
	}
	tree = mechanism.Process{
		Name: "supervisor", Intensity: o.intensity, Period: int(math.Round(seconds)),
		Children: []mechanism.Process{{Name: "worker"}},
	}
	if _, err := crashingEvery(tree, 1); err != nil {
		return tree, every, err
	}
	if every.Estimable() {
		tree, err = crashingEvery(tree, every.Point)
	}
	return tree, every, err
}

// crashingEvery gives the one worker of a tree a life.
func crashingEvery(tree mechanism.Process, hours float64) (mechanism.Process, error) {
	life, err := dist.NewExponentialMean(hours)
	if err != nil {
		return tree, err
	}
	tree.Children = []mechanism.Process{{Name: tree.Children[0].Name, Life: life}}
	return tree, tree.Validate()
}

func (o *superviseOptions) figures(ctx context.Context, tree mechanism.Process, every model.Estimate) ([]mechanism.Figure, error) {
	exact := func(tree mechanism.Process) (float64, error) {
		found, err := mechanism.MeanTimeToGiveUp(ctx, tree, !o.edge)
		return found.MeanHours, err
	}
	var figures []mechanism.Figure
	add := func(name, label, unit string, e model.Estimate, kind mechanism.Kind) {
		figures = append(figures, mechanism.Figure{Name: name, Label: label, Estimate: e, Unit: unit, Kind: kind})
	}
	if o.tree == "" {
		e, err := mechanism.Carry(func(x []float64) ([]float64, error) {
			one, err := crashingEvery(tree, x[0])
			if err != nil {
				return nil, err
			}
			mean, err := exact(one)
			return []float64{mean}, err
		}, every)
		if err != nil {
			return nil, err
		}
		add("give_up_hours", "Mean time to give up", "h", e[0], mechanism.Exact)
	} else if mean, err := exact(tree); err == nil {
		add("give_up_hours", "Mean time to give up", "h", mechanism.Known(mean), mechanism.Exact)
	} else if o.simulate == 0 {
		return nil, err
	}
	if o.target != "" {
		found, err := o.smallest(ctx, tree)
		if err != nil {
			return nil, err
		}
		add("smallest_intensity", "Smallest intensity for the target", "", mechanism.Known(float64(found.Intensity)), mechanism.Exact)
		add("give_up_hours_with_it", "Mean time to give up with it", "h", mechanism.Known(found.GiveUp.MeanHours), mechanism.Exact)
	} else if err := refuse(o.flags, "is for --target", "supervisor", "max-intensity"); err != nil {
		return nil, err
	}
	if o.simulate == 0 {
		o.noEffect("seed")
		return figures, nil
	}
	o.limits = true
	r, err := supervise.Simulate(ctx, tree, supervise.Options{Seed: o.seed, Runs: o.simulate, Confidence: o.confidence, Edge: o.edge})
	if err != nil {
		return nil, err
	}
	e := r.GiveUp.Estimate
	e.Warnings = append(e.Warnings, r.Warnings...)
	add("give_up_hours_simulated", "Mean time to give up", "h", e, mechanism.Simulated)
	for _, c := range r.GaveUp[1:] {
		add("gave_up: "+c.Process, "Times that "+c.Process+" gave up", "", mechanism.Known(c.Mean), mechanism.Simulated)
	}
	return figures, nil
}

func (o *superviseOptions) smallest(ctx context.Context, tree mechanism.Process) (mechanism.IntensityFor, error) {
	hours, err := lengthOf(o.target)
	if err != nil {
		return mechanism.IntensityFor{}, usagef("--target: %w", err)
	}
	if o.supervisor == "" {
		o.supervisor = tree.Name
	}
	return mechanism.SmallestIntensity(ctx, tree, o.supervisor, hours, o.most, !o.edge)
}

// workers adds what becomes of each worker.
func (o *superviseOptions) workers(doc *render.Supervision, tree mechanism.Process) error {
	for _, name := range workersOf(tree) {
		once, err := mechanism.ReplayCrashes(tree, []mechanism.Crash{{Process: name}})
		if err != nil {
			return err
		}
		always, err := mechanism.StartsOfCrashing(tree, name)
		if err != nil {
			return err
		}
		doc.AddWorker(name, once.Crashes[0].Actions, always)
	}
	return nil
}

func workersOf(tree mechanism.Process) []string {
	if len(tree.Children) == 0 {
		return []string{tree.Name}
	}
	var names []string
	for _, child := range tree.Children {
		names = append(names, workersOf(child)...)
	}
	return names
}

// crashes reads the crashes to replay.
func (o *superviseOptions) crashes(tree mechanism.Process) ([]mechanism.Crash, error) {
	workers := workersOf(tree)
	var all []mechanism.Crash
	for _, text := range o.replay {
		name, at, named := strings.Cut(text, "@")
		if !named {
			if name, at = workers[0], text; len(workers) > 1 {
				return nil, usagef("--replay: %q does not say which worker crashes; write WORKER@%s", text, text)
			}
		}
		second, err := parseFloat(strings.TrimSpace(at))
		if err != nil {
			return nil, usagef("--replay: %q: %w; it takes a number of seconds", text, err)
		}
		all = append(all, mechanism.Crash{Second: second, Process: strings.TrimSpace(name)})
	}
	return all, nil
}

// module is a part that fails when the top gives up.
func (o *superviseOptions) module(figures []mechanism.Figure) (*render.MechanismModule, error) {
	if o.asModule == "" {
		return nil, refuse(o.flags, "is the repair time of --as-module", "restore")
	}
	m := &render.MechanismModule{MTBF: figures[0].Estimate, Repair: "restore", About: []string{"a supervision tree, by mtbf mechanism supervise: it fails when the top supervisor", "gives up"}}
	if o.restore != "" {
		hours, err := lengthOf(o.restore)
		if err != nil {
			return nil, usagef("--restore: %w", err)
		}
		m.MTTR = mechanism.Known(hours)
	}
	return m, nil
}
