package when

import "fmt"

// Stamp is one time stamp as it was written, in 64 bits: its numbers, whether
// the order of day and month is open, and what was left out. It keeps whole
// milliseconds; finer digits are cut off. The zero Stamp means "no stamp".
//
// Stamps are compared with ==; as numbers they are in no useful order.
type Stamp uint64

// The packing, lowest bits first. The first and second number are month and
// day unless the layout is open; the first is never 0, so no stamp is 0.
//
//	bits   field
//	10     millisecond
//	6 6 5  second, minute, hour (24 only as 24:00)
//	5 5    second and first number of the date
//	9      year - 1900
//	7      0, or the offset from UTC in quarter hours + 57
//	2      layout
//	2      separator of the date
//	3      has a clock, has seconds, was written with AM or PM
const (
	milliShift     = 0
	secondShift    = 10
	minuteShift    = 16
	hourShift      = 22
	latterShift    = 27
	formerShift    = 32
	yearShift      = 37
	offsetShift    = 46
	layoutShift    = 53
	separatorShift = 55

	clockBit    Stamp = 1 << 57
	secondsBit  Stamp = 1 << 58
	meridiemBit Stamp = 1 << 59
)

// Years a stamp can be in. They keep the year in nine bits, and mangled
// numbers such as year 20 or 20024 out of the data.
const (
	firstYear = 1900
	lastYear  = 2199
)

// offsetZero is the code of UTC; the codes run from 1 (-14:00) to 113 (+14:00).
const offsetZero = 57

// layout is how the date of a stamp was written.
type layout uint8

const (
	yearFirst  layout = iota // 2024-03-01, 20240301T06, 2005-Apr-05
	openOrder                // 6/21/2005, 21.06.2005: order not known from the layout
	dayNamed                 // 5 Apr 2005
	monthNamed               // Apr 5, 2005
)

// separators of a date, by their code in a Stamp.
const separators = "-/. "

func (s Stamp) field(shift, bits uint) int { return int(s >> shift & (1<<bits - 1)) }

func (s Stamp) year() int      { return s.field(yearShift, 9) + firstYear }
func (s Stamp) former() int    { return s.field(formerShift, 5) }
func (s Stamp) latter() int    { return s.field(latterShift, 5) }
func (s Stamp) hour() int      { return s.field(hourShift, 5) }
func (s Stamp) minute() int    { return s.field(minuteShift, 6) }
func (s Stamp) second() int    { return s.field(secondShift, 6) }
func (s Stamp) milli() int     { return s.field(milliShift, 10) }
func (s Stamp) layout() layout { return layout(s.field(layoutShift, 2)) }

// offset is the minutes east of UTC of a stamp that has an offset.
func (s Stamp) offset() int { return (s.field(offsetShift, 7) - offsetZero) * 15 }

// HasOffset is whether the stamp says its offset from UTC, by a number or
// the name of a zone; such a stamp needs no time zone.
func (s Stamp) HasOffset() bool { return s.field(offsetShift, 7) != 0 }

// HasClock is whether the stamp has a time of day. One that has none is
// resolved to the start of its day.
func (s Stamp) HasClock() bool { return s&clockBit != 0 }

// HasSeconds is whether the time of day has seconds.
func (s Stamp) HasSeconds() bool { return s&secondsBit != 0 }

// Meridiem is whether the time of day was written with AM or PM.
func (s Stamp) Meridiem() bool { return s&meridiemBit != 0 }

// Separator is what stands between the numbers of the date: one of - / . and
// blank, or 0 for the zero Stamp. 20240301T06 is given the hyphen.
func (s Stamp) Separator() byte {
	if s == 0 {
		return 0
	}
	return separators[s.field(separatorShift, 2)]
}

// monthDay is the month and the day, with the open numbers in the order o.
func (s Stamp) monthDay(o Order) (month, day int) {
	if s.layout() == openOrder && o == DayFirst {
		return s.latter(), s.former()
	}
	return s.former(), s.latter()
}

// String is the stamp's text, normalised (four-digit years, two-digit numbers,
// English month names cut to three letters) in the order it was written.
// ParseStamp reads the same Stamp back from it. The zero Stamp is "".
func (s Stamp) String() string {
	if s == 0 {
		return ""
	}
	return s.dateText() + s.clockText() + s.offsetText()
}

func (s Stamp) dateText() string {
	sep := string(s.Separator())
	switch s.layout() {
	case yearFirst:
		return fmt.Sprintf("%04d%s%02d%s%02d", s.year(), sep, s.former(), sep, s.latter())
	case openOrder:
		return fmt.Sprintf("%02d%s%02d%s%04d", s.former(), sep, s.latter(), sep, s.year())
	case dayNamed:
		return fmt.Sprintf("%02d%s%s%s%04d", s.latter(), sep, monthNames[s.former()-1][:3], sep, s.year())
	default:
		return fmt.Sprintf("%s%s%02d%s%04d", monthNames[s.former()-1][:3], sep, s.latter(), sep, s.year())
	}
}

func (s Stamp) clockText() string {
	if !s.HasClock() {
		return ""
	}
	hour, half := s.hour(), ""
	if s.Meridiem() {
		half = " " + "AP"[hour/12:hour/12+1] + "M"
		hour = (hour+11)%12 + 1
	}
	text := fmt.Sprintf(" %02d:%02d", hour, s.minute())
	if s.HasSeconds() {
		text += fmt.Sprintf(":%02d", s.second())
	}
	if s.milli() != 0 {
		text += fmt.Sprintf(".%03d", s.milli())
	}
	return text + half
}

func (s Stamp) offsetText() string {
	if !s.HasOffset() {
		return ""
	}
	text := offsetText(s.offset())
	if s.offset() == 0 {
		text = "Z"
	}
	if s.Meridiem() {
		return " " + text
	}
	return text
}

// offsetText is the minutes east of UTC as +hh:mm.
func offsetText(minutes int) string {
	if minutes < 0 {
		return fmt.Sprintf("-%02d:%02d", -minutes/60, -minutes%60)
	}
	return fmt.Sprintf("+%02d:%02d", minutes/60, minutes%60)
}
