package ingest

import (
	"math"

	"mtbf/model"
)

// PartTimes are the times at which outages begin and end, as far as they tell which of
// them are far off from all others: as those are months away, months are enough.
type PartTimes struct {
	Months map[int]*MonthTimes
	Rows   map[int]map[int]int // outages by the month of the start, and of the end
}

// MonthTimes are those of a month.
type MonthTimes struct {
	Times  model.Interval // from the first to the last
	Starts model.Interval // of those at which outages begin
	Began  int            // such outages
}

// monthHours is the length of what counts as a month, of 30 days since 1970, or the origin
// of the log. noEnd stands for the month of an end that is not known.
const (
	monthHours = 30 * model.HoursPerDay
	noEnd      = math.MinInt32
)

func monthOf(t float64) int { return int(math.Floor(t / monthHours)) }

// add notes outages. Most of them are of the months of the one before.
func (p *PartTimes) add(all []model.Outage) {
	type months struct{ start, end int }
	last, n := months{}, 0
	for i := range all {
		o := &all[i]
		at := months{monthOf(o.Start), noEnd}
		m := p.month(at.start, o.Start)
		m.began(model.Interval{From: o.Start, To: o.Start}, 1)
		if ended(o) {
			if at.end = monthOf(o.End); at.end == at.start {
				include(&m.Times, o.End)
			} else {
				p.month(at.end, o.End)
			}
		}
		if at != last && n > 0 {
			p.count(last.start, last.end, n)
			n = 0
		}
		last = at
		n++
	}
	if n > 0 {
		p.count(last.start, last.end, n)
	}
}

func (p *PartTimes) count(start, end, n int) {
	if p.Rows[start] == nil {
		p.Rows[start] = map[int]int{}
	}
	p.Rows[start][end] += n
}

// month returns a month in which there is a time.
func (p *PartTimes) month(n int, t float64) *MonthTimes {
	m := p.Months[n]
	if m == nil {
		m = &MonthTimes{Times: model.Interval{From: t, To: t}}
		p.Months[n] = m
	}
	include(&m.Times, t)
	return m
}

// began notes so many starts.
func (m *MonthTimes) began(starts model.Interval, n int) {
	switch {
	case n == 0:
		return
	case m.Began == 0:
		m.Starts = starts
	}
	include(&m.Starts, starts.From)
	include(&m.Starts, starts.To)
	m.Began += n
}

func newPartTimes() PartTimes {
	return PartTimes{Months: map[int]*MonthTimes{}, Rows: map[int]map[int]int{}}
}

func (p *PartTimes) merge(o *PartTimes) {
	if p.Months == nil {
		*p = newPartTimes()
	}
	for n, m := range o.Months {
		to := p.month(n, m.Times.From)
		include(&to.Times, m.Times.To)
		to.began(m.Starts, m.Began)
	}
	for start, ends := range o.Rows {
		for end, n := range ends {
			p.count(start, end, n)
		}
	}
}

// halves returns what lies near in the first and in the second half of the stretch of all
// such times. It is false where the middle lies within a month that has times: then no
// half is far from the other.
func (p *PartTimes) halves(near model.Interval) (h halves, apart bool) {
	h = halves{times: [2]model.Interval{none(), none()}, starts: [2]model.Interval{none(), none()}}
	all := none()
	in := func(n int) bool {
		m := p.Months[n]
		return m != nil && near.From <= m.Times.From && m.Times.To <= near.To
	}
	for n, m := range p.Months {
		if in(n) {
			include(&all, m.Times.From)
			include(&all, m.Times.To)
		}
	}
	middle := all.From + all.Hours()/2
	half := func(n int) int {
		if p.Months[n].Times.From > middle {
			return 1
		}
		return 0
	}
	for n, m := range p.Months {
		switch {
		case !in(n):
			continue
		case m.Times.From <= middle && m.Times.To > middle:
			return h, false
		}
		for _, t := range []float64{m.Times.From, m.Times.To} {
			include(&h.times[half(n)], t)
		}
		if m.Began > 0 {
			include(&h.starts[half(n)], m.Starts.From)
			include(&h.starts[half(n)], m.Starts.To)
		}
	}
	for start, ends := range p.Rows {
		for end, n := range ends {
			rows := [2]int{}
			for _, month := range []int{start, end} {
				if in(month) {
					rows[half(month)] = n
				}
			}
			h.rows[0], h.rows[1] = h.rows[0]+rows[0], h.rows[1]+rows[1]
		}
	}
	return h, true
}

// farTimes are the outages with a time that is far off, and the times of the others.
type farTimes struct {
	Starts, Ends int
	First        *farRow
	Watched      *model.Interval // from the first to the last time that is not; nil for none
}

// farRow is the first of them, as the log has them.
type farRow struct {
	At     float64 // the time that is far off
	Paired bool    // the outage was made of rows that tell states
	Start  float64
	Row    model.Row
}

func (r *farRow) before(o *farRow) bool {
	switch {
	case r.Paired != o.Paired:
		return o.Paired
	case r.Paired && r.Start != o.Start:
		return r.Start < o.Start
	case r.Row.File != o.Row.File:
		return r.Row.File < o.Row.File
	}
	return r.Row.Line < o.Row.Line
}

func (f *farTimes) merge(o *farTimes) {
	f.Starts, f.Ends = f.Starts+o.Starts, f.Ends+o.Ends
	if o.First != nil && (f.First == nil || o.First.before(f.First)) {
		f.First = o.First
	}
	f.Watched = around(f.Watched, o.Watched)
}

// partDays are the outages of a part of which the day is known, and no clock.
type partDays struct {
	Starts *model.Interval // of all outages that are not far off; nil for none
	Full   *float64        // until when the last of those that are laid one behind the other runs
}

func (d *partDays) merge(o *partDays) {
	d.Starts = around(d.Starts, o.Starts)
	if o.Full != nil && (d.Full == nil || *o.Full > *d.Full) {
		d.Full = o.Full
	}
}

// finishTimes does with the outages of a part what is done with those of a log: those
// that are far off, as all parts decided, are marked, and days are laid out.
func (b *builder) finishTimes() {
	a := b.part.account
	a.Times = newPartTimes()
	a.Times.add(b.log.Outages)
	if d := b.part.decisions; d != nil && d.Near != nil {
		b.near = *d.Near
		a.Far = b.markFar()
		if a.Far.First != nil {
			a.Far.First.Row.Line = b.part.fileLine(a.Far.First.Row.File, int(a.Far.First.Row.Line))
		}
	}
	if starts := b.daysOfStarts(); starts.From <= starts.To {
		a.Days.Starts = &starts
	}
	b.stackDays()
	if len(b.stacked) > 0 {
		a.Days.Full = b.full
	}
	b.closeFollowed()
}

// noteExtent notes from when to when the outages reach that are not far off.
func (b *builder) noteExtent() {
	w := none()
	for i := range b.log.Outages {
		o := &b.log.Outages[i]
		if b.farOff(o.Start) {
			continue
		}
		include(&w, o.Start)
		if ended(o) {
			include(&w, o.End)
		}
	}
	if w.From <= w.To {
		w.To = math.Nextafter(w.To, math.Inf(1))
		b.part.account.Extent = &w
	}
}
