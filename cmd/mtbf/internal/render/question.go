package render

import (
	"fmt"

	"mtbf"
	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/model/census"
)

// Question is the answer to a log that can be read in ways that give different
// figures, where nothing in it decides.
type Question struct {
	Schema   string            `json:"schema"`
	Question string            `json:"question"`
	Readings []QuestionReading `json:"readings"`
}

// QuestionReading is the JSON form of one way to read a log, with its figures, or why it
// has none.
type QuestionReading struct {
	Flags string `json:"flags"`
	About string `json:"about,omitempty"`
	Total *Row   `json:"total"`
	Error string `json:"error,omitempty"`

	row *census.Row
}

// NewQuestion makes the document of a question.
func NewQuestion(q *mtbf.Question) *Question {
	d := &Question{Schema: "mtbf.question/1", Question: q.Text, Readings: []QuestionReading{}}
	for _, a := range q.Answers {
		r := QuestionReading{Flags: a.Flags(), About: a.About, row: a.Total}
		if a.Total != nil {
			r.Total = new(newRow(*a.Total, AnalysisStyle{}))
		}
		if a.Err != nil {
			r.Error = a.Err.Error()
		}
		d.Readings = append(d.Readings, r)
	}
	return d
}

// Blocks returns the question with the figures of each reading beside its flags.
func (d *Question) Blocks() []Block {
	g := &Grid{Left: 1, Header: []string{"#", "Failures", "MTBF [limits]", "MTTR [limits]", "Availability, % [limits]"}}
	b := Block{Title: d.Question, Grid: g}
	for i, r := range d.Readings {
		name := fmt.Sprintf("%d", i+1)
		g.Rows = append(g.Rows, r.cells(name))
		line := name + ": " + r.Flags
		if r.About != "" {
			line += "  (" + r.About + ")"
		}
		if r.Error != "" {
			line += ": " + r.Error
		}
		b.Foot = append(b.Foot, line)
	}
	return []Block{b}
}

func (r QuestionReading) cells(name string) []string {
	if r.row == nil {
		return []string{name, number.Absent, number.Absent, number.Absent, number.Absent}
	}
	return []string{
		name, number.Count(r.row.Failures), inOwnUnit(r.row.MTBF), inOwnUnit(r.row.MTTR), availability(*r.row),
	}
}

// inOwnUnit writes hours with their limits in the unit that suits them, in few
// figures: readings that are asked about differ by more.
func inOwnUnit(e model.Estimate) string {
	u := number.UnitFor([]float64{e.Point})
	return fmt.Sprintf("%s [%s, %s] %s", number.Sig(e.Point/u.Hours, 3), number.Sig(e.Lo/u.Hours, 2), number.Sig(e.Hi/u.Hours, 2), u.Name)
}

// Records returns one row a reading.
func (d *Question) Records() [][]string {
	records := [][]string{append([]string{"flags", "error"}, analysisHeader()...)}
	for _, r := range d.Readings {
		cells := make([]string, len(analysisHeader()))
		if r.Total != nil {
			cells = r.Total.record("")
		}
		records = append(records, append([]string{r.Flags, r.Error}, cells...))
	}
	return records
}
