package render

import (
	"math"
	"slices"
	"strconv"

	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/model/mechanism"
)

// Mechanism is the part that the results of all mechanisms have.
type Mechanism struct {
	Schema      string                `json:"schema"`
	Mechanism   string                `json:"mechanism"`
	Inputs      []MechanismInput      `json:"inputs"`
	Results     []MechanismFigure     `json:"results"`
	Assumptions []MechanismAssumption `json:"assumptions"`
	Warnings    []Warning             `json:"warnings"`

	title string
}

// MechanismInput is what was asked: the flag, how it was written, and what it stands for;
// times are in hours. A number without limits has none.
type MechanismInput struct {
	Name       string   `json:"name"`
	Label      string   `json:"label"`
	Given      string   `json:"given"`
	Value      *float64 `json:"value"`
	Lo         *float64 `json:"lo"`
	Hi         *float64 `json:"hi"`
	Confidence *float64 `json:"confidence,omitempty"` // of the limits, where they are of data
	Unit       string   `json:"unit"`
	Method     string   `json:"method"`
}

// MechanismFigure is a result. Its limits are those of the uncertain inputs, carried
// through; it has none where the inputs have none.
type MechanismFigure struct {
	Name  string   `json:"name"`
	Label string   `json:"label"`
	Value *float64 `json:"value"`
	Lo    *float64 `json:"lo"`
	Hi    *float64 `json:"hi"`
	Unit  string   `json:"unit"`
	Kind  string   `json:"kind"` // exact, numeric or simulated
}

// MechanismAssumption is what is taken for granted, and where that is written.
type MechanismAssumption struct {
	Text   string `json:"text"`
	Source string `json:"source"`
}

// NewMechanism makes the part of a document that all mechanisms have.
func NewMechanism(name, title string, inputs []MechanismInput, figures []mechanism.Figure, assumed []mechanism.Assumption) *Mechanism {
	d := &Mechanism{
		Schema: "mtbf.mechanism/1", Mechanism: name, title: title,
		Inputs: append([]MechanismInput{}, inputs...), Results: []MechanismFigure{}, Assumptions: []MechanismAssumption{}, Warnings: []Warning{},
	}
	for _, f := range figures {
		x := MechanismFigure{Name: f.Name, Label: f.Label, Value: finite(f.Point), Unit: f.Unit, Kind: string(f.Kind)}
		x.Lo, x.Hi = endsOf(f.Estimate)
		d.Results = append(d.Results, x)
		for _, w := range f.Warnings {
			d.Warnings = append(d.Warnings, Warning{Code: w.Code, Text: f.Label + ": " + w.Text})
		}
		if math.IsInf(f.Point, 1) {
			d.Warnings = append(d.Warnings, Warning{Code: "unbounded", Text: f.Label + ": without bound, as nothing that could fail is left"})
		}
	}
	for _, a := range assumed {
		d.Assumptions = append(d.Assumptions, MechanismAssumption(a))
	}
	return d
}

// Warn adds warnings of what the inputs come from.
func (d *Mechanism) Warn(of []model.Warning) {
	for _, w := range of {
		d.Warnings = append(d.Warnings, Warning{Code: w.Code, Text: w.Text})
	}
}

// DefaultInput is the method of an input that was not given: the default of its flag.
const DefaultInput = "default"

// NewMechanismInput is the form of an input.
func NewMechanismInput(name, label, given, unit string, e model.Estimate) MechanismInput {
	in := MechanismInput{Name: name, Label: label, Given: given, Value: finite(e.Point), Unit: unit, Method: e.Method}
	if in.Lo, in.Hi = endsOf(e); mechanism.Uncertain(e) {
		in.Confidence = positive(e.Confidence)
	}
	return in
}

// endsOf are the limits of an estimate that has any.
func endsOf(e model.Estimate) (lo, hi *float64) {
	if mechanism.Uncertain(e) {
		return finite(e.Lo), finite(e.Hi)
	}
	return nil, nil
}

// figuresOfMechanism is how many figures a result is written with.
const figuresOfMechanism = 8

// Blocks returns the results, with what a mechanism has beside them, the inputs and what
// was assumed.
func (d *Mechanism) Blocks() []Block { return d.around() }

// around returns the blocks with others behind the results.
func (d *Mechanism) around(others ...Block) []Block {
	results := &Grid{Header: []string{"Result", "Value", "From", "To", "Unit", "Kind"}, Left: 1, Wrap: map[int]int{0: 32}}
	for _, f := range d.Results {
		results.Rows = append(results.Rows, []string{f.Label, mechanismValue(f.Value), limit(f.Lo), limit(f.Hi), f.Unit, f.Kind})
	}
	inputs := &Grid{Header: []string{"Input", "Given", "Value", "From", "To", "Unit"}, Left: 2, Wrap: map[int]int{0: 24, 1: 18}}
	for _, in := range d.Inputs {
		given := in.Given
		if in.Method == DefaultInput {
			given += " (default)"
		}
		inputs.Rows = append(inputs.Rows, []string{in.Label, given, inputText(in.Value), limit(in.Lo), limit(in.Hi), in.Unit})
	}
	assumed := &Grid{Header: []string{"Assumed", "Source"}, Left: 2, Wrap: map[int]int{0: 52, 1: 24}}
	for _, a := range d.Assumptions {
		assumed.Rows = append(assumed.Rows, []string{a.Text, a.Source})
	}
	var blocks []Block
	if len(results.Rows) > 0 {
		blocks = append(blocks, Block{Title: d.title, Grid: withoutEmpty(results, 2)})
	}
	blocks = append(blocks, others...)
	if len(inputs.Rows) > 0 {
		blocks = append(blocks, Block{Title: "Inputs", Grid: withoutEmpty(inputs, 3)})
	}
	return withWarnings(append(blocks, Block{Title: "What is assumed", Grid: assumed}), d.Warnings)
}

// mechanismValue writes a result; one that is nearly 1, such as an availability, with so
// many nines that its distance from 1 has three figures at the least.
func mechanismValue(x *float64) string {
	if x == nil || !(*x > 0.99 && *x < 1) {
		return sigOrAbsent(x, figuresOfMechanism)
	}
	nines := int(math.Ceil(-math.Log10(1 - *x)))
	return strconv.FormatFloat(*x, 'f', min(16, max(figuresOfMechanism, nines+2)), 64)
}

// inputText writes an input: a count, such as that of copies, without decimals.
func inputText(x *float64) string {
	if x != nil && *x == math.Trunc(*x) && math.Abs(*x) < 1e6 {
		return number.Plain(*x)
	}
	return sigOrAbsent(x, 6)
}

// limit writes a limit; where there is none the cell is blank.
func limit(x *float64) string {
	if x == nil {
		return ""
	}
	if short := number.Sig(*x, 5); *x == 1 || short != "1.0000" {
		return short
	}
	return number.Sig(*x, figuresOfMechanism+2) // an availability
}

// withoutEmpty is the grid without columns, from the given one on, in which no row has
// anything.
func withoutEmpty(g *Grid, from int) *Grid {
	for k := len(g.Header) - 1; k >= from; k-- {
		if slices.ContainsFunc(g.Rows, func(r []string) bool { return r[k] != "" }) {
			continue
		}
		g.Header = slices.Delete(g.Header, k, k+1)
		for i := range g.Rows {
			g.Rows[i] = slices.Delete(g.Rows[i], k, k+1)
		}
	}
	return g
}

// Records returns a row for each result, input and assumption.
func (d *Mechanism) Records() [][]string { return d.sheet().records() }

// mechanismColumns are those of the records of all mechanisms.
var mechanismColumns = []string{"section", "name", "value", "lo", "hi", "unit", "kind", "text", "source"}

func (d *Mechanism) sheet(more ...string) *sheet {
	s := newSheet(append(append([]string{}, mechanismColumns...), more...)...)
	for _, f := range d.Results {
		s.add("section", "results", "name", f.Name, "value", bare(f.Value), "lo", bare(f.Lo), "hi", bare(f.Hi), "unit", f.Unit, "kind", f.Kind, "text", f.Label)
	}
	for _, in := range d.Inputs {
		s.add("section", "inputs", "name", in.Name, "value", bare(in.Value), "lo", bare(in.Lo), "hi", bare(in.Hi), "unit", in.Unit, "text", in.Given)
	}
	for _, a := range d.Assumptions {
		s.add("section", "assumptions", "text", a.Text, "source", a.Source)
	}
	return s
}
