package mtbf

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"mtbf/model"
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
	Allowed    *float64      // the greatest unavailability that a target allows, against which the system is held; nil: none
	Source     report.Source // may be filled in later
}

// SystemReport solves a system exactly, checks it by simulation, and makes the
// page of both. Warnings are those of reading its file. The exact answer comes with the
// page; it is nil where no exact engine takes the system.
func SystemReport(ctx context.Context, m *system.Model, warnings []model.Warning, o ReportOptions) (*report.Page, *Solution, error) {
	if err := model.CheckConfidence(orDefault(o.Confidence)); err != nil {
		return nil, nil, err
	}
	in, exact, err := systemAnswers(ctx, m, warnings, o)
	if err != nil {
		return nil, nil, err
	}
	return in.Page(), exact, nil
}

// systemAnswers are those of the exact engine and of a simulation.
func systemAnswers(ctx context.Context, m *system.Model, warnings []model.Warning, o ReportOptions) (report.System, *Solution, error) {
	in := report.System{Model: m, Allowed: o.Allowed, Warnings: warnings, Source: o.Source}
	exact, err := addExact(ctx, &in, o.Times)
	if err != nil {
		return in, nil, err
	}
	o.addSimulated(ctx, &in, o.Times)
	return in, exact, nil
}

// cutSetsShown is how many cut sets a report lists.
const cutSetsShown = 20

// What a report may take of the time until its context ends: the exact answer so much, a
// simulation so much of the rest.
const (
	exactPart     = 1. / 2
	simulatedPart = 3. / 4
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

// addExact adds the exact answer and returns it, or why there is none. What is not known in
// its part of the time is left out with a warning.
func addExact(whole context.Context, in *report.System, times []float64) (*Solution, error) {
	ctx, stop := partOf(whole, exactPart)
	defer stop()
	exact, err := Solve(ctx, in.Model, SolveOptions{Times: times, CutSets: cutSetsShown})
	var param *model.ParamError
	switch {
	case errors.As(err, &param):
		return nil, err
	case err != nil:
		in.Refused = err
		return nil, context.Cause(whole)
	case exact.Bounds != nil:
		in.Refused = exact.TooLarge
	default:
		in.Exact, in.Limits, in.Points, in.CutSets = exact.Result, exact.Limits, exact.Points, exact.CutSets
	}
	in.Warnings = slices.Concat(in.Warnings, exact.Warnings)
	return exact, context.Cause(whole)
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
