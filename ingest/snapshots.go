package ingest

import (
	"cmp"
	"math"
	"slices"

	"mtbf/internal/when"
	"mtbf/model"
)

// A program that looks at a page again and again writes a row for each outage that it
// sees: rows of one unit that follow each other by its step are one outage.

// What makes samples of rows: the least step, which is coarser than clocks are written,
// the part of all rows that lie on its grid, and the part that have a neighbour.
const (
	leastStep   = 5. / 60
	onGrid      = 0.95
	inRuns      = 0.5
	stepAllowed = 0.05 // of a step, by which a sample may come late
)

// joinSnapshots makes one outage of the samples of it.
func (b *builder) joinSnapshots() {
	all := b.log.Outages
	if b.momentFiles == 0 || b.momentFiles < len(b.log.Files) || b.opt.State != nil || len(b.log.Exposure) > 0 {
		return
	}
	if slices.ContainsFunc(all, func(o model.Outage) bool { return !o.Kind.Is(model.NoDuration) }) {
		return
	}
	rows := slices.Clone(all)
	b.inOrder(rows)
	step := b.commonStep(rows)
	if step == 0 {
		return
	}
	joined := all[:0]
	for _, o := range rows {
		last := len(joined) - 1
		if last < 0 || joined[last].Unit != o.Unit || o.Start-joined[last].End > stepAllowed*step {
			o.Kind &^= model.NoDuration
			joined = append(joined, o)
			last++
		}
		joined[last].End = when.QuantizeHours(o.Start + step)
	}
	b.log.Reading.ExposureRows += len(rows) - len(joined)
	slices.SortFunc(joined, func(x, y model.Outage) int {
		return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line))
	})
	b.log.Outages = joined
	b.assume("snapshots", "rows are samples, one every %s while an outage goes on: %s are %s, each from its first sample to a step after its last; --state '' takes every row for an outage",
		when.FormatHours(step), model.Counted(len(rows), "row"), model.Counted(len(joined), "outage"))
}

// commonStep returns the step of samples in hours, 0 where rows are none. They are in
// order.
func (b *builder) commonStep(rows []model.Outage) float64 {
	step := frequentStep(rows)
	if b.samplesTold && step < longestStep {
		return step
	}
	if step < leastStep || step >= longestStep {
		return 0
	}
	grid, run := 0, 0
	for i := range rows {
		if off := math.Mod(rows[i].Start-rows[0].Start, step); min(math.Abs(off), step-math.Abs(off)) <= stepAllowed*step {
			grid++
		}
		if follows(rows, i, step) || follows(rows, i+1, step) {
			run++
		}
	}
	n := float64(len(rows))
	if float64(grid) < onGrid*n || float64(run) < inRuns*n {
		return 0
	}
	return step
}

// follows reports whether a row comes a step after the one before.
func follows(rows []model.Outage, i int, step float64) bool {
	return i > 0 && i < len(rows) && rows[i-1].Unit == rows[i].Unit && math.Abs(rows[i].Start-rows[i-1].Start-step) <= stepAllowed*step
}

// frequentStep returns the most frequent time between rows of one unit, to the second.
func frequentStep(rows []model.Outage) float64 {
	counts, best := map[int]int{}, 0
	for i := 1; i < len(rows); i++ {
		d := rows[i].Start - rows[i-1].Start
		if rows[i-1].Unit != rows[i].Unit || d <= 0 || d >= longestStep {
			continue
		}
		seconds := int(math.Round(d * 3600))
		counts[seconds]++
		if counts[seconds] > counts[best] || counts[seconds] == counts[best] && seconds < best {
			best = seconds
		}
	}
	if counts[best] < 2 {
		return 0
	}
	return float64(best) / 3600
}
