package ingest

import (
	"cmp"
	"context"
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
	b, err := newBuilder(context.Background(), opt)
	if err != nil {
		return nil, err
	}
	next, err := sheetsOf(text, opt)
	if err != nil {
		return nil, about(text.Name, err)
	}
	s, err := next()
	if err != nil {
		return nil, about(text.Name, err)
	}
	f, err := b.begin(s)
	if f == nil || f.profile == nil {
		return nil, err
	}
	a := newAssigner(f.dialect.Header, sampleOf(s.text.Sample(), f.dialect), f.profile)
	return a.explain(f), err
}

func open(path string, r io.Reader, opt Options) (*table.Text, error) {
	if r != nil {
		return table.NewAny(path, r)
	}
	return table.OpenAny(path, opt.Stdin)
}

func (a *assigner) explain(f *fileReader) []ColumnReading {
	readings := make([]ColumnReading, len(a.columns))
	for i, h := range a.columns {
		readings[i] = ColumnReading{Name: h.name, Holds: h.String(), Roles: f.rolesOf(i), Scores: a.scores(i)}
	}
	return readings
}

// rolesOf returns what a column has been taken for.
func (f *fileReader) rolesOf(column int) (has []Role) {
	if f.mapping == nil {
		return nil
	}
	for _, role := range roles {
		if slices.Contains(f.mapping.from[role].columns, column) {
			has = append(has, role)
		}
	}
	if slices.Contains(f.mapping.filled, column) {
		has = append(has, roleCategory)
	}
	if f.states != nil && f.states.column == column {
		has = append(has, roleState)
	}
	return has
}

// scores returns how far a column can have a role, the likeliest first.
func (a *assigner) scores(column int) (scores []RoleScore) {
	for role, candidates := range a.best {
		best := 0.0
		for _, c := range candidates {
			if slices.Contains(c.columns, column) {
				best = max(best, c.weight)
			}
		}
		if best > 0 {
			scores = append(scores, RoleScore{role, best})
		}
	}
	slices.SortFunc(scores, func(x, y RoleScore) int { return cmp.Or(cmp.Compare(y.Score, x.Score), cmp.Compare(x.Role, y.Role)) })
	return scores
}
