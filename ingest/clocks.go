package ingest

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"mtbf/internal/when"
)

// settleZoneNames finds out what abbreviations such as CST mean, which several
// zones go by. Where neither the user's zone nor the other abbreviations of the
// sample tell, it is asked for; one that the user's zone does not go by makes bad
// rows.
func (f *fileReader) settleZoneNames(sample [][]string) error {
	var zone *when.Zone
	if !f.zoneAssumed {
		zone = f.zone
	}
	texts := append(f.filledTexts(roleStart, sample), f.filledTexts(roleEnd, sample)...)
	var err error
	f.writing.zones, err = when.SettleZones(texts, zone)
	var doubt *when.ZoneDoubtError
	if zone != nil || !errors.As(err, &doubt) {
		return nil
	}
	q := &Question{Text: fmt.Sprintf("of which time zone are the times of %s? %s", f.name, doubt)}
	for _, name := range doubt.Candidates {
		q.Readings = append(q.Readings, Reading{Settings: []Setting{{"timezone", name}}})
	}
	return q
}

// isZoneDoubt reports whether a text is a time in a zone that it does not name
// beyond doubt.
func isZoneDoubt(err error) bool {
	var doubt *when.ZoneDoubtError
	return errors.As(err, &doubt)
}

// chooseSerial finds out whether the times are days as spreadsheets count them.
func (f *fileReader) chooseSerial(sample [][]string) {
	texts := append(f.filledTexts(roleStart, sample), f.filledTexts(roleEnd, sample)...)
	var days []float64
	for _, text := range texts {
		if v, ok := number(decimalPoint(text)); ok {
			days = append(days, v)
		}
	}
	f.writing.serial = f.timeUnitName() == "" && len(days) == len(texts) && when.AreSerialDays(days)
	if f.writing.serial {
		first, _ := when.SerialStamp(slices.Min(days))
		last, _ := when.SerialStamp(slices.Max(days))
		f.assume("serial-days", "the times of %s are numbers and were read as the days of a spreadsheet, %s to %s; --time-unit names another unit", f.name, first, last)
	}
}

// reconcile chooses among the instants that a wall clock put back or forward
// can mean: those whose difference is nearest to the duration where there is
// one, else the earlier ones, but an end not before its start if possible.
func (f *fileReader) reconcile(d *draft, start, end when.Instant) (from, to float64) {
	from, to = start.Hours, end.Hours
	known := d.marks&hasDuration != 0
	if start.Shift != when.Unique || end.Shift != when.Unique {
		from, to = f.chooseInstants(d, start, end, known)
	}
	if known {
		f.compareDuration(d, to-from)
	}
	return from, to
}

func (f *fileReader) chooseInstants(d *draft, start, end when.Instant, known bool) (from, to float64) {
	for _, shift := range []when.Shift{start.Shift, end.Shift} {
		switch shift {
		case when.Repeated:
			f.account.Repeated++
		case when.Skipped:
			f.account.Skipped++
		}
	}
	if known {
		f.account.ResolvedByDuration++
	}
	from, to = start.Hours, end.Hours
	best := math.Inf(1)
	for _, s := range []float64{start.Hours, start.Other} {
		for _, e := range []float64{end.Hours, end.Other} {
			miss := 0.0
			switch {
			case known:
				miss = math.Abs(e - s - d.duration)
			case e < s:
				miss = s - e
			}
			if miss < best {
				best, from, to = miss, s, e
			}
		}
	}
	return from, to
}

// utc reads wall clocks as if no clock was ever changed.
var utc = when.NewZone(nil)

// noteOffsets counts the stamps that the time zone was needed for, and the
// rows during which the clocks were changed, elapsed being the hours from the
// start to the end that was written.
func (f *fileReader) noteOffsets(d *draft, elapsed float64) {
	if f.numeric {
		return
	}
	start, end := when.Stamp(d.start), when.Stamp(d.end)
	if !start.HasOffset() {
		f.account.WithoutOffset++
	}
	if d.marks&hasEnd == 0 {
		return
	}
	if !end.HasOffset() {
		f.account.WithoutOffset++
	}
	if start.HasOffset() || end.HasOffset() {
		return
	}
	if f.clocksChanged(start, end, elapsed) {
		f.account.ClockChanges++
	}
}

// clocksChanged reports whether the difference of two wall clock times is not the
// hours that passed.
func (f *fileReader) clocksChanged(start, end when.Stamp, elapsed float64) bool {
	wall := utc.Resolve(end, f.order).Hours - utc.Resolve(start, f.order).Hours
	return math.Abs(wall-elapsed) > 1e-6
}
