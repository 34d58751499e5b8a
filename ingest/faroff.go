package ingest

import (
	"math"
	"strings"

	"mtbf/internal/when"
	"mtbf/model"
)

// A time that lies further from all others than they lie from each other is a
// typing error: 2077 for 2011. An outage that begins then is left out of the
// window, and one that ends then has ended at a time that nobody knows.

// An end is far off from the first distance on, in hours. Failures may be rare: a
// start is from the second on if it is one of the others but for the year, and from
// the third on whatever its day.
const (
	farEnd    = model.HoursPerYear
	farStart  = 3 * model.HoursPerYear
	surelyFar = 10 * model.HoursPerYear
)

// farOff reports whether a time is further off than all others.
func (b *builder) farOff(t float64) bool {
	return b.near != (model.Interval{}) && !(t >= b.near.From && t <= b.near.To)
}

// leaveFarOff finds the times that are far off, on one side after the other. They
// are few, or none is.
func (b *builder) leaveFarOff() {
	n := len(b.log.Outages)
	if b.whole != nil {
		n = b.whole.Outages
	}
	if b.log.Clock != model.Calendar || n < fewRows {
		return
	}
	near := model.Interval{From: math.Inf(-1), To: math.Inf(1)}
	for left := max(1, min(n/fewRows, 2), n/100); left > 0; {
		h, apart := b.halves(near)
		closer, rows := h.closer(left)
		if !apart || rows == 0 {
			break
		}
		near, left = closer, left-rows
		b.near = near
	}
	if b.near != (model.Interval{}) {
		b.sayFarOff(b.markFar())
	}
}

// halves is what lies in the first and in the second half of the stretch of all
// times: how many outages begin or end there, and when.
type halves struct {
	rows   [2]int
	times  [2]model.Interval
	starts [2]model.Interval
}

// halves is false where none of them is far from the other.
func (b *builder) halves(near model.Interval) (h halves, apart bool) {
	if b.whole != nil {
		return b.whole.Times.halves(near)
	}
	h = halves{times: [2]model.Interval{none(), none()}, starts: [2]model.Interval{none(), none()}}
	all := b.extent(near)
	middle := all.From + all.Hours()/2
	half := func(t float64) int {
		if t > middle {
			return 1
		}
		return 0
	}
	for i := range b.log.Outages {
		o, in := &b.log.Outages[i], [2]int{}
		if near.From <= o.Start && o.Start <= near.To {
			side := half(o.Start)
			in[side] = 1
			include(&h.times[side], o.Start)
			include(&h.starts[side], o.Start)
		}
		if ended(o) && near.From <= o.End && o.End <= near.To {
			side := half(o.End)
			in[side] = 1
			include(&h.times[side], o.End)
		}
		h.rows[0], h.rows[1] = h.rows[0]+in[0], h.rows[1]+in[1]
	}
	return h, true
}

// extent returns the stretch of the times that lie near.
func (b *builder) extent(near model.Interval) model.Interval {
	all := none()
	for i := range b.log.Outages {
		o := &b.log.Outages[i]
		if near.From <= o.Start && o.Start <= near.To {
			include(&all, o.Start)
		}
		if ended(o) && near.From <= o.End && o.End <= near.To {
			include(&all, o.End)
		}
	}
	return all
}

// closer returns the half with more outages, and how many the other one has, if
// those are no more than most and far off; else 0.
func (h halves) closer(most int) (rest model.Interval, rows int) {
	few := 0
	if h.rows[1] < h.rows[0] {
		few = 1
	}
	rest, rows = h.times[1-few], h.rows[few]
	gap := h.times[1].From - h.times[0].To
	starts := h.starts[few]
	begins := starts.From <= starts.To
	switch {
	case rows == 0, rows > most, !(gap > max(rest.Hours(), farEnd)):
		return rest, 0
	case begins && (gap < farStart || gap < surelyFar && !yearsFrom(starts, rest)):
		return rest, 0
	}
	return rest, rows
}

// yearsFrom reports whether a stretch is some whole years from being in another.
func yearsFrom(stretch, rest model.Interval) bool {
	const leapDays = 2 * model.HoursPerDay
	apart := stretch.From + stretch.Hours()/2 - rest.From - rest.Hours()/2
	apart -= model.HoursPerYear * math.Round(apart/model.HoursPerYear)
	return math.Abs(apart) <= rest.Hours()*3/4+leapDays
}

func none() model.Interval { return model.Interval{From: math.Inf(1), To: math.Inf(-1)} }

func include(w *model.Interval, t float64) { w.From, w.To = min(w.From, t), max(w.To, t) }

// ended reports whether the end of an outage is known.
func ended(o *model.Outage) bool { return o.Kind&(model.Open|model.NoDuration) == 0 }

// markFar takes the durations of what is far off for unknown.
func (b *builder) markFar() (f farTimes) {
	if b.whole != nil {
		return b.whole.Far
	}
	watched := none()
	for i := range b.log.Outages {
		o := &b.log.Outages[i]
		switch {
		case b.farOff(o.Start):
			f.note(o, o.Start, b.paired(o))
			f.Starts++
			o.Kind = o.Kind&^model.Open | model.NoDuration
			continue
		case ended(o) && b.farOff(o.End):
			f.note(o, o.End, b.paired(o))
			f.Ends++
			o.Kind |= model.NoDuration
		}
		include(&watched, o.Start)
		if ended(o) {
			include(&watched, o.End)
		}
	}
	if watched.From <= watched.To {
		f.Watched = &watched
	}
	return f
}

// note keeps the first of the outages that are far off.
func (f *farTimes) note(o *model.Outage, at float64, paired bool) {
	if f.First == nil {
		f.First = &farRow{At: at, Paired: paired, Start: o.Start, Row: o.Row()}
	}
}

// paired reports whether an outage of a part was made of rows that tell states.
func (b *builder) paired(o *model.Outage) bool {
	return b.part != nil && b.part.account.of(int(o.File)).Paired
}

// sayFarOff takes the window for what is not far off, and says so.
func (b *builder) sayFarOff(f farTimes) {
	if f.First == nil {
		return // of parts that are not read by it yet
	}
	if f.Starts > 0 {
		watched := *f.Watched
		watched.To = math.Nextafter(watched.To, math.Inf(1))
		b.log.Watched = &watched
	}
	var fate []string
	if f.Starts > 0 {
		fate = append(fate, model.Counted(f.Starts, "outage")+" left out of the window")
	}
	if f.Ends > 0 {
		fate = append(fate, model.Counted(f.Ends, "outage")+" of unknown duration")
	}
	first := &model.Outage{File: f.First.Row.File, Line: f.First.Row.Line}
	b.assume("time-far-off", "%s taken for a typing error, since further from all others than they are from each other (first %s, %s): %s",
		model.Counted(f.Starts+f.Ends, "time"), b.where(first), when.FormatInstant(f.First.At, b.zone.Location()), strings.Join(fate, ", "))
}
