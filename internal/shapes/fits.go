package shapes

import (
	"math"
	"slices"
	"time"
)

// fits reports whether the history shows what the shape is about, and leaves no
// doubt that the shape does not mean.
func (p *page) fits() bool {
	all := p.history.outages
	return p.enough(all) && p.decided(all) && p.shows(all) && failAgain(all) && p.neutral(all)
}

// enough failures have a known length, and every unit one.
func (p *page) enough(all []outage) bool {
	known, seen, failed := 0, map[int]bool{}, map[int]bool{}
	for _, o := range all {
		seen[o.unit] = true
		if o.kind != failure {
			continue
		}
		failed[o.unit] = true
		if !o.unknown && !o.open && (o.end > o.start || p.history.moments) {
			known++
		}
	}
	return known >= 3 && len(seen) == len(failed)
}

// decided reports whether dates can be read in one order only, or in both where
// that is what the shape is about.
func (p *page) decided(all []outage) bool {
	var starts []time.Time
	for _, o := range all {
		starts = append(starts, p.calendar.at(o.start, false))
	}
	if p.calendar.decided != nil && !p.calendar.decided(starts) {
		return false
	}
	return p.calendar.swapped == nil || p.otherwise(all)
}

// otherwise reports whether the other order of day and month is possible and gives
// another MTBF.
func (p *page) otherwise(all []outage) bool {
	other := p.history
	other.outages = nil
	for _, o := range all {
		s, ok := p.calendar.swapped(o)
		if !ok {
			return false
		}
		other.outages = append(other.outages, s)
	}
	a, b := p.history.figures(""), other.figures("")
	return math.Abs(math.Log(a.MTBF/b.MTBF)) > 0.2
}

// shows reports whether there is one at least of what the shape is about.
func (p *page) shows(all []outage) bool {
	has := func(is func(o outage) bool) bool { return slices.ContainsFunc(all, is) }
	switch {
	case p.shape["planned"] != "none" && !has(func(o outage) bool { return o.kind == planned }),
		p.shape["other rows"] != "none" && !has(func(o outage) bool { return o.kind == nothing }),
		p.shape["ends"] != "all written" && !has(func(o outage) bool { return o.open || o.unknown }),
		p.shape["form"] == "repeated states" && !slices.ContainsFunc(all, func(o outage) bool { return p.repeats[slices.Index(all, o)] }):
		return false
	case p.shape["units"] == "several, not named":
		return 4*lying(all, func(a, b outage) bool { return a.unit != b.unit }) >= len(all) // more than a system at times has
	case p.shape["overlap"] != "none":
		return p.history.adds || lying(all, func(a, b outage) bool { return a.unit == b.unit }) > 0
	}
	return true
}

// lying counts the pairs of outages that lie over each other.
func lying(all []outage, pair func(a, b outage) bool) int {
	n := 0
	for i, a := range all {
		for _, b := range all[:i] {
			if pair(a, b) && a.start < b.end && b.start < a.end {
				n++
			}
		}
	}
	return n
}

// failAgain reports whether every unit whose outage has an unknown end failed
// again, which tells that it had ended.
func failAgain(all []outage) bool {
	for _, o := range all {
		later := func(b outage) bool { return b.unit == o.unit && b.kind == failure && b.start > o.start }
		if o.unknown && !slices.ContainsFunc(all, later) {
			return false
		}
	}
	return true
}

// neutral reports whether rows that are no outages leave the window as it is.
func (p *page) neutral(all []outage) bool {
	from, to, _ := p.history.extent()
	h := p.history
	h.outages = nil
	for _, o := range all {
		if o.kind != nothing {
			h.outages = append(h.outages, o)
		}
	}
	f, t, _ := h.extent()
	return f == from && t == to
}

// readings are the figures that may be read in the log.
func (p *page) readings() []Figures {
	h := p.history
	out := []Figures{h.figures("")}
	if p.mayBeUnknown() {
		u := h.unknown()
		out = append(out, u.figures("the last outage's end is not known"))
		if h.days {
			u.days = false
			out = append(out, u.figures("so, and the window ends as its last day begins"))
		}
	}
	if h.days && p.shape.hasEnd() {
		h.days = false
		out = append(out, h.figures("the window ends as its last day begins"))
	}
	if p.shape["form"] == "snapshots" {
		out = append(out, h.shorter(p.step).figures("an outage ends with its last row"))
	}
	return out
}

// mayBeUnknown reports whether the word for a missing end leaves open whether the
// outage had ended.
func (p *page) mayBeUnknown() bool {
	switch p.shape["ends"] {
	case "NA", "N/A", "Unknown", "TBD", "?", "null", "-":
		return p.shape["status"] == "none"
	}
	return false
}

// unknown is the history in which no outage is open.
func (h history) unknown() history {
	h.outages = slices.Clone(h.outages)
	for i := range h.outages {
		o := &h.outages[i]
		o.unknown, o.open = o.unknown || o.open, false
	}
	return h
}

// shorter is the history in which every outage ends a step before.
func (h history) shorter(step int64) history {
	h.outages = slices.Clone(h.outages)
	for i := range h.outages {
		h.outages[i].end -= step
	}
	return h
}
