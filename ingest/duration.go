package ingest

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"mtbf/internal/when"
)

func (f *fileReader) durationSource(ends, lasts bool) string {
	switch {
	case f.states.pairs():
		return "down to the next up"
	case lasts && (f.opt.DurationFromColumn || !ends):
		return "start + duration column"
	case ends:
		return "end - start"
	}
	return "none"
}

// durationUnits are what only the whole column tells of durations, in hours: the
// unit of a bare number, and of the first number of a clock of two (01:54).
type durationUnits struct{ number, clock float64 }

func (f *fileReader) durationUnits() (u durationUnits, err error) {
	u = durationUnits{number: 1, clock: 1}
	if f.whole != nil {
		return f.plainUnits(), nil
	}
	if f.anyLasting(bareDuration) {
		u.number, err = f.durationUnit()
	}
	if err == nil && f.anyMarked(shortClock) {
		u.clock, err = f.clockUnit()
	}
	return u, err
}

// of returns what the duration of a draft with these marks is to be taken by.
func (u durationUnits) of(marks draftMarks) float64 {
	switch {
	case marks&bareDuration != 0:
		return u.number
	case marks&shortClock != 0:
		return u.clock
	}
	return 1
}

func (f *fileReader) anyMarked(mark draftMarks) bool {
	return slices.ContainsFunc(f.marks, func(m draftMarks) bool { return m&mark != 0 })
}

// anyLasting reports whether a duration with a mark is other than 0, which is the same
// in every unit.
func (f *fileReader) anyLasting(mark draftMarks) bool {
	for i, marks := range f.marks {
		if marks&mark != 0 && f.lasts[i] != 0 {
			return true
		}
	}
	return false
}

// durationUnit returns the hours of a bare number in the duration column: as
// told by the user, the profile, the column's name or the row of units below it,
// else the unit that fits the ends of the outages best. Where nothing tells it, it is asked for.
func (f *fileReader) durationUnit() (float64, error) {
	name := f.mapping.from[roleDuration].name
	if unit, ok := f.givenUnit(); ok {
		return unit, nil
	}
	if unit, ok := when.UnitOfName(f.durationName()); ok {
		return unit, nil
	}
	if unit, ok := f.fittingUnit(bareDuration, "s", "min", "h", "d", "ms"); ok {
		return unit, nil
	}
	if f.numeric && !f.epoch {
		return f.timeUnit, nil
	}
	q := &Question{Text: fmt.Sprintf("in which unit are the durations of %s? %q holds bare numbers", f.name, name)}
	return 0, q.withUnits("min", "h", "s", "d")
}

// withUnits adds units of durations as answers.
func (q *Question) withUnits(units ...string) *Question {
	for _, unit := range units {
		q.Readings = append(q.Readings, Reading{Settings: []Setting{{"duration-unit", unit}}})
	}
	return q
}

// durationName is the name of the duration column with the unit below it.
func (f *fileReader) durationName() string {
	name := f.mapping.from[roleDuration].name
	if unit := f.unitBelow(roleDuration); unit != "" {
		name += " (" + strings.Trim(unit, "[]() ") + ")"
	}
	return name
}

// givenUnit returns the unit of durations that the user or the profile names.
func (f *fileReader) givenUnit() (float64, bool) {
	for _, name := range []string{f.opt.DurationUnit, f.profile.DurationUnit} {
		if unit, ok := when.UnitHours(name); ok {
			return unit, true
		}
	}
	return 0, false
}

// clockUnit returns the hours in the first number of durations such as 01:54. Where
// nothing tells it, and it matters, it is asked for.
func (f *fileReader) clockUnit() (float64, error) {
	unit, told := f.toldClockUnit()
	if told || !f.needsClocks() {
		return unit, nil
	}
	q := &Question{Text: fmt.Sprintf("are the durations of %s hours:minutes (h) or minutes:seconds (min)? %q holds clocks of two numbers", f.name, f.mapping.from[roleDuration].name)}
	return 0, q.withUnits("h", "min")
}

// toldClockUnit returns the hours in the first number of durations such as 01:54:
// an hour or a minute, as told by the user, the profile, the ends of the outages or
// the column's name. It is false where none of them tells.
func (f *fileReader) toldClockUnit() (unit float64, told bool) {
	const minute = 1 / 60.
	unit, told = f.givenUnit()
	if !told {
		unit, told = f.fittingUnit(shortClock, "h", "min")
	}
	if !told {
		unit, told = when.ClockOfName(f.durationName())
	}
	if told && unit <= minute {
		return minute, true
	}
	return 1, told
}

// needsClocks reports whether the end of an outage is told by nothing but a clock
// of two numbers, other than 00:00.
func (f *fileReader) needsClocks() bool {
	for i, marks := range f.marks {
		if marks&shortClock != 0 && f.lasts[i] > 0 && (marks&hasEnd == 0 || f.opt.DurationFromColumn) {
			return true
		}
	}
	return false
}

// fittingUnit returns the unit under which most durations with a mark equal end -
// start, the nearest of two that fit as many. It must fit half of them.
func (f *fileReader) fittingUnit(mark draftMarks, names ...string) (float64, bool) {
	best, most, least, told := 0.0, 0, 0.0, 0
	for _, name := range names {
		unit, _ := when.UnitHours(name)
		var fit int
		var miss float64
		fit, told, miss = f.fit(mark, unit)
		if fit > most || fit == most && miss < least {
			best, most, least = unit, fit, miss
		}
	}
	return best, most > 0 && 2*most >= told
}

// fit counts the durations with a mark that equal end - start under a unit, those
// that can be compared, and the sum of the differences of those that fit.
func (f *fileReader) fit(mark draftMarks, unit float64) (fit, told int, miss float64) {
	for i := range min(len(f.marks), sampleRows) {
		d := f.draftOf(f.log.Outages, i)
		if d.marks&(hasEnd|mark) != hasEnd|mark || d.duration == 0 {
			continue
		}
		start, end, bad := f.instants(&d)
		if bad != nil || end.Hours <= start.Hours {
			continue
		}
		told++
		if off := math.Abs(d.duration*unit - (end.Hours - start.Hours)); off <= f.resolution(&d) {
			fit++
			miss += off
		}
	}
	return fit, told, miss
}

// resolution is the finest difference that the times of a draft can tell: a
// minute where they have no seconds.
func (f *fileReader) resolution(d *draft) float64 {
	const second, minute, slack = 1 / 3600., 1 / 60., 1e-6
	if f.numeric {
		return f.timeUnit * 1e-3
	}
	if when.Stamp(d.start).HasSeconds() && when.Stamp(d.end).HasSeconds() {
		return second + slack
	}
	return minute + slack
}

// compareDuration counts rows whose three times do not agree.
func (f *fileReader) compareDuration(d *draft, elapsed float64) {
	switch miss := math.Abs(elapsed - d.duration); {
	case miss > f.resolution(d):
		f.account.DurationMismatches++
	case miss > 1e-6:
		f.account.DurationsWithin++
	}
}
