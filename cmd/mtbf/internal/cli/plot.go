package cli

import (
	"cmp"
	"context"
	"errors"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/ingest"
	"mtbf/internal/near"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/gray"
	"mtbf/model/life"
	"mtbf/model/markov"
	"mtbf/model/solve"
	"mtbf/montecarlo"
	"mtbf/plots"
)

type plotOptions struct {
	logFlags
	list       bool
	of, family string
	times, age bool
	target     float64
	plan       planOptions // of acceptance; its MTBF of duplex too
	coverages  []float64
	soft, cure string // of retry
	stage      []string
	shrink     []string
	sides      sidesFlags
	files      []string
	treeFlags
}

// picture is a kind of figure and how it is made from a file.
type picture struct {
	kind, input, about string
	embedded           string   // what is drawn when no file is given
	own                []string // flags that this kind alone, or some, take
	make               func(o *plotOptions, ctx context.Context, path string) (*plots.Figure, error)
}

// What figures are of, as the list of kinds says it.
const (
	ofLog     = "LOG"
	ofTwo     = "OLD NEW"
	ofSystem  = "SYSTEM"
	ofTimes   = "TIMES"
	ofNothing = ""
)

func pictures() []picture {
	return []picture{
		{"pareto", ofLog, "failures, or with --of downtime, by category, with limits", "dataset:shop", []string{"of"}, (*plotOptions).pareto},
		{"timeline", ofLog, "outages of each unit over time", "dataset:shop", nil, (*plotOptions).timeline},
		{"availability", ofLog, "availability by --by month, quarter or year, with limits", "dataset:shop", nil, (*plotOptions).availability},
		{"compare", ofTwo, "failure rates by category, new over old, with limits", "dataset:shop", sidesOnly(), (*plotOptions).compare},
		{"table1", ofLog, "Gray's Table 1, published beside reproduced", "dataset:gray1985", nil, (*plotOptions).table1},
		{"waterfall", ofNothing, "the stages of an outage (Gray's Figure 1)", "", nil, (*plotOptions).waterfall},
		{"duplex", ofNothing, "MTBF of a pair against repair time and coverage", "", []string{"mtbf", "coverage"}, (*plotOptions).duplex},
		{"retry", ofNothing, "MTBF factor against the number of retries, with both published ends", "", []string{"soft", "cure"}, (*plotOptions).retry},
		{"stages", ofNothing, "an outage by stage, before and after some are shorter", "", []string{"stage", "shrink"}, (*plotOptions).stages},
		{"acceptance", ofNothing, "probability that a demonstration test passes, by the truth", "", []string{"mtbf", "reliability", "allowed", "design-mtbf", "design-reliability"}, (*plotOptions).acceptance},
		{"repair-times", ofLog, "histogram of repair times, and the families that fit", "dataset:shop", []string{"family"}, (*plotOptions).repairTimes},
		{"lifetimes", ofTimes, "histogram of lives, or with --of of a log's times", "", []string{"of", "family", "status", "failed"}, (*plotOptions).lifetimes},
		{"survival", ofTimes, "survival S(t) by Kaplan-Meier with limits, and the best fit", "", []string{"of", "family", "status", "failed"}, (*plotOptions).survivalCurve},
		{"paper", ofTimes, "probability plot of --family, with limits", "", []string{"of", "family", "status", "failed"}, (*plotOptions).paper},
		{"mcf", ofLog, "mean cumulative failures per unit, with limits", "dataset:shop", []string{"times", "age", "status", "failed"}, (*plotOptions).mcf},
		{"trend", ofLog, "cumulative failures, segments of constant rate, tests of trend", "dataset:shop", []string{"times", "age", "status", "failed"}, (*plotOptions).trend},
		{"growth", ofLog, "cumulative MTBF: Crow-AMSAA and Duane", "", []string{"times", "age", "status", "failed"}, (*plotOptions).growth},
		{"multiplexing", ofNothing, "von Neumann's residual errors: exact, approximate, printed, simulated", "", nil, (*plotOptions).multiplexing},
		{"modularity", ofNothing, "MTBF by modules and copies", "", nil, (*plotOptions).modularityMap},
		{"frontier", ofSystem, "Pareto frontier of cost, and the least cost for --target", "", []string{"target"}, (*plotOptions).frontier},
		{"diagram", ofSystem, "block diagram, or fault tree", "dataset:node-after-gray", []string{"gate", "mission-time"}, (*plotOptions).diagram},
		{"importance", ofSystem, "importance of units: criticality and RAW", "dataset:node-after-gray", nil, (*plotOptions).importance},
		{"buys", ofSystem, "what each redundant part buys, in nines", "dataset:node-with-mechanisms", nil, (*plotOptions).buys},
		{"convergence", ofSystem, "a simulation settling, with the exact value", "dataset:five-replicas", nil, (*plotOptions).convergence},
	}
}

func newPlotCmd(g *global) *cobra.Command {
	o := &plotOptions{logFlags: logFlags{global: g}}
	o.sides.logFlags = &o.logFlags
	cmd := &cobra.Command{
		Use:   "plot KIND [LOG|TIMES|SYSTEM] -o FILE",
		Short: "One figure as PNG, SVG or PDF",
		Long: `Plot draws one figure; the ending of -o says in which format (.png, .svg, .pdf).
Without a file it draws data that ship with the program. --list names the kinds.
Figures of logs take the flags of analyze. TIMES is a CSV as fit reads it, or with
--of an outage log.`,
		Example: `  mtbf plot --list
  mtbf plot pareto outages.csv --from 2024-01-01 -o pareto.png
  mtbf plot availability dataset:shop --by quarter -o availability.svg
  mtbf plot paper lives.csv --family lognormal -o paper.png
  mtbf plot diagram system.yaml -o diagram.svg`,
		ValidArgsFunction: completeFigure,
		RunE:              func(cmd *cobra.Command, args []string) error { return runPlot(cmd.Context(), o, args, cmd.Flags()) },
	}
	o.censusFlags(cmd)
	o.timesFlags(cmd)
	o.sides.register(cmd)
	f := cmd.Flags()
	f.BoolVar(&o.list, "list", false, "name the kinds of figure")
	f.StringVar(&o.of, "of", "", "repair, between or life: take times out of an outage log; of pareto: failures or downtime")
	f.StringVar(&o.family, "family", "", "fit this family only; of paper: weibull, lognormal or exponential")
	f.BoolVar(&o.times, "times", false, "of mcf, trend and growth: the file holds failure times, not outages")
	f.BoolVar(&o.age, "age", false, "of mcf, trend and growth: hours count from each unit's in-service date")
	f.StringVar(&o.plan.mtbf, "mtbf", "10000h", "of duplex: MTBF of a module; of acceptance: MTBF to demonstrate")
	o.planFlags(f)
	fractionsVar(f, &o.coverages, "coverage", "of duplex: coverages, a curve each (default 0.9,0.99,0.999,1)")
	fractionVar(f, &o.target, "target", 0.9999, "of frontier: availability to reach")
	f.StringVar(&o.soft, "soft", graySoft, "of retry: share of faults that are soft: 131/132, 76%, 5%..14%, CATEGORY:LOG")
	f.StringVar(&o.cure, "cure", "50%", "of retry: probability that one retry cures a soft fault")
	f.StringArrayVar(&o.stage, "stage", nil, "of stages: NAME=TIME: a stage and its mean length; repeatable, in order (default: Gray's Figure 1)")
	f.StringArrayVar(&o.shrink, "shrink", nil, "of stages: NAME=TIME: if this stage took so long; repeatable (default of Figure 1: network=5m)")
	o.treeFlags.register(f)
	completeWords(cmd, "of", "repair", "between", "life", "failures", "downtime")
	completeWords(cmd, "family", life.FitFamilies()...)
	return cmd
}

func kinds() []string {
	var all []string
	for _, p := range pictures() {
		all = append(all, p.kind)
	}
	return all
}

func runPlot(ctx context.Context, o *plotOptions, args []string, flags *pflag.FlagSet) error {
	if o.list {
		if err := refuseBesideList(args, flags); err != nil {
			return err
		}
		return o.write(pictureList())
	}
	if len(args) == 0 {
		return usagef("plot needs a kind: %s", strings.Join(kinds(), ", "))
	}
	i := slices.IndexFunc(pictures(), func(p picture) bool { return p.kind == args[0] })
	if i < 0 {
		return usagef("%q is not a kind of figure: %s%s", args[0], strings.Join(kinds(), ", "), near.Hint(args[0], kinds()))
	}
	p := pictures()[i]
	format := strings.TrimPrefix(strings.ToLower(filepath.Ext(o.output)), ".")
	if o.output == "" {
		return usagef("plot needs a file to draw into, whose ending is the format: -o %s.%s", p.kind, strings.Join(plots.Formats(), ", ."))
	}
	if !slices.Contains(plots.Formats(), format) {
		return usagef("-o: %q does not end in .%s", o.output, strings.Join(plots.Formats(), ", ."))
	}
	path := p.embedded
	switch {
	case len(args) > 2 && p.input != ofTwo:
		return usagef("plot draws one file")
	case len(args) == 2 && p.input == "":
		return usagef("plot %s takes no file", p.kind)
	case len(args) > 1:
		path, o.files = args[1], args[1:]
	}
	if err := p.refuses(o, flags, path != ""); err != nil {
		return err
	}
	o.noEffect(p.unusedGlobals()...)
	o.noEffectAs("plot "+p.kind+" shows nothing of it", unshown[p.kind]...)
	figure, err := p.make(o, ctx, path)
	if err != nil && !errors.Is(err, errIncomplete) {
		return asUsage(err)
	}
	return cmp.Or(writeFile(o.output, func(w io.Writer) error { return figure.Write(w, format) }), err, o.sides.objected())
}

// refuseBesideList returns an error if more was given than --list, which is of all
// kinds.
func refuseBesideList(args []string, flags *pflag.FlagSet) error {
	if len(args) > 0 {
		return usagef("--list names all kinds of figure, and takes no other argument")
	}
	return refuse(flags, "is not for --list, which names all kinds of figure", append(ofLogs(), ofKinds()...)...)
}

// ofKinds are the flags that some kinds of figure take.
func ofKinds() (names []string) {
	for _, p := range pictures() {
		names = append(names, p.own...)
	}
	return names
}

// Flags of logs that figures have no use for: what is made of groups of failures and
// of the downtime where times and failures are drawn one by one, and what is made of
// failures where outages are. How much was observed is for all to know.
var (
	unusedByFailures  = []string{"reported", "by", "terminated"}
	unusedByHistories = append(unusedByFailures, ofCategories...)
	unusedByOutages   = append([]string{"join-touching", "incident-gap", "exclude", "infant-period", "planned", "service-hours", "holidays", "ignore-shorter"}, unusedByFailures...)
)

// unused are the flags of logs that a kind of figure that reads them has no use for.
var unused = map[string][]string{
	"pareto":       {"reported", "by"},
	"timeline":     append([]string{"planned-where"}, unusedByOutages...),
	"availability": append([]string{"reported"}, ofCategories...),
	"repair-times": unusedByHistories,
	"lifetimes":    unusedByHistories,
	"survival":     unusedByHistories,
	"paper":        unusedByHistories,
	"mcf":          unusedByHistories,
	"trend":        unusedByHistories,
	"growth":       unusedByHistories,
}

// unshown are the flags of logs that may be needed to read one or to account for it, and
// change nothing that a kind of figure shows.
var unshown = map[string][]string{
	"pareto":       {"exposure", "units", "duration-from", "duration-unit", "time-unit", "timezone"},
	"timeline":     {"exposure", "units"},
	"repair-times": {"exposure", "units"},
	"mcf":          {"exposure"},
	"trend":        {"exposure", "units"},
	"growth":       {"exposure"},
}

// unusedGlobals are the flags of all commands that this kind has no use for.
func (p *picture) unusedGlobals() (names []string) {
	if p.kind != "convergence" && p.kind != "multiplexing" {
		names = append(names, "seed")
	}
	if slices.Contains([]string{"timeline", "waterfall", "duplex", "modularity", "frontier", "diagram", "importance", "buys", "repair-times", "lifetimes"}, p.kind) {
		names = append(names, "confidence")
	}
	return names
}

// refuses returns an error if a flag was given that this kind does not take, or that
// would change nothing.
func (p *picture) refuses(o *plotOptions, flags *pflag.FlagSet, fromFile bool) error {
	others := slices.DeleteFunc(ofKinds(), func(name string) bool { return slices.Contains(p.own, name) })
	if err := refuse(flags, "is not for plot "+p.kind, others...); err != nil {
		return err
	}
	if err := refuse(flags, "is not for figures: the ending of -o says in which format", "format"); err != nil {
		return err
	}
	switch {
	case p.input == ofTwo:
		return cmp.Or(o.shipped(p, flags), o.sides.check(flags, o.files))
	case p.kind == "table1":
		return refuse(flags, "is not for plot table1, which reads the log as Gray's", ofLogs()...)
	case p.input == ofSystem || p.input == ofNothing:
		return refuse(flags, "is for figures of outage logs, not for plot "+p.kind, ofLogs()...)
	case !fromFile:
		return refuse(flags, "is for a file, and plot "+p.kind+" was given none", append(ofLogs(), "of", "times", "age", "status", "failed")...)
	case p.input == ofTimes && o.of == "":
		return refuseForTimes(flags, "is for an outage log: say --of repair, between or life")
	case o.times:
		return refuseForTimes(flags, "is for an outage log, and with --times the file has none", "age")
	}
	if err := refuse(flags, "is for a file of times, and this one is an outage log", ofTimesAlone...); err != nil {
		return err
	}
	if p.input == ofTimes && o.of == string(mtbf.Life) {
		if err := refuse(flags, "has no effect on a figure of lives, which are of units: say --units or --fleet", "exposure"); err != nil {
			return err
		}
		if err := refuse(flags, "has no effect on lives, which outages of a unit that touch or overlap end together", ofLives...); err != nil {
			return err
		}
	}
	if p.kind != "availability" && (p.kind != "pareto" || o.of != "downtime") {
		if err := o.refuseInclude("plot " + p.kind); err != nil {
			return err
		}
	}
	return refuse(flags, "has no effect on plot "+p.kind, unused[p.kind]...)
}

func pictureList() render.Document {
	list := render.NewFigures()
	for _, p := range pictures() {
		list.Figures = append(list.Figures, render.FigureKind{Kind: p.kind, Of: p.input, Shows: p.about})
	}
	return list
}

// log reads a log and analyses it as the flags say.
func (o *plotOptions) log(ctx context.Context, path string) (*ingest.Log, *census.Table, error) {
	log, rules, err := o.readAndRule(ctx, path)
	if err != nil {
		return nil, nil, err
	}
	table, err := census.Analyze(ctx, log.Log, rules)
	return log, table, err
}

func (o *plotOptions) pareto(ctx context.Context, path string) (*plots.Figure, error) {
	draw, ok := map[string]func(*census.Table) *plots.Figure{"": plots.Pareto, "failures": plots.Pareto, "downtime": plots.DowntimePareto}[o.of]
	if !ok {
		return nil, usagef("--of: %q is not failures or downtime", o.of)
	}
	_, table, err := o.log(ctx, path)
	if err != nil {
		return nil, err
	}
	return draw(table), nil
}

// shipped takes the log that ships with the program, and a time in its middle, where
// no log is named.
func (o *plotOptions) shipped(p *picture, flags *pflag.FlagSet) error {
	if len(o.files) > 0 {
		return nil
	}
	o.files = []string{p.embedded}
	if flags.Changed("split") {
		return nil
	}
	return flags.Set("split", "2024-07-01")
}

func (o *plotOptions) compare(ctx context.Context, _ string) (*plots.Figure, error) {
	sides, err := o.sides.read(ctx, o.files)
	if err != nil {
		return nil, err
	}
	c, err := mtbf.Compare(ctx, sides, 1)
	if err != nil {
		return nil, err
	}
	return plots.RateRatios(c.Contrast), nil
}

func (o *plotOptions) timeline(ctx context.Context, path string) (*plots.Figure, error) {
	log, table, err := o.log(ctx, path)
	if err != nil {
		return nil, err
	}
	return plots.Timeline(log.Log, table.Accounting.Window), nil
}

func (o *plotOptions) availability(ctx context.Context, path string) (*plots.Figure, error) {
	if o.By == "" {
		o.By = string(census.ByMonth)
	}
	_, table, err := o.log(ctx, path)
	if err != nil {
		return nil, err
	}
	return plots.Availability(table), nil
}

func (o *plotOptions) table1(ctx context.Context, path string) (*plots.Figure, error) {
	published, err := embedded("gray1985-table1", ingest.ReadPublished)
	if err != nil {
		return nil, err
	}
	evidence, err := (&table1Options{global: o.global}).evidence(ctx, path)
	if err != nil {
		return nil, err
	}
	evidence.Published = published
	return plots.Table1(gray.Table1(evidence)), nil
}

func (o *plotOptions) waterfall(ctx context.Context, _ string) (*plots.Figure, error) {
	stages, err := embedded("gray1985-figure1", ingest.ReadTimeline)
	if err != nil {
		return nil, err
	}
	return plots.Waterfall("An outage of 90 minutes (Gray, Figure 1)", stages), nil
}

// duplex draws the MTBF of a pair against repair time, for some coverages: unless
// flags say otherwise of Gray's discs, MTBF 10,000 h.
func (o *plotOptions) duplex(_ context.Context, _ string) (*plots.Figure, error) {
	mtbf, err := positiveHours("mtbf", o.plan.mtbf)
	if err != nil {
		return nil, err
	}
	coverages := o.coverages
	if coverages == nil {
		coverages = []float64{0.9, 0.99, 0.999, 1}
	}
	var mttr []float64
	for h := 0.25; h < 200; h *= 1.25 {
		mttr = append(mttr, h)
	}
	grid, err := markov.Pair{MTBF: mtbf, MTTR: 24}.Grid(mttr, coverages)
	if err != nil {
		return nil, err
	}
	return plots.Duplex(mtbf, mttr, coverages, grid), nil
}

func (o *plotOptions) diagram(ctx context.Context, path string) (*plots.Figure, error) {
	if o.isDynamicTree(path) {
		return o.dynamicTree(ctx, path)
	}
	if o.isFaultTree(path) {
		return o.faultTree(ctx, path)
	}
	if err := o.treeFlags.refused(path); err != nil {
		return nil, err
	}
	m, _, err := readSystem(ctx, path, o.global)
	if err != nil {
		return nil, err
	}
	return plots.Diagram(m), nil
}

// faultTree draws a fault tree from its top down.
func (o *plotOptions) faultTree(ctx context.Context, path string) (*plots.Figure, error) {
	mission, err := o.hours()
	if err != nil {
		return nil, err
	}
	tree, _, err := o.readFaultTree(ctx, []string{path})
	if err != nil {
		return nil, err
	}
	f, left, err := mtbf.DrawFaultTree(tree, o.gate, mission)
	if left > 0 && !o.quiet {
		o.note("mtbf: %s further down not drawn; --gate NAME draws what is below one", model.Counted(left, "gate"))
	}
	return f, asTree(err, []string{path})
}

func (o *plotOptions) importance(ctx context.Context, path string) (*plots.Figure, error) {
	m, _, err := readSystem(ctx, path, o.global)
	if err != nil {
		return nil, err
	}
	result, err := solve.System(ctx, m)
	if err != nil {
		return nil, err
	}
	return plots.Importance(m.Name, result.Importance), nil
}

// convergence simulates to one per cent and draws the exact value where an
// exact engine knows it. A run that was ended is drawn as far as it came.
func (o *plotOptions) convergence(ctx context.Context, path string) (*plots.Figure, error) {
	m, _, err := readSystem(ctx, path, o.global)
	if err != nil {
		return nil, err
	}
	opt := montecarlo.Options{Seed: o.seed, Workers: o.processors(), Confidence: o.confidence}
	if o.timeLimit != "" {
		opt.MaxEvents = math.MaxUint64
	}
	run, err := montecarlo.Simulate(ctx, m, opt)
	if err != nil {
		return nil, err
	}
	if run.Causes == nil {
		return nil, errors.New("the simulation has seen no outage, and there is nothing to draw" + unseen(run.Warnings))
	}
	exact := math.NaN()
	if result, err := solve.System(ctx, m); err == nil {
		exact = result.Unavailability
	}
	if !run.Complete {
		return plots.Convergence(run, exact), errIncomplete
	}
	return plots.Convergence(run, exact), nil
}

// unseen is what a run without outages says of itself.
func unseen(warnings []model.Warning) string {
	said := ""
	for _, w := range warnings {
		if w.Code == "cannot-fail" || w.Code == "rel-error-not-reached" || w.Code == "incomplete" {
			said += ": " + w.Text
		}
	}
	return said
}
