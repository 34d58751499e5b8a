package mtbf

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"mtbf/model"
	"mtbf/model/markov"
	"mtbf/model/solve"
	"mtbf/model/system"
	"mtbf/montecarlo"
	"mtbf/montecarlo/rare"
	"mtbf/report"
)

// ReportOptions say how the report of a system is made. The zero value will do.
type ReportOptions struct {
	Times      []float64 // hours at which the state is told
	Confidence float64   // of limits; 0: 0.90
	Seed       uint64
	Workers    int
	Source     report.Source // may be filled in later
}

// SystemReport solves a system exactly, checks it by simulation, and makes the
// page of both. Warnings are those of reading its file.
func SystemReport(ctx context.Context, m *system.Model, warnings []model.Warning, o ReportOptions) (*report.Page, error) {
	if err := model.CheckConfidence(orDefault(o.Confidence)); err != nil {
		return nil, err
	}
	in, err := systemAnswers(ctx, m, warnings, o)
	if err != nil {
		return nil, err
	}
	return in.Page(), nil
}

// systemAnswers are those of the exact engine and of a simulation.
func systemAnswers(ctx context.Context, m *system.Model, warnings []model.Warning, o ReportOptions) (report.System, error) {
	in := report.System{Model: m, Warnings: warnings, Source: o.Source}
	if err := addExact(ctx, &in, o.Times); err != nil {
		return in, err
	}
	o.addSimulated(ctx, &in, o.Times)
	return in, nil
}

// cutSetsShown is how many cut sets a report lists.
const cutSetsShown = 20

// What a report may take of the time until its context ends: the exact answer so much, a
// simulation so much of the rest.
const (
	exactPart     = 1. / 3
	simulatedPart = 1. / 2
)

// partOf is a context that ends after a part of the time that another one has left; where
// that has no end, neither has it.
func partOf(ctx context.Context, part float64) (context.Context, context.CancelFunc) {
	end, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	most := time.Duration(part * float64(time.Until(end)))
	return context.WithTimeoutCause(ctx, most, fmt.Errorf("it takes more than its part of the time limit: %w", context.DeadlineExceeded))
}

// addExact adds the exact answer, or why there is none. What is not known in its part of
// the time is left out with a warning.
func addExact(whole context.Context, in *report.System, times []float64) error {
	ctx, stop := partOf(whole, exactPart)
	defer stop()
	var param *model.ParamError
	in.Exact, in.Refused = solve.System(ctx, in.Model)
	if in.Refused != nil {
		in.Exact = nil
		if errors.As(in.Refused, &param) {
			return in.Refused
		}
		return context.Cause(whole)
	}
	left := slices.Clone(in.Exact.Left)
	late := func(err error, what string) bool {
		if err == nil || ctx.Err() == nil {
			return false
		}
		left = append(left, what)
		return true
	}
	var err error
	if in.Limits, err = solve.WorstBestCase(ctx, in.Model, in.Exact); err != nil && !late(err, "limits") && !errors.Is(err, system.ErrTooLarge) {
		return err
	}
	var slow *markov.WorkError
	in.Points, err = solve.At(ctx, in.Model, in.Exact, times...)
	switch {
	case late(err, "state at a time"):
		in.Points = nil
	case errors.As(err, &slow) || errors.Is(err, system.ErrTooLarge):
		in.Points = nil
		in.Warnings = append(in.Warnings, model.Warning{Code: "times", Text: err.Error()})
	case err != nil:
		return err
	}
	in.Warnings = append(in.Warnings, solve.Warnings(in.Points)...)
	in.CutSets, err = in.Exact.CutSets(ctx, system.SetOptions{MaxSets: cutSetsShown})
	if err != nil && !late(err, "cut sets") {
		in.Warnings = append(in.Warnings, model.Warning{Code: "cut-sets", Text: "no cut sets: " + err.Error()})
	}
	if len(left) > 0 {
		in.Warnings = append(in.Warnings, incomplete(left))
	}
	return context.Cause(whole)
}

// A report simulates to this relative error, with no more missions than this,
// and each way for no longer than this.
const (
	reportError    = 0.02
	reportMissions = 20_000
	reportTime     = 30 * time.Second
)

// addSimulated adds the check. A system that hardly ever fails is simulated by a
// method for those, if one takes it.
func (o ReportOptions) addSimulated(ctx context.Context, in *report.System, times []float64) {
	ctx, end := partOf(ctx, simulatedPart)
	defer end()
	ctx, cancel := context.WithTimeout(ctx, 2*reportTime)
	defer cancel()
	first, stop := context.WithTimeout(ctx, reportTime)
	defer stop()
	plain, err := montecarlo.Simulate(first, in.Model, montecarlo.Options{
		RelError: reportError, MaxReplications: reportMissions, Times: times, Seed: o.Seed, Workers: o.Workers, Confidence: orDefault(o.Confidence),
	})
	if err != nil {
		in.Unsimulated = err
		return
	}
	if goodEnough(in, plain) {
		in.Plain = plain
		return
	}
	rare, err := rare.Simulate(ctx, in.Model, rare.Options{RelError: reportError, Confidence: orDefault(o.Confidence), Seed: o.Seed, Workers: o.Workers})
	if err != nil {
		in.Plain = plain
		return
	}
	in.Rare = rare
}

// goodEnough reports whether a simulation is good enough for the report, which says that it
// was stopped for its time.
func goodEnough(in *report.System, plain *montecarlo.Result) bool {
	if plain.Stopped == "time-limit" {
		in.Warnings = append(in.Warnings, model.Warning{Code: "time-limit", Text: "the simulation was stopped for its time, so that another machine may stop it elsewhere"})
	}
	return plain.Measures.Unavailability.RelativeError <= reportError
}
