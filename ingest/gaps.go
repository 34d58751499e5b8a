package ingest

import (
	"fmt"
	"slices"

	"mtbf/internal/num"
	"mtbf/internal/when"
	"mtbf/model"
)

// Checks at steady times that are missing leave a unit unwatched: it was neither up nor
// down as far as anybody knows.

// isGap reports whether checks of a unit were left out between two that follow each
// other.
func (b *builder) isGap(o, next *model.Outage) bool {
	return b.sampling.step > 0 && o.Unit == next.Unit && !o.Kind.Is(runBegins) && next.Start-o.Start > longGap*b.sampling.step
}

// longGap is the number of steps from which checks have been left out.
const longGap = 2.5

// gaps are the times in which units were not watched.
type gaps struct {
	N     int
	Hours num.Fixed
	Late  int // units first checked after the others, or last checked before them
}

func (g *gaps) any() bool { return g.N+g.Late > 0 }

// watchSpans makes the times between the checks of each unit, without gaps, its time in
// service, where any is missing. The rows are in order.
func (b *builder) watchSpans(rows []model.Outage) (g gaps) {
	step := b.sampling.step
	if step == 0 {
		return g
	}
	all := b.extentOf(rows)
	var spans []model.Exposure
	for from, to := 0, 0; from < len(rows); from = to {
		for to = from + 1; to < len(rows) && rows[to].Unit == rows[from].Unit && !b.isGap(&rows[to-1], &rows[to]); {
			to++
		}
		first, last := rows[from], rows[to-1]
		span := model.Interval{From: first.Start, To: last.Start}
		switch again := to < len(rows) && rows[to].Unit == last.Unit; {
		case again:
			span.To = when.QuantizeHours(span.To + step)
			g.N++
			g.Hours.Add(max(0, rows[to].Start-span.To))
		case all.To-span.To > longGap*step:
			span.To = when.QuantizeHours(span.To + step)
			g.Late++
			g.Hours.Add(max(0, all.To-span.To))
			b.log.Units[last.Unit].Service.To = span.To
		default:
			span.To = all.To
		}
		if begins := from == 0 || rows[from-1].Unit != first.Unit; begins && first.Start-all.From > longGap*step {
			g.Late++
			g.Hours.Add(max(0, first.Start-all.From))
		} else if begins {
			span.From = all.From
		}
		spans = append(spans, model.Exposure{Unit: b.log.Units[first.Unit].Name, Count: 1, Interval: span})
	}
	switch {
	case b.part != nil:
		b.noteSpans(g, spans)
	case g.any():
		b.log.Exposure = slices.Concat(b.log.Exposure, spans)
	}
	return g
}

// extentOf is from the first to the last of rows that tell states; of a part, of those of
// all parts.
func (b *builder) extentOf(rows []model.Outage) model.Interval {
	if b.part != nil {
		return b.part.decisions.States.Rows
	}
	all := model.Interval{From: rows[0].Start, To: rows[0].Start}
	for i := range rows {
		all = widened(all, rows[i].Start)
	}
	return all
}

// saySampling tells in the heading how often the units were checked, and for how long
// they were not.
func (b *builder) saySampling(g gaps) {
	if b.sampling.step == 0 {
		return
	}
	text := ""
	switch {
	case g.N > 0 && g.Late > 0:
		text = fmt.Sprintf("; in %s, and before the first or after the last check of %s, ", model.Counted(g.N, "gap"), model.Counted(g.Late, "unit"))
	case g.N > 0:
		text = fmt.Sprintf("; in %s ", model.Counted(g.N, "gap"))
	case g.Late > 0:
		text = fmt.Sprintf("; before the first or after the last check of %s ", model.Counted(g.Late, "unit"))
	}
	if text != "" {
		text += fmt.Sprintf("there was none: %.4g unit-hours that count neither as up nor as down", g.Hours.Value())
	}
	b.assume("sampled", "units were checked every %s, so that the ends of outages are known to that%s", when.FormatHours(b.sampling.step), text)
}

// endBefore returns when an outage ended that row i shows to be over: then, or a step
// after the last check where none followed.
func (b *builder) endBefore(rows []model.Outage, i int) float64 {
	if b.isGap(&rows[i-1], &rows[i]) {
		return when.QuantizeHours(rows[i-1].Start + b.sampling.step)
	}
	return rows[i].Start
}
