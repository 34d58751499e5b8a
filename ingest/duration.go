package ingest

import (
	"fmt"
	"math"
	"slices"

	"mtbf/internal/when"
)

func (f *fileReader) durationSource(ends, lasts bool) string {
	switch {
	case lasts && (f.opt.DurationFromColumn || !ends):
		return "start + duration column"
	case ends:
		return "end - start"
	}
	return "none"
}

// durationUnit returns the hours of a bare number in the duration column: as
// told by the user, the profile, the column's name or the row of units below it,
// else the unit that fits the ends of the outages best. Where nothing tells it, it is asked for.
func (f *fileReader) durationUnit() (float64, error) {
	for _, name := range []string{f.opt.DurationUnit, f.profile.DurationUnit} {
		if unit, ok := when.UnitHours(name); ok {
			return unit, nil
		}
	}
	column, ok := f.mapping.from[roleDuration]
	if !ok || !slices.ContainsFunc(f.marks, func(m draftMarks) bool { return m&bareDuration != 0 }) {
		return 1, nil
	}
	if unit, ok := unitOfName(column.name); ok {
		return unit, nil
	}
	if unit, ok := unitOfCell(f.unitBelow(roleDuration)); ok {
		return unit, nil
	}
	if unit, ok := f.fittingUnit(); ok {
		return unit, nil
	}
	if f.numeric && !f.epoch {
		return f.timeUnit, nil
	}
	q := &Question{Text: fmt.Sprintf("in which unit are the durations of %s? %q holds bare numbers", f.name, column.name)}
	for _, unit := range []string{"min", "h", "s"} {
		q.Readings = append(q.Readings, Reading{Settings: []Setting{{"duration-unit", unit}}})
	}
	return 0, q
}

// fittingUnit returns the unit under which most durations equal end - start,
// the nearest of two that fit as many. It must fit half of them.
func (f *fileReader) fittingUnit() (float64, bool) {
	best, most, least, told := 0.0, 0, 0.0, 0
	for _, name := range []string{"s", "min", "h", "d", "ms"} {
		unit, _ := when.UnitHours(name)
		var fit int
		var miss float64
		fit, told, miss = f.fit(unit)
		if fit > most || fit == most && miss < least {
			best, most, least = unit, fit, miss
		}
	}
	return best, most > 0 && 2*most >= told
}

// fit counts the durations that equal end - start under a unit, those that can
// be compared, and the sum of the differences of those that fit.
func (f *fileReader) fit(unit float64) (fit, told int, miss float64) {
	for i := range min(len(f.marks), sampleRows) {
		d := f.draftOf(f.log.Outages, i)
		if d.marks&(hasEnd|bareDuration) != hasEnd|bareDuration || d.duration == 0 {
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
