package systemfile

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"mtbf/internal/when"
)

// duration writes a time: hours as they are, what is shorter in the unit that suits it.
func duration(hours float64) string {
	if hours >= 1 && hours < 1e9 {
		return strconv.FormatFloat(hours, 'f', -1, 64) + "h"
	}
	return when.FormatHours(hours)
}

// plainName is a name that means itself without quotes.
var plainName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// otherwise are words that YAML, of one version or another, takes for something else.
var otherwise = []string{"true", "false", "yes", "no", "on", "off", "y", "n", "null", "inf", "nan"}

// quoted writes a text, in quotes where it needs them.
func quoted(text string) string {
	if plainName.MatchString(text) && !slices.Contains(otherwise, strings.ToLower(text)) {
		return text
	}
	return strconv.Quote(text)
}

// digits writes a number with all of its digits, and no more.
func digits(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// onOneLine keeps a comment on its line, whatever it says.
func onOneLine(text string) string { return strings.Map(plainRune, text) }

func plainRune(r rune) rune {
	if !strconv.IsPrint(r) {
		return ' '
	}
	return r
}

// shortest is the number with the fewest digits, of those next to a guess, that gives what
// it is to give; ok is false if none does.
func shortest(guess float64, gives func(float64) bool) (best float64, ok bool) {
	const around = 4
	x := guess
	for range around {
		x = math.Nextafter(x, 0)
	}
	for range 2*around + 1 {
		if gives(x) && (!ok || len(digits(x)) < len(digits(best))) {
			best, ok = x, true
		}
		x = math.Nextafter(x, math.Inf(1))
	}
	return best, ok
}

// nearest is the shortest number that gives what it is to give, or the guess.
func nearest(guess float64, gives func(float64) bool) float64 {
	if x, ok := shortest(guess, gives); ok {
		return x
	}
	return guess
}
