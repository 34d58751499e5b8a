package ingest

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// timeline is the rows of the sample in order of time, unit by unit.
type timeline struct {
	rows   []timedRow
	ends   bool // rows have ends of their own
	lasts  bool // or durations
	told   int  // rows that tell an end or a duration
	repeat bool // some unit has more than one row
	ages   bool // times are bare numbers from an origin
}

// timedRow is a row of the sample: hours of its start and its end, and its duration
// in whatever unit; NaN for what it does not tell.
type timedRow struct {
	record                 []string
	unit                   string
	start, end, lasts, gap float64 // gap: to the next row of the unit, NaN for the last
}

// newTimeline puts the sample in order.
func (f *fileReader) newTimeline(sample [][]string) *timeline {
	column := func(role Role) *holds {
		s, ok := f.mapping.from[role]
		if !ok {
			return &holds{written: nil}
		}
		return holdsOf(s, sample, f.profile.Missing)
	}
	start, end, lasts := column(roleStart), column(roleEnd), column(roleDuration)
	resolveAll([]*holds{start, end})
	l := &timeline{ends: end.rows > 0, lasts: lasts.rows > 0, ages: start.numbers >= mostly && start.epochs < mostly}
	unit, named := f.mapping.from[roleUnit]
	for i, record := range sample {
		r := timedRow{record: record, start: start.at(i), end: math.NaN(), lasts: math.NaN(), gap: math.NaN()}
		if math.IsNaN(r.start) {
			continue
		}
		if l.ends {
			r.end = end.at(i)
		}
		if l.lasts {
			r.lasts = lasts.lengths[i]
		}
		if named {
			r.unit = unit.text(record, f.profile.Missing)
		}
		if !math.IsNaN(r.end) || r.lasts > 0 {
			l.told++
		}
		l.rows = append(l.rows, r)
	}
	l.order()
	return l
}

// order sorts the rows by unit and time; rows of one time stay as they came, or the
// other way round where the file begins with the last.
func (l *timeline) order() {
	falls := 0
	for i := 1; i < len(l.rows); i++ {
		falls += cmp.Compare(l.rows[i-1].start, l.rows[i].start)
	}
	if falls > 0 {
		slices.Reverse(l.rows)
	}
	slices.SortStableFunc(l.rows, func(a, b timedRow) int {
		return cmp.Or(strings.Compare(a.unit, b.unit), cmp.Compare(a.start, b.start))
	})
	for i := 1; i < len(l.rows); i++ {
		if l.rows[i-1].unit == l.rows[i].unit {
			l.rows[i-1].gap = l.rows[i].start - l.rows[i-1].start
			l.repeat = true
		}
	}
}

// turns is the share of the rows with a state after which that of the unit changes,
// among those with a next one.
func (l *timeline) turns(r *stateRule) float64 {
	changes, _, pairs := l.changes(r)
	if pairs == 0 {
		return 0
	}
	return float64(changes) / float64(pairs)
}

// changes counts the pairs of rows with a state of one unit that follow one another,
// those of them between which it changes, and those in which it is up twice.
func (l *timeline) changes(r *stateRule) (changes, up, pairs int) {
	var last *timedRow
	for i := range l.rows {
		row := &l.rows[i]
		w := r.ofRecord(row.record)
		if r.leavesOut(w) {
			continue
		}
		if last != nil && last.unit == row.unit {
			pairs++
			switch before := r.ofRecord(last.record); {
			case before.isDown() != w.isDown():
				changes++
			case !w.isDown():
				up++
			}
		}
		last = row
	}
	return changes, up, pairs
}

// tiles reports whether intervals follow one another without a gap: those of both
// states are told. Durations do if they are the times to the next row, in some unit.
func (l *timeline) tiles() bool {
	const near = 1. / 60
	pairs, touching, ratios := 0, 0, map[int]int{}
	for _, r := range l.rows {
		switch {
		case math.IsNaN(r.gap):
		case l.ends && !math.IsNaN(r.end):
			pairs++
			if math.Abs(r.start+r.gap-r.end) <= near {
				touching++
			}
		case l.lasts && r.lasts > 0 && r.gap > 0:
			pairs++
			ratios[int(math.Round(20*math.Log(r.lasts/r.gap)))]++
		}
	}
	for _, n := range ratios {
		touching = max(touching, n)
	}
	return pairs > 0 && 2*touching > pairs
}

// lastingDown reports whether it is the rows of units down that have durations.
func (l *timeline) lastingDown(r *stateRule) bool {
	down, downTold, upTold := 0, 0, 0
	for _, row := range l.rows {
		told := row.lasts > 0 || row.end > row.start
		switch isDown := r.ofRecord(row.record).isDown(); {
		case isDown && told:
			down, downTold = down+1, downTold+1
		case isDown:
			down++
		case told:
			upTold++
		}
	}
	return 2*downTold > down && upTold == 0
}

// timeDown is the share of the time between rows in which units are down, or of the
// rows where there is none between them.
func (l *timeline) timeDown(r *stateRule) float64 {
	down, all, downs, rows := 0.0, 0.0, 0, 0
	for _, row := range l.rows {
		length := row.gap
		if row.end > row.start {
			length = row.end - row.start
		}
		w := r.ofRecord(row.record)
		if r.leavesOut(w) && w != upState {
			continue
		}
		rows++
		if w.isDown() {
			downs++
		}
		if length > 0 {
			all += length
			if w.isDown() {
				down += length
			}
		}
	}
	switch {
	case all > 0:
		return down / all
	case rows > 0:
		return float64(downs) / float64(rows)
	}
	return math.NaN()
}

// steps are the times between rows of one unit.
func (l *timeline) steps() []float64 {
	var steps []float64
	for _, r := range l.rows {
		if r.gap > 0 {
			steps = append(steps, r.gap)
		}
	}
	return steps
}

// What makes checks at steady times of rows: so many, so alike.
const (
	fewSteps    = 4
	mostSteps   = 0.8
	stepsAlike  = 0.1
	longestStep = 24 // hours
)

// steadyStep returns the time from one row of a unit to the next where it is mostly
// the same. The steps are sorted.
func steadyStep(steps []float64) (step float64, ok bool) {
	if len(steps) < fewSteps {
		return 0, false
	}
	slices.Sort(steps)
	step = steps[len(steps)/2]
	alike := 0
	for _, s := range steps {
		if math.Abs(s-step) <= stepsAlike*step {
			alike++
		}
	}
	return step, step > 0 && step < longestStep && float64(alike) >= mostSteps*float64(len(steps))
}
