package shapes

import (
	"cmp"
	"math"
	"slices"
)

// Figures are those of the whole log, in hours. NaN is what the log does not tell.
type Figures struct {
	What           string // the reading, where there are several
	Units          int
	Failures       int
	Exposure       float64 // units times the window, from the first start to the last event
	Downtime       float64 // of failures, the union on each unit
	MTTR           float64 // time spent on repairs, also unfinished ones, over repairs that were completed
	MTBF           float64 // (exposure - all downtime) / failures
	Unavailability float64 // downtime / (exposure - planned downtime)
}

// kind says what an outage counts as.
type kind uint8

const (
	failure kind = iota
	planned      // downtime of its own, and no failure
	nothing      // a warning or a notification
)

// outage is what happened to a unit, in seconds since 1970.
type outage struct {
	unit, cause int
	start, end  int64
	kind        kind
	unknown     bool // the log does not say when it ended
	open        bool // it had not ended
}

// history is all that happened, and how it is to be looked at.
type history struct {
	outages []outage
	days    bool  // times are days: the window ends with the last of them
	adds    bool  // lengths of one unit and day add up, to at most 24 h
	moments bool  // ends are not told at all
	from    int64 // of rows that say how it was all the time; 0 for none
	to      int64
}

// figures of the history.
func (h history) figures(what string) Figures {
	from, to, units := h.extent()
	f := Figures{What: what, Units: units, Exposure: float64(units) * hours(to-from)}
	completed, spent := 0, 0.0
	for _, o := range h.outages {
		if o.kind != failure {
			continue
		}
		f.Failures++
		switch {
		case o.open:
			spent += hours(to - o.start)
		case !o.unknown:
			completed++
			spent += hours(o.end - o.start)
		}
	}
	work := h.downtime(planned, to)
	f.Downtime = h.downtime(failure, to)
	f.MTTR = spent / float64(completed)
	f.MTBF = (f.Exposure - f.Downtime - work) / float64(f.Failures)
	f.Unavailability = f.Downtime / (f.Exposure - work)
	if h.moments {
		f.MTBF = f.Exposure / float64(f.Failures)
		f.Downtime, f.MTTR, f.Unavailability = math.NaN(), math.NaN(), math.NaN()
	}
	return f
}

// extent is the window and the number of units seen.
func (h history) extent() (from, to int64, units int) {
	from, to = math.MaxInt64, h.to
	seen := map[int]bool{}
	for _, o := range h.outages {
		from, to = min(from, o.start), max(to, o.start)
		if !o.open && !o.unknown && !h.adds && !h.moments {
			to = max(to, o.end)
		}
		seen[o.unit] = true
	}
	if h.from > 0 {
		from = h.from
	}
	if h.days {
		to = to/day*day + day
	}
	return from, to, len(seen)
}

const day = 86400

func hours(seconds int64) float64 { return float64(seconds) / 3600 }

// downtime of one kind: the hours in which a unit was down.
func (h history) downtime(k kind, to int64) float64 {
	spans := map[int][][2]int64{}
	byDay := map[[2]int64]int64{}
	for _, o := range h.outages {
		switch {
		case o.kind != k || o.unknown:
		case h.adds:
			byDay[[2]int64{int64(o.unit), o.start}] += o.end - o.start
		case o.open:
			spans[o.unit] = append(spans[o.unit], [2]int64{o.start, to})
		default:
			spans[o.unit] = append(spans[o.unit], [2]int64{o.start, o.end})
		}
	}
	down := int64(0)
	for _, d := range byDay {
		down += min(d, day)
	}
	for _, s := range spans {
		down += union(s)
	}
	return hours(down)
}

// union is the length of intervals laid over each other.
func union(spans [][2]int64) int64 {
	slices.SortFunc(spans, func(a, b [2]int64) int { return cmp.Compare(a[0], b[0]) })
	total, end := int64(0), int64(math.MinInt64)
	for _, s := range spans {
		if s[1] > end {
			total += s[1] - max(s[0], end)
			end = s[1]
		}
	}
	return total
}

// Same reports whether other figures are these, within rel.
func (f Figures) Same(g Figures, rel float64) bool {
	return f.Failures == g.Failures && near(f.Downtime, g.Downtime, rel) && near(f.MTTR, g.MTTR, rel) &&
		near(f.MTBF, g.MTBF, rel) && near(f.Unavailability, g.Unavailability, rel)
}

func near(a, b, rel float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= rel*math.Min(math.Abs(a), math.Abs(b))
}
