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

// Survey reads the rows of a part, in any order of the blocks: what they decide is in the
// account.
func (w *AnalysisWorker) Survey(ctx context.Context, part int, blocks []*ingest.RowBlock) (*ingest.PartLog, error) {
	files := ingest.Gather(blocks, func(s ingest.Split) int { return w.lines[s] })
	log, err := w.layout.ReadPart(ctx, w.opt, files, w.plan.Decisions)
	if err != nil {
		return nil, err
	}
	log.Part = part
	return log, nil
}

// AnalysisPart is what one part of a log has come to. It goes through JSON unchanged.
type AnalysisPart struct {
	Part    int
	Account *ingest.PartAccount
	Census  *census.Partial
}

// Measure walks through the outages of a part that was surveyed under the decisions of
// the plan.
func (w *AnalysisWorker) Measure(ctx context.Context, part *ingest.PartLog) (*AnalysisPart, error) {
	p := w.plan
	if p.Window == nil || p.Decisions == nil {
		return nil, errors.New("a plan that is not settled: its parts must be surveyed first")
	}
	if err := part.Plant(p.Decisions); err != nil {
		return nil, err
	}
	log := &ingest.Log{Log: part.Log, Account: ingest.Account{Timezone: p.Understanding.Timezone}}
	rules, err := p.rules(ctx, log, p.Window)
	if err != nil {
		return nil, err
	}
	rules.Window = p.Window
	if p.Watched == nil {
		log.Exposure = nil
	}
	measured, err := census.Measure(ctx, log.Log, rules, p.Inferred, p.Watched)
	return &AnalysisPart{part.Part, part.Account, measured}, err
}
