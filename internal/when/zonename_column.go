package when

import (
	"errors"
	"slices"
	"strings"
)

// company are the abbreviations beside which, in one column, a doubtful one means
// the first of its zones: the summer time of the same place, or of its neighbours.
var company = map[string][]string{
	"CST": {"CDT", "EST", "EDT", "MST", "MDT", "PST", "PDT", "AKST", "AKDT"},
	"AST": {"ADT", "EST", "EDT", "NST", "NDT"},
	"BST": {"GMT"},
}

// SettleZones returns what the doubtful abbreviations in the times of a column
// mean, for [ParseStampNamed]: what they are in the zone that the user has named,
// if z is not nil, else what the abbreviations beside them tell. The error is a
// *ZoneDoubtError for the first that stays doubtful; the others are settled all the
// same.
func SettleZones(texts []string, z *Zone) (names ZoneNames, first error) {
	for _, text := range texts {
		_, err := ParseStampNamed(text, names)
		var doubt *ZoneDoubtError
		if !errors.As(err, &doubt) {
			continue
		}
		minutes, ok := settled(doubt.Name, texts, z)
		switch {
		case !ok && first == nil:
			first = doubt
		case ok && names == nil:
			names = ZoneNames{doubt.Name: minutes}
		case ok:
			names[doubt.Name] = minutes
		}
	}
	return names, first
}

// settled is the offset of a doubtful abbreviation among the texts of its column.
func settled(name string, texts []string, z *Zone) (minutes int, ok bool) {
	if z != nil {
		return z.Named(name)
	}
	beside := func(text string) bool {
		words := strings.Fields(strings.ToUpper(text))
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(company[name], w) })
	}
	if !slices.ContainsFunc(texts, beside) {
		return 0, false
	}
	return doubtfulZones[name][0].minutes, true
}
