package cli

import (
	"bytes"
	"context"
	"errors"
	"time"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/ingest"
	"mtbf/ingest/faulttree"
	"mtbf/ingest/galileo"
	"mtbf/model"
	"mtbf/model/dynamic"
	"mtbf/model/system"
	"mtbf/report"
)

// embed puts the JSON of a document into a page.
func embed(page *report.Page, doc render.Document) error {
	var text bytes.Buffer
	if err := render.Write(&text, doc, render.JSON); err != nil {
		return err
	}
	page.Document = text.Bytes()
	return nil
}

// cutSetsTold is how many cut sets a document has by default.
const cutSetsTold = 20

// embedAnalysis puts into the page of a log what analyze says of it.
func (o *reportOptions) embedAnalysis(ctx context.Context, page *report.Page, log *ingest.Log) error {
	rules, err := o.rules(ctx, log)
	if err != nil {
		return err
	}
	a, err := mtbf.Analyze(ctx, log, rules, mtbf.Fits("auto"))
	if err != nil {
		return err
	}
	return embed(page, render.NewAnalysis(a, render.AnalysisStyle{Planned: o.Planned, By: o.By}))
}

// embedSolution puts into the page of a system what solve says of it. Of one that no exact
// engine takes there is nothing.
func (o *reportOptions) embedSolution(ctx context.Context, page *report.Page, m *system.Model, warnings []model.Warning) error {
	times, err := hoursList("at", o.at)
	if err != nil {
		return err
	}
	own, stop := mostOf(ctx)
	defer stop()
	s, err := mtbf.Solve(own, m, mtbf.SolveOptions{Times: times, CutSets: cutSetsTold})
	switch {
	case err != nil:
		return context.Cause(ctx)
	case s.Bounds != nil:
		return embed(page, (&solveOptions{global: o.global}).bounds(m.Name, s, warnings))
	}
	return embed(page, render.NewSolution(m.Name, s, warnings))
}

// mostOf is a context that ends somewhat before another, so that what is known by then
// can still be written.
func mostOf(ctx context.Context) (context.Context, context.CancelFunc) {
	const most = 0.7
	end, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, time.Duration(most*float64(time.Until(end))))
}

// embedTop puts into the page of a fault tree what solve says of it.
func (o *reportOptions) embedTop(ctx context.Context, page *report.Page, tree *faulttree.Model, warnings []model.Warning, mission float64) error {
	top, err := mtbf.SolveFaultTree(ctx, tree, mtbf.FaultTreeOptions{Gate: o.gate, MissionTime: mission, CutSets: cutSetsTold})
	if err != nil {
		return err
	}
	return embed(page, render.NewTopEvent(top, warnings, true))
}

// embedDynamic puts into the page of a dynamic fault tree what solve says of it; nothing
// where laws have no chain.
func (o *reportOptions) embedDynamic(ctx context.Context, page *report.Page, file *galileo.File) error {
	times, err := hoursList("at", o.at)
	if err != nil {
		return err
	}
	top, err := mtbf.SolveDynamicTree(ctx, file, o.gate, times)
	var unsolved *dynamic.UnsolvedError
	switch {
	case errors.As(err, &unsolved):
		return nil
	case err != nil:
		return err
	}
	return embed(page, render.NewDynamicTop(top, file.Warnings))
}
