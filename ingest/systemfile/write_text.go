package systemfile

import (
	"cmp"
	"maps"
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

func series(of []float64) string {
	texts := make([]string, len(of))
	for i, x := range of {
		texts[i] = digits(x)
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// numbers writes numbers by name, in order of the names.
func numbers(of map[string]float64) string {
	var texts []string
	for _, name := range slices.SortedFunc(maps.Keys(of), cmp.Compare[string]) {
		texts = append(texts, quoted(name)+": "+digits(of[name]))
	}
	return "{" + strings.Join(texts, ", ") + "}"
}
