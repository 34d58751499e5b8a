package render

import (
	"mtbf/internal/measure"
	"mtbf/model"
)

// Estimate is the JSON form of a figure with its limits. JSON has no infinity
// and no NaN: what is not estimable or not bounded is null, and a warning says
// why.
type Estimate struct {
	Point      *float64  `json:"point"`
	Lo         *float64  `json:"lo"`
	Hi         *float64  `json:"hi"`
	Confidence float64   `json:"confidence"`
	Method     string    `json:"method"`
	Warnings   []Warning `json:"warnings,omitempty"`
}

// Warning is the JSON form of a warning.
type Warning struct {
	Code    string `json:"code"`
	Text    string `json:"text"`
	Assumed bool   `json:"assumed,omitempty"`
}

func newEstimate(e model.Estimate) Estimate {
	return Estimate{
		Point: finite(e.Point), Lo: finite(e.Lo), Hi: finite(e.Hi),
		Confidence: e.Confidence, Method: e.Method, Warnings: newWarnings(e.Warnings),
	}
}

func newWarnings(ws []model.Warning) []Warning {
	var out []Warning
	for _, w := range ws {
		out = append(out, Warning(w))
	}
	return out
}

// noteLines returns warnings as lines of notes, but for those that stand in the
// heading.
func noteLines(warnings []Warning) []string {
	var lines []string
	for _, w := range warnings {
		if !w.Assumed {
			lines = append(lines, w.Code+": "+w.Text)
		}
	}
	return lines
}

// withWarnings returns blocks with what is assumed in the first one's heading, and
// other warnings as notes behind the last.
func withWarnings(blocks []Block, warnings []Warning) []Block {
	return withNotes(headed(blocks, warnings), noteLines(warnings))
}

// headed puts what is assumed into the heading.
func headed(blocks []Block, warnings []Warning) []Block {
	var lines []string
	for _, w := range warnings {
		if w.Assumed {
			lines = append(lines, "assumed: "+w.Text)
		}
	}
	blocks[0].Lines = append(lines, blocks[0].Lines...)
	return blocks
}

// withNotes returns blocks with the notes, if there are any, behind them.
func withNotes(blocks []Block, notes []string) []Block {
	if len(notes) == 0 {
		return blocks
	}
	return append(blocks, Block{Title: "Notes", Lines: notes})
}

// finite returns nil for a number that JSON cannot hold.
func finite(x float64) *float64 { return measure.Finite(x) }
