package when

import "strings"

// ParseMonthYear reads a month of a year, and returns the first of the month,
// 00:00 UTC, in hours since 1970:
//
//	Apr 2005  April-2005  2005-04  2005/04  Nov-96  Apr-05
//	5-Apr     which is April 2005
//
// A spreadsheet that is given "Apr 05" takes it for the fifth of April of the
// current year and saves "5-Apr"; so the number beside the name is the year,
// on either side of it. LANL's failure data are full of these. Years have four
// digits, or two as in ParseStamp, or one when a spreadsheet dropped the zero.
func ParseMonthYear(text string) (hours float64, ok bool) {
	left, right, ok := cutMonthYear(strings.TrimSpace(text))
	if !ok {
		return 0, false
	}
	if isDigit(left[0]) {
		left, right = right, left // the month to the left, the year to the right
	}
	month := monthNumber(left)
	if isDigits(left) && len(left) <= 2 && len(right) == 4 {
		month = decimal(left)
	}
	year, ok := yearOf(right)
	if !ok || month < 1 || month > 12 {
		return 0, false
	}
	return float64(daysFromCivil(year, month, 1)) * hoursPerDay, true
}

// cutMonthYear cuts the text at its only separator; both parts are not empty.
func cutMonthYear(text string) (left, right string, ok bool) {
	i := strings.IndexAny(text, separators)
	if i <= 0 || i == len(text)-1 {
		return "", "", false
	}
	return text[:i], text[i+1:], true
}

// yearOf is a year of one, two or four digits.
func yearOf(text string) (year int, ok bool) {
	if !isDigits(text) || len(text) > 4 {
		return 0, false
	}
	year = decimal(text)
	if len(text) <= 2 {
		year = fullYear(year)
	}
	return year, !badYear(year)
}

// decimal is the number in a few digits.
func decimal(digits string) (n int) {
	for i := 0; i < len(digits); i++ {
		n = 10*n + int(digits[i]-'0')
	}
	return n
}
