package ingest

import (
	"fmt"
	"slices"
	"strings"

	"mtbf/internal/table"
	"mtbf/model"
)

// statuses finds the column of a file of times that tells failures from times cut
// short, in the rows that are kept.
type statuses struct {
	TimesOptions
	ofBounds bool // of rows with bounds of times too
	file     string
	columns  []*status
	filter   rowFilter
	seen     [][]bool // values of Where

	taken *status
	fails []bool // by the values of taken
	notes []model.Warning
}

func (o TimesOptions) statuses() *statuses { return &statuses{TimesOptions: o} }

// begin takes the header: every column without a role may be a status, but beside
// bounds of times there is none, unless failures are counted between them.
func (s *statuses) begin(file string, header, roles []string) (err error) {
	if s == nil {
		return nil
	}
	if s.file = file; header == nil {
		header = roles
	}
	for _, c := range s.Where {
		s.seen = append(s.seen, make([]bool, len(c.Values)))
	}
	if s.filter, err = bind(s.Where, s.seen, header); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	switch bounds := slices.Contains(roles, "lower") && !s.ofBounds; {
	case bounds && (s.Status != nil || s.Failed != nil):
		return &model.ParamError{Param: "status", Value: s.said(), Want: "of use beside the columns lower and upper, which have none"}
	case bounds || s.Status != nil && *s.Status == "":
	case s.Status != nil:
		return s.name(header)
	default:
		for i, role := range roles {
			if strings.HasPrefix(role, "\x00") {
				s.columns = append(s.columns, &status{name: header[i], index: i})
			}
		}
	}
	return nil
}

// said is what the user says of the status.
func (s *statuses) said() string {
	if s.Status != nil {
		return *s.Status
	}
	return strings.Join(s.Failed, ",")
}

// name takes the column that the user names.
func (s *statuses) name(header []string) error {
	i := table.Find(header, *s.Status)
	if i < 0 {
		return &model.ParamError{Param: "status", Value: *s.Status, Want: "a column; they are " + table.QuoteNames(header, 40)}
	}
	s.columns = []*status{{name: header[i], index: i}}
	return nil
}

// keeps reports whether a row is kept, and notes its values.
func (s *statuses) keeps(record []string, line int) bool {
	if s == nil {
		return true
	}
	if !s.filter.keeps(record) {
		return false
	}
	for _, c := range s.columns {
		c.note(record[c.index], line)
	}
	return true
}

// settle decides, or asks; it returns the columns that still mean nothing.
func (s *statuses) settle(ignored []string) ([]string, error) {
	if s == nil {
		return ignored, nil
	}
	for n, c := range s.Where {
		for i, value := range c.Values {
			if !s.seen[n][i] {
				s.warn("where-unseen", "no row has %q in the column %q; upper and lower case count", value, c.Column)
			}
		}
	}
	if err := s.decide(); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(ignored, func(name string) bool {
		return s.taken != nil && name == s.taken.name || slices.ContainsFunc(s.filter, func(c boundCondition) bool { return table.Fold(c.Column) == table.Fold(name) })
	}), nil
}

func (s *statuses) decide() error {
	switch {
	case s.Status != nil && *s.Status == "" && s.Failed != nil:
		return s.failedOfNothing()
	case s.Status != nil && *s.Status == "":
		return nil
	case s.Status != nil:
		return s.byHand(s.columns[0])
	case s.Failed != nil:
		return s.named()
	}
	return s.find()
}

func (s *statuses) failedOfNothing() error {
	return &model.ParamError{Param: "failed", Value: strings.Join(s.Failed, ","), Want: "of use without a status: name its column"}
}

// named takes the values given for those of the column that is called a status.
func (s *statuses) named() error {
	i := slices.IndexFunc(s.columns, func(c *status) bool { return statusNames[table.Fold(c.name)] != unnamed })
	if i < 0 {
		return s.failedOfNothing()
	}
	return s.byHand(s.columns[i])
}

// byHand takes a column as the user says.
func (s *statuses) byHand(c *status) error {
	if s.Failed == nil {
		p := max(statusNames[table.Fold(c.name)], meansFail)
		return s.choose([]coded{{c, c.codings(p)}}, c)
	}
	failed := make([]string, len(s.Failed))
	for i, v := range s.Failed {
		failed[i] = statusText(v)
		if !slices.ContainsFunc(c.values, func(v statusValue) bool { return v.text == failed[i] }) {
			s.warn("where-unseen", "no row has %q in the column %q", v, c.name)
		}
	}
	if c.beyond != nil {
		return fmt.Errorf("%s:%d: %s: %q is one value more than the %d of a status", s.file, c.beyond.line, c.name, c.beyond.text, maxStatuses)
	}
	s.take(c, coding{failed: failed})
	return nil
}

// coded is a column with the ways to read it.
type coded struct {
	*status
	ways []coding
}

// find takes the column that is called a status, else the one whose values are.
func (s *statuses) find() error {
	var called, seen []coded
	var unread *status
	for _, c := range s.columns {
		p := statusNames[table.Fold(c.name)]
		ways := c.codings(p)
		switch {
		case len(c.rows) == 0 && c.beyond == nil:
		case p == unnamed && len(ways) > 0:
			seen = append(seen, coded{c, ways})
		case len(ways) > 0:
			called = append(called, coded{c, ways})
		case p != unnamed && unread == nil:
			unread = c
		}
	}
	if len(called) == 0 && unread == nil {
		return s.choose(seen, nil)
	}
	return s.choose(called, unread)
}

// choose takes the one column that can be read in one way, or asks; unread is one that
// can be read in none.
func (s *statuses) choose(all []coded, unread *status) error {
	sure := slices.DeleteFunc(slices.Clone(all), func(r coded) bool { return len(r.ways) > 1 })
	switch {
	case len(sure) > 0 && s.alike(sure):
		s.take(sure[0].status, sure[0].ways[0])
		return nil
	case len(sure) > 0:
		return s.ask(sure)
	case len(all) > 0:
		return s.ask(all)
	case unread != nil:
		return unread.unreadable(s.file)
	}
	return nil
}

// alike reports whether columns tell the same failures.
func (s *statuses) alike(all []coded) bool {
	first := all[0].fails(all[0].ways[0].failed)
	for _, r := range all[1:] {
		fails := r.fails(r.ways[0].failed)
		for i, v := range all[0].rows {
			if first[v] != fails[r.rows[i]] {
				return false
			}
		}
	}
	return true
}

func (s *statuses) take(c *status, how coding) {
	s.taken, s.fails = c, c.fails(how.failed)
	if how.assumed {
		s.notes = append(s.notes, model.Warning{Code: "status-assumed", Assumed: true, Text: fmt.Sprintf("column %q is the status: %s; --status and --failed say otherwise", c.name, how.about)})
	}
}

func (s *statuses) warn(code, format string, args ...any) {
	s.notes = append(s.notes, model.Warning{Code: code, Text: fmt.Sprintf(format, args...)})
}

// ask asks which column it is and what its values mean.
func (s *statuses) ask(all []coded) error {
	q := &Question{Text: fmt.Sprintf("which times of %s end with a failure, and which were cut short?", s.file)}
	for _, r := range all {
		for _, way := range r.ways {
			q.Readings = append(q.Readings, Reading{
				[]Setting{{"status", r.name}, {"failed", strings.Join(way.failed, ",")}}, way.about,
			})
		}
	}
	if statusNames[table.Fold(all[0].name)] == unnamed {
		q.Readings = append(q.Readings, Reading{[]Setting{{"status", ""}}, "every time is a failure"})
	}
	return q
}

// hasFailed reports whether a row's time ended with a failure.
func (s *statuses) hasFailed(row int) bool { return s.taken == nil || s.fails[s.taken.rows[row]] }
