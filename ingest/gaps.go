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
// service, where any is missing. The rows are in order. Of a part, those of all parts tell
// whether any is, and how far the first and the last of a unit reach.
func (b *builder) watchSpans(rows []model.Outage) gaps {
	step := b.sampling.step
	if step == 0 {
		return gaps{}
	}
	spans, g := b.spansOf(rows)
	if b.part != nil {
		b.noteSpans(g, spans)
		return g
	}
	ends, _ := closeSpans(b.log, spans, step, extentOf(rows))
	if g.merge(&ends); g.any() {
		b.log.Exposure = slices.Concat(b.log.Exposure, spans)
	}
	return g
}

// spansOf returns the stretches of checks of each unit without a gap: from the first check
// to the last, and a step on where a gap follows.
func (b *builder) spansOf(rows []model.Outage) (spans []model.Exposure, g gaps) {
	for from, to := 0, 0; from < len(rows); from = to {
		for to = from + 1; to < len(rows) && rows[to].Unit == rows[from].Unit && !b.isGap(&rows[to-1], &rows[to]); {
			to++
		}
		span := model.Interval{From: rows[from].Start, To: rows[to-1].Start}
		if to < len(rows) && rows[to].Unit == rows[from].Unit {
			span.To = when.QuantizeHours(span.To + b.sampling.step)
			g.N++
			g.Hours.Add(max(0, rows[to].Start-span.To))
		}
		spans = append(spans, model.Exposure{Unit: b.log.Units[rows[from].Unit].Name, Count: 1, Interval: span})
	}
	return spans, g
}

// spanOf returns the i-th of the stretches of units, which are in order.
func spanOf(spans []model.Exposure, i int) Span {
	s := &spans[i]
	return Span{
		Interval: s.Interval, Units: 1,
		First: i == 0 || spans[i-1].Unit != s.Unit, Last: i+1 == len(spans) || spans[i+1].Unit != s.Unit,
	}
}

// closeSpans closes the stretches of the units of a log, which are in their order, and
// ends the service of units that were no more checked. It returns what it finds missing.
func closeSpans(log *model.Log, spans []model.Exposure, step float64, all model.Interval) (g gaps, err error) {
	unit := 0
	for i := range spans {
		for unit < len(log.Units) && log.Units[unit].Name != spans[i].Unit {
			unit++
		}
		if unit == len(log.Units) {
			return g, fmt.Errorf("ingest: checks of %q, which is no unit of the log", spans[i].Unit)
		}
		s := spanOf(spans, i)
		if g.close(&s, step, all) {
			log.Units[unit].Service.To = s.To
		}
		spans[i].Interval = s.Interval
	}
	return g, nil
}

// close makes the first stretch of units begin with the first of all rows, and the last one
// end with the last, but where they were not checked then. It reports whether they were no
// more checked.
func (g *gaps) close(s *Span, step float64, all model.Interval) (gone bool) {
	if s.Last {
		if gone = all.To-s.To > longGap*step; gone {
			s.To = when.QuantizeHours(s.To + step)
			g.late(s.Units, all.To-s.To)
		} else {
			s.To = all.To
		}
	}
	if s.First {
		if s.From-all.From > longGap*step {
			g.late(s.Units, s.From-all.From)
		} else {
			s.From = all.From
		}
	}
	s.First, s.Last = false, false
	return gone
}

// late adds so many units that were not checked for so many hours each, as adding them one
// by one does.
func (g *gaps) late(units int, hours float64) {
	g.Late += units
	var times num.Fixed
	for times.Add(max(0, hours)); units > 0; units /= 2 {
		if units%2 == 1 {
			g.Hours.Merge(times)
		}
		times.Merge(times)
	}
}

func (g *gaps) merge(o *gaps) {
	g.N, g.Late = g.N+o.N, g.Late+o.Late
	g.Hours.Merge(o.Hours)
}

// extentOf is from the first to the last of rows that tell states.
func extentOf(rows []model.Outage) model.Interval {
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
