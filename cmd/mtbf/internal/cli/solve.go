package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/datasets"
	"mtbf/ingest/systemfile"
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
not. dataset:NAME reads a system that ships with the program.

More than 50 units that matter alike have one row of importance, with their
number. What would take more than some seconds, or has no room, is left out with
a warning: a system too large to be solved at all is held between bounds. Where
a signal or --time-limit ends the work, what is known by then is printed, with a
warning (incomplete) that names the rest.`,
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
	intVar(f, &o.cutSets, "cut-sets", 20, fmt.Sprintf("cut sets to list, the most probable first, up to %d", system.MostSets))
	intVar(f, &o.maxOrder, "max-order", 0, fmt.Sprintf("most units in a listed cut set, up to %d (default: %d)", system.MostUnits, system.MostUnits))
	return cmd
}

func runSolve(ctx context.Context, o *solveOptions, path string) error {
	times, err := o.times()
	if err != nil {
		return err
	}
	m, warnings, err := readSystem(ctx, path, o.global)
	if err != nil {
		return err
	}
	result, err := solve.System(ctx, m)
	if errors.Is(err, system.ErrTooLarge) {
		return o.bounds(ctx, m, err)
	}
	if err != nil {
		return asUsage(err)
	}
	s := &solving{doc: render.NewSolution(m.Name, result), result: result, left: result.Left}
	s.doc.AddWarnings(warnings)
	if err := s.rest(ctx, o, m, times); err != nil {
		return err
	}
	if len(s.left) == 0 {
		return o.write(s.doc)
	}
	s.warn("incomplete", "stopped before everything was known: no "+strings.Join(s.left, ", no "))
	return errors.Join(o.write(s.doc), errIncomplete)
}

// times are those of --at, and the limits of the list of cut sets are checked
// with them, before any work.
func (o *solveOptions) times() ([]float64, error) {
	for _, x := range []struct {
		flag        string
		value, most int
	}{{"cut-sets", o.cutSets, system.MostSets}, {"max-order", o.maxOrder, system.MostUnits}} {
		if x.value < 0 || x.value > x.most {
			return nil, usagef("--%s: %d is not a whole number from 0 to %d", x.flag, x.value, x.most)
		}
	}
	if len(o.at) == 0 {
		return nil, nil
	}
	return hoursList("at", o.at)
}

// solving adds to what is known of a system.
type solving struct {
	doc    *render.Solution
	result *solve.Result
	left   []string // what an end of the context has left out
}

func (s *solving) warn(code, text string) {
	s.doc.AddWarnings([]model.Warning{{Code: code, Text: text}})
}

// rest adds the limits, the times and the cut sets.
func (s *solving) rest(ctx context.Context, o *solveOptions, m *system.Model, times []float64) error {
	limits, err := solve.Corners(ctx, m, s.result)
	switch {
	case s.without(ctx, err, "limits", "limits"):
	case err != nil:
		return err
	default:
		s.doc.AddLimits(limits)
	}
	if len(times) > 0 {
		points, err := s.result.Structure.At(ctx, times...)
		var group *system.GroupError
		switch {
		case s.without(ctx, err, "times", "state at a time"):
		case errors.As(err, &group):
			s.warn("times", err.Error())
		case err != nil:
			return asUsage(err)
		default:
			s.doc.AddPoints(points)
		}
	}
	sets, err := s.result.Structure.CutSets(ctx, system.SetOptions{MostSets: o.cutSets, MostUnits: o.maxOrder}, solve.Groups)
	switch {
	case s.without(ctx, err, "cut-sets", "cut sets"):
	case err != nil:
		s.warn("cut-sets", "no cut sets: "+err.Error())
	default:
		s.doc.AddCutSets(sets)
	}
	return nil
}

// without reports whether err left something out, because the context ended or
// because it takes too long, and notes it.
func (s *solving) without(ctx context.Context, err error, code, what string) bool {
	switch {
	case err == nil:
		return false
	case ctx.Err() != nil:
		s.left = append(s.left, what)
		return true
	case errors.Is(err, system.ErrTooLarge):
		s.warn(code, "no "+what+": "+err.Error())
		return true
	}
	return false
}

// bounds answers for a system that is too large to be solved.
func (o *solveOptions) bounds(ctx context.Context, m *system.Model, why error) error {
	b, err := solve.Bounds(ctx, m)
	if err != nil {
		return asUsage(err)
	}
	return o.write(render.NewBounds(m.Name, b, why))
}

// readSystem reads a system file, or one that ships with the program.
func readSystem(ctx context.Context, path string, g *global) (*system.Model, []model.Warning, error) {
	opt := systemfile.Options{Reads: g.reads, FromLog: func(spec systemfile.From) (model.Estimate, model.Estimate, error) {
		return ratesFromLog(ctx, spec, g.confidence)
	}}
	if name, embedded := strings.CutPrefix(path, "dataset:"); embedded {
		data, err := datasets.Open(name)
		if err != nil {
			return nil, nil, usageError{err}
		}
		defer data.Close()
		return systemfile.Parse(path, data, opt)
	}
	return systemfile.Read(path, g.In, opt)
}

// ratesFromLog estimates a module's MTBF and MTTR from a category of a log, by
// the ordinary analysis.
func ratesFromLog(ctx context.Context, spec systemfile.From, confidence float64) (mtbf, mttr model.Estimate, err error) {
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
