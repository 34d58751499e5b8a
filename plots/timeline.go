package plots

import (
	"cmp"
	"fmt"
	"image/color"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"mtbf/model"
)

const (
	maxUnits = 24   // rows of a timeline
	columns  = 1500 // places along it, each at most one mark
)

// lane is a unit's row of a timeline.
type lane struct {
	unit    string
	count   int // of the outages that were not planned
	marks   marks
	planned marks
}

// marks are stretches of outages, in order.
type marks []mark

// mark is a stretch of outages.
type mark struct {
	from, to float64
	style    int
}

// Timeline draws the outages of the units with the most of them, coloured by
// the top level of the cause. Planned work, which is no failure, is hatched, and a
// failure during it stands before it. Outages closer than a 1,500th of the window are
// drawn as one, and the figure says so.
func Timeline(log *model.Log, window model.Interval) *Figure {
	styles := topCauses(log)
	lanes, thinned := lanesOf(log, window, styles)
	left := max(0, len(lanes)-maxUnits)
	lanes = lanes[:len(lanes)-left]

	p := newPlot("Outages by unit", "", "")
	timeAxis(&p.X, log.Clock)
	p.X.Min, p.X.Max = window.From, window.To
	names := make([]string, len(lanes))
	for i, l := range lanes {
		names[len(lanes)-1-i] = clip(l.unit, 22)
	}
	named(&p.Y, names)
	p.Add(strips{lanes, p})
	if left > 0 {
		p.Title.Text = fmt.Sprintf("Outages of the %d units with the most, of %s", maxUnits, model.Grouped(fmt.Sprint(left+maxUnits)))
	}
	if thinned {
		p.X.Label.Text += "; outages close to each other are drawn as one"
	}
	f := newFigure("timeline", fmt.Sprintf("The outages of %s over time, one row a unit, coloured by cause.", model.Counted(len(lanes), "unit")), p, styles.legend(lanes))
	f.height = max(height/2, vg.Length(len(lanes))*16+1.3*vg.Inch)
	return f
}

// causeStyles gives the most frequent top-level causes a colour each, the rest
// the last one.
type causeStyles struct {
	names []string
	of    map[int32]int // by index into Log.Causes
}

func topCauses(log *model.Log) causeStyles {
	counts := map[string]int{}
	for _, o := range log.Outages {
		if !o.Kind.Is(model.Planned) {
			counts[topOf(log, o.Causes)]++
		}
	}
	names := make([]string, 0, len(counts))
	for name := range counts {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	if len(names) > len(palette) {
		names = append(names[:len(palette)-1:len(palette)-1], "other")
	}
	s := causeStyles{names, map[int32]int{}}
	for i := range log.Causes {
		k := slices.Index(names, topOf(log, int32(i)))
		if k < 0 {
			k = len(names) - 1
		}
		s.of[int32(i)] = k
	}
	return s
}

// legend tells the colours, and that planned work is hatched where there is some.
func (s causeStyles) legend(lanes []lane) (l legend) {
	for i, cause := range s.names {
		l.add(cause, swatch{palette[i]})
	}
	if slices.ContainsFunc(lanes, func(l lane) bool { return len(l.planned) > 0 }) {
		l.add("planned work, no failure", hatched{})
	}
	return l
}

func topOf(log *model.Log, causes int32) string {
	c := log.Causes[causes][0]
	for c.Depth() > 1 {
		c = c.Parent()
	}
	return string(c)
}

// lanesOf sorts outages into lanes, those with the most first.
func lanesOf(log *model.Log, window model.Interval, styles causeStyles) (lanes []lane, thinned bool) {
	least := window.Hours() / columns
	byUnit := make([]lane, len(log.Units))
	for _, o := range sorted(log.Outages) {
		iv := spanOf(o, window)
		if iv.Hours() < 0 || iv.To < window.From || iv.From > window.To {
			continue
		}
		l := &byUnit[o.Unit]
		iv = iv.Clip(window)
		if o.Kind.Is(model.Planned) {
			thinned = l.planned.add(iv, least, 0) || thinned
			continue
		}
		l.count++
		thinned = l.marks.add(iv, least, styles.of[o.Causes]) || thinned
	}
	for i, l := range byUnit {
		if len(l.marks)+len(l.planned) > 0 {
			l.unit = log.Units[i].Name
			lanes = append(lanes, l)
		}
	}
	slices.SortStableFunc(lanes, func(a, b lane) int { return cmp.Compare(b.count, a.count) })
	return lanes, thinned
}

// add adds an outage to the marks of a lane. One that begins less than the least length
// after the mark before, or follows it that closely with the same cause, becomes
// part of it; then add reports true if that hides something.
func (m *marks) add(iv model.Interval, least float64, style int) (hides bool) {
	if n := len(*m); n > 0 {
		last := &(*m)[n-1]
		same := style == last.style
		if iv.From-last.from < least || same && iv.From-last.to < least {
			hides = !same || iv.From > last.to
			last.to = max(last.to, iv.To)
			return hides
		}
	}
	*m = append(*m, mark{iv.From, max(iv.To, iv.From+least/2), style})
	return false
}

func sorted(outages []model.Outage) []model.Outage {
	return slices.SortedStableFunc(slices.Values(outages), func(a, b model.Outage) int { return cmp.Compare(a.Start, b.Start) })
}

// spanOf returns the interval of an outage; an open one ends with the window.
func spanOf(o model.Outage, window model.Interval) model.Interval {
	switch {
	case o.Kind.Is(model.Open):
		return model.Interval{From: o.Start, To: max(o.Start, window.To)}
	case o.Kind.Is(model.NoDuration):
		return model.Interval{From: o.Start, To: o.Start}
	}
	return model.Interval{From: o.Start, To: o.End}
}

// strips draws the lanes.
type strips struct {
	lanes []lane
	p     *plot.Plot
}

// Plot draws the marks, lanes from the top.
func (s strips) Plot(c draw.Canvas, p *plot.Plot) {
	for i, l := range s.lanes {
		row := float64(len(s.lanes) - 1 - i)
		bottom, top := c.Y(p.Y.Norm(row-0.35)), c.Y(p.Y.Norm(row+0.35))
		for _, m := range l.planned {
			hatch(c, c.X(p.X.Norm(m.from)), bottom, c.X(p.X.Norm(m.to)), top)
		}
		for _, m := range l.marks {
			left, right := c.X(p.X.Norm(m.from)), c.X(p.X.Norm(m.to))
			fill(c, palette[m.style], left, bottom, max(right, left+0.5), top)
		}
	}
}

// fill fills a rectangle.
func fill(c draw.Canvas, col color.Color, left, bottom, right, top vg.Length) {
	c.FillPolygon(col, []vg.Point{{X: left, Y: bottom}, {X: right, Y: bottom}, {X: right, Y: top}, {X: left, Y: top}})
}
