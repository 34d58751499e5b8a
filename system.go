package mtbf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"mtbf/datasets"
	"mtbf/ingest/systemfile"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/markov"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// SystemOptions say how a system file is read. The zero value will do.
type SystemOptions struct {
	Confidence float64            // of the limits of modules that come from a log or are uncertain; 0: 0.90
	Reads      func(string) error // is asked before a file that the system file names is read
	Stdin      io.Reader
}

// ReadSystem reads a system file, "-" being SystemOptions.Stdin and dataset:NAME one
// that ships with the program. Modules that come from a log (from:) are estimated
// by the ordinary analysis. The warnings tell of what has no use in the file.
func ReadSystem(ctx context.Context, path string, o SystemOptions) (*system.Model, []model.Warning, error) {
	f, warnings, err := ReadSystemFile(ctx, path, o)
	if err != nil {
		return nil, nil, err
	}
	return f.Model, warnings, nil
}

// ReadSystemFile is ReadSystem for a file whose questions (choose:) are to be answered.
func ReadSystemFile(ctx context.Context, path string, o SystemOptions) (*systemfile.File, []model.Warning, error) {
	name, embedded := strings.CutPrefix(path, "dataset:")
	if !embedded {
		return systemfile.ReadFile(path, o.Stdin, o.resolved(ctx))
	}
	data, err := datasets.Open(name)
	if err != nil {
		return nil, nil, &OptionError{Err: err}
	}
	defer data.Close()
	return ParseSystemFile(ctx, path, data, o)
}

// ParseSystemFile is ReadSystemFile for a text with a name for messages.
func ParseSystemFile(ctx context.Context, name string, text io.Reader, o SystemOptions) (*systemfile.File, []model.Warning, error) {
	return systemfile.ParseFile(name, text, o.resolved(ctx))
}

// ParseSystem is ReadSystem for a text with a name for messages.
func ParseSystem(ctx context.Context, name string, text io.Reader, o SystemOptions) (*system.Model, []model.Warning, error) {
	return systemfile.Parse(name, text, o.resolved(ctx))
}

// resolved are the options with what estimates a module from a log.
func (o SystemOptions) resolved(ctx context.Context) systemfile.Options {
	known := map[string]systemfile.Rates{} // a file with other numbers or answers is read once more
	return systemfile.Options{Confidence: o.Confidence, Reads: o.Reads, FromLog: func(spec systemfile.From) (systemfile.Rates, error) {
		key := fmt.Sprintf("%#v", spec)
		if r, ok := known[key]; ok {
			return r, nil
		}
		r, err := ratesFromLog(ctx, spec, o.Confidence)
		if err == nil {
			known[key] = r
		}
		return r, err
	}}
}

// ratesFromLog estimates a module's MTBF and MTTR from a category of a log.
func ratesFromLog(ctx context.Context, spec systemfile.From, confidence float64) (systemfile.Rates, error) {
	o := LogOptions{
		Reading: Reading{
			Profile: spec.Profile, Columns: spec.Column, Where: spec.Where, Timezone: spec.Timezone,
			TimeUnit: spec.TimeUnit, DurationUnit: spec.DurationUnit, DateOrder: spec.DateOrder, Taxonomy: spec.Taxonomy,
		},
		Window: Window{spec.From, spec.To}, Exposure: Exposure{Units: spec.Units, Fleet: spec.Fleet}, Confidence: confidence,
	}
	if spec.Exposure > 0 {
		o.Hours = when.FormatHours(float64(spec.Exposure))
	}
	f, err := ReadCategory(ctx, o, spec.Category, spec.Log)
	if err != nil {
		return systemfile.Rates{}, err
	}
	return systemfile.Rates{MTBF: f.MTBF, MTTR: f.MTTR, Warnings: f.Warnings}, nil
}

// SolveOptions say what to answer beside the measures.
type SolveOptions struct {
	Times    []float64 // hours at which the state is wanted
	CutSets  int       // cut sets to list, the most probable first; 0: the most, [system.MaxSets]
	MaxOrder int       // units in a listed cut set at most; 0: no bound but that of package system
	CutOff   float64   // probability of a listed cut set at least

	WithoutCutSets bool
}

// check refuses what is outside its domain with a *model.ParamError.
func (o *SolveOptions) check() error {
	for _, x := range []struct {
		name        string
		value, most int
	}{{"cut-sets", o.CutSets, system.MaxSets}, {"max-order", o.MaxOrder, system.MaxUnits}} {
		if x.value < 0 || x.value > x.most {
			return &model.ParamError{Param: x.name, Value: x.value, Want: fmt.Sprintf("a whole number from 0 to %d", x.most)}
		}
	}
	for _, t := range o.Times {
		if !(t >= 0) {
			return &model.ParamError{Param: "time", Value: t, Want: "a time of 0 or more"}
		}
	}
	return nil
}

// Solution is the exact answer for a system.
type Solution struct {
	*solve.Result
	Limits   *solve.Limits   // of the measures where modules come from a log; nil for none
	Points   []solve.Point   // the state at the times asked for
	CutSets  *system.Sets    // nil where there are none to be had
	Bounds   *system.Bounds  // what is known of a system that is too large to be solved
	TooLarge error           // why there are bounds alone; Result is nil then
	Warnings []model.Warning // of what the options ask for, beside those of Result
	Left     []string        // what the end of the context has left out
}

// Solve answers exactly: measures, importance, sensitivity, and what the options
// ask for. What would take too long is left out with a warning; a system too
// large to be solved is held between bounds.
func Solve(ctx context.Context, m *system.Model, o SolveOptions) (*Solution, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	result, err := solve.System(ctx, m)
	if errors.Is(err, system.ErrTooLarge) {
		bounds, failed := solve.Bounds(ctx, m)
		if failed != nil {
			return nil, failed
		}
		s := &Solution{Bounds: bounds, TooLarge: err}
		if len(o.Times) > 0 {
			s.warn("times", "no time-dependent measures: the system is too large to be solved")
		}
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	s := &Solution{Result: result, Left: result.Left}
	for _, add := range []func(context.Context, *system.Model, SolveOptions) error{s.addLimits, s.addPoints, s.addCutSets} {
		if err := add(ctx, m, o); err != nil {
			return nil, err
		}
	}
	if len(s.Left) > 0 {
		s.Warnings = append(s.Warnings, incomplete(s.Left))
	}
	return s, nil
}

// incomplete warns of what the end of a context has left out.
func incomplete(left []string) model.Warning {
	return model.Warning{Code: "incomplete", Text: "stopped before everything was known: no " + strings.Join(left, ", no ")}
}

func (s *Solution) warn(code, text string) {
	s.Warnings = append(s.Warnings, model.Warning{Code: code, Text: text})
}

func (s *Solution) addLimits(ctx context.Context, m *system.Model, _ SolveOptions) (err error) {
	s.Limits, err = solve.WorstBestCase(ctx, m, s.Result)
	if s.without(ctx, err, "limits", "limits") {
		return nil
	}
	return err
}

func (s *Solution) addPoints(ctx context.Context, m *system.Model, o SolveOptions) (err error) {
	if len(o.Times) == 0 {
		return nil
	}
	points, err := solve.At(ctx, m, s.Result, o.Times...)
	var slow *markov.WorkError
	switch {
	case s.without(ctx, err, "times", "state at a time"):
	case errors.As(err, &slow):
		s.warn("times", err.Error())
	case err != nil:
		return err
	default:
		s.Points = points
		s.Warnings = append(s.Warnings, solve.Warnings(points)...)
	}
	return nil
}

func (s *Solution) addCutSets(ctx context.Context, _ *system.Model, o SolveOptions) error {
	if o.WithoutCutSets {
		return nil
	}
	sets, err := s.Result.CutSets(ctx, system.SetOptions{MaxSets: o.CutSets, MaxOrder: o.MaxOrder, MinProbability: o.CutOff})
	switch {
	case s.without(ctx, err, "cut-sets", "cut sets"):
	case err != nil:
		s.warn("cut-sets", "no cut sets: "+err.Error())
	default:
		s.CutSets = sets
		s.Warnings = append(s.Warnings, sets.Warnings...)
	}
	return nil
}

// without reports whether err left something out, because the context ended or
// because it takes too long, and notes it.
func (s *Solution) without(ctx context.Context, err error, code, what string) bool {
	switch {
	case err == nil:
		return false
	case ctx.Err() != nil:
		s.Left = append(s.Left, what)
		return true
	case errors.Is(err, system.ErrTooLarge):
		s.warn(code, "no "+what+": "+err.Error())
		return true
	}
	return false
}
