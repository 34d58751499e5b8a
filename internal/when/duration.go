package when

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"mtbf/internal/near"
)

const (
	wantDuration  = "a duration"
	durationShape = `want a number and a unit, such as "90m", "1d12h", "6mo", "1.5y", "PT24H" or "12:30"`
	durationOrder = "units go from large to small, each once"
	durationLimit = "it is beyond the range of a number"
)

// ParseHours reads a length of time and returns it in hours:
//
//	10000h  90m  5s  250ms  30d  2w  6mo  1.5y  1d12h  1h 30m  4 h  1,000h
//	1.5 hours  90 minutes  2 days, 3 hours  2 hours and 13 min.  1h30
//	PT24H  P1DT12H  P1Y  P2W       ISO 8601, capitals only
//	36:30  36:30:15  54:10.5       hours:minutes, hours:minutes:seconds, minutes:seconds
//	2 days 03:04:05  00d 03:31  1.02:03:04  2-03:04:05  10+08:40  1:02:03:04
//	42                             a bare number of bareUnit
//
// Brackets around a clock or a number with a unit do not count: (01:54). Whether
// 01:54 is not minutes and seconds is a property of its column: see
// [IsShortClock]. A year is 8766 h and a month 730.5 h. bareUnit is the hours in the unit of a
// bare number (1 where bare numbers are hours); 0 refuses bare numbers. The
// letter m is the minute in either case. A comma separates thousands, so
// "1,5 h" is refused rather than guessed at. A leading minus makes the result
// negative, which is for the caller to refuse. Blanks around the text do not
// count.
//
// The result is finite; anything else is a *ParseError.
func ParseHours(text string, bareUnit float64) (float64, error) {
	body := withoutBrackets(strings.TrimSpace(text))
	sign := 1.0
	if strings.HasPrefix(body, "-") {
		sign, body = -1, body[1:]
	}
	hours, why := magnitude(body, bareUnit)
	if why == "" && math.IsInf(hours, 0) {
		why = durationLimit
	}
	if why != "" {
		return 0, refuse(text, wantDuration, why)
	}
	return sign * hours, nil
}

// Lengths of time that something may be given to last, in hours: beyond them no
// rate and no product of two is safe, and nothing that is built lasts.
const (
	MinLength = 1e-30
	MaxLength = 1e30
)

// ParseLength is [ParseHours] for a length of time that somebody chose: 0, or
// from [MinLength] to [MaxLength] in size.
func ParseLength(text string, bareUnit float64) (float64, error) {
	hours, err := ParseHours(text, bareUnit)
	if size := math.Abs(hours); err == nil && size != 0 && !(size >= MinLength && size <= MaxLength) {
		return 0, refuse(text, wantDuration, "a length of time is 0, or from 1e-30 to 1e30 hours")
	}
	return hours, err
}

// ParseFlag is [ParseLength] for a text that somebody typed: of bare numbers, which
// might be of any unit, it takes 0 alone.
func ParseFlag(text string) (float64, error) {
	hours, err := ParseLength(text, 1)
	if number := strings.TrimSpace(text); err == nil && hours != 0 && isBare(number) {
		return 0, refuse(text, wantDuration, fmt.Sprintf("give it a unit, such as %[1]sm, %[1]sh or %[1]sd", clip(number)))
	}
	return hours, err
}

// isBare is whether a duration that could be read is a number and nothing else.
func isBare(text string) bool {
	_, rest := cutNumber(strings.TrimPrefix(text, "-"))
	return rest == ""
}

// magnitude reads a duration without its sign; why is what is wrong with it.
func magnitude(body string, bareUnit float64) (hours float64, why string) {
	switch {
	case body == "":
		return 0, durationShape
	case body[0] == 'P':
		return isoHours(body[1:])
	case strings.Contains(body, ":"):
		return daysAndClock(body)
	}
	number, rest := cutNumber(body)
	if rest == "" && number != "" {
		n, why := value(number)
		if why == "" && !(bareUnit > 0) {
			why = "it has no unit; " + durationShape
		}
		return inHours(n, bareUnit), why
	}
	return unitsHours(body)
}

// unitsHours sums numbers with units, largest first: "1d12h", "1 day, 2 hours".
func unitsHours(body string) (sum float64, why string) {
	sum, _, why = sumUnits(body)
	return sum, why
}

// sumUnits is unitsHours, with the hours in the smallest of the units.
func sumUnits(body string) (sum, last float64, why string) {
	last = math.Inf(1)
	for {
		number, rest := cutNumber(body)
		if last == 1 && rest == "" && isSixtieth(number) { // 1h30
			rest = "m"
		}
		n, why := value(number)
		if why != "" {
			return 0, 0, why
		}
		name, rest := cutLetters(strings.TrimLeft(rest, " \t"))
		unit, ok := UnitHours(name)
		if !ok {
			return 0, 0, unknownUnit(name)
		}
		if unit >= last {
			return 0, 0, durationOrder
		}
		sum, last = sum+inHours(n, unit), unit
		if rest = strings.TrimPrefix(rest, "."); rest == "" {
			return sum, last, ""
		}
		body = cutAnd(strings.TrimLeft(strings.TrimPrefix(rest, ","), " \t"))
	}
}

// cutAnd cuts the word for "and" off the front of what follows a unit.
func cutAnd(text string) string {
	word, rest := cutLetters(text)
	for _, and := range [...]string{"and", "und", "et", "y", "e"} {
		if strings.EqualFold(word, and) && strings.HasPrefix(rest, " ") {
			return strings.TrimLeft(rest, " \t")
		}
	}
	return text
}

func unknownUnit(name string) string {
	if name == "" {
		return durationShape
	}
	if meant := near.Word(name, slices.Sorted(maps.Keys(unitHours))); meant != "" {
		return strconv.Quote(clip(name)) + " is no unit; did you mean " + strconv.Quote(meant) + "?"
	}
	return strconv.Quote(clip(name)) + " is no unit; " + durationShape
}

// isoUnits are ISO 8601's designators, largest first, on either side of the T.
var isoUnits = [2]struct {
	letters string
	hours   []float64
}{
	{"YMWD", []float64{hoursPerYear, hoursPerMonth, hoursPerWeek, hoursPerDay}},
	{"HMS", []float64{1, 1. / 60, 1. / 3600}},
}

// isoHours reads an ISO 8601 duration after its P. Any component may carry a
// decimal fraction, with a full stop.
func isoHours(body string) (sum float64, why string) {
	const shape = `want an ISO 8601 duration in capitals, such as "PT24H" or "P1DT12H"`
	side, next, parts := 0, 0, 0
	for body != "" {
		if body[0] == 'T' && side == 0 {
			side, next, parts, body = 1, 0, 0, body[1:]
			continue
		}
		number, rest := cutNumber(body)
		n, bad := value(number)
		if bad != "" || rest == "" || strings.Contains(number, ",") {
			return 0, shape
		}
		unit := strings.IndexByte(isoUnits[side].letters, rest[0])
		if unit < next {
			return 0, shape + "; " + durationOrder
		}
		sum += inHours(n, isoUnits[side].hours[unit])
		next, parts, body = unit+1, parts+1, rest[1:]
	}
	if parts == 0 {
		return 0, shape
	}
	return sum, ""
}

// value reads a decimal number that cutNumber has cut.
func value(number string) (n float64, why string) {
	if number == "" {
		return 0, durationShape
	}
	if strings.Contains(number, ",") {
		number = strings.ReplaceAll(number, ",", "")
	}
	n, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return 0, durationLimit
	}
	return n, ""
}

// cutNumber cuts a decimal number off the front of text: digits, perhaps in
// groups of three with commas, perhaps a fraction, perhaps an exponent. The
// number is "" where there is none, and where a comma does not separate three
// digits.
func cutNumber(text string) (number, rest string) {
	i := spanDigits(text, 0)
	if i <= 3 {
		for i > 0 && i < len(text) && text[i] == ',' && i+1 < len(text) && isDigit(text[i+1]) {
			end := spanDigits(text, i+1)
			if end != i+4 {
				return "", text
			}
			i = end
		}
	}
	if i+1 < len(text) && text[i] == '.' && isDigit(text[i+1]) {
		i = spanDigits(text, i+1)
	}
	if i > 0 {
		i = spanExponent(text, i)
	}
	return text[:i], text[i:]
}

// spanExponent is the end of the exponent that starts at i, or i.
func spanExponent(text string, i int) int {
	if i >= len(text) || lower(text[i]) != 'e' {
		return i
	}
	j := i + 1
	if j < len(text) && (text[j] == '+' || text[j] == '-') {
		j++
	}
	if end := spanDigits(text, j); end > j {
		return end
	}
	return i
}

// cutLetters cuts the letters off the front of text; a byte of a letter beyond
// ASCII (the µ of µs) counts as one.
func cutLetters(text string) (letters, rest string) {
	i := 0
	for i < len(text) && (isLetter(text[i]) || text[i] >= 0x80) {
		i++
	}
	return text[:i], text[i:]
}

// spanDigits is the end of the run of digits that starts at i.
func spanDigits(text string, i int) int {
	for i < len(text) && isDigit(text[i]) {
		i++
	}
	return i
}

// isSixtieth is whether text is the two digits of minutes or seconds.
func isSixtieth(text string) bool { return len(text) == 2 && isDigits(text) }

func isDigits(text string) bool { return text != "" && spanDigits(text, 0) == len(text) }

func isDigit(c byte) bool { return c-'0' <= 9 }

func isLetter(c byte) bool { return lower(c)-'a' < 26 }
