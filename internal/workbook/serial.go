package workbook

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

const (
	dayMS    = 24 * 3600 * 1000
	lastDay  = 2958465 // 9999-12-31
	from1904 = 1462    // days from 1899-12-30 to 1904-01-01
	phantom  = 60      // 1900-02-29, which is a day in Excel alone
	hidesDay = 10000   // days from which on a clock format hides a date
)

// number renders a value that no format makes a time. Whole numbers stay as they
// are written, for they may be names of more digits than a float64 has.
func number(raw string) string {
	v, ok := parseNumber(raw)
	switch {
	case ok && v == 0:
		return "0"
	case !ok || isWhole(raw):
		return raw
	case math.Abs(v) >= 1e21 || math.Abs(v) < 1e-9:
		return strconv.FormatFloat(v, 'e', -1, 64)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// parseNumber reads a decimal number; hexadecimal ones, Inf and NaN are none.
func parseNumber(s string) (float64, bool) {
	if strings.Trim(s, "0123456789+-.eE") != "" {
		return 0, false
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil
}

func isWhole(s string) bool {
	digits := strings.TrimPrefix(s, "-")
	return strings.Trim(digits, "0123456789") == "" && (digits == "0" || !strings.HasPrefix(digits, "0"))
}

// moment renders the serial number of a cell by the kind of its format.
func moment(raw string, f format, is1904 bool) string {
	v, ok := parseNumber(raw)
	if !ok || f == (format{}) {
		return number(raw)
	}
	switch {
	case f.unclear && v >= 0 && v < 1:
		return clock(v, f.fraction)
	case !f.date && !f.unclear && (f.elapsed || v < hidesDay):
		return duration(raw, v, f)
	}
	return date(raw, v, f, is1904)
}

// date renders days since the workbook's first one. See milliseconds for what is
// below a second.
func date(raw string, days float64, f format, is1904 bool) string {
	shift := 0.0
	if is1904 {
		shift = from1904
	}
	if days < 0 || days+shift >= lastDay+1 {
		return number(raw)
	}
	ms := milliseconds(days, f.fraction)
	day, rest := ms/dayMS+int64(shift), ms%dayMS
	switch {
	case day > lastDay:
		return number(raw)
	case rest == 0 && !f.time:
		return dayText(day)
	}
	return dayText(day) + " " + clockText(rest)
}

// dayText is the date of a day since 1899-12-30, by Excel's calendar: below 60
// it is a day further on, and day 60 is one that was not.
func dayText(day int64) string {
	switch {
	case day == phantom:
		return "1900-02-29"
	case day < phantom:
		day++
	}
	return time.Date(1899, 12, 30+int(day), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// milliseconds of so many days. A serial has them with noise in the last digits,
// such as .99999999 for midnight: unless the format shows fractions of a second,
// what is a millisecond or less off a whole one is that.
func milliseconds(days float64, fraction bool) int64 {
	ms := int64(math.Round(days * dayMS))
	if fraction {
		return ms
	}
	switch off := (ms%1000 + 1000) % 1000; off {
	case 1:
		ms--
	case 999:
		ms++
	}
	return ms
}

// duration renders days as hours, minutes and seconds. One that no duration can
// be is left a number.
func duration(raw string, days float64, f format) string {
	if math.Abs(days) > lastDay {
		return number(raw)
	}
	return clock(days, f.fraction)
}

func clock(days float64, fraction bool) string {
	ms := milliseconds(days, fraction)
	if ms < 0 {
		return "-" + clockText(-ms)
	}
	return clockText(ms)
}

func clockText(ms int64) string {
	s := fmt.Sprintf("%02d:%02d:%02d", ms/3600000, ms/60000%60, ms/1000%60)
	if ms%1000 != 0 {
		s += fmt.Sprintf(".%03d", ms%1000)
	}
	return s
}

// written renders a date of ISO 8601, which some programs write instead of a
// serial number.
func written(raw string, f format) string {
	day, clock, both := strings.Cut(strings.TrimSpace(raw), "T")
	switch {
	case !both && f.date && f.time && strings.Count(day, "-") == 2:
		return day + " 00:00:00"
	case !both:
		return day
	}
	if whole, fraction, ok := strings.Cut(clock, "."); ok && strings.Trim(fraction, "0") == "" {
		clock = whole
	}
	if f.date && !f.time && strings.Trim(clock, "0:") == "" {
		return day
	}
	return day + " " + clock
}
