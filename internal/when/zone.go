package when

import (
	"math"
	"sort"
	"time"
)

// Zone is a time zone laid out for reading wall clocks: every change of its
// offset in the years of a Stamp, in wall-clock time. It never changes, so any
// number of goroutines may share it.
type Zone struct {
	loc     *time.Location
	base    int      // the year of starts[0]
	starts  []uint16 // per year, the last of changes that begins before it
	changes []change // by time; the first is a stand-in for what was before
}

// change is one change of a zone's offset, as seen on the wall. From from to
// to, the clock shows times that it shows twice, if it was put back, or that
// it skips, if it was put forward. Times count as if the wall showed UTC.
type change struct {
	from, to      int64 // seconds since 1970-01-01T00:00 on the wall
	before, after int64 // seconds east of UTC
}

const wantZone = "a time zone"

// LoadZone finds a zone by its IANA name, such as "America/Denver", or "UTC".
// "Local" is refused, for the answer must not depend on the machine, and so is
// anything that is not written like a name. The error is a *ParseError.
func LoadZone(name string) (*Zone, error) {
	const shape = `want an IANA name such as "America/Denver", or "UTC"`
	switch {
	case name == "Local" || name == "local":
		return nil, refuse(name, wantZone, "it depends on the machine; "+shape)
	case !isZoneName(name):
		return nil, refuse(name, wantZone, shape)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, refuse(name, wantZone, "the time-zone database has no such name; "+shape)
	}
	return NewZone(loc), nil
}

// isZoneName is whether name is made of what the database makes its names of:
// letters, digits, and + - _ / between them. It keeps out paths.
func isZoneName(name string) bool {
	if name == "" || !isLetter(name[0]) {
		return false
	}
	for i := 0; i < len(name); i++ {
		if !isZoneLetter(name[i]) {
			return false
		}
	}
	return true
}

func isZoneLetter(c byte) bool {
	return isLetter(c) || isDigit(c) || c == '+' || c == '-' || c == '_' || c == '/'
}

// NewZone lays out a location, or UTC if it is nil. It takes about as long as
// five thousand calls of time.Date: make it once.
func NewZone(loc *time.Location) *Zone { return zoneOver(loc, firstYear, lastYear) }

// zoneOver lays out the years from first to last, and the midnight after.
func zoneOver(loc *time.Location, first, last int) *Zone {
	if loc == nil {
		loc = time.UTC
	}
	z := &Zone{loc: loc, base: first}
	// Two days on either side, for the wall is up to a day away from UTC.
	at := time.Date(first, 1, -1, 0, 0, 0, 0, time.UTC)
	end := time.Date(last+1, 1, 3, 0, 0, 0, 0, time.UTC)
	_, offset := at.In(loc).Zone()
	z.changes = append(z.changes, change{math.MinInt64, math.MinInt64, int64(offset), int64(offset)})
	for {
		next := boundAfter(at.In(loc))
		if next.IsZero() || next.After(end) {
			break
		}
		z.add(next)
		at = next
	}
	z.index(last)
	return z
}

// boundAfter is the end of t's time.Time.ZoneBounds, or zero. Years beyond the
// database's table have bounds at their ends too, where nothing changes; in a
// leap year Go 1.26 puts that one at 31 December 00:00 UTC, so that the last
// day's bound is not after the day. It is stepped over.
func boundAfter(t time.Time) time.Time {
	_, next := t.ZoneBounds()
	if !next.IsZero() && !next.After(t) {
		return t.Add(24 * time.Hour)
	}
	return next
}

// add appends the change at an instant, if it is one of the offset and not
// only of the zone's abbreviation.
func (z *Zone) add(at time.Time) {
	before := z.changes[len(z.changes)-1].after
	_, offset := at.In(z.loc).Zone()
	after := int64(offset)
	if after != before {
		z.changes = append(z.changes, change{
			from: at.Unix() + min(before, after), to: at.Unix() + max(before, after),
			before: before, after: after,
		})
	}
}

// index notes for each year where a search of the changes may start.
func (z *Zone) index(last int) {
	for year := z.base; year <= last; year++ {
		wall := int64(daysFromCivil(year, 1, 1)) * secondsPerDay
		past := sort.Search(len(z.changes), func(i int) bool { return z.changes[i].from >= wall })
		z.starts = append(z.starts, uint16(past-1))
	}
}

// Fixed reports whether the zone's clocks are never changed.
func (z *Zone) Fixed() bool { return len(z.changes) == 1 }

// Location is the zone as the standard library has it.
func (z *Zone) Location() *time.Location { return z.loc }

// String is the zone's IANA name.
func (z *Zone) String() string { return z.loc.String() }

// readings are the two offsets, the greater first, that a wall-clock time can
// be read with, and whether that is because it is repeated or skipped. The
// offsets are equal if it is neither.
func (z *Zone) readings(year int, wall int64) (greater, lesser int64, shift Shift) {
	i := int(z.starts[year-z.base])
	for i+1 < len(z.changes) && z.changes[i+1].from <= wall {
		i++
	}
	c := &z.changes[i]
	switch {
	case wall >= c.to:
		return c.after, c.after, Unique
	case c.before > c.after:
		return c.before, c.after, Repeated
	}
	return c.after, c.before, Skipped
}
