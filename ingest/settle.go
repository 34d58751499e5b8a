package ingest

import (
	"fmt"
	"math"
	"slices"

	"mtbf/internal/when"
	"mtbf/model"
)

// settle decides what only the whole column tells, and turns the drafts into
// outages, each in a place at or before its own.
func (f *fileReader) settle() error {
	if err := f.chooseOrder(); err != nil {
		return err
	}
	f.settleService()
	units, err := f.durationUnits()
	if err != nil {
		return err
	}
	f.units = units
	_, ends := f.mapping.from[roleEnd]
	_, lasts := f.mapping.from[roleDuration]
	f.chooseDays()
	f.durations[f.durationSource(ends, lasts)] = true
	if f.profile.LastOf != "" {
		f.settled = slices.Repeat([]int{-1}, len(f.marks))
	}
	if f.complete < len(f.marks) {
		if err := f.settleDrafts(units, f.tellsEnds() && !f.states.pairs()); err != nil {
			return err
		}
	}
	f.marks, f.lasts = nil, nil
	f.sumKinds()
	if !ends && !lasts && f.named && f.states == nil && !f.profile.DayRows && f.profile.LastOf == "" {
		f.momentFiles++
		f.samplesTold = f.samplesTold || f.profile.Samples
	}
	f.settleStates(units)
	if f.overnight > 0 {
		f.assume("past-midnight", "%s of %s with a clock before that of the start, for which there is one date: taken to be on the day after", model.Counted(f.overnight, "end"), f.name)
	}
	if f.zeros > 0 {
		f.warn("zero-date", "%s of %s at 1970-01-01 00:00 UTC, which programs write for a time they do not know", model.Counted(f.zeros, "start"), f.name)
	}
	return nil
}

// settleDrafts makes outages of the drafts. told says whether the log tells
// durations at all.
func (f *fileReader) settleDrafts(units durationUnits, told bool) error {
	drafts := f.log.Outages
	f.log.Outages = drafts[:f.first]
	for i, marks := range f.marks {
		if i%tickRows == 0 {
			if err := f.ended(); err != nil {
				return err
			}
		}
		switch {
		case marks&superseded != 0:
			continue
		case marks&complete != 0:
			f.log.Outages = append(f.log.Outages, drafts[f.first+i])
			continue
		}
		d := f.draftOf(drafts, i)
		d.duration *= units.of(d.marks)
		o, bad := f.outage(&d, told)
		if bad != nil {
			if err := f.reject(bad); err != nil {
				return err
			}
			continue
		}
		if f.settled != nil {
			f.settled[i] = len(f.log.Outages)
		}
		if f.stacks(&d) {
			f.stacked = append(f.stacked, int32(len(f.log.Outages)))
		}
		f.acknowledge(&o, f.acknowledged[i])
		f.weigh(&o, i)
		f.log.Outages = append(f.log.Outages, o)
	}
	f.sayUnacknowledged()
	return nil
}

// fewRows are too few to show what all have in common, or that one is wrong.
const fewRows = 5

// tellsEnds reports whether the file says how long outages last: one with many
// rows must say so of one of them at least.
func (f *fileReader) tellsEnds() bool {
	_, ends := f.mapping.from[roleEnd]
	_, lasts := f.mapping.from[roleDuration]
	told := func(m draftMarks) bool { return m&(hasEnd|hasDuration|ongoing|complete) != 0 }
	return (ends || lasts) && (len(f.marks) < fewRows || slices.ContainsFunc(f.marks, told))
}

// instants resolves the times of a draft. end is the zero value if it has none. An
// end that cannot be, as its day and month stand, is taken off the draft.
func (f *fileReader) instants(d *draft) (start, end when.Instant, bad *RowError) {
	if start, bad = f.instant(d, roleStart, d.start); bad != nil || d.marks&hasEnd == 0 {
		return start, end, bad
	}
	if end, bad = f.instant(d, roleEnd, d.end); bad != nil {
		d.marks &^= hasEnd
	}
	return start, end, nil
}

func (f *fileReader) instant(d *draft, role Role, bits uint64) (when.Instant, *RowError) {
	if f.numeric {
		h := when.QuantizeHours(math.Float64frombits(bits) * f.timeUnit)
		return when.Instant{Hours: h, Other: h}, nil
	}
	stamp := when.Stamp(bits)
	if !stamp.Possible(f.order) {
		return when.Instant{}, f.badDraft(d, role, stamp.String(), fmt.Errorf("is not a date in %s", f.orderReason()))
	}
	return f.zone.Resolve(stamp, f.order), nil
}

// badDraft makes the error of a row that is known by its draft only.
func (f *fileReader) badDraft(d *draft, role Role, value string, err error) *RowError {
	return f.rowError(RowError{Line: int(d.line), Column: f.mapping.from[role].name, Value: value, Err: err})
}

// outage makes the outage of a draft. told says whether the log tells
// durations at all: where it does, an outage without an end goes on.
func (f *fileReader) outage(d *draft, told bool) (model.Outage, *RowError) {
	o := model.Outage{Unit: d.unit, Causes: d.causes, Group: d.group, Line: d.line, File: f.index, Kind: d.kind}
	told, hadEnd := told || d.marks&hasEnd != 0, d.marks&hasEnd != 0
	start, end, bad := f.instants(d)
	if bad != nil {
		return o, bad
	}
	if hadEnd && d.marks&hasEnd == 0 {
		d.marks |= over
		f.noteUnread(f.badDraft(d, roleEnd, f.written(d.end), errUnread))
	}
	if d.marks&hasEnd != 0 && end.Hours == 0 && start.Hours > 0 && !f.numeric {
		d.marks &^= hasEnd // the zero of Unix, which programs write for a time they do not know
	}
	if d.duration > maxHours {
		return o, f.badDraft(d, roleDuration, fmt.Sprintf("%g h", d.duration), errLong)
	}
	lasts, ends := d.marks&hasDuration != 0, d.marks&hasEnd != 0
	o.Start = start.Hours
	if ends {
		o.Start, o.End = f.reconcile(d, start, end)
		if o.End < o.Start && f.mapping.oneDate() {
			o.End += model.HoursPerDay // past midnight
			f.overnight++
		}
	}
	elapsed := o.End - o.Start
	if o.Start == 0 && !f.numeric {
		f.zeros++
	}
	switch {
	case d.marks&ongoing != 0 && !ends:
		o.Kind |= f.unended(d)
	case lasts && (f.opt.DurationFromColumn || !ends):
		o.End = when.QuantizeHours(o.Start + d.duration)
	case ends && o.End < o.Start:
		return o, f.badDraft(d, roleEnd, f.written(d.end), fmt.Errorf("is before the start, %s", f.written(d.start)))
	case !ends && told:
		o.Kind |= f.unended(d)
	case !ends:
		o.Kind |= model.NoDuration
	}
	f.noteOffsets(d, elapsed)
	return o, nil
}

func (f *fileReader) written(bits uint64) string {
	if f.numeric {
		return fmt.Sprint(math.Float64frombits(bits))
	}
	return when.Stamp(bits).String()
}
