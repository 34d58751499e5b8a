package ingest

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"mtbf/internal/table"
)

// ColumnReading says what a column of a log was taken for, and why.
type ColumnReading struct {
	Name   string
	Holds  string // in a few words
	Roles  []Role // that it has, with other columns perhaps
	Scores []RoleScore
}

// RoleScore is how far a column can have a role: what its name and its cells weigh
// together. A whole name that is known weighs about 12.
type RoleScore struct {
	Role  Role
	Score float64
}

// ExplainColumns says what the columns of a log are taken for. Where they do not make
// a log, it says so beside them. r is what the path stands for; nil: the file there.
func ExplainColumns(path string, r io.Reader, opt Options) ([]ColumnReading, error) {
	text, err := open(path, r, opt)
	if err != nil {
		return nil, err
	}
	defer text.Close()
	dialect, err := sniffer.Sniff(text.Sample())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", text.Name, err)
	}
	p, err := profileFor(opt.Profile, dialect.Header)
	if err != nil {
		return nil, err
	}
	sample := sampleOf(text.Sample(), dialect)
	m, err := mapColumns(dialect.Header, sample, p, opt.Columns)
	if err != nil {
		m, err = &mapping{}, fmt.Errorf("%s: %w", text.Name, err)
	}
	return newAssigner(dialect.Header, sample, p).explain(m), err
}

func open(path string, r io.Reader, opt Options) (*table.Text, error) {
	if r != nil {
		return table.NewText(path, r)
	}
	return table.Open(path, opt.Stdin)
}

func (a *assigner) explain(m *mapping) []ColumnReading {
	readings := make([]ColumnReading, len(a.columns))
	for i, h := range a.columns {
		r := ColumnReading{Name: h.name, Holds: h.String()}
		for _, role := range roles {
			if s, ok := m.from[role]; ok && slices.Contains(s.columns, i) {
				r.Roles = append(r.Roles, role)
			}
		}
		for role, candidates := range a.best {
			best := 0.0
			for _, c := range candidates {
				if slices.Contains(c.columns, i) {
					best = max(best, c.weight)
				}
			}
			if best > 0 {
				r.Scores = append(r.Scores, RoleScore{role, best})
			}
		}
		slices.SortFunc(r.Scores, func(x, y RoleScore) int { return cmp.Or(cmp.Compare(y.Score, x.Score), cmp.Compare(x.Role, y.Role)) })
		readings[i] = r
	}
	return readings
}
