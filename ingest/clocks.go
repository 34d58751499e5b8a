package ingest

import (
	"math"

	"mtbf/internal/when"
)

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
