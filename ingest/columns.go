package ingest

import (
	"fmt"
	"slices"
	"strings"

	"mtbf/internal/near"
	"mtbf/internal/table"
	"mtbf/model"
)

// Role is what a column means to the reader.
type Role string

const (
	roleStart     Role = "start"
	roleEnd       Role = "end"
	roleDuration  Role = "duration"
	roleUnit      Role = "unit"
	roleCategory  Role = "category"
	rolePlanned   Role = "planned"
	roleInfant    Role = "infant"
	roleInService Role = "in_service"
	roleRetired   Role = "retired"
	roleFailure   Role = "failure"
	roleStatus    Role = "status"

	roleAcknowledged Role = "acknowledged" // when somebody took the outage on, or how long after its start
)

// roleState is the part of a column of states, which --state names.
const roleState Role = "state"

var roles = []Role{roleStart, roleEnd, roleDuration, roleUnit, roleCategory, rolePlanned, roleInfant, roleInService, roleRetired, roleFailure, roleStatus, roleAcknowledged, roleWeight}

// columnRoles are those that --column names.
var columnRoles = roles[:len(roles)-1]

func joinRoles() string {
	names := make([]string, len(columnRoles))
	for i, r := range columnRoles {
		names[i] = string(r)
	}
	return strings.Join(names, ", ")
}

// origin is where the text of a role comes from: one column, or several
// joined.
type origin struct {
	columns []int
	joint   string
	whole   bool   // a text of some of them is none
	name    string // as the header writes it, for reports
}

// mapping says which columns of a file mean what.
type mapping struct {
	header []string
	from   map[Role]origin
	filled []int           // columns of CategoryRule.Filled
	units  []ValueCount    // columns that may tell the unit, where none is taken for it
	doubts []model.Warning // what a user may want to map otherwise
}

// oneDate reports whether start and end are two clocks beside one date.
func (m *mapping) oneDate() bool {
	start, end := m.from[roleStart].columns, m.from[roleEnd].columns
	return len(start) == 2 && len(end) == 2 && start[0] == end[0] && start[1] != end[1]
}

// unitBelow returns what the row of units below the header says for a role, "" for
// nothing.
func (f *fileReader) unitBelow(role Role) string {
	s, ok := f.mapping.from[role]
	if !ok || f.dialect.UnitsLine == 0 || len(s.columns) != 1 {
		return ""
	}
	return f.dialect.Units[s.columns[0]]
}

func (m *mapping) doubt(code, format string, args ...any) {
	m.doubts = append(m.doubts, model.Warning{Code: code, Text: fmt.Sprintf(format, args...)})
}

// guess is a doubt about something that the figures rest on.
func (m *mapping) guess(code, format string, args ...any) {
	m.doubts = append(m.doubts, model.Warning{Code: code, Text: fmt.Sprintf(format, args...), Assumed: true})
}

// locate returns the origin of a role written as "A" or "A+B".
func locate(header []string, role Role, name string) (origin, error) {
	if i := table.Find(header, name); i >= 0 {
		return origin{columns: []int{i}, name: header[i]}, nil
	}
	s := origin{joint: "/", name: name}
	switch role {
	case roleStart, roleEnd, roleAcknowledged:
		s.joint = " "
	case roleCategory:
		s.joint = levelMark
	}
	for _, part := range strings.Split(name, "+") {
		i := table.Find(header, strings.TrimSpace(part))
		if i < 0 {
			return origin{}, fmt.Errorf("no column %q; the columns are %s%s", strings.TrimSpace(part), table.QuoteNames(header, 40), near.Hint(strings.TrimSpace(part), header))
		}
		s.columns = append(s.columns, i)
	}
	return s, nil
}

// text returns the cell of a record, or its joined cells without those that
// mean "no value", for which missing holds the profile's texts.
func (s origin) text(record, missing []string) string {
	if len(s.columns) == 1 {
		return strings.TrimSpace(record[s.columns[0]])
	}
	parts := make([]string, 0, len(s.columns))
	for _, c := range s.columns {
		if cell := strings.TrimSpace(record[c]); !isMissing(cell, missing) {
			parts = append(parts, cell)
		}
	}
	if s.whole && len(parts) < len(s.columns) {
		return ""
	}
	if s.joint == " " && len(parts) == 2 && strings.EqualFold(parts[0], parts[1]) {
		return parts[0] // Unknown in both
	}
	return strings.Join(parts, s.joint)
}

// ParseColumns reads mappings written as ROLE=COLUMN, several in one text
// separated by commas. A column may hold commas and equals signs, as long as no
// part after a comma looks like a mapping of a known role.
func ParseColumns(texts []string) (map[Role]string, error) {
	asked := map[Role]string{}
	for _, text := range texts {
		var last Role
		for _, part := range strings.Split(text, ",") {
			name, column, ok := strings.Cut(part, "=")
			role := Role(strings.ToLower(strings.TrimSpace(name)))
			_, again := asked[role]
			switch {
			case again:
				return nil, &model.ParamError{Param: "column", Value: text, Want: fmt.Sprintf("possible: %s is mapped already", role)}
			case ok && slices.Contains(columnRoles, role):
				asked[role], last = strings.TrimSpace(column), role
			case last != "":
				asked[last] += "," + part
			default:
				return nil, &model.ParamError{Param: "column", Value: text, Want: "of the form ROLE=COLUMN, where ROLE is one of " + joinRoles()}
			}
		}
	}
	return asked, nil
}
