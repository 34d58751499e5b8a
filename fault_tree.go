package mtbf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"mtbf/ingest/faulttree"
	"mtbf/internal/infile"
	"mtbf/model"
	"mtbf/model/system"
)

// FaultTreeOptions say what to ask of a fault tree. The zero value asks for all.
type FaultTreeOptions struct {
	Gate        string    // the top event; "": the only gate that no other uses
	MissionTime float64   // hours, for expressions that ask for it; 0: not given
	Times       []float64 // hours: other mission times to give the probability at

	CutSets  int     // sets to list, the most probable first; 0: the most, [system.MaxSets]
	MaxOrder int     // events in a listed set; 0: no bound but that of package system
	CutOff   float64 // probability of a listed set at least

	WithoutImportance, WithoutCutSets bool
}

// TopEvent is the exact answer for a gate of a fault tree.
type TopEvent struct {
	System *system.Model // that fails when the gate happens

	// Probability is that of the top event, Complement that it does not happen, each
	// found directly. NaN where there are bounds alone.
	Probability, Complement float64
	Coherent                bool // no event's failure helps: minimal cut sets, not prime implicants

	Importance []system.Importance
	CutSets    *system.Sets // nil where there are none to be had, or none were asked for
	At         []TopEventAt
	Bounds     *system.Bounds // of a tree that is too large to be solved
	TooLarge   error          // why there are bounds alone
	Warnings   []model.Warning
	Left       []string // what the end of the context has left out
}

// TopEventAt is the probability of a top event, and of its absence, with the expressions
// of its events at another mission time.
type TopEventAt struct {
	T                       float64 // hours
	Probability, Complement float64
}

// ReadFaultTree reads the files of one Open-PSA model, "-" being stdin.
func ReadFaultTree(paths []string, stdin io.Reader, o faulttree.Options) (*faulttree.Model, []model.Warning, error) {
	sources := make([]faulttree.Source, len(paths))
	for i, path := range paths {
		sources[i] = faulttree.Source{Name: path, Text: stdin}
		if path == "-" {
			sources[i].Name = "standard input"
			continue
		}
		file, err := infile.Open(path)
		if err != nil {
			return nil, nil, err
		}
		defer file.Close()
		sources[i].Text = file
	}
	return faulttree.Read(sources, o)
}

// SolveFaultTree finds the probability of a top event exactly, its minimal cut sets (of a
// tree that is not coherent its prime implicants) and the importance of its events. What
// would take too long is left out with a warning. A tree that is too large to be solved is
// held between bounds.
//
// Errors are those of [faulttree.Model.System]; a *[model.ParamError] tells of an option
// outside its domain.
func SolveFaultTree(ctx context.Context, tree *faulttree.Model, o FaultTreeOptions) (*TopEvent, error) {
	if tree == nil {
		return nil, &model.ParamError{Param: "model", Value: "nothing", Want: "a fault tree"}
	}
	sets := SolveOptions{Times: o.Times, CutSets: o.CutSets, MaxOrder: o.MaxOrder}
	if err := sets.check(); err != nil {
		return nil, err
	}
	m, warnings, err := tree.System(o.Gate, o.MissionTime)
	if err != nil {
		return nil, err
	}
	warnings = append(warnings, model.Warning{Code: "not-defined", Text: "the events of a fault tree have probabilities and no times: MTBF, MTTF and failure frequency are not defined"})
	e := &TopEvent{System: m, Probability: math.NaN(), Complement: math.NaN(), Coherent: m.Coherent(), Warnings: warnings}
	s, err := system.New(ctx, m)
	if errors.Is(err, system.ErrTooLarge) {
		e.TooLarge = err
		e.Bounds, err = m.Bounds(ctx, nil)
		return e, err
	}
	if err != nil {
		return nil, err
	}
	e.Complement, e.Probability, err = s.Availability(ctx, nil)
	if err != nil {
		return nil, err
	}
	for _, add := range []func(context.Context, *system.Structure, FaultTreeOptions) error{e.addImportance, e.addCutSets} {
		if err := add(ctx, s, o); err != nil {
			return nil, err
		}
	}
	if err := e.addTimes(ctx, s, tree, o); err != nil {
		return nil, err
	}
	if len(e.Left) > 0 {
		e.warn("incomplete", "stopped before everything was known: no "+strings.Join(e.Left, ", no "))
	}
	return e, nil
}

func (e *TopEvent) warn(code, text string) {
	e.Warnings = append(e.Warnings, model.Warning{Code: code, Text: text})
}

// addImportance adds what the steady state of the system tells beside its availability.
func (e *TopEvent) addImportance(ctx context.Context, s *system.Structure, o FaultTreeOptions) error {
	if o.WithoutImportance {
		return nil
	}
	r, err := s.Solve(ctx, nil)
	if err != nil {
		return e.without(ctx, err, "too-large", "importance")
	}
	e.Importance = r.Importance
	for _, w := range r.Warnings {
		if !slices.Contains(ofTimes, w.Code) {
			e.Warnings = append(e.Warnings, w)
		}
	}
	e.Left = append(e.Left, r.Left...)
	return nil
}

// ofTimes are warnings that a fault tree, whose events have probabilities and no times,
// always has.
var ofTimes = []string{"availability-only", "static", "not-repaired", "mttf-with-repair", "not-coherent"}

func (e *TopEvent) addCutSets(ctx context.Context, s *system.Structure, o FaultTreeOptions) error {
	if o.WithoutCutSets {
		return nil
	}
	sets, err := s.CutSets(ctx, system.SetOptions{MaxSets: o.CutSets, MaxOrder: o.MaxOrder, MinProbability: o.CutOff}, nil)
	if err != nil {
		return e.without(ctx, err, "cut-sets", "cut sets")
	}
	e.CutSets = sets
	e.Warnings = append(e.Warnings, sets.Warnings...)
	return nil
}

// EachCutSet gives visit every minimal set of a tree that is solved, within the bounds of
// the options, one after another: see [system.Structure.EachSet].
func EachCutSet(ctx context.Context, top *TopEvent, o FaultTreeOptions, visit func(system.Set) error) error {
	s, err := system.New(ctx, top.System)
	if err != nil {
		return err
	}
	_, err = s.EachSet(ctx, system.SetOptions{MaxOrder: o.MaxOrder, MinProbability: o.CutOff}, nil, visit)
	return err
}

// addTimes solves the same structure with other probabilities.
func (e *TopEvent) addTimes(ctx context.Context, s *system.Structure, tree *faulttree.Model, o FaultTreeOptions) error {
	for _, t := range o.Times {
		m, _, err := tree.System(o.Gate, t)
		if err != nil {
			return err
		}
		x := TopEventAt{T: t}
		if len(m.Units) == len(e.System.Units) {
			up, down := make([]float64, len(m.Units)), make([]float64, len(m.Units))
			for i, u := range m.Units {
				works, _ := m.Components[u.Component].Fixed()
				up[i], down[i] = works.Works, works.Fails
			}
			x.Complement, x.Probability, err = s.Evaluate(ctx, up, down)
		} else {
			err = fmt.Errorf("the tree has %d events at %g h and %d otherwise", len(m.Units), t, len(e.System.Units))
		}
		if err != nil {
			return e.without(ctx, err, "times", "probability at a time")
		}
		e.At = append(e.At, x)
	}
	return nil
}

// without notes what err has left out, because the context ended or because it would take
// too long, and returns any other error.
func (e *TopEvent) without(ctx context.Context, err error, code, what string) error {
	switch {
	case ctx.Err() != nil:
		e.Left = append(e.Left, what)
	case errors.Is(err, system.ErrTooLarge):
		e.warn(code, "no "+what+": "+err.Error())
	default:
		return err
	}
	return nil
}
