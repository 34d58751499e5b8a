package ingest

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"

	"mtbf/internal/when"
)

// cells is a row as csvutil decodes it: the columns by role. A blank cell
// leaves its field at the zero value.
type cells struct {
	Start     timeCell    `csv:"start,omitempty"`
	End       endCell     `csv:"end,omitempty"`
	Duration  lengthCell  `csv:"duration,omitempty"`
	Unit      string      `csv:"unit,omitempty"`
	Category  string      `csv:"category,omitempty"`
	Planned   flagCell    `csv:"planned,omitempty"`
	Infant    flagCell    `csv:"infant,omitempty"`
	InService serviceCell `csv:"in_service,omitempty"`
	Retired   serviceCell `csv:"retired,omitempty"`
	Failure   flagCell    `csv:"failure,omitempty"`
	Status    statusWord  `csv:"status,omitempty"`

	Acknowledged acknowledgedCell `csv:"acknowledged,omitempty"`
	Weight       weightCell       `csv:"weight,omitempty"`
}

// timeCell is a moment as written: a stamp, or a number whose unit is known
// for the column only.
type timeCell struct {
	set     bool
	numeric bool
	stamp   when.Stamp
	number  float64
}

func (c *timeCell) UnmarshalCSV(text []byte) error {
	c.set = true
	if v, ok := number(string(text)); ok {
		c.numeric, c.number = true, v
		return nil
	}
	var err error
	c.stamp, err = when.ParseStamp(string(text))
	return err
}

// bits packs the moment into 64 bits; kind tells how to read them.
func (c timeCell) bits() uint64 {
	if c.numeric {
		return math.Float64bits(c.number)
	}
	return uint64(c.stamp)
}

// number reads a plain finite number, and leaves everything else, dates in
// particular, alone.
func number(text string) (float64, bool) {
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9', c == '.', c == '-', c == '+', c == 'e', c == 'E':
		default:
			return 0, false
		}
	}
	v, err := strconv.ParseFloat(text, 64)
	return v, err == nil && !math.IsInf(v, 0)
}

// durationCell is a length of time: hours, or a bare number whose unit is
// known for the column only.
type durationCell struct {
	set   bool
	bare  bool
	clock bool // 01:54, which may be minutes and seconds
	value float64
}

var errNegative = errors.New("is negative: an outage cannot end before it starts")

func (c *durationCell) UnmarshalCSV(text []byte) error {
	c.set = true
	var err error
	if v, ok := number(string(text)); ok {
		c.bare, c.value = true, v
	} else if c.value, err = when.ParseHours(string(text), 1); err != nil {
		return err
	} else {
		c.bare = !strings.ContainsFunc(string(text), isUnitMark) // 1,500
		c.clock = when.IsShortClock(string(text))
	}
	if c.value < 0 {
		return errNegative
	}
	return nil
}

// isUnitMark reports whether a duration with r in it tells its own unit.
func isUnitMark(r rune) bool { return r == ':' || unicode.IsLetter(r) }

// flagCell is a yes or no.
type flagCell bool

var flagWords = map[string]flagCell{
	"1": true, "true": true, "t": true, "yes": true, "y": true, "x": true,
	"0": false, "false": false, "f": false, "no": false, "n": false,
	"planned": true, "scheduled": true, "unplanned": false, "unscheduled": false, "forced": false,
}

func (c *flagCell) UnmarshalCSV(text []byte) error {
	v, ok := flagWords[strings.ToLower(string(text))]
	if !ok {
		return errors.New("is neither yes nor no")
	}
	*c = v
	return nil
}

// serviceCell is the date on which a unit's service begins or ends. A date
// without a day stands for the whole month, and one that a spreadsheet has
// mangled (5-Apr for April 2005) is read as month and year.
type serviceCell struct {
	set   bool
	month bool    // hours is the first of the month, and stamp is not set
	hours float64 // since 1970
	stamp when.Stamp
}

func (c *serviceCell) UnmarshalCSV(text []byte) error {
	c.set = true
	if h, ok := when.ParseMonthYear(string(text)); ok {
		c.hours, c.month = h, true
		return nil
	}
	var err error
	if c.stamp, err = when.ParseStamp(string(text)); err != nil {
		return fmt.Errorf("is not a date of service: %w", err)
	}
	return nil
}
