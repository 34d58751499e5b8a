package ingest

import (
	"slices"
	"strings"
)

// useStates makes a rule that of the file: its column has no other part.
func (f *fileReader) useStates(r *stateRule, sample [][]string) {
	f.states = r
	if r.use == remarked {
		return
	}
	if !r.cause {
		f.mapWithout(r.column, sample)
	}
	if r.alone {
		delete(f.mapping.from, roleDuration)
	}
	if r.use != paired {
		return
	}
	for i, name := range f.mapping.header {
		if strings.Join(wordsOf(name), " ") == "state type" && i != r.column {
			r.soft = i
		}
	}
	f.tellParts(r, sample)
}

// tellParts makes units of the parts of units, such as the services of a host, where a
// column names them: each has states of its own.
func (f *fileReader) tellParts(r *stateRule, sample [][]string) {
	unit, named := f.mapping.from[roleUnit]
	if _, asked := f.opt.Columns[roleUnit]; asked || !named || len(f.profile.Columns[roleUnit]) > 0 && f.profile.Name != generic {
		return
	}
	for i, name := range f.mapping.header {
		if i == r.column || i == r.soft || slices.Contains(unit.columns, i) || !stateWords().named("part", name) {
			continue
		}
		whole := origin{columns: append(slices.Clone(unit.columns), i), joint: "/", name: unit.name + "+" + name}
		if units, parts := distinct(unit, sample), distinct(whole, sample); parts > units && 2*parts <= len(sample) {
			f.mapping.from[roleUnit] = whole
			if f.mapping.has(roleCategory, i) {
				delete(f.mapping.from, roleCategory)
			}
			f.assume("parts-told", "%s: each %q of a unit has states of its own, and counts as a unit; --column unit=%s says otherwise", f.name, name, unit.name)
			return
		}
	}
}

// distinct counts the different texts of an origin in the sample.
func distinct(s origin, sample [][]string) int {
	seen := map[string]bool{}
	for _, record := range sample {
		seen[s.text(record, nil)] = true
	}
	return len(seen)
}

// has reports whether a column alone has a role.
func (m *mapping) has(role Role, column int) bool {
	return slices.Equal(m.from[role].columns, []int{column})
}

// unitOfStates returns the column of units if it holds states.
func (f *fileReader) unitOfStates(sample [][]string) *valuesColumn {
	s, ok := f.mapping.from[roleUnit]
	if _, asked := f.opt.Columns[roleUnit]; !ok || asked || len(s.columns) != 1 {
		return nil
	}
	c := valuesOf(s.columns[0], s.name, sample)
	if c == nil || !slices.ContainsFunc(stateWords().Families, func(f *stateFamily) bool { return f.covers(c) }) {
		return nil
	}
	return c
}

// mapWithout maps the columns again as if one of them were not there, unless the user
// has named it.
func (f *fileReader) mapWithout(column int, sample [][]string) {
	header, rest := slices.Clone(f.mapping.header), make([][]string, len(sample))
	header[column] = "\x00"
	for i, record := range sample {
		rest[i] = slices.Clone(record)
		rest[i][column] = ""
	}
	if m, err := mapColumns(header, rest, f.profile, f.opt.Columns); err == nil {
		m.header = f.mapping.header
		f.mapping = m
	}
}
