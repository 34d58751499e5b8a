package ingest

import (
	"bytes"
	"strings"

	"mtbf/internal/when"
	"mtbf/model"
)

// acknowledgedCell tells when somebody took an outage on: at a time, or so long after
// its start. A text that tells neither says that nobody did, or that it is not known:
// no row is bad for it.
type acknowledgedCell struct {
	set   bool
	bare  bool       // value is a number whose unit the name of the column tells
	value float64    // hours after the start, where there is no stamp
	stamp when.Stamp // 0 for none
}

func (c *acknowledgedCell) UnmarshalCSV(text []byte) error {
	*c = acknowledgedCell{set: bytes.ContainsAny(text, "0123456789")}
	if v, ok := number(string(text)); ok {
		c.bare, c.value = true, v
		return nil
	}
	if stamp, err := when.ParseStamp(string(text)); err == nil {
		c.stamp = stamp
		return nil
	}
	c.value = -1
	if v, err := when.ParseHours(string(text), 1); err == nil && strings.ContainsFunc(string(text), isUnitMark) {
		c.value = v
	}
	return nil
}

// tellsAcknowledged returns what reports whether a text in a column so named tells
// of an acknowledgement: a bare number does where the name tells its unit, or where
// it is a time.
func tellsAcknowledged(name string) func(text string) bool {
	_, unit := when.UnitOfName(name)
	return func(text string) bool {
		var c acknowledgedCell
		_ = c.UnmarshalCSV([]byte(decimalPoint(text))) // it never fails
		if c.bare {
			_, epoch := when.EpochUnit(c.value)
			return unit || epoch
		}
		return c.stamp != 0 || c.value >= 0 && c.set
	}
}

// noteAcknowledged keeps what the row of the last draft tells until its start is known.
func (f *fileReader) noteAcknowledged(c acknowledgedCell) {
	if !c.set || f.states.pairs() {
		return
	}
	if f.acknowledged == nil {
		f.acknowledged = map[int]acknowledgedCell{}
	}
	f.acknowledged[len(f.marks)-1] = c
}

// acknowledge tells the log how long after its start an outage was acknowledged.
func (f *fileReader) acknowledge(o *model.Outage, c acknowledgedCell) {
	if !c.set {
		return
	}
	hours := f.acknowledgedAfter(o.Start, c)
	if !(hours >= 0 && hours <= maxHours) {
		f.ackUnread++
		return
	}
	if f.log.Acknowledged == nil {
		f.log.Acknowledged = map[model.Row]float64{}
	}
	f.log.Acknowledged[o.Row()] = hours
}

// acknowledgedAfter returns the hours from a start to the acknowledgement, below 0 for
// one that is not known.
func (f *fileReader) acknowledgedAfter(start float64, c acknowledgedCell) float64 {
	const unknown = -1
	switch {
	case c.stamp != 0:
		if f.numeric || f.daily || !c.stamp.HasClock() || !c.stamp.Possible(f.order) {
			return unknown
		}
		at := f.zone.Resolve(c.stamp, f.order)
		if at.Hours < start {
			return at.Other - start
		}
		return at.Hours - start
	case !c.bare:
		return c.value
	}
	if unit, ok := when.EpochUnit(c.value); ok && f.log.Clock == model.Calendar && !f.daily {
		return when.QuantizeHours(c.value*unit) - start
	}
	unit, ok := when.UnitOfName(f.mapping.from[roleAcknowledged].name)
	if !ok {
		unit, ok = f.givenUnit()
	}
	switch {
	case ok:
		return c.value * unit
	case f.numeric && !f.epoch:
		return when.QuantizeHours(c.value*f.timeUnit) - start
	}
	return unknown
}

// sayUnacknowledged warns of acknowledgements that could not be used.
func (f *fileReader) sayUnacknowledged() {
	if f.ackUnread > 0 {
		f.warn("acknowledged-unread", "%s of %s in %q not used for MTTA: before the start, without a clock or a unit of time, or no time at all", model.Counted(f.ackUnread, "value"), f.name, f.mapping.from[roleAcknowledged].name)
	}
}
