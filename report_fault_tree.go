package mtbf

import (
	"context"

	"mtbf/ingest/faulttree"
	"mtbf/model"
	"mtbf/montecarlo"
	"mtbf/report"
)

// FaultTreeReport solves a gate of a fault tree exactly, checks it by simulation, and makes
// the page of both. Warnings are those of reading its files. A tree that is too large to be
// solved has no report: the error says why. The exact answer comes with the page.
func FaultTreeReport(ctx context.Context, tree *faulttree.Model, warnings []model.Warning, gate string, missionTime float64, o ReportOptions) (*report.Page, *TopEvent, error) {
	if err := model.CheckConfidence(orDefault(o.Confidence)); err != nil {
		return nil, nil, err
	}
	top, err := SolveFaultTree(ctx, tree, FaultTreeOptions{Gate: gate, MissionTime: missionTime, CutSets: cutSetsShown})
	if err != nil {
		return nil, nil, err
	}
	if top.TooLarge != nil {
		return nil, nil, top.TooLarge
	}
	in := report.FaultTree{
		Name: top.System.Name, Probability: top.Probability, Events: len(top.System.Units), Coherent: top.Coherent,
		Importance: top.Importance, CutSets: top.CutSets, Warnings: append(warnings, top.Warnings...), Source: o.Source,
	}
	if in.Figure, in.NotDrawn, err = DrawFaultTree(tree, gate, missionTime); err != nil {
		return nil, nil, err
	}
	first, stop := context.WithTimeout(ctx, reportTime)
	defer stop()
	in.Simulated, in.Unsimulated = montecarlo.Simulate(first, top.System, montecarlo.Options{
		RelError: reportError, MaxReplications: 100 * reportMissions, Seed: o.Seed, Workers: o.Workers, Confidence: orDefault(o.Confidence),
	})
	return in.Page(), top, context.Cause(ctx)
}
