package render

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"mtbf/internal/number"
	"mtbf/internal/printable"
	"mtbf/montecarlo"
)

// Multiplexing is the result of multiplex table, and of size: residual errors
// by the number of lines of a bundle, by several methods.
type Multiplexing struct {
	Schema   string          `json:"schema"`
	Scheme   MultiplexScheme `json:"scheme"`
	Demands  []BundleDemand  `json:"demands,omitempty"`
	Rows     []BundleRow     `json:"rows"`
	Notes    []string        `json:"notes"`
	Warnings []Warning       `json:"warnings"`
}

// MultiplexScheme is what every organ becomes.
type MultiplexScheme struct {
	Organ    string  `json:"organ"`
	Error    float64 `json:"organ_error"`
	Fiducial float64 `json:"fiducial"`
	Tiers    int     `json:"tiers"`
}

// BundleDemand is what a machine asks for.
type BundleDemand struct {
	Name       string  `json:"name"`
	Organs     float64 `json:"organs"`
	Actuation  float64 `json:"actuation_hours"`
	Mission    float64 `json:"mission_hours"`
	Errors     float64 `json:"errors"`
	Actuations float64 `json:"actuations"`
	Residual   float64 `json:"residual_error"`
}

// BundleRow is the residual error of a bundle by one method.
type BundleRow struct {
	N             float64  `json:"n"`
	Residual      *float64 `json:"residual_error"`
	Method        string   `json:"method"`
	Demand        string   `json:"demand,omitempty"`
	Lo            *float64 `json:"lo,omitempty"` // of a simulation
	Hi            *float64 `json:"hi,omitempty"`
	Confidence    *float64 `json:"confidence,omitempty"`
	RelativeError *float64 `json:"relative_error,omitempty"`
}

// NewMultiplexing returns a document without rows.
func NewMultiplexing(s MultiplexScheme) *Multiplexing {
	return &Multiplexing{Schema: "mtbf.multiplex/1", Scheme: s, Rows: []BundleRow{}, Notes: []string{}, Warnings: []Warning{}}
}

// Add adds what a method says of n lines.
func (m *Multiplexing) Add(n, residual float64, method string) {
	m.Rows = append(m.Rows, BundleRow{N: n, Residual: finite(residual), Method: method})
}

// AddSimulated adds a simulated figure.
func (m *Multiplexing) AddSimulated(n float64, e montecarlo.Estimate, method string) {
	m.Rows = append(m.Rows, BundleRow{N: n, Residual: finite(e.Point), Method: method, Lo: finite(e.Lo), Hi: finite(e.Hi), Confidence: finite(e.Confidence), RelativeError: finite(e.RelativeError)})
	m.Warnings = append(m.Warnings, newWarnings(e.Warnings)...)
}

// AddSize adds the lines that a demand takes by a method; NaN where it takes
// more than any.
func (m *Multiplexing) AddSize(d BundleDemand, n float64, method string) {
	m.Rows = append(m.Rows, BundleRow{N: n, Residual: finite(d.Residual), Method: method, Demand: d.Name})
}

// Ratio returns what one method gives over another in the first row that has
// both, and in the last; NaN where none has.
func (m *Multiplexing) Ratio(over, under string) (first, last float64) {
	first, last = math.NaN(), math.NaN()
	for _, a := range m.Rows {
		for _, b := range m.Rows {
			if a.Method == over && b.Method == under && a.N == b.N && a.Residual != nil && b.Residual != nil {
				last = *a.Residual / *b.Residual
				if math.IsNaN(first) {
					first = last
				}
			}
		}
	}
	return first, last
}

// Blocks returns the table of methods, or of demands.
func (m *Multiplexing) Blocks() []Block {
	s := m.Scheme
	title := fmt.Sprintf("%s organs that err with probability %s, level %s, %s", s.Organ, number.Plain(s.Error), number.Plain(s.Fiducial), number.Counted(s.Tiers, "restoring tier"))
	b := Block{Title: title, Grid: m.byLines(), Foot: m.Notes}
	if len(m.Demands) > 0 {
		b.Grid = m.byDemand()
	}
	return withWarnings([]Block{b}, m.Warnings)
}

// methods returns the methods in the order of their first row.
func (m *Multiplexing) methods() []string {
	var all []string
	for _, r := range m.Rows {
		if !slices.Contains(all, r.Method) {
			all = append(all, r.Method)
		}
	}
	return all
}

// byLines has a row for each number of lines and a column for each method.
func (m *Multiplexing) byLines() *Grid {
	methods := m.methods()
	g := &Grid{Header: append([]string{"N"}, methods...)}
	g.Alike = columnsAlike(nil)
	for i := range methods {
		g.Alike.groups[0] = append(g.Alike.groups[0], 1+i)
	}
	for _, r := range m.Rows {
		i := slices.IndexFunc(g.Rows, func(row []string) bool { return row[0] == lines(r.N) })
		if i < 0 {
			i = len(g.Rows)
			g.Rows = append(g.Rows, append([]string{lines(r.N)}, make([]string, len(methods))...))
		}
		figures := 7
		switch {
		case r.Method == "printed":
			figures = 2
		case r.Method != "exact":
			figures = 3
		}
		g.Rows[i][1+slices.Index(methods, r.Method)] = sigOrAbsent(r.Residual, figures)
	}
	return g
}

// byDemand has a row for each demand.
func (m *Multiplexing) byDemand() *Grid {
	methods := m.methods()
	g := &Grid{Left: 1, Header: append([]string{"Machine", "Allowed error"}, methods...)}
	for _, d := range m.Demands {
		row := []string{printable.Clip(d.Name, 34), number.Sig(d.Residual, 3)}
		for _, method := range methods {
			cell := number.Absent
			for _, r := range m.Rows {
				if r.Demand == d.Name && r.Method == method {
					cell = lines(r.N)
				}
			}
			row = append(row, cell)
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func lines(n float64) string { return number.Thousands(strconv.FormatFloat(math.Round(n), 'f', 0, 64)) }

// Records returns one row a method and number of lines.
func (m *Multiplexing) Records() [][]string {
	rows := [][]string{{"demand", "n", "residual_error", "method", "lo", "hi"}}
	for _, r := range m.Rows {
		rows = append(rows, []string{r.Demand, strconv.FormatFloat(r.N, 'f', -1, 64), bare(r.Residual), r.Method, bare(r.Lo), bare(r.Hi)})
	}
	return rows
}

// Thresholds is the result of multiplex threshold.
type Thresholds struct {
	Schema     string      `json:"schema"`
	Thresholds []Threshold `json:"thresholds"`
	Notes      []string    `json:"notes"`
}

// Threshold is a critical organ error under its own name.
type Threshold struct {
	Name     string   `json:"name"`
	Error    float64  `json:"critical_error"`
	Level    *float64 `json:"level"` // fiducial, or the level at the threshold
	Printed  string   `json:"printed,omitempty"`
	Question string   `json:"question"`
	Method   string   `json:"method"`
}

// Blocks returns the thresholds and what each is one of.
func (t *Thresholds) Blocks() []Block {
	g := &Grid{Left: 1, Header: []string{"Threshold", "Organ error", "Level", "Printed"}}
	var foot []string
	for _, x := range t.Thresholds {
		g.Rows = append(g.Rows, []string{x.Name, number.Sig(x.Error, 6), sigOrAbsent(x.Level, 6), x.Printed})
		foot = append(foot, x.Name+": "+x.Question+".")
	}
	return []Block{{Title: "Critical errors of an organ, found numerically", Grid: g, Foot: append(foot, t.Notes...)}}
}

// Records returns one row a threshold.
func (t *Thresholds) Records() [][]string {
	rows := [][]string{{"name", "critical_error", "level", "printed", "question"}}
	for _, x := range t.Thresholds {
		rows = append(rows, []string{x.Name, bare(&x.Error), bare(x.Level), x.Printed, x.Question})
	}
	return rows
}
