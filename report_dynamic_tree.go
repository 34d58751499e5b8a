package mtbf

import (
	"context"
	"errors"

	"mtbf/ingest/galileo"
	"mtbf/model"
	"mtbf/model/dynamic"
	"mtbf/montecarlo/dft"
	"mtbf/report"
)

// DynamicTreeReport solves a dynamic fault tree exactly, checks its unreliability at times
// by simulation, and makes the page of both. A tree with laws that no chain has is
// simulated alone, which takes times; the error of one without says so. The exact answer
// comes with the page; it is nil for such a tree.
func DynamicTreeReport(ctx context.Context, file *galileo.File, gate string, o ReportOptions) (*report.Page, *DynamicTop, error) {
	if err := model.CheckConfidence(orDefault(o.Confidence)); err != nil {
		return nil, nil, err
	}
	t, err := topOf(file.Tree, gate)
	if err != nil {
		return nil, nil, err
	}
	in := report.DynamicTree{Name: t.Elements[t.Top].Name, Tree: t, Warnings: file.Warnings, Source: o.Source}
	top, err := SolveDynamicTree(ctx, file, gate, o.Times)
	var unsolved *dynamic.UnsolvedError
	switch {
	case err == nil:
		in.Exact = top.Result
		in.Warnings = append(in.Warnings, top.Warnings...)
	case errors.As(err, &unsolved) && len(o.Times) > 0:
		in.Unsolved = unsolved
	default:
		return nil, nil, err
	}
	if in.Figure, in.NotDrawn, err = DrawDynamicTree(file, gate); err != nil {
		return nil, nil, err
	}
	if len(o.Times) > 0 {
		first, stop := context.WithTimeout(ctx, reportTime)
		defer stop()
		in.Simulated, err = SimulateDynamicTree(first, file, gate, dft.Options{Times: o.Times, Seed: o.Seed, Workers: o.Workers, Runs: 10 * reportMissions, RelError: reportError, Confidence: orDefault(o.Confidence)})
		if err != nil {
			return nil, nil, err
		}
	}
	return in.Page(), top, context.Cause(ctx)
}
