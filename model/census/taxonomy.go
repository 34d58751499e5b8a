package census

import (
	"regexp"
	"slices"
	"strings"

	"mtbf/model"
)

// Taxonomy places outages in the category tree by rules on their columns. The
// first rule that matches wins; what matches none goes to Default.
type Taxonomy struct {
	Rules   []Rule
	Default model.Category // model.Unknown if empty
}

// Rule matches a value of a column: one of Values, compared without regard to
// case, or Pattern. Column is empty for the column that holds the category.
type Rule struct {
	Column   string
	Values   []string
	Pattern  *regexp.Regexp
	Category model.Category
}

// Matches reports whether the rule holds for value.
func (r Rule) Matches(value string) bool {
	if r.Pattern != nil && r.Pattern.MatchString(value) {
		return true
	}
	return slices.ContainsFunc(r.Values, func(v string) bool { return strings.EqualFold(v, value) })
}

// Place returns the category of a row, whose columns value gives by name ("" is
// the category column), and whether a rule placed it.
func (t *Taxonomy) Place(value func(column string) string) (model.Category, bool) {
	for _, r := range t.Rules {
		if r.Matches(value(r.Column)) {
			return r.Category, true
		}
	}
	if t.Default == "" {
		return model.Unknown, false
	}
	return t.Default, false
}
