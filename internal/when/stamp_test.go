package when

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mtbf/internal/property"
)

// Each text stands beside its normalised form, which holds every field.
func TestParseStamp(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		// RFC 3339 and ISO 8601
		{"2024-03-01T06:00:00Z", "2024-03-01 06:00:00Z"},
		{"2024-03-01t06:00:00z", "2024-03-01 06:00:00Z"},
		{"2024-03-01 06:00", "2024-03-01 06:00"},
		{"2024-03-01T06:00:00.123456+05:30", "2024-03-01 06:00:00.123+05:30"},
		{"2024-03-01T06:00:00+0530", "2024-03-01 06:00:00+05:30"},
		{"2024-03-01T06:00:00-06", "2024-03-01 06:00:00-06:00"},
		{"2024-03-01 06:00:00 -0600", "2024-03-01 06:00:00-06:00"},
		{"2024-03-01 06:00:00 UTC", "2024-03-01 06:00:00Z"},
		{"2024-03-01 06:00:00 gmt", "2024-03-01 06:00:00Z"},
		{"2024-03-01T06:00:00-00:00", "2024-03-01 06:00:00Z"},
		{"2024-03-01T06:00:00+14:00", "2024-03-01 06:00:00+14:00"},
		{"2024-03-01T06:00:00-14:00", "2024-03-01 06:00:00-14:00"},
		{"2024-03-01T06:00:00+12:45", "2024-03-01 06:00:00+12:45"},
		{"2024-03-01T06:00:00-03:30", "2024-03-01 06:00:00-03:30"},
		{"2024-03-01", "2024-03-01"},
		{"  2024-03-01\t", "2024-03-01"},
		{"2024-3-1 6:00", "2024-03-01 06:00"},
		{"20240301T0600Z", "2024-03-01 06:00Z"},
		{"20240301T060059", "2024-03-01 06:00:59"},
		{"20240301T06:00:59.5", "2024-03-01 06:00:59.500"},
		{"2024-03-01T0600", "2024-03-01 06:00"},
		{"2024/03/01 06:00:00", "2024/03/01 06:00:00"},
		{"2024.03.01", "2024.03.01"},
		{"2005-Apr-05", "2005-04-05"},
		{"2005 Apr 5", "2005-04-05"},
		{"2024-03-01 10:54:30,123", "2024-03-01 10:54:30.123"},
		{"2024-03-01 10:54:30.5", "2024-03-01 10:54:30.500"},
		{"2024-03-01 10:54:30.0009", "2024-03-01 10:54:30"},
		{"2024-02-29", "2024-02-29"},
		{"2000-02-29", "2000-02-29"},
		{"1900-01-01", "1900-01-01"},
		{"2199-12-31 24:00", "2199-12-31 24:00"},
		{"2024-03-01T24:00:00Z", "2024-03-01 24:00:00Z"},
		{"2016-12-31T23:59:60Z", "2016-12-31 23:59:59.999Z"},
		{"2016-12-31T23:59:60.5Z", "2016-12-31 23:59:59.999Z"},
		// order open
		{"6/21/2005 10:54", "06/21/2005 10:54"},
		{"06/21/2005 10:54:30", "06/21/2005 10:54:30"},
		{"21.06.2005 10:54", "21.06.2005 10:54"},
		{"29-02-2016 01:16", "29-02-2016 01:16"},
		{"6/21/05", "06/21/2005"},
		{"6/21/69", "06/21/1969"},
		{"6/21/68", "06/21/2068"},
		{"6/21/2005, 10:54 AM", "06/21/2005 10:54 AM"},
		{"6/21/2005,10:54", "06/21/2005 10:54"},
		{"6/21/2005 3 pm", "06/21/2005 03:00 PM"},
		{"6/21/2005 3:05:07 p.m.", "06/21/2005 03:05:07 PM"},
		{"6/21/2005, 12:00\u202fAM", "06/21/2005 12:00 AM"},
		{"6/21/2005 12:30\u00a0PM +01:00", "06/21/2005 12:30 PM +01:00"},
		{"1/2/2024 24:00", "01/02/2024 24:00"},
		// month names
		{"30/Jul/18 23:33", "30/Jul/2018 23:33"},
		{"02/Oct/26 11:12 AM", "02/Oct/2026 11:12 AM"},
		{"02/Oct/26 11:12AM", "02/Oct/2026 11:12 AM"},
		{"5 Apr 2005", "05 Apr 2005"},
		{"5 sept. 2005 10:00", "05 Sep 2005 10:00"},
		{"05-Apr-2005", "05-Apr-2005"},
		{"05-APR-05 1:02", "05-Apr-2005 01:02"},
		{"5. Apr. 2005", "05 Apr 2005"},
		{"Apr 5, 2005 10:00", "Apr 05 2005 10:00"},
		{"April 5 2005", "Apr 05 2005"},
		{"Apr-05-2005", "Apr-05-2005"},
		{"Fri, 05 Apr 2024 10:00:00 +0000", "05 Apr 2024 10:00:00Z"},
		{"Friday, April 5, 2024, 10:00 AM", "Apr 05 2024 10:00 AM"},
		{"Fri 2024-04-05 10:00:00 UTC", "2024-04-05 10:00:00Z"},
	} {
		t.Run(c.text, func(t *testing.T) {
			got, err := ParseStamp(c.text)
			if c.want == "" {
				if err == nil {
					t.Errorf("ParseStamp(%q) = %s, want an error", c.text, got)
				}
				return
			}
			if err != nil || got.String() != c.want {
				t.Errorf("ParseStamp(%q) = %q, %v; want %q", c.text, got, err, c.want)
			}
			if again, err := ParseStamp(got.String()); err != nil || again != got {
				t.Errorf("%q from %q reads as %q, %v", got, c.text, again, err)
			}
		})
	}
}

func TestParseStampRefuses(t *testing.T) {
	for text, why := range map[string]string{
		"": stampShape, "   ": stampShape, "?": stampShape, "N/A": stampShape, "Evening": stampShape, "Ongoing": stampShape,
		"current": stampShape, "before tracking": stampShape, "5-Apr": stampShape, "Nov-96": stampShape, "10:54": stampShape,
		"20240301": stampShape, "1709251200": stampShape, "12.5": stampShape, "2024": stampShape, "2024-03": stampShape,
		"2024-03-0106:00": stampShape, "6 21 2005": stampShape, "2024 03 01": stampShape, "6/21-2005": stampShape, "6//2005": stampShape,
		"Apr 5": stampShape, "5 Foo 2005": `"Foo" is no month`, "12 noon": `"noon" is no month`, "6/21/205": "four digits or two",
		"2024-13-01": "month 13 is impossible", "2024-00-01": "month 0 is impossible",
		"2023-02-29": "day 29 is impossible: February 2023 has 28 days", "2100-02-29": "February 2100 has 28 days",
		"31 April 2024": "day 31 is impossible: April 2024 has 30 days", "2024-03-00": "day 0 is impossible",
		"2024-03-32T06:00:00Z": "day 32 is impossible", "1899-12-31": "year 1899 is outside 1900 to 2199",
		"2200-01-01": "year 2200 is outside", "0000-00-00 00:00:00": "year 0 is outside", "1/2/1899": "year 1899 is outside",
		"13/13/2024": "neither day 13 of month 13 nor", "30/2/2024": "neither day 30 of month 2 nor day 2 of month 30 is a day of 2024",
		"29/2/2023": "neither", "0/5/2024": "neither", "31/4/2024": "neither",
		"2024-03-01 25:00": "hour 25 is impossible", "2024-03-01 24:01": "hour 24 is impossible", "2024-03-01 24:00:60": "hour 24",
		"2024-03-01 10:60": "minute 60 is impossible", "2024-03-01 10:59:61": "second 61 is impossible",
		"2024-03-01 10:95": "minute 95 is impossible", "2024-03-01 10:59:99": "second 99 is impossible", "2024-03-01 10:5x": "two digits", "2024-03-01 10:x5": "two digits",
		"2024-03-01 13:00 PM": "hour 13 is impossible with AM or PM", "2024-03-01 0:30 AM": "hour 0 is impossible with AM",
		"2024-03-01 10": "no minutes", "2024-03-01T6": "no minutes", "2024-03-01 0600": "hour 600 is impossible",
		"2024-03-01 10:5": "two digits", "2024-03-01 10:": "two digits", "2024-03-01 10:54:30.": "no digits",
		"2024-03-01 10:54 XST": `"XST" does not name one offset; strip it and give --timezone`,
		"2024-03-01 10:54 CST": `"CST" is a time of America/Chicago (UTC-06:00), Asia/Shanghai (UTC+08:00) or America/Havana (UTC-05:00); name the zone with --timezone`,
		"2024-03-01 10:54 AMT": `"AMT" is a time of America/Manaus`, "2024-03-01 10:54+5": "written +hh:mm",
		"2024-03-01 10:54+05:20": "quarters of an hour", "2024-03-01 10:54+14:15": "at most 14:00", "2024-03-01 10:54-05:60": "quarters",
		"2024-03-01 10:54+05:": "two digits", "2024-03-01,": "", "2024-03-01x": `"x" is left over`, "2024-03-01T": `"" is left over`,
		"2024-03-01 10:54 Europe/Nowhere": `has no "Europe/Nowhere"`, "2024-03-01 10:54 hours": "hours", "2024-03-01Z": `"Z" is left over`,
		"6/21/2005T10:54": `"T10:54" is left over`, "6/21/2005 Evening": `"Evening" is left over`, "2024-03-01 10:54Z Z": "left over",
		"6/21/2005 10:54\x00": "left over", "2024-03-01 99999999999:00": "hour", "99999999999/1/2005": stampShape,
		"10.1.2.3": "four digits or two", "10.1.22.3": "left over",
	} {
		got, err := ParseStamp(text)
		checkRefusal(t, "ParseStamp", strings.TrimSpace(text), wantStamp, why, trimText(err))
		if got != 0 {
			t.Errorf("ParseStamp(%q) = %s beside an error", text, got)
		}
	}
}

// trimText is err with blanks cut off its text.
func trimText(err error) error {
	if e, ok := err.(*ParseError); ok {
		return &ParseError{strings.TrimSpace(e.Text), e.Want, e.Why, e.Err}
	}
	return err
}

func TestStampAccessors(t *testing.T) {
	const offset, clock, seconds, meridiem = 1, 2, 4, 8
	for text, want := range map[string]int{
		"2024-03-01":               0,
		"2024-03-01 06:00":         clock,
		"2024-03-01 06:00Z":        clock | offset,
		"2024-03-01T06:00:00":      clock | seconds,
		"2024-03-01T060000-00":     clock | seconds | offset,
		"3 Jan 2024 3 pm":          clock | meridiem,
		"3 Jan 2024 3:01:02 am":    clock | seconds | meridiem,
		"3 Jan 2024 3:01 AM +0100": clock | meridiem | offset,
	} {
		st, err := ParseStamp(text)
		got := 0
		for bit, has := range map[int]bool{
			offset: st.HasOffset(), clock: st.HasClock(), seconds: st.HasSeconds(), meridiem: st.Meridiem(),
		} {
			if has {
				got |= bit
			}
		}
		if err != nil || got != want {
			t.Errorf("%q: offset|clock|seconds|meridiem = %04b, %v; want %04b", text, got, err, want)
		}
	}
	for text, want := range map[string]byte{
		"": 0, "2024-03-01": '-', "1/2/2024": '/', "1.2.2024": '.', "1 Feb 2024": ' ', "20240301T06:00": '-', "1/Feb/24": '/',
	} {
		if st, _ := ParseStamp(text); st.Separator() != want {
			t.Errorf("separator of %q is %q, want %q", text, st.Separator(), want)
		}
	}
	if zero := Stamp(0); zero.String() != "" || zero.HasClock() || zero.HasOffset() || zero.Possible(DayFirst) {
		t.Error("the zero Stamp is something")
	}
}

// A reader's buffer is parsed without allocating, the conversion included.
func TestParseStampDoesNotAllocate(t *testing.T) {
	buf := []byte("2024-03-01T06:00:00.5Z")
	if n := testing.AllocsPerRun(100, func() { sinkStamp, _ = ParseStamp(string(buf)) }); n != 0 {
		t.Errorf("ParseStamp allocates %v times", n)
	}
	if n := testing.AllocsPerRun(100, func() { sinkHours, _ = ParseHours(string(buf[:4]), 1) }); n != 0 {
		t.Errorf("ParseHours allocates %v times", n)
	}
}

// stampLayouts are layouts of time.Format, and the order that reads them back.
var stampLayouts = []struct {
	layout string
	order  Order
}{
	{time.RFC3339, NoOrder}, {"2006-01-02T15:04:05.000Z07:00", NoOrder}, {"2006/01/02 15:04:05.000000 -0700", NoOrder},
	{"20060102T150405Z0700", NoOrder}, {time.RFC1123Z, NoOrder}, {"Monday, January 2, 2006 3:04:05 PM -07:00", NoOrder},
	{"2/Jan/2006 15:04:05 -0700", NoOrder}, {"Jan-2-2006, 3:04:05.000PM Z07:00", NoOrder},
	{"2/1/2006 15:04:05Z07:00", DayFirst}, {"02.01.2006, 15:04:05 -0700", DayFirst},
	{"1/2/2006 3:04:05 PM Z07:00", MonthFirst}, {"01-02-2006 15:04:05.000-07:00", MonthFirst},
}

// time.Format is the oracle: what it writes is read back as the same instant.
func TestParseStampAgainstTimeFormat(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		at := time.UnixMilli(drawMilli(t)).In(time.FixedZone("", rapid.IntRange(-56, 56).Draw(t, "quarters")*900))
		c := rapid.SampledFrom(stampLayouts).Draw(t, "layout")
		text := at.Format(c.layout)
		if !strings.Contains(c.layout, ".000") {
			at = at.Truncate(time.Second)
		}
		st, err := ParseStamp(text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := st.Resolve(c.order, nil)
		if want := HoursFromMilli(at.UnixMilli()); err != nil || got != (Instant{want, want, Unique}) {
			t.Fatalf("%q is %v, %v; want %v", text, got, err, want)
		}
	})
}

// drawMilli is an instant in 1900-01-03 to 2199-12-29, so that every offset
// keeps it inside the years of a Stamp.
func drawMilli(t *rapid.T) int64 {
	first := time.Date(1900, 1, 3, 0, 0, 0, 0, time.UTC).UnixMilli()
	last := time.Date(2199, 12, 29, 0, 0, 0, 0, time.UTC).UnixMilli()
	return rapid.Int64Range(first, last).Draw(t, "milli")
}

// Every day of the calendar, against time.Date.
func TestDaysFromCivil(t *testing.T) {
	for at := time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() <= lastYear+1; at = at.AddDate(0, 0, 1) {
		if got, want := daysFromCivil(at.Year(), int(at.Month()), at.Day()), int(at.Unix()/secondsPerDay); got != want {
			t.Fatalf("%s: day %d, want %d", at.Format(time.DateOnly), got, want)
		}
	}
}

// Broken stamps: one byte changed, cut out or doubled must not panic, and what
// is still read must read back.
func TestParseStampBrokenTexts(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	for range 20000 {
		text := []byte(benchStamps[rng.IntN(len(benchStamps))].text)
		i := rng.IntN(len(text))
		switch rng.IntN(3) {
		case 0:
			text[i] = byte(rng.IntN(256))
		case 1:
			text = append(text[:i], text[i+1:]...)
		default:
			text = append(text[:i+1], text[i:]...)
		}
		checkReadsBack(t, string(text))
	}
}

// checkReadsBack wants text refused, or read as a stamp whose String is read
// as the same stamp and means the same instant.
func checkReadsBack(t *testing.T, text string) {
	t.Helper()
	st, err := ParseStamp(text)
	if err != nil {
		if st != 0 || err.Error() == "" {
			t.Fatalf("%q: %s beside %v", text, st, err)
		}
		return
	}
	again, err := ParseStamp(st.String())
	if err != nil || again != st {
		t.Fatalf("%q is %q, which reads as %q, %v", text, st, again, err)
	}
	if !st.Possible(DayFirst) && !st.Possible(MonthFirst) {
		t.Fatalf("%q is a stamp possible in no order", text)
	}
	for _, o := range []Order{NoOrder, DayFirst, MonthFirst} {
		in, err := st.Resolve(o, nil)
		if (err == nil) != st.Possible(o) || in.Hours < -70*8767 || in.Hours > 231*8767 {
			t.Fatalf("%q in %s is %v, %v", text, o, in, err)
		}
	}
}

func FuzzParseStamp(f *testing.F) {
	for _, c := range benchStamps {
		f.Add(c.text)
	}
	for _, c := range stampLayouts {
		f.Add(c.layout)
	}
	f.Add("12/11/10 24:00")
	f.Add("2016-12-31T23:59:60,5Z")
	f.Add("6/21/2005 3\u202fp.m.")
	for _, text := range []string{
		"10:23 PST on 5. Januar 2024", "Fri Jan  5 10:23:00 CET 2024", "/Date(1704448980000+0200)/", "2024-W01-5T10:23[Europe/Berlin]",
		"05-JAN-24 10.23.00.000000 AM (ET)", "2024-005-10.23.00", "5 de enero de 2024 a las 10h23 UTC+2", "mar. 1er août 2023 12 noon", "10 uhr h h h",
	} {
		f.Add(text)
	}
	f.Fuzz(checkReadsBack)
}
