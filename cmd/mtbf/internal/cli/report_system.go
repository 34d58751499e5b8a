package cli

import (
	"context"
	"errors"
	"time"

	"mtbf/model"
	"mtbf/model/solve"
	"mtbf/model/system"
	"mtbf/montecarlo"
	"mtbf/montecarlo/rare"
	"mtbf/report"
)

// systemPage solves a system file exactly, and simulates it.
func (o *reportOptions) systemPage(ctx context.Context, path string) (*report.Page, error) {
	m, warnings, err := readSystem(ctx, path, o.global)
	if err != nil {
		return nil, err
	}
	return o.modelPage(ctx, m, warnings)
}

func (o *reportOptions) modelPage(ctx context.Context, m *system.Model, warnings []model.Warning) (*report.Page, error) {
	in := report.System{Model: m, Warnings: warnings, Source: o.source()}
	times, err := hoursList("at", o.at)
	if err != nil {
		return nil, err
	}
	if err := o.solve(ctx, &in, times); err != nil {
		return nil, err
	}
	o.simulate(ctx, &in, times)
	return in.Page(), nil
}

// cutSetsShown is how many cut sets a report lists.
const cutSetsShown = 20

// solve adds the exact answer, or why there is none.
func (o *reportOptions) solve(ctx context.Context, in *report.System, times []float64) error {
	var param *model.ParamError
	in.Exact, in.Refused = solve.System(ctx, in.Model)
	if in.Refused != nil {
		in.Exact = nil
		if errors.As(in.Refused, &param) {
			return in.Refused
		}
		return context.Cause(ctx)
	}
	var err error
	if in.Limits, err = solve.Corners(ctx, in.Model, in.Exact); err != nil && !errors.Is(err, system.ErrTooLarge) {
		return err
	}
	var group *system.GroupError
	in.Points, err = in.Exact.Structure.At(ctx, times...)
	switch {
	case errors.As(err, &group) || errors.Is(err, system.ErrTooLarge):
		in.Points = nil
		in.Warnings = append(in.Warnings, model.Warning{Code: "times", Text: err.Error()})
	case err != nil:
		return err
	}
	in.CutSets, err = in.Exact.Structure.CutSets(ctx, system.SetOptions{MostSets: cutSetsShown}, solve.Groups)
	if err != nil {
		in.Warnings = append(in.Warnings, model.Warning{Code: "cut-sets", Text: "no cut sets: " + err.Error()})
	}
	return context.Cause(ctx)
}

// A report simulates to this relative error, with no more missions than this,
// and each way for no longer than this.
const (
	reportError    = 0.02
	reportMissions = 20_000
	reportTime     = 30 * time.Second
)

// simulate adds the check. A system that hardly ever fails is simulated by a
// method for those, if one takes it.
func (o *reportOptions) simulate(ctx context.Context, in *report.System, times []float64) {
	ctx, cancel := context.WithTimeout(ctx, 2*reportTime)
	defer cancel()
	first, stop := context.WithTimeout(ctx, reportTime)
	defer stop()
	plain, err := montecarlo.Simulate(first, in.Model, montecarlo.Options{
		RelError: reportError, MaxReplications: reportMissions, Times: times, Seed: o.seed, Workers: o.processors(), Confidence: o.confidence,
	})
	if err != nil {
		in.Unsimulated = err
		return
	}
	if plain.Stopped == "time-limit" {
		in.Warnings = append(in.Warnings, model.Warning{Code: "time-limit", Text: "the simulation was stopped for its time, so that another machine may stop it elsewhere"})
	}
	if plain.Measures.Unavailability.RelativeError <= reportError {
		in.Plain = plain
		return
	}
	rare, err := rare.Simulate(ctx, in.Model, rare.Options{RelError: reportError, Confidence: o.confidence, Seed: o.seed, Workers: o.processors()})
	if err != nil {
		in.Plain = plain
		return
	}
	in.Rare = rare
}
