package ingest

import (
	"cmp"
	"math"
	"slices"

	"mtbf/internal/when"
	"mtbf/model"
)

// Where starts are days without a clock, nothing tells when in its day an outage
// lay. Its duration is known: the outages of a unit on one day are laid one behind
// the other, so that they add up, as far as the day holds them.

// chooseDays finds out whether the starts of the file are days: all of them are
// written without a clock, or at midnight.
func (f *fileReader) chooseDays() {
	if f.numeric || f.complete > 0 || len(f.marks) == 0 {
		return
	}
	clocks, midnights := 0, len(f.marks) >= fewRows
	for i := range f.marks {
		start := when.Stamp(math.Float64bits(f.log.Outages[f.first+i].Start))
		if start.HasClock() {
			clocks++
			midnights = midnights && start.Possible(f.order) && math.Mod(utc.Resolve(start, f.order).Hours, model.HoursPerDay) == 0
		}
		if clocks > 0 && !midnights {
			return
		}
	}
	f.countDays()
}

// countDays notes that the starts of the file are days, for the window.
func (f *fileReader) countDays() {
	f.daily = true
	told := func(m draftMarks) bool { return m&hasEnd != 0 }
	if f.whole != nil && f.whole.of(int(f.index)).Ended {
		return
	}
	if !f.profile.DayRows && !slices.ContainsFunc(f.marks, told) {
		f.dayFiles++
	}
}

// stacks reports whether all that is known of when an outage lay is its day, and
// how long it was.
func (f *fileReader) stacks(d *draft) bool {
	known := d.marks&hasDuration != 0 && (d.marks&hasEnd == 0 || f.opt.DurationFromColumn) && d.marks&ongoing == 0
	return known && !f.numeric && (f.daily || !when.Stamp(d.start).HasClock())
}

// stackDays lays the outages of each unit one behind the other that are known by
// their day only. The last of a day that is longer than what is left of it begins
// earlier, and one that is longer than the day runs on.
func (b *builder) stackDays() {
	all := b.log.Outages
	slices.SortStableFunc(b.stacked, func(i, j int32) int {
		return cmp.Or(cmp.Compare(all[i].Unit, all[j].Unit), cmp.Compare(all[i].Start, all[j].Start))
	})
	unit, full := int32(-1), 0.0
	for _, i := range b.stacked {
		o := &all[i]
		if o.Unit != unit {
			unit, full = o.Unit, o.Start
		}
		day, hours := o.Start, o.End-o.Start
		o.Start = max(day, min(full, day+model.HoursPerDay-hours))
		o.End = when.QuantizeHours(o.Start + hours)
		if full = max(full, o.End); !b.farOff(o.Start) && (b.full == nil || full > *b.full) {
			b.full = new(full)
		}
	}
	if b.whole != nil {
		b.full = b.whole.Days.Full
	}
	if b.log.Watched != nil && b.full != nil {
		b.log.Watched.To = max(b.log.Watched.To, *b.full)
	}
}

// watchDays ends the window of a log of days with the end of the last day, if none
// of its outages runs on.
func (b *builder) watchDays() {
	if b.dayFiles == 0 || b.dayFiles < len(b.log.Files) {
		return
	}
	if w := b.daysOfStarts(); w.From <= w.To {
		w.To += model.HoursPerDay
		b.log.Watched = &w
	}
}

// daysOfStarts is from the first to the last start that is not far off.
func (b *builder) daysOfStarts() model.Interval {
	w := none()
	if b.whole != nil && b.whole.Days.Starts != nil {
		return *b.whole.Days.Starts
	}
	for i := range b.log.Outages {
		if o := &b.log.Outages[i]; !b.farOff(o.Start) {
			include(&w, o.Start)
		}
	}
	return w
}
