package render

import (
	"strings"

	"mtbf/ingest"
	"mtbf/internal/number"
	"mtbf/internal/printable"
)

// Columns is what the columns of a log are taken for.
type Columns struct {
	Schema  string   `json:"schema"`
	Source  string   `json:"source"`
	Columns []Column `json:"columns"`
}

// Column is the JSON form of one of them.
type Column struct {
	Name   string             `json:"name"`
	Holds  string             `json:"holds"`
	Roles  []string           `json:"roles"`
	Scores map[string]float64 `json:"scores"`

	scores []ingest.RoleScore
}

// NewColumns makes the document of the columns of a log.
func NewColumns(source string, columns []ingest.ColumnReading) *Columns {
	d := &Columns{Schema: "mtbf.columns/1", Source: source, Columns: []Column{}}
	for _, c := range columns {
		out := Column{Name: c.Name, Holds: c.Holds, Roles: []string{}, Scores: map[string]float64{}, scores: c.Scores}
		for _, role := range c.Roles {
			out.Roles = append(out.Roles, string(role))
		}
		for _, s := range c.Scores {
			out.Scores[string(s.Role)] = s.Score
		}
		d.Columns = append(d.Columns, out)
	}
	return d
}

// Blocks returns one row a column.
func (d *Columns) Blocks() []Block {
	g := &Grid{Left: 4, Header: []string{"Column", "Taken for", "Holds", "Could be"}}
	for _, c := range d.Columns {
		g.Rows = append(g.Rows, []string{printable.Clip(c.Name, 24), strings.Join(c.Roles, ", "), c.Holds, c.couldBe()})
	}
	return []Block{{Title: "Columns of " + d.Source, Grid: g, Foot: []string{"A score weighs a column's name and cells: a whole name that is known is about 12. --column ROLE=NAME says otherwise."}}}
}

// couldBe writes the best scores.
func (c Column) couldBe() string {
	const most = 2
	var parts []string
	for i, s := range c.scores {
		if i == most {
			break
		}
		parts = append(parts, string(s.Role)+" "+number.Sig(s.Score, 3))
	}
	return strings.Join(parts, ", ")
}

// Records returns one row a column.
func (d *Columns) Records() [][]string {
	rows := [][]string{{"column", "roles", "holds", "scores"}}
	for _, c := range d.Columns {
		var scores []string
		for _, s := range c.scores {
			scores = append(scores, string(s.Role)+"="+bare(&s.Score))
		}
		rows = append(rows, []string{c.Name, strings.Join(c.Roles, " "), c.Holds, strings.Join(scores, " ")})
	}
	return rows
}
