package shapes

import (
	"math"
	"math/rand/v2"
	"time"
)

// page is a log on its way from what happened to its text.
type page struct {
	shape    Shape
	seed     uint64
	calendar calendar
	history  history
	units    []string
	step     int64 // between probes or snapshots
	columns  [][]column
	repeats  map[int]bool // outages that are said twice
}

func newPage(seed uint64, s Shape) *page {
	return &page{shape: s, seed: seed, calendar: newCalendar(stream(seed, "calendar"), s)}
}

func (p *page) stream(purpose string) *rand.Rand { return stream(p.seed, purpose) }

// happen draws histories until one can be told in the shape.
func (p *page) happen() {
	r := p.stream("history")
	for {
		p.history = p.draw(r)
		if p.fits() {
			break
		}
	}
	p.nameUnits()
}

func (p *page) draw(r *rand.Rand) history {
	h := history{days: p.shape.inDays(), adds: p.shape.inDays() && p.shape.rowIsOutage() && !p.shape.hasEnd()}
	h.moments = p.shape["form"] == "moments" || p.shape["form"] == "daily flags"
	n := p.fleet(r)
	switch {
	case p.shape["form"] == "probes":
		h.outages = p.probed(r, min(n, 3))
		h.from, h.to = p.firstProbe(), p.last()
	case p.shape["form"] == "daily flags":
		h.outages = flagged(r, min(n, 4))
		h.from, h.to = firstDay, firstDay+(flagDays-1)*day
	case p.shape.eitherOrder():
		h.outages = onDoubtfulDays(r, n)
	default:
		for u := range n {
			h.outages = append(h.outages, p.life(r, u)...)
		}
	}
	p.mark(r, h.outages)
	h.outages = p.overlap(r, h.outages)
	return h
}

func (p *page) fleet(r *rand.Rand) int {
	switch p.shape["fleet"] {
	case "1":
		return 1
	case "2 to 5":
		return 2 + r.IntN(4)
	}
	return 6 + r.IntN(7)
}

// pace is how outages of a shape follow each other, in seconds.
type pace struct {
	span       float64 // of the window
	startStep  int64
	lengthStep int64
	median     float64 // length
	least      int64
	most       int64
}

func (p *page) pace() pace {
	c := pace{span: 400 * day, startStep: p.calendar.step(), lengthStep: 180, median: 3 * 3600, least: 180, most: 20 * day}
	switch {
	case p.shape["form"] == "snapshots":
		p.step = 900
		c.span, c.startStep, c.lengthStep, c.least = 20*day, 900, 900, 1800
	case p.shape.inDays() && p.shape.hasEnd():
		c.lengthStep, c.median, c.least = day, 2*day, 0
	case p.shape.inDays() && p.shape["length"] == "days in the heading":
		c.lengthStep, c.least, c.most = 10800, 10800, 12*3600
	case p.shape.inDays():
		c.most = 12 * 3600
	case p.shape["length"] == "days in the heading":
		c.lengthStep, c.median, c.least = 10800, day, 10800
	case p.shape["dates"] == "doubtful zone beside UTC":
		c.median, c.least, c.most = 20*3600, 16*3600, 30*3600
	}
	return c
}

// life is the outages of one unit, none of which touches the next.
func (p *page) life(r *rand.Rand, unit int) []outage {
	c := p.pace()
	base := time.Date(2015+int(p.seed%9), 1, 3, 0, 0, 0, 0, time.UTC).Unix()
	n := 2 + r.IntN(6)
	slot := c.span / float64(n)
	var out []outage
	for i := range n {
		at := base + int64((float64(i)+0.4*r.Float64())*slot)
		at -= at % c.startStep
		length := int64(math.Min(c.median*math.Exp(1.2*r.NormFloat64()), math.Min(0.5*slot, float64(c.most))))
		length = max(c.least, length-length%c.lengthStep)
		out = append(out, outage{unit: unit, start: at, end: at + length})
	}
	return out
}

// onDoubtfulDays is outages between midnights, on days up to the 12th that are
// not the day of the month's number.
func onDoubtfulDays(r *rand.Rand, units int) []outage {
	var out []outage
	first := 1 + r.IntN(9)
	for u := range units {
		for _, at := range r.Perm(36)[:2+r.IntN(5)] {
			month, d := first+at/12, 1+at%12
			if month == d {
				continue
			}
			start := time.Date(2023, time.Month(month), d, r.IntN(12), r.IntN(60), 0, 0, time.UTC).Unix()
			out = append(out, outage{unit: u, start: start, end: start + int64(1+r.IntN(120))*180})
		}
	}
	return out
}

const probes = 90

// probed is outages that begin and end at a check.
func (p *page) probed(r *rand.Rand, units int) []outage {
	p.step = pick(r, []int64{60, 300, 900})
	base := p.firstProbe()
	var out []outage
	for u := range units {
		for i := 1 + r.IntN(20); i < probes-8; i += 10 + r.IntN(30) {
			out = append(out, outage{unit: u, start: base + int64(i)*p.step, end: base + int64(i+1+r.IntN(6))*p.step})
		}
	}
	return out
}

// firstProbe is on a day above 12, so that its date can be read.
func (p *page) firstProbe() int64 {
	return time.Date(2023, time.Month(1+p.seed%12), 13+int(p.seed%14), 6, 0, 0, 0, time.UTC).Unix()
}

func (p *page) last() int64 { return p.firstProbe() + (probes-1)*p.step }

const (
	firstDay = 19_000 * day
	flagDays = 45
)

// flagged is days with a failure, never one after the other.
func flagged(r *rand.Rand, units int) []outage {
	var out []outage
	for u := range units {
		for d := r.IntN(10); d < flagDays; d += 3 + r.IntN(15) {
			out = append(out, outage{unit: u, start: firstDay + int64(d)*day, end: firstDay + int64(d)*day})
		}
	}
	return out
}

// mark says which outages are no failures, and of which the end is not told.
func (p *page) mark(r *rand.Rand, all []outage) {
	missing, states := p.shape["ends"] != "all written", p.shape["form"] == "state changes" || p.shape["form"] == "repeated states"
	p.repeats = map[int]bool{}
	for i := range all {
		o := &all[i]
		o.cause = r.IntN(5)
		last := i == len(all)-1 || all[i+1].unit != o.unit
		x := r.Float64()
		switch {
		case p.shape["planned"] != "none" && x < 0.25:
			o.kind = planned
		case p.shape["other rows"] != "none" && x < 0.3:
			o.kind = nothing
		case (missing || states) && last && x < 0.4:
			o.open = true
		case missing && !last && x < 0.2 && p.shape["ends"] != "ongoing":
			o.unknown = true
		}
		p.repeats[i] = p.shape["form"] == "repeated states" && !o.open && r.Float64() < 0.4
	}
}

// overlap lays some outages over others, on one unit or, where none is named, on
// another.
func (p *page) overlap(r *rand.Rand, all []outage) []outage {
	var more []outage
	for _, o := range all {
		if o.kind != failure || o.end-o.start < 720 && !p.shape.inDays() || r.Float64() > 0.4 {
			continue
		}
		late := (o.end - o.start) / 2
		late -= late % p.pace().startStep
		second := o
		second.start, second.end, second.cause = o.start+late, o.end+late+10800, (o.cause+1)%5
		switch {
		case p.shape.inDays() && p.shape.hasEnd():
			second.end = o.end + day
		case p.shape.inDays():
			second.start, second.end = o.start, o.start+6*3600
		}
		if p.shape["units"] == "several, not named" {
			second.unit = (o.unit + 1) % 2
		} else if p.shape["overlap"] == "none" {
			continue
		}
		more = append(more, second)
	}
	return append(all, more...)
}
