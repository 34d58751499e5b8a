package render

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mtbf"
	"mtbf/internal/number"
	"mtbf/internal/printable"
	"mtbf/model"
)

// DynamicTop is the result of solve for a dynamic fault tree. Its keys are those of a
// system that is not repaired.
type DynamicTop struct {
	Schema   string         `json:"schema"`
	System   string         `json:"system"`
	Engine   string         `json:"engine"`
	Method   string         `json:"method"`
	Measures SystemMeasures `json:"measures"` // mttf_hours is null where the top may never fail
	Error    *float64       `json:"mttf_error_hours"`
	Ever     *float64       `json:"probability_ever"`
	Never    *float64       `json:"probability_never"`
	At       []DynamicTopAt `json:"at,omitempty"`
	Chains   []DynamicChain `json:"chains"`
	Events   int            `json:"basic_events"`
	Warnings []Warning      `json:"warnings"`
}

// DynamicTopAt is the top at a time.
type DynamicTopAt struct {
	T             float64  `json:"t_hours"`
	Reliability   *float64 `json:"reliability"` // not having failed by then
	Unreliability *float64 `json:"unreliability"`
}

// DynamicChain is a part of the tree that has a chain of its own.
type DynamicChain struct {
	Gate        string `json:"gate"`
	Events      int    `json:"basic_events"`
	States      int    `json:"states"`
	Transitions int    `json:"transitions"`
}

// NewDynamicTop makes the document of solve for a dynamic fault tree; ofFile are the
// warnings of reading it.
func NewDynamicTop(e *mtbf.DynamicTop, ofFile []model.Warning) *DynamicTop {
	d := &DynamicTop{
		Schema: "mtbf.solve/2", System: e.Name, Engine: dynamicEngine(e), Method: "exact", Error: finite(e.MTTFError),
		Measures: SystemMeasures{MTTFHours: finite(e.MTTF)}, Ever: finite(e.Ever), Never: finite(e.Never), Chains: []DynamicChain{}, Events: e.Events, Warnings: []Warning{},
	}
	if d.Measures.MTTFHours == nil {
		d.Error = nil
	}
	for _, x := range e.At {
		d.At = append(d.At, DynamicTopAt{x.T, finite(x.Reliability), finite(x.Unreliability)})
	}
	for _, p := range e.Parts {
		d.Chains = append(d.Chains, DynamicChain{p.Top, p.Events, p.States, p.Transitions})
	}
	d.Warnings = append(d.Warnings, newWarnings(append(slices.Clone(ofFile), e.Warnings...))...)
	return d
}

// dynamicEngine is what solved a tree.
func dynamicEngine(e *mtbf.DynamicTop) string {
	var by []string
	if len(e.Parts) != 1 || e.Parts[0].Events < e.Events {
		by = append(by, "decision diagram")
	}
	if len(e.Parts) > 0 {
		by = append(by, "Markov chains")
	}
	return strings.Join(by, ", ")
}

// Blocks returns the measures, the times asked for and the chains.
func (d *DynamicTop) Blocks() []Block {
	title := fmt.Sprintf("Top event %s (%s: %s)", printable.Clip(d.System, 60), d.Method, d.Engine)
	blocks := []Block{{Title: title, Grid: d.measures()}}
	if d.numeric() {
		blocks[0].Foot = []string{fmt.Sprintf("MTTF: numeric, by quadrature, to %s h.", number.Sig(*d.Error, 2))}
	}
	if len(d.At) > 0 {
		g := &Grid{Alike: columnsAlike([]int{1}, []int{2}), Header: []string{"Time, h", "Reliability R(t)", "Unreliability F(t)"}}
		for _, x := range d.At {
			g.Rows = append(g.Rows, []string{number.Plain(x.T), sigOrAbsent(x.Reliability, 10), sigOrAbsent(x.Unreliability, 10)})
		}
		blocks = append(blocks, Block{Title: "At times (new at t = 0)", Grid: g})
	}
	if len(d.Chains) > 0 {
		g := &Grid{Left: 1, Header: []string{"Gate", "Basic events", "States", "Transitions"}}
		for _, c := range d.Chains {
			g.Rows = append(g.Rows, []string{printable.Clip(c.Gate, 60), strconv.Itoa(c.Events), strconv.Itoa(c.States), strconv.Itoa(c.Transitions)})
		}
		blocks = append(blocks, Block{Title: "Parts in which the order of failures matters, each with a chain", Grid: g})
	}
	return withNotes(blocks, noteLines(d.Warnings))
}

func (d *DynamicTop) numeric() bool { return d.Error != nil && *d.Error > 0 }

func (d *DynamicTop) measures() *Grid {
	g := &Grid{Left: 1, Header: []string{"Measure", "Value", "Unit"}}
	mttf := sigOrAbsent(d.Measures.MTTFHours, 10)
	if d.Measures.MTTFHours == nil && d.Never != nil && *d.Never > 0 {
		mttf = "infinite"
	}
	g.Rows = append(g.Rows, []string{"MTTF", mttf, "h"}, []string{"P(fails some time)", sigOrAbsent(d.Ever, 10), ""})
	if d.Never != nil && *d.Never > 0 {
		g.Rows = append(g.Rows, []string{"P(never fails)", sigOrAbsent(d.Never, 10), ""})
	}
	g.Rows = append(g.Rows, []string{"Basic events", strconv.Itoa(d.Events), ""})
	return g
}

// Records returns one row a measure, and what stands beside the measures.
func (d *DynamicTop) Records() [][]string {
	out := newSheet("measure", "value", "section", "t_hours", "unit")
	for _, m := range d.Measures.List() {
		out.add("measure", m.Key, "value", bare(m.Value), "section", "measures")
	}
	out.add("measure", "probability_ever", "value", bare(d.Ever), "section", "measures")
	out.add("measure", "probability_never", "value", bare(d.Never), "section", "measures")
	for _, x := range d.At {
		out.add("section", "at", "t_hours", bare(&x.T), "measure", "unreliability", "value", bare(x.Unreliability))
		out.add("section", "at", "t_hours", bare(&x.T), "measure", "reliability", "value", bare(x.Reliability))
	}
	for _, c := range d.Chains {
		out.add("section", "chains", "unit", c.Gate, "measure", "states", "value", strconv.Itoa(c.States))
	}
	return out.records()
}
