package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/datasets"
	"mtbf/ingest"
	"mtbf/internal/printable"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/solve"
	"mtbf/model/system"
)

type solveOptions struct {
	*global
	at       []string
	cutSets  int
	maxOrder int
}

func newSolveCmd(g *global) *cobra.Command {
	o := &solveOptions{global: g}
	cmd := &cobra.Command{
		Use:   "solve SYSTEM",
		Short: "Exact availability, MTBF, MTTF, cut sets and importance of a system file",
		Long: `Solve reads a system file and answers exactly: availability and unavailability,
MTBF, mean up and down times, MTTF, failure frequency, minimal cut sets and the
importance of every unit. It says which engine answered, and why others could
not. dataset:NAME reads a system that ships with the program.`,
		Example: `  mtbf solve dataset:duplexed-discs
  mtbf solve system.yaml --at 1000h,1y --format json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("solve needs one system file; dataset:NAME is one that ships with the program")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runSolve(cmd.Context(), o, args[0]) },
	}
	f := cmd.Flags()
	f.StringSliceVar(&o.at, "at", nil, "also give reliability and availability at these times, such as 50h,1y")
	intVar(f, &o.cutSets, "cut-sets", 20, "cut sets to list, the most probable first")
	intVar(f, &o.maxOrder, "max-order", 0, "most units in a listed cut set (default: any number)")
	return cmd
}

func runSolve(ctx context.Context, o *solveOptions, path string) error {
	m, warnings, err := readSystem(ctx, path, o.global)
	if err != nil {
		return err
	}
	result, err := solve.System(m)
	if errors.Is(err, system.ErrTooLarge) {
		return o.bounds(m, err)
	}
	if err != nil {
		return asUsage(err)
	}
	doc := render.NewSolution(m.Name, result)
	doc.AddWarnings(warnings)
	limits, err := solve.Corners(m, result)
	if err != nil {
		return err
	}
	doc.AddLimits(limits)
	if err := o.addPoints(doc, result.Structure); err != nil {
		return err
	}
	sets, err := result.Structure.CutSets(system.SetOptions{MostSets: o.cutSets, MostUnits: o.maxOrder}, solve.Groups)
	if err != nil {
		doc.AddWarnings([]model.Warning{{Code: "cut-sets", Text: "no cut sets: " + err.Error()}})
	} else {
		doc.AddCutSets(sets)
	}
	return o.write(doc)
}

// bounds answers for a system that is too large to be solved.
func (o *solveOptions) bounds(m *system.Model, why error) error {
	b, err := solve.Bounds(m)
	if err != nil {
		return asUsage(err)
	}
	return o.write(render.NewBounds(m.Name, b, why))
}

func (o *solveOptions) addPoints(doc *render.Solution, structure *system.Structure) error {
	if len(o.at) == 0 {
		return nil
	}
	times, err := hoursList("at", o.at)
	if err != nil {
		return err
	}
	points, err := structure.At(times...)
	if err != nil {
		return asUsage(err)
	}
	doc.AddPoints(points)
	return nil
}

// readSystem reads a system file, or one that ships with the program.
func readSystem(ctx context.Context, path string, g *global) (*system.Model, []model.Warning, error) {
	opt := ingest.SystemOptions{Reads: g.reads, FromLog: func(spec ingest.FromSpec) (model.Estimate, model.Estimate, error) {
		return ratesFromLog(ctx, spec, g.confidence)
	}}
	if name, embedded := strings.CutPrefix(path, "dataset:"); embedded {
		data, err := datasets.Open(name)
		if err != nil {
			return nil, nil, usageError{err}
		}
		defer data.Close()
		return ingest.ParseSystem(path, data, opt)
	}
	return ingest.ReadSystem(path, g.In, opt)
}

// ratesFromLog estimates a module's MTBF and MTTR from a category of a log, by
// the ordinary analysis.
func ratesFromLog(ctx context.Context, spec ingest.FromSpec, confidence float64) (mtbf, mttr model.Estimate, err error) {
	o := &analyzeOptions{
		global: &global{confidence: confidence}, profile: spec.Profile, columns: spec.Column, where: spec.Where,
		timezone: spec.Timezone, timeUnit: spec.TimeUnit, durationUnit: spec.DurationUnit, dateOrder: spec.DateOrder, taxonomy: spec.Taxonomy,
		durationFrom: "times", planned: "exclude", terminated: "time",
		from: spec.From, to: spec.To, units: spec.Units, fleet: spec.Fleet,
	}
	if spec.Exposure > 0 {
		o.exposure = when.FormatHours(float64(spec.Exposure))
	}
	reading, err := o.reading()
	if err != nil {
		return mtbf, mttr, err
	}
	log, err := readLogs(ctx, []string{spec.Log}, reading)
	if err != nil {
		return mtbf, mttr, err
	}
	rules, err := o.accounting(ctx, log)
	if err != nil {
		return mtbf, mttr, err
	}
	table, err := census.Analyze(ctx, log.Log, rules)
	if err != nil {
		return mtbf, mttr, err
	}
	if spec.Category == "" {
		return table.Total.MTBF, table.Total.MTTR, nil
	}
	var names []string
	for _, r := range table.Categories {
		if string(r.Category) == spec.Category {
			return r.MTBF, r.MTTR, nil
		}
		names = append(names, string(r.Category))
	}
	const most = 30
	if more := len(names) - most; more > 0 {
		names = append(names[:most], fmt.Sprintf("and %d more", more))
	}
	return mtbf, mttr, fmt.Errorf("no category %q; the log has: %s", printable.Clip(spec.Category, 200), strings.Join(names, ", "))
}
