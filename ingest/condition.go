package ingest

import (
	"fmt"
	"slices"
	"strings"

	"mtbf/internal/near"
	"mtbf/internal/table"
	"mtbf/model"
)

// Condition keeps the rows whose column has one of the values, or, with Not,
// none of them.
type Condition struct {
	Column string
	Values []string
	Not    bool
}

// ParseCondition reads COLUMN=V1,V2 or COLUMN!=V1,V2.
func ParseCondition(text string) (Condition, error) {
	column, values, ok := strings.Cut(text, "=")
	c := Condition{Column: strings.TrimSuffix(column, "!"), Not: strings.HasSuffix(column, "!")}
	c.Column = strings.TrimSpace(c.Column)
	if !ok || c.Column == "" {
		return c, &model.ParamError{Param: "where", Value: text, Want: "of the form COLUMN=VALUE,VALUE or COLUMN!=VALUE"}
	}
	c.Values = splitValues(values)
	return c, nil
}

// ParseValues reads V1,V2; nil for none.
func ParseValues(text string) []string {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	return splitValues(text)
}

func splitValues(text string) []string {
	values := strings.Split(text, ",")
	for i, v := range values {
		values[i] = strings.TrimSpace(v)
	}
	return values
}

// rowFilter is a set of conditions bound to the columns of one file.
type rowFilter []boundCondition

type boundCondition struct {
	column int
	Condition
	seen []bool // by value: whether a row has it
}

// bind binds the conditions; seen tells which of their values have come.
func bind(conditions []Condition, seen [][]bool, header []string) (rowFilter, error) {
	var s rowFilter
	for n, c := range conditions {
		i := table.Find(header, c.Column)
		if i < 0 {
			return nil, fmt.Errorf("where: no column %q; the columns are %s%s", c.Column, table.QuoteNames(header, 40), near.Hint(c.Column, header))
		}
		s = append(s, boundCondition{i, c, seen[n]})
	}
	return s, nil
}

// keeps reports whether the record meets every condition.
func (s rowFilter) keeps(record []string) bool {
	keep := true
	for _, c := range s {
		i := slices.Index(c.Values, strings.TrimSpace(record[c.column]))
		if i >= 0 {
			c.seen[i] = true
		}
		keep = keep && (i >= 0) != c.Not
	}
	return keep
}

// doubtConditions warns of a value that no row has: a slip in it would leave
// out everything, or nothing.
func (b *builder) doubtConditions() {
	for n, c := range b.opt.Where {
		for i, value := range c.Values {
			if !b.seenValues[n][i] {
				b.warn("where-unseen", "no row has %q in the column %q; upper and lower case count", value, c.Column)
			}
		}
	}
}

// bindMarks binds the profile's column: values lists; a column that the file
// does not have marks nothing.
func bindMarks(marks map[string][]string, header []string) []boundCondition {
	var bound []boundCondition
	for column, values := range marks {
		if i := table.Find(header, column); i >= 0 {
			bound = append(bound, boundCondition{column: i, Condition: Condition{Column: column, Values: values}})
		}
	}
	return bound
}

// marked reports whether any of the marks is on the record.
func marked(marks []boundCondition, record []string) bool {
	for i := range marks {
		if marks[i].marks(record[marks[i].column]) {
			return true
		}
	}
	return false
}

// marks reports whether the mark is on a row with the cell in its column.
func (c *boundCondition) marks(cell string) bool {
	cell = strings.TrimSpace(cell)
	for _, v := range c.Values {
		if strings.EqualFold(v, cell) {
			return !c.Not
		}
	}
	return c.Not
}
