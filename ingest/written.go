package ingest

import (
	"strings"

	"mtbf/internal/when"
)

// writing is how the numbers and dates of a file's columns are written, as far
// as only the whole column tells.
type writing struct {
	decimalComma bool           // 1,5 is one and a half
	compact      bool           // 20240301 and 202403010630 are dates
	serial       bool           // 45296.5 is a day of a spreadsheet
	zones        when.ZoneNames // abbreviations of several zones that are settled
}

// apply returns a time or a duration as the cells read it.
func (w writing) apply(role Role, text string) string {
	timed := role == roleStart || role == roleEnd || role == roleAcknowledged
	switch {
	case w.compact && timed:
		return expandCompact(text)
	case w.serial && timed:
		return expandSerial(text)
	case w.zones != nil && timed:
		return w.withOffset(text)
	}
	if w.decimalComma && (timed || role == roleDuration) {
		return decimalPoint(text)
	}
	return text
}

// decimalPoint writes a number with one comma, and perhaps a unit after it,
// with a point instead. It leaves any other text alone.
func decimalPoint(text string) string {
	i := strings.IndexByte(text, ',')
	if i < 1 || i+1 == len(text) || strings.ContainsAny(text[i+1:], ",.:") || leadingDigits(text[i+1:]) == 0 {
		return text
	}
	if whole := strings.TrimLeft(text[:i], "+-"); leadingDigits(whole) != len(whole) {
		return text
	}
	return text[:i] + "." + text[i+1:]
}

// provesDecimalComma reports whether the comma of text cannot be one between
// thousands.
func provesDecimalComma(text string) bool {
	if decimalPoint(text) == text {
		return false
	}
	whole, fraction, _ := strings.Cut(strings.TrimLeft(text, "+-"), ",")
	return leadingDigits(fraction) != 3 || len(whole) > 3 || whole == "" || whole[0] == '0'
}

// provesThousandsComma reports whether a comma of text can only be one between
// thousands: of two, or before a decimal point.
func provesThousandsComma(text string) bool {
	_, rest, ok := strings.Cut(text, ",")
	return ok && leadingDigits(text) > 0 && leadingDigits(rest) == 3 && len(rest) > 3 && (rest[3] == ',' || rest[3] == '.')
}

func leadingDigits(text string) int {
	n := 0
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	return n
}

// expandCompact writes yyyymmdd, perhaps with hh, hhmm or hhmmss after it or after a
// blank, as a time stamp. It leaves any other text alone.
func expandCompact(text string) string {
	if day, clock, apart := strings.Cut(text, " "); apart && len(day) == 8 {
		if expanded := expandCompact(day + clock); expanded != day+clock {
			return expanded
		}
		return text
	}
	n := len(text)
	if leadingDigits(text) != n || n < 8 || n > 14 || n%2 != 0 {
		return text
	}
	expanded := text[:4] + "-" + text[4:6] + "-" + text[6:8]
	if n > 8 {
		clock := (text[8:] + "0000")[:6]
		expanded += "T" + clock[:2] + ":" + clock[2:4] + ":" + clock[4:]
	}
	return expanded
}

// expandSerial writes a day of a spreadsheet as a time stamp. It leaves any other
// text alone.
func expandSerial(text string) string {
	if v, ok := number(decimalPoint(text)); ok {
		if stamp, ok := when.SerialStamp(v); ok {
			return stamp.String()
		}
	}
	return text
}

// withOffset writes a time with the offset that the abbreviation of its zone is
// settled to mean. It leaves any other text alone.
func (w writing) withOffset(text string) string {
	if stamp, err := when.ParseStampNamed(text, w.zones); err == nil {
		return stamp.String()
	}
	return text
}

// isCompact reports whether text is a date that expandCompact knows.
func isCompact(text string) bool {
	expanded := expandCompact(text)
	if expanded == text {
		return false
	}
	_, err := when.ParseStamp(expanded)
	return err == nil
}
