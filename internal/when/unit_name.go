package when

import (
	"slices"
	"strings"
	"unicode"
)

// clockUnits are the hours in the first number of clocks, as they are written of
// a column: hh:mm, [h]:mm:ss, mm:ss.
var clockUnits = map[string]float64{
	"hh:mm": 1, "h:mm": 1, "hhh:mm": 1, "hh:mm:ss": 1, "h:mm:ss": 1, "hhh:mm:ss": 1, "hhmm": 1, "hhmmss": 1,
	"mm:ss": 1. / 60, "m:ss": 1. / 60, "min:sec": 1. / 60, "min:s": 1. / 60,
	"hours:minutes": 1, "hours:minutes:seconds": 1, "hrs:mins": 1, "hr:min": 1, "hrs:min": 1, "h:m": 1, "h:m:s": 1, "std:min": 1,
	"minutes:seconds": 1. / 60, "mins:secs": 1. / 60,
}

// doubtfulUnits are names of units that mean too much else in the name of a
// column: metres, the US, an article, a standard. Those that are true count in
// brackets only.
var doubtfulUnits = map[string]bool{
	"m": false, "d": true, "w": false, "y": false, "j": true, "us": false, "mo": true, "mos": true,
	"std": true, "mes": false, "dia": true, "tag": true, "tage": true, "monat": true, "ns": true,
	"day": true, "week": true, "month": true, "year": true, // Downtime this month
}

// UnitOfName is the hours in the unit of time that the name of a column tells of
// its bare numbers: duration_minutes, seconds_to_resolve, Down Time (hrs), TTR [h],
// downtimeMs. It is false where the name tells none, or two, or one that may mean
// something else, as m and Second shift may.
func UnitOfName(name string) (hours float64, ok bool) {
	for _, part := range bracketed(name) {
		if hours, ok = unitOfPart(unitText(part)); ok {
			return hours, true
		}
	}
	words := nameWords(name)
	for i, word := range words {
		unit, known := unitOfWord(word)
		switch {
		case !known, word == "second" && i == 0 && len(words) > 1, i > 0 && isDigits(words[i-1]): // Second shift, last 30 days
		case ok && unit != hours:
			return 0, false
		default:
			hours, ok = unit, true
		}
	}
	if n := len(words); !ok && n > 1 && words[n-1] == "d" { // repair_time_d
		return UnitHours("d")
	}
	return hours, ok
}

// ClockOfName is the hours in the first number of the clocks of a column that its
// name tells: 1 for Duration (hh:mm) and for a unit of an hour or more, a sixtieth
// for Length (mm:ss). A name that tells minutes does not tell it.
func ClockOfName(name string) (hours float64, ok bool) {
	for _, part := range append(bracketed(name), nameWords(name)...) {
		if hours, ok = clockUnits[unitText(part)]; ok {
			return hours, true
		}
	}
	if hours, _ = UnitOfName(name); hours >= 1 {
		return 1, true
	}
	return 0, false
}

// UnitOfCell is the unit of time in a cell that holds nothing else, as in a row
// below the header: mins, (h), in hours; or that of the first number of a clock,
// [hh:mm]. It is false for any other text. Put in brackets behind the name of the
// column, the text tells UnitOfName or ClockOfName the same.
func UnitOfCell(text string) (hours float64, ok bool) {
	text = unitText(text)
	if hours, ok = clockUnits[text]; ok {
		return hours, true
	}
	return unitOfPart(text)
}

// unitText is a text in small letters without brackets, blanks and the like around
// it, or in it those of [h]:mm.
func unitText(text string) string {
	text = strings.ToLower(strings.Trim(text, " \t()[]{}.<>"))
	text = strings.TrimSpace(strings.TrimPrefix(text, "in "))
	return strings.Map(dropSquare, text)
}

// unitOfPart is the unit of a text that stands apart.
func unitOfPart(text string) (hours float64, ok bool) {
	if kept, doubtful := doubtfulUnits[text]; doubtful && !kept {
		return 0, false
	}
	return UnitHours(text)
}

// dropSquare drops blanks, and the brackets that spreadsheets put around hours
// that go beyond a day: [h]:mm.
func dropSquare(r rune) rune {
	if r == '[' || r == ']' || r == ' ' {
		return -1
	}
	return r
}

// bracketed are the texts in brackets in a name, the last first.
func bracketed(name string) (parts []string) {
	for {
		open := strings.LastIndexAny(name, "([{")
		if open < 0 {
			return parts
		}
		inner, _, _ := strings.Cut(name[open+1:], closing[name[open]])
		parts, name = append(parts, inner), name[:open]
	}
}

var closing = map[byte]string{'(': ")", '[': "]", '{': "}"}

// nameWords are the words of a column's name in small letters: at signs and blanks,
// and where a capital follows a small letter (downtimeHours). A clock (hh:mm) is
// one word, and what follows an apostrophe belongs to the word before.
func nameWords(name string) []string {
	var spaced strings.Builder
	last := ' '
	for _, r := range name {
		if unicode.IsUpper(r) && unicode.IsLower(last) {
			spaced.WriteByte(' ')
		}
		spaced.WriteRune(r)
		last = r
	}
	words := strings.FieldsFunc(strings.ToLower(spaced.String()), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != ':' && r != '\'' && r != '’'
	})
	return slices.DeleteFunc(words, func(w string) bool { return w == "" })
}

// gluedUnits are units that stand at the end of a word without a sign between.
var gluedUnits = []string{"seconds", "minutes", "hours", "mins", "hrs", "secs", "days"}

// unitOfWord is the unit that a word of a name is, or ends with: hours,
// downtimehours, 8hrs.
func unitOfWord(word string) (float64, bool) {
	word = strings.Trim(word, ":")
	if _, doubtful := doubtfulUnits[word]; doubtful || strings.Contains(word, ":") {
		return 0, false
	}
	for _, unit := range gluedUnits {
		if strings.HasSuffix(word, unit) {
			return UnitHours(unit)
		}
	}
	return UnitHours(word)
}
