package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/internal/near"
	"mtbf/model"
	"mtbf/model/mechanism"
)

type stagesOptions struct {
	*mechanismFlags
	every, mtbf, log             string
	stages, laws, shrink, within []string
	columns                      []string
}

func newMechanismStagesCmd(g *global) *cobra.Command {
	o := &stagesOptions{}
	cmd := &cobra.Command{
		Use:   "stages [--stage NAME=TIME] [--shrink NAME=TIME]",
		Short: "An outage as stages, and what a shorter stage gives",
		Long: `Stages takes an outage apart: which stage has which share of it, what the
availability becomes when one is made shorter, and how likely it is over within a
time. Without flags it is that of Gray (1985, p. 2, Figure 1), 90 minutes of a
conventional system once every two weeks, of which 53 restart the network.

Stages are given by --stage, in their order, or are the means of columns of a log
with one column of durations a stage: --log LOG --columns dump_min,os_min,...
The mean is over the cells that have a duration: 0 is of an outage that did not take
the stage, and a blank cell tells nothing, as a note says.
Their lengths are exponential unless --law says otherwise: fixed, or erlang:K, of K
exponential phases. --shrink NAME=TIME makes a stage shorter: each alone, then all
of them together.`,
		Example: `  mtbf mechanism stages
  mtbf mechanism stages --shrink network=5m --within 30m,60m,90m
  mtbf mechanism stages --stage detect=4m..20m --stage fix=90m --law detect=fixed --mtbf 30d
  mtbf mechanism stages --shrink network=5m --as-module node`,
	}
	return mechanismCommand(g, cmd, func(m *mechanismFlags) {
		o.mechanismFlags = m
		f := cmd.Flags()
		f.StringArrayVar(&o.stages, "stage", nil, "NAME=TIME: a stage and its mean length, or a range, or CATEGORY:LOG; repeatable, in order (default: Gray's Figure 1)")
		f.StringArrayVar(&o.laws, "law", nil, "LAW or NAME=LAW: exponential, fixed or erlang:K, of all stages or of one; repeatable (default: exponential)")
		f.StringArrayVar(&o.shrink, "shrink", nil, "NAME=TIME: what if this stage took so long; repeatable")
		f.StringVar(&o.every, "every", "2w", "time from the start of an outage to the start of the next")
		f.StringVar(&o.mtbf, "mtbf", "", "instead: time of operation between outages")
		wordsVar(f, &o.within, "within", "also tell how likely the outage is over within these times, such as 30m,90m (default: its mean length)")
		completeFlag(cmd, "law", cobra.FixedCompletions([]string{"exponential", "fixed", "erlang:2"}, cobra.ShellCompDirectiveNoFileComp)) // and others: erlang:K, NAME=LAW
		fileVar(f, &o.log, "log", "outage log with a column of durations for each stage")
		wordsVar(f, &o.columns, "columns", "of --log: the columns, in the order of the stages, such as dump_min,os_min")
		f.StringVar(&o.DurationUnit, "duration-unit", "", "of a log: unit of durations that are bare numbers")
	}, func(ctx context.Context) (mechanismDocument, *render.MechanismModule, error) {
		return runMechanismStages(ctx, o)
	})
}

func runMechanismStages(ctx context.Context, o *stagesOptions) (mechanismDocument, *render.MechanismModule, error) {
	s, err := o.asked(ctx)
	if err != nil {
		return nil, nil, err
	}
	before, err := s.Solve()
	if err != nil {
		return nil, nil, err
	}
	changes, after, err := o.changes(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	r, err := after.Solve()
	if err != nil {
		return nil, nil, err
	}
	doc := &render.Stages{Mechanism: *render.NewMechanism("stages", "An outage as stages", o.inputs, stagesFigures(before), mechanism.StagesAssumptions())}
	if err := o.overWithin(ctx, doc, s, before); err != nil {
		return nil, nil, err
	}
	for i, stage := range s.List {
		doc.AddStage(stage, before.Shares[i])
	}
	for _, c := range changes {
		doc.AddWhatIf(c.stage, c.becomes, c.result)
	}
	module := &render.MechanismModule{MTBF: r.MTBF, MTTR: r.Total, About: []string{"an outage as stages, by mtbf mechanism stages: the MTTR is the sum of their means"}}
	return doc, module, nil
}

func stagesFigures(r mechanism.StagesResult) []mechanism.Figure {
	return []mechanism.Figure{
		{Name: "mttr_hours", Label: "Mean length, the MTTR", Estimate: r.Total, Unit: "h", Kind: mechanism.Exact},
		{Name: "sd_hours", Label: "Standard deviation", Estimate: r.SD, Unit: "h", Kind: mechanism.Exact},
		{Name: "mtbf_hours", Label: "Operation between outages", Estimate: r.MTBF, Unit: "h", Kind: mechanism.Exact},
		{Name: "availability", Label: "Availability", Estimate: r.Availability, Kind: mechanism.Exact},
		{Name: "unavailability", Label: "Unavailability", Estimate: r.Unavailability, Kind: mechanism.Exact},
	}
}

// overWithin adds how likely the outage is over.
func (o *stagesOptions) overWithin(ctx context.Context, doc *render.Stages, s mechanism.Stages, r mechanism.StagesResult) error {
	times, err := hoursList("within", o.within)
	if err != nil {
		return err
	}
	if len(times) == 0 && r.Total.Estimable() {
		times = []float64{r.Total.Point}
	}
	for _, at := range times {
		over, longer, err := s.Within(ctx, at)
		if err != nil {
			return err
		}
		doc.AddWithin(at, over, longer)
	}
	return nil
}

// asked reads the stages, their laws and how often the outage comes.
func (o *stagesOptions) asked(ctx context.Context) (s mechanism.Stages, err error) {
	switch {
	case len(o.stages) > 0 && o.log != "":
		return s, usagef("--stage and --log say the same: give one of them")
	case (o.log == "") != (len(o.columns) == 0):
		return s, usagef("--log and --columns go together: the log, and its columns of durations")
	case o.log != "":
		s.List, err = o.fromColumns(ctx)
	case len(o.stages) > 0:
		s.List, err = o.given(ctx)
	default:
		s.List = mechanism.GrayFigure1()
		for _, stage := range s.List {
			o.keep("stage", "Stage: "+stage.Name, "Figure 1", "h", stage.Mean)
		}
	}
	if err != nil {
		return s, err
	}
	if err := o.readLaws(s.List); err != nil {
		return s, err
	}
	if o.mtbf == "" {
		s.Every, err = o.lengthOfTime(ctx, "every", "From start to start", o.every)
		return s, err
	}
	if err := refuse(o.flags, "and --mtbf say the same: give one of them", "every"); err != nil {
		return s, err
	}
	s.Operating = true
	s.Every, err = o.mtbfOf(ctx, "mtbf", "Operation between outages", o.mtbf)
	return s, err
}

// given reads --stage.
func (o *stagesOptions) given(ctx context.Context) (list []mechanism.Stage, err error) {
	for _, text := range o.stages {
		name, mean, found := strings.Cut(text, "=")
		name = strings.TrimSpace(name)
		twice := slices.ContainsFunc(list, func(s mechanism.Stage) bool { return s.Name == name })
		if !found || name == "" || twice {
			return nil, usagef("--stage: %q is not NAME=TIME, each name once, such as network=53m", text)
		}
		s := mechanism.Stage{Name: name, Phases: 1}
		if s.Mean, err = o.pauseOf(ctx, "stage", "Stage: "+name, mean); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

// fromColumns takes the mean of each column of durations of --log.
func (o *stagesOptions) fromColumns(ctx context.Context) (list []mechanism.Stage, err error) {
	if err := o.reads(o.log); err != nil {
		return nil, err
	}
	for i, column := range o.columns {
		if slices.Contains(o.columns[:i], column) {
			return nil, usagef("--columns: %q comes twice, and each column is one stage", column)
		}
	}
	o.logs, o.limits = true, true
	figures, err := mtbf.ReadStages(ctx, o.options(), o.columns, o.log)
	if err != nil {
		return nil, o.misread(ctx, err, o.log, logInput)
	}
	for i, column := range o.columns {
		mean := figures[i].MTTR
		if !mean.Estimable() {
			return nil, usagef("--columns: %s has no durations in the column %s", o.log, column)
		}
		o.keep("columns", "Stage: "+column, column+" of "+o.log, "h", mean)
		o.warn("Stage: "+column, figures[i].Warnings)
		list = append(list, mechanism.Stage{Name: column, Phases: 1, Mean: mean})
	}
	return list, nil
}

// readLaws sets the laws of the stages.
func (o *stagesOptions) readLaws(list []mechanism.Stage) error {
	for _, text := range o.laws {
		name, law, named := strings.Cut(text, "=")
		if !named {
			name, law = "", text
		}
		phases, err := phasesOf(strings.TrimSpace(law))
		if err != nil {
			return err
		}
		found := false
		for i := range list {
			if !named || list[i].Name == name {
				list[i].Phases, found = phases, true
			}
		}
		if !found {
			return noStage("law", name, list)
		}
	}
	return nil
}

// phasesOf reads a law.
func phasesOf(law string) (int, error) {
	switch kind, k, found := strings.Cut(law, ":"); {
	case law == "exponential":
		return 1, nil
	case law == "fixed":
		return 0, nil
	case kind == "erlang" && found:
		n, err := parseInt(k)
		if err == nil && n >= 1 {
			return n, nil
		}
	}
	return 0, usagef("--law: %q is not exponential, fixed or erlang:K, the laws whose sums are exact; 'mtbf simulate' takes any as the repair of a module", law)
}

func noStage(flag, name string, list []mechanism.Stage) error {
	var names []string
	for _, s := range list {
		names = append(names, s.Name)
	}
	return usagef("--%s: there is no stage %q: %s%s", flag, name, strings.Join(names, ", "), near.Hint(name, names))
}

// change is a stage made shorter, or all of them.
type change struct {
	stage   string
	becomes *model.Estimate
	result  mechanism.StagesResult
}

// changes solves --shrink, each alone and then all together, and returns the stages with
// all of them.
func (o *stagesOptions) changes(ctx context.Context, s mechanism.Stages) (all []change, after mechanism.Stages, err error) {
	after = s
	for _, text := range o.shrink {
		name, length, found := strings.Cut(text, "=")
		if !found {
			return nil, s, usagef("--shrink: %q is not NAME=TIME, such as network=5m", text)
		}
		mean, err := o.pauseOf(ctx, "shrink", "Made shorter: "+name, length)
		if err != nil {
			return nil, s, err
		}
		i := slices.IndexFunc(s.List, func(s mechanism.Stage) bool { return s.Name == name })
		if i < 0 {
			return nil, s, noStage("shrink", name, s.List)
		}
		if was := s.List[i].Mean; mean.Lo > was.Hi || mean.Point > was.Point {
			return nil, s, usagef("--shrink: %q makes the stage longer than it is", text)
		}
		one, _ := s.Shrunk(name, mean)
		after, _ = after.Shrunk(name, mean)
		r, err := one.Solve()
		if err != nil {
			return nil, s, err
		}
		all = append(all, change{name, &mean, r})
	}
	if len(all) > 1 {
		r, err := after.Solve()
		if err != nil {
			return nil, s, err
		}
		all = append(all, change{"all of them", nil, r})
	}
	return all, after, nil
}
