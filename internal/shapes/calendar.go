package shapes

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// calendar writes times.
type calendar struct {
	layout  string // of the time, or of its day
	clock   string // of the clock that stands apart, "" for none
	zone    *time.Location
	summer  *time.Location                // from April to October, nil for none
	endZone *time.Location                // of ends, nil for the same
	number  int64                         // a second is so many of it, 0 for none
	swapped func(o outage) (outage, bool) // the other reading of a day and month, nil for none
	decided func(starts []time.Time) bool // whether the order of day and month is plain, nil for always
}

func newCalendar(r *rand.Rand, s Shape) calendar {
	name := s["dates"]
	c := calendar{layout: name, zone: time.UTC}
	switch name {
	case "RFC 3339 with offsets":
		c.layout = time.RFC3339
		h := r.IntN(16) - 8
		c.zone, c.summer = time.FixedZone("", h*3600), time.FixedZone("", (h+1)*3600)
	case "epoch s":
		c.number = 1
	case "epoch ms":
		c.number = 1000
	case "zone name":
		c.layout, c.zone = "2006-01-02 15:04 MST", pick(r, plainZones)
	case "zone names of winter and summer":
		z := pick(r, [][2]*time.Location{{zone("CET", 1), zone("CEST", 2)}, {zone("EST", -5), zone("EDT", -4)}, {zone("PST", -8), zone("PDT", -7)}})
		c.layout, c.zone, c.summer = "2006-01-02 15:04 MST", z[0], z[1]
	case "doubtful zone name":
		c.layout, c.zone = "2006-01-02 15:04 MST", pick(r, []*time.Location{zone("CST", -6), zone("IST", 5.5), zone("BST", 1)})
	case "doubtful zone beside UTC":
		c.layout, c.zone, c.endZone = "2006-01-02 15:04 MST", pick(r, []*time.Location{zone("CST", -6), zone("IST", 5.5)}), time.UTC
	case "days":
		c.layout = pick(r, []string{"2006-01-02", "2006-01-02", "02.01.2006", "02-Jan-2006", "2 Jan 2006", "2006/01/02"})
	case "days, month first":
		c.layout, c.decided = "1/2/2006", dayAbove12
	case "day and clock apart":
		c.layout, c.clock = "2006-01-02", pick(r, []string{"15:04", "15:04:05"})
	case "day and clock apart, points":
		c.layout, c.clock = "02.01.2006", pick(r, []string{"15:04", "15:04:05"})
	case "day and clock apart, PM":
		c.layout, c.clock, c.decided = "1/2/2006", "3:04 PM", dayAbove12
	case "day or month first":
		c.layout = pick(r, []string{"02/01/2006 15:04", "01/02/2006 15:04", "02-01-2006 15:04:05", "01-02-2006 15:04:05"})
		c.swapped = swapDayAndMonth
	case "02/01/2006 15:04", "02-01-2006 15:04:05", "1/2/2006 15:04", "1/2/2006 3:04 PM", "1/2/2006, 3:04:05 PM":
		c.decided = dayAbove12
	}
	return c
}

// plainZones are names of zones that mean one offset.
var plainZones = []*time.Location{zone("MST", -7), zone("EST", -5), zone("CET", 1), zone("UTC", 0), zone("GMT", 0)}

func zone(name string, hours float64) *time.Location {
	return time.FixedZone(name, int(3600*hours))
}

func dayAbove12(starts []time.Time) bool {
	for _, t := range starts {
		if t.Day() > 12 {
			return true
		}
	}
	return false
}

// swapDayAndMonth is the outage as the other order of day and month has it; false
// where there is no such day.
func swapDayAndMonth(o outage) (outage, bool) {
	t := time.Unix(o.start, 0).UTC()
	if t.Day() > 12 || time.Unix(o.end, 0).UTC().Day() != t.Day() {
		return o, false
	}
	other := time.Date(t.Year(), time.Month(t.Day()), int(t.Month()), t.Hour(), t.Minute(), t.Second(), 0, time.UTC).Unix()
	o.start, o.end = other, o.end+other-o.start
	return o, true
}

// step is what start times are multiples of, so that they are written without loss.
func (c calendar) step() int64 {
	switch {
	case c.clock == "" && !strings.Contains(c.layout, "04") && c.number == 0:
		return day
	case c.number > 0 || strings.Contains(c.layout+c.clock, "05"):
		return 1
	}
	return 60
}

// write the time, or its day where the clock stands apart.
func (c calendar) write(t int64, end bool) string {
	if c.number > 0 {
		return fmt.Sprint(t * c.number)
	}
	return c.at(t, end).Format(c.layout)
}

func (c calendar) writeClock(t int64, end bool) string { return c.at(t, end).Format(c.clock) }

func (c calendar) at(t int64, end bool) time.Time {
	at := time.Unix(t, 0).UTC()
	switch {
	case end && c.endZone != nil:
		return at.In(c.endZone)
	case c.summer != nil && at.Month() > time.March && at.Month() < time.November:
		return at.In(c.summer)
	}
	return at.In(c.zone)
}
