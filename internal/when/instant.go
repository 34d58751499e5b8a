package when

import (
	"math"
	"strconv"
	"time"
)

const (
	secondsPerDay = 86400
	milliPerHour  = 3.6e6
)

// Shift is what a change of the clocks does to a wall-clock time.
type Shift uint8

const (
	Unique   Shift = iota // it was shown once
	Repeated              // it was shown twice: the clocks were put back
	Skipped               // it was not shown: the clocks were put forward
)

func (s Shift) String() string {
	return [...]string{"unique", "repeated", "skipped"}[min(s, Skipped)]
}

// Instant is what a Stamp means. A repeated wall-clock time is two instants. A
// skipped one is none, and stands for two: what it would be with the offset
// after the change (the earlier) and with the offset before it. Which is meant
// is best told from the row's duration; otherwise the house rule takes Hours.
type Instant struct {
	Hours float64 // since 1970-01-01T00:00Z, the earlier instant
	Other float64 // the later one; Hours if Unique
	Shift Shift
}

// Resolve is the instant of a stamp read in the order o, on the zone's wall
// clock unless it has an offset. It takes a few nanoseconds. It panics if the
// stamp is not Possible in o.
func (z *Zone) Resolve(s Stamp, o Order) Instant {
	if !s.Possible(o) {
		panic("when: Resolve of a stamp that is not possible in its order")
	}
	month, day := s.monthDay(o)
	wall := int64(daysFromCivil(s.year(), month, day))*secondsPerDay +
		int64(s.hour()*3600+s.minute()*60+s.second())
	if s.HasOffset() {
		h := hoursAt(wall-int64(s.offset())*60, s.milli())
		return Instant{h, h, Unique}
	}
	greater, lesser, shift := z.readings(s.year(), wall)
	h := hoursAt(wall-greater, s.milli())
	if shift == Unique {
		return Instant{h, h, Unique}
	}
	return Instant{h, hoursAt(wall-lesser, s.milli()), shift}
}

// NextDay is the instant, as Resolve gives it, at which the wall clock of a stamp shows
// the same time one calendar day later: 23 to 25 hours on where clocks are changed, 24
// where the stamp has an offset. It asks for a stamp that is Possible
// in its order.
func (z *Zone) NextDay(s Stamp, o Order) float64 {
	if s.HasOffset() {
		return QuantizeHours(z.Resolve(s, o).Hours + secondsPerDay/3600)
	}
	month, day := s.monthDay(o)
	wall := int64(daysFromCivil(s.year(), month, day)+1)*secondsPerDay + int64(s.hour()*3600+s.minute()*60+s.second())
	greater, _, _ := z.readings(s.year(), wall)
	return hoursAt(wall-greater, s.milli())
}

// Resolve is the instant of one stamp on the wall clocks of loc, UTC if it is
// nil. For many stamps make a Zone. The error is a *ParseError: the stamp is
// not a date in the order o, or needs an order and o is NoOrder.
func (s Stamp) Resolve(o Order, loc *time.Location) (Instant, error) {
	if !s.Possible(o) {
		return Instant{}, s.misfit(o)
	}
	return zoneOver(loc, s.year(), s.year()).Resolve(s, o), nil
}

// misfit says why a stamp is not Possible in an order.
func (s Stamp) misfit(o Order) error {
	switch {
	case s == 0:
		return refuse("", wantStamp, "there is none")
	case o == NoOrder:
		return refuse(s.String(), "a date yet", "say whether its order is day-month or month-day")
	}
	month, _ := s.monthDay(o)
	return refuse(s.String(), "a date in "+o.String()+" order", "month "+strconv.Itoa(month)+" is impossible")
}

func hoursAt(seconds int64, milli int) float64 {
	return HoursFromMilli(seconds*1000 + int64(milli))
}

// HoursFromMilli is a whole number of milliseconds in hours. Every instant in
// this package goes through it, so that equal instants are equal floats.
func HoursFromMilli(ms int64) float64 { return float64(ms) / milliPerHour }

// QuantizeHours is h rounded to the nearest millisecond: what HoursFromMilli
// returns for it. A start plus a duration needs it before it is compared with
// an end. Beyond 2^53 ms (285,000 years), where a float64 is coarser than a
// millisecond anyway, and for values that are not finite it is h.
func QuantizeHours(h float64) float64 {
	ms := h * milliPerHour
	if !(math.Abs(ms) < 1<<53) {
		return h
	}
	return math.RoundToEven(ms) / milliPerHour
}

// FormatInstant is RFC 3339 text for hours since 1970, to the millisecond if
// the second is not whole, on the clocks of loc, or in UTC if it is nil. What
// is not in the years 0 to 9999 comes out as hours.
func FormatInstant(h float64, loc *time.Location) string {
	const first, end = -62167219200, 253402300800 // 0000-01-01, 10000-01-01
	seconds := h * 3600
	if !(seconds >= first+secondsPerDay && seconds < end-secondsPerDay) {
		return strconv.FormatFloat(h, 'g', -1, 64) + " h since 1970"
	}
	if loc == nil {
		loc = time.UTC
	}
	t := time.UnixMilli(int64(math.RoundToEven(h * milliPerHour))).In(loc)
	if t.Nanosecond() != 0 {
		return t.Format("2006-01-02T15:04:05.000Z07:00")
	}
	return t.Format(time.RFC3339)
}

// EpochUnit guesses the unit of a time stamp that is a bare number since 1970,
// from its size:
//
//	[1e8, 1e10)    seconds       1973 to 2286
//	[1e11, 1e13)   milliseconds  1973 to 2286
//	[1e14, 1e16)   microseconds  1973 to 2286
//
// It is false for every other number. v times the result is in hours, and
// wants QuantizeHours.
func EpochUnit(v float64) (hoursPerUnit float64, ok bool) {
	switch {
	case v >= 1e8 && v < 1e10:
		return 1 / 3.6e3, true
	case v >= 1e11 && v < 1e13:
		return 1 / 3.6e6, true
	case v >= 1e14 && v < 1e16:
		return 1 / 3.6e9, true
	}
	return 0, false
}
