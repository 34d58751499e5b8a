package when

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"

	"mtbf/internal/property"
)

var oracleZones = []string{
	"UTC", "America/Denver", "Europe/London", "Asia/Kolkata",
	"Australia/Lord_Howe", // half an hour of daylight saving
	"Pacific/Apia",        // 2011-12-30 was skipped
	"Africa/Casablanca",   // four changes a year, offset lower in Ramadan
	"America/Juneau",      // other zones in 1980 and 1983
}

func mustZone(t testing.TB, name string) *Zone {
	t.Helper()
	z, err := LoadZone(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// By hand: the instants in UTC of wall clocks near changes.
func TestResolve(t *testing.T) {
	for _, c := range []struct {
		zone, text     string
		order          Order
		earlier, later string
		shift          Shift
	}{
		{"UTC", "1970-01-01", NoOrder, "1970-01-01T00:00:00Z", "", Unique},
		{"UTC", "2/1/1970 12:00", DayFirst, "1970-01-02T12:00:00Z", "", Unique},
		{"UTC", "2/1/1970 12:00 AM", MonthFirst, "1970-02-01T00:00:00Z", "", Unique},
		{"UTC", "2024-02-28 24:00", NoOrder, "2024-02-29T00:00:00Z", "", Unique},
		{"UTC", "2199-12-31 24:00", NoOrder, "2200-01-01T00:00:00Z", "", Unique},
		{"America/Denver", "2024-03-01T06:00:00.123456+05:30", NoOrder, "2024-03-01T00:30:00.123Z", "", Unique},
		{"America/Denver", "2005-10-30 01:30-06:00", NoOrder, "2005-10-30T07:30:00Z", "", Unique},
		// LANL: put back from MDT (-6) to MST (-7) at 02:00
		{"America/Denver", "10/30/2005 0:59", MonthFirst, "2005-10-30T06:59:00Z", "", Unique},
		{"America/Denver", "10/30/2005 1:00", MonthFirst, "2005-10-30T07:00:00Z", "2005-10-30T08:00:00Z", Repeated},
		{"America/Denver", "10/30/2005 1:30", MonthFirst, "2005-10-30T07:30:00Z", "2005-10-30T08:30:00Z", Repeated},
		{"America/Denver", "2005-10-30 01:59:59.999", NoOrder, "2005-10-30T07:59:59.999Z", "2005-10-30T08:59:59.999Z", Repeated},
		{"America/Denver", "10/30/2005 2:00", MonthFirst, "2005-10-30T09:00:00Z", "", Unique},
		// put forward from MST to MDT at 02:00
		{"America/Denver", "4/3/2005 1:59", MonthFirst, "2005-04-03T08:59:00Z", "", Unique},
		{"America/Denver", "4/3/2005 2:00", MonthFirst, "2005-04-03T08:00:00Z", "2005-04-03T09:00:00Z", Skipped},
		{"America/Denver", "4/3/2005 2:30", MonthFirst, "2005-04-03T08:30:00Z", "2005-04-03T09:30:00Z", Skipped},
		{"America/Denver", "4/3/2005 3:00", MonthFirst, "2005-04-03T09:00:00Z", "", Unique},
		{"America/Denver", "2150-07-04 12:00", NoOrder, "2150-07-04T18:00:00Z", "", Unique},
		{"Australia/Lord_Howe", "2024-04-07 01:45", NoOrder, "2024-04-06T14:45:00Z", "2024-04-06T15:15:00Z", Repeated},
		{"Australia/Lord_Howe", "2024-10-06 02:15", NoOrder, "2024-10-05T15:15:00Z", "2024-10-05T15:45:00Z", Skipped},
		{"Asia/Kolkata", "2024-03-01 05:30", NoOrder, "2024-03-01T00:00:00Z", "", Unique},
		{"Pacific/Apia", "2011-12-30 12:00", NoOrder, "2011-12-29T22:00:00Z", "2011-12-30T22:00:00Z", Skipped},
	} {
		t.Run(c.zone, func(t *testing.T) {
			zone, s := mustZone(t, c.zone), mustStamp(t, c.text)
			got := zone.Resolve(s, c.order)
			if c.later == "" {
				c.later = c.earlier
			}
			earlier, later := FormatInstant(got.Hours, nil), FormatInstant(got.Other, nil)
			if earlier != c.earlier || later != c.later || got.Shift != c.shift {
				t.Errorf("%s in %s: %s, %s, %s; want %s, %s, %s", c.text, zone, earlier, later, got.Shift, c.earlier, c.later, c.shift)
			}
			if single, err := s.Resolve(c.order, zone.Location()); err != nil || single != got {
				t.Errorf("%s in %s: Stamp.Resolve %v, %v; Zone.Resolve %v", c.text, zone, single, err, got)
			}
		})
	}
}

func TestResolveRefuses(t *testing.T) {
	for _, c := range []struct {
		text  string
		order Order
		want  string
	}{
		{"13/2/2024 10:54", MonthFirst, `"13/02/2024 10:54" is not a date in month-day order: month 13 is impossible`},
		{"2/13/24", DayFirst, `"02/13/2024" is not a date in day-month order: month 13 is impossible`},
		{"13/2/2024", NoOrder, `"13/02/2024" is not a date yet: say whether its order is day-month or month-day`},
	} {
		t.Run(c.text, func(t *testing.T) {
			s := mustStamp(t, c.text)
			if _, err := s.Resolve(c.order, nil); err == nil || err.Error() != c.want {
				t.Errorf("%s: %v; want %s", c.text, err, c.want)
			}
			if !panics(func() { mustZone(t, "UTC").Resolve(s, c.order) }) {
				t.Errorf("%s: Zone.Resolve does not panic", c.text)
			}
		})
	}
	if _, err := Stamp(0).Resolve(DayFirst, nil); err == nil || !strings.Contains(err.Error(), "there is none") {
		t.Errorf("the zero Stamp: %v", err)
	}
}

func panics(f func()) (did bool) {
	defer func() { did = recover() != nil }()
	f()
	return false
}

// drawWall is a wall-clock time, half of them within a day of a change.
func drawWall(t *rapid.T, loc *time.Location) time.Time {
	at := time.UnixMilli(drawMilli(t)).In(loc)
	if start, _ := at.ZoneBounds(); rapid.Bool().Draw(t, "near") && start.Year() > firstYear {
		at = start.Add(time.Duration(rapid.Int64Range(-26*3600e3, 26*3600e3).Draw(t, "off")) * time.Millisecond)
	}
	_, offset := at.Zone()
	return at.UTC().Add(time.Duration(offset) * time.Second)
}

// showing are the instants at which the clocks of loc show the wall time, in
// order, found by trying every offset in force within two days.
func showing(wall time.Time, loc *time.Location) (at []int64) {
	seen := map[int64]bool{}
	for h := 48; h >= -48; h-- {
		_, offset := wall.Add(time.Duration(h) * time.Hour).In(loc).Zone()
		ms := wall.UnixMilli() - int64(offset)*1000
		_, real := time.UnixMilli(ms).In(loc).Zone()
		if real == offset && !seen[ms] {
			seen[ms] = true
			at = append(at, ms)
		}
	}
	if len(at) == 2 && at[0] > at[1] {
		at[0], at[1] = at[1], at[0]
	}
	return at
}

func checkWall(t interface {
	Fatalf(string, ...any)
}, zone *Zone, wall time.Time) {
	s, err := ParseStamp(wall.Format("2006-01-02 15:04:05.000"))
	if err != nil {
		t.Fatalf("%v", err)
	}
	got, at := zone.Resolve(s, NoOrder), showing(wall, zone.Location())
	if int(got.Shift) != [...]int{int(Skipped), int(Unique), int(Repeated)}[len(at)] {
		t.Fatalf("%s in %s is %s, but shown %d times", s, zone, got.Shift, len(at))
	}
	if len(at) > 0 && (got.Hours != HoursFromMilli(at[0]) || got.Other != HoursFromMilli(at[len(at)-1])) {
		t.Fatalf("%s in %s is %v, but shown at %v", s, zone, got, at)
	}
	// In doubt time.Date takes one of the two, and does not say which.
	date := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), wall.Nanosecond(), zone.Location())
	if h := HoursFromMilli(date.UnixMilli()); h != got.Hours && h != got.Other {
		t.Fatalf("%s in %s is %v, but time.Date says %v", s, zone, got, h)
	}
	if got.Other < got.Hours || got.Other == got.Hours != (got.Shift == Unique) {
		t.Fatalf("%s in %s is %v", s, zone, got)
	}
	if single, err := s.Resolve(NoOrder, zone.Location()); err != nil || single != got {
		t.Fatalf("%s in %s is %v, but alone %v, %v", s, zone, got, single, err)
	}
}

func TestResolveAgainstTimeDate(t *testing.T) {
	for _, name := range oracleZones {
		zone := mustZone(t, name)
		t.Run(strings.ReplaceAll(name, "/", "-"), func(t *testing.T) {
			property.Check(t, func(t *rapid.T) { checkWall(t, zone, drawWall(t, zone.Location())) })
		})
	}
}

// Every half hour of three days around every change since 1900, in every zone
// of the oracle.
func TestResolveAroundEveryChange(t *testing.T) {
	for _, name := range oracleZones {
		zone := mustZone(t, name)
		for _, c := range zone.changes[1:] {
			if year := time.Unix(c.from, 0).UTC().Year(); year > 2045 {
				break
			}
			for half := int64(-72); half <= 72; half++ {
				checkWall(t, zone, time.Unix(c.from+half*1800, 0).UTC())
			}
			checkWall(t, zone, time.UnixMilli(c.from*1000-1).UTC())
			checkWall(t, zone, time.UnixMilli(c.to*1000-1).UTC())
			checkWall(t, zone, time.UnixMilli(c.to*1000).UTC())
		}
	}
}

func TestZoneChanges(t *testing.T) {
	for name, want := range map[string]int{"UTC": 0, "Etc/GMT+7": 0} {
		if got := len(mustZone(t, name).changes) - 1; got != want {
			t.Errorf("%s has %d changes, want %d", name, got, want)
		}
	}
	// Two a year since 1967, and to the end: the rule does not run out.
	denver := mustZone(t, "America/Denver")
	for year := 1967; year <= lastYear; year++ {
		n := 0
		for _, c := range denver.changes {
			if time.Unix(c.from, 0).UTC().Year() == year {
				n++
			}
		}
		if n != 2 {
			t.Errorf("Denver's clocks change %d times in %d", n, year)
		}
	}
}

func TestLoadZoneRefuses(t *testing.T) {
	for name, why := range map[string]string{
		"": "want an IANA name", "Local": "depends on the machine", "local": "depends on the machine",
		"../../etc/passwd": "want an IANA name", "/etc/localtime": "want an IANA name", `\\host\share`: "want an IANA name",
		"America/../UTC": "want an IANA name", "America": "no such name", "Mars/Olympus": "no such name",
		"America/Denver\x00": "want an IANA name", "+05:00": "want an IANA name", "zone.tab": "want an IANA name",
	} {
		zone, err := LoadZone(name)
		checkRefusal(t, "LoadZone", name, wantZone, why, err)
		if zone != nil {
			t.Errorf("LoadZone(%q) = %s", name, zone)
		}
	}
	if got := NewZone(nil).String(); got != "UTC" {
		t.Errorf("NewZone(nil) is %s", got)
	}
}

func TestFormatInstant(t *testing.T) {
	denver := mustZone(t, "America/Denver").Location()
	for _, c := range []struct {
		h    float64
		loc  *time.Location
		want string
	}{
		{0, nil, "1970-01-01T00:00:00Z"}, {1.5, nil, "1970-01-01T01:30:00Z"}, {-1. / 3600, nil, "1969-12-31T23:59:59Z"},
		{1 / 3.6e6, nil, "1970-01-01T00:00:00.001Z"}, {-1 / 3.6e6, nil, "1969-12-31T23:59:59.999Z"},
		{0, denver, "1969-12-31T17:00:00-07:00"}, {1e9 / 3600., time.UTC, "2001-09-09T01:46:40Z"},
		{math.Inf(1), nil, "+Inf h since 1970"}, {math.NaN(), nil, "NaN h since 1970"}, {1e12, nil, "1e+12 h since 1970"},
	} {
		t.Run(fmt.Sprint(c.h), func(t *testing.T) {
			if got := FormatInstant(c.h, c.loc); got != c.want {
				t.Errorf("FormatInstant(%v, %v) = %q, want %q", c.h, c.loc, got, c.want)
			}
		})
	}
}

func TestFormatInstantRoundTrips(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		h := HoursFromMilli(drawMilli(t))
		s, err := ParseStamp(FormatInstant(h, nil))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Resolve(NoOrder, nil); err != nil || got.Hours != h {
			t.Fatalf("%v is shown as %s, which is %v, %v", h, s, got, err)
		}
	})
}

// An end computed as start + duration is the float of the same instant read
// from text.
func TestQuantizeHours(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		start, length := drawMilli(t), rapid.Int64Range(0, 1e12).Draw(t, "length")
		sum := HoursFromMilli(start) + HoursFromMilli(length)
		if got, want := QuantizeHours(sum), HoursFromMilli(start+length); got != want {
			t.Fatalf("%v, want %v", got, want)
		}
	})
	for _, h := range []float64{math.Inf(1), math.Inf(-1), 1e300, 3e9 + 0.1} {
		if got := QuantizeHours(h); got != h {
			t.Errorf("QuantizeHours(%v) = %v", h, got)
		}
	}
	if !math.IsNaN(QuantizeHours(math.NaN())) {
		t.Error("QuantizeHours(NaN) is a number")
	}
}

func TestEpochUnit(t *testing.T) {
	const at = 1709272800 // 2024-03-01T06:00:00Z
	for _, v := range []float64{at, at * 1e3, at * 1e6} {
		unit, ok := EpochUnit(v)
		if got := FormatInstant(QuantizeHours(v*unit), nil); !ok || got != "2024-03-01T06:00:00Z" {
			t.Errorf("%v is %s, %v", v, got, ok)
		}
	}
	for _, v := range []float64{0, -at, 99999999, 1e10, 99e9, 1e13, 99e12, 1e16, math.Inf(1), math.NaN()} {
		if unit, ok := EpochUnit(v); ok || unit != 0 {
			t.Errorf("EpochUnit(%v) = %v, %v", v, unit, ok)
		}
	}
}

func TestParseMonthYear(t *testing.T) {
	for text, want := range map[string]string{
		"5-Apr": "2005-04", "2-Mar": "2002-03", "Nov-96": "1996-11", "Apr-05": "2005-04", "1-Aug": "2001-08",
		"Apr 2005": "2005-04", "2005-04": "2005-04", "2005/4": "2005-04", " April-2005 ": "2005-04", "31-Dec": "2031-12",
		"96-Nov": "1996-11", "Apr-00": "2000-04", "05-APR": "2005-04", "Sept 2001": "2001-09", "5-Jun": "2005-06",
	} {
		h, ok := ParseMonthYear(text)
		if got := FormatInstant(h, nil); !ok || got != want+"-01T00:00:00Z" {
			t.Errorf("ParseMonthYear(%q) = %s, %v; want %s", text, got, ok, want)
		}
	}
	for _, text := range []string{
		"", "-", "5-", "-Apr", "Apr", "5", "before tracking", "current", "5-Foo", "2005-13", "2005-0", "13-04", "4-5", "Apr-205",
		"Apr-20055", "1-Apr-05", "2005-04-01", "Apr  2005", "Apr-1899", "5--Apr", "Apr-Apr", "5-5", "2005-004", "2005-x", "x-2005",
	} {
		if h, ok := ParseMonthYear(text); ok || h != 0 {
			t.Errorf("ParseMonthYear(%q) = %v, %v", text, h, ok)
		}
	}
}

func TestFixed(t *testing.T) {
	for name, want := range map[string]bool{"UTC": true, "Etc/GMT+7": true, "America/Denver": false} {
		z, err := LoadZone(name)
		if err != nil || z.Fixed() != want {
			t.Errorf("%s: fixed is not %v, %v", name, want, err)
		}
	}
}
