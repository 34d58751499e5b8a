package table

import (
	"strings"
	"unicode"
)

// valueWords are the letters that dates, times and numbers are written with.
var valueWords = map[string]bool{
	"jan": true, "feb": true, "mar": true, "apr": true, "may": true, "jun": true,
	"jul": true, "aug": true, "sep": true, "sept": true, "oct": true, "nov": true, "dec": true,
	"january": true, "february": true, "march": true, "april": true, "june": true, "july": true,
	"august": true, "september": true, "october": true, "november": true, "december": true,
	"mon": true, "tue": true, "wed": true, "thu": true, "fri": true, "sat": true, "sun": true,
	"am": true, "pm": true, "t": true, "z": true, "utc": true, "gmt": true,
	"e": true, "s": true, "m": true, "h": true, "d": true, "min": true, "hours": true, "days": true,
}

// isValue reports whether s looks like a number, a date, a time, a duration, a
// key made mostly of digits, or a mark for a missing value: what a column's name
// is not.
func isValue(s string) bool {
	switch strings.ToLower(s) {
	case "?", "-", "n/a", "na", "#n/a", "null", "nan", "nat", "unknown", "ongoing":
		return true
	}
	digits, letters, foreign := 0, 0, false
	for _, word := range strings.FieldsFunc(s, isMark) {
		for _, part := range strings.FieldsFunc(word, unicode.IsDigit) {
			letters += len(part)
			foreign = foreign || !valueWords[strings.ToLower(part)]
		}
		digits += countDigits(word)
	}
	if digits == 0 {
		return false
	}
	return !foreign || digits >= 4 && digits >= letters
}

func isMark(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

func countDigits(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// isClean reports whether a cell is free of what only a wrong delimiter leaves
// in it: another delimiter, or commas that are neither in a sentence nor in a
// number.
func isClean(cell string) bool {
	if strings.ContainsAny(cell, ";\t|") {
		return false
	}
	tight := strings.Count(cell, ",") - strings.Count(cell, ", ")
	return tight == 0 || tight <= 2 && isValue(cell) && !strings.Contains(cell, " ")
}
