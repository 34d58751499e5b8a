package mtbf

import (
	"context"
	"errors"
	"mtbf/ingest"
	"mtbf/model/census"
)

// AnalysisWorker does the work of a plan, split by split and part by part.
type AnalysisWorker struct {
	plan   *AnalysisPlan
	layout *ingest.Layout
	opt    ingest.Options
	lines  map[ingest.Split]int // of the file before the split
}

// Worker returns one that does what the plan says; it does not look at the beginnings of
// the files again.
func (p *AnalysisPlan) Worker(ctx context.Context) (*AnalysisWorker, error) {
	if err := p.ofThisBuild(buildRevision()); err != nil {
		return nil, err
	}
	if p.Understanding == nil {
		return nil, errors.New("a plan without an understanding of its files")
	}
	opt, err := p.Options.Ingest()
	if err != nil {
		return nil, err
	}
	layout, err := ingest.Resume(ctx, p.Understanding, opt)
	w := &AnalysisWorker{p, layout, opt, map[ingest.Split]int{}}
	for i := range p.FirstLines {
		w.lines[p.Splits[i]] = p.FirstLines[i]
	}
	return w, err
}

// Split reads a split and gives its rows by part, in blocks whose memory is used again.
func (w *AnalysisWorker) Split(ctx context.Context, split ingest.Split, give func(part int, b *ingest.RowBlock) error) (*ingest.SplitAccount, error) {
	return w.layout.Split(ctx, split, w.plan.Parts, give)
}

// read reads the rows of a part.
func (w *AnalysisWorker) read(ctx context.Context, blocks []*ingest.RowBlock) (*ingest.Log, *ingest.PartAccount, error) {
	files := ingest.Gather(blocks, func(s ingest.Split) int { return w.lines[s] })
	return w.layout.ReadPart(ctx, w.opt, files, w.plan.Decisions)
}

// Survey reads the rows of a part, in any order of the blocks, for what they decide.
func (w *AnalysisWorker) Survey(ctx context.Context, blocks []*ingest.RowBlock) (*ingest.PartAccount, error) {
	_, account, err := w.read(ctx, blocks)
	return account, err
}

// AnalysisPart is what one part of a log has come to. It goes through JSON unchanged.
type AnalysisPart struct {
	Part    int
	Account *ingest.PartAccount
	Census  *census.Partial
}

// Measure reads the rows of a part, in any order of the blocks, and walks through them.
func (w *AnalysisWorker) Measure(ctx context.Context, part int, blocks []*ingest.RowBlock) (*AnalysisPart, error) {
	p := w.plan
	if p.Window == nil || p.Decisions == nil {
		return nil, errors.New("a plan that is not settled: its parts must be surveyed first")
	}
	log, account, err := w.read(ctx, blocks)
	if err != nil {
		return nil, err
	}
	rules, err := p.rules(ctx, log, p.Window)
	if err != nil {
		return nil, err
	}
	rules.Window = p.Window
	measured, err := census.Measure(ctx, log.Log, rules, p.Inferred)
	return &AnalysisPart{part, account, measured}, err
}
