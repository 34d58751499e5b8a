package report

import (
	"fmt"
	"math"
	"strconv"

	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/model/dynamic"
	"mtbf/montecarlo/dft"
	"mtbf/plots"
)

// DynamicTree is what the report of a dynamic fault tree is made from.
type DynamicTree struct {
	Name     string
	Tree     *dynamic.Tree // whose basic events the page lists; nil for none
	Figure   *plots.Figure
	NotDrawn int // gates that the figure leaves out

	Exact     *dynamic.Result // nil where there is none
	Unsolved  error           // why
	Simulated *dft.Result     // at the times asked for; nil for none

	Warnings []model.Warning
	Source   Source
}

// Page returns the report of the tree.
func (t DynamicTree) Page() *Page {
	p := &Page{Title: "Dynamic fault tree: " + t.Name, Findings: t.findings(), Source: t.Source, Warnings: t.Warnings}
	drawing := Section{ID: "tree", Title: "The fault tree"}
	if t.Figure != nil {
		drawing.Figures = []*plots.Figure{t.Figure}
	}
	if t.NotDrawn > 0 {
		drawing.Notes = []string{fmt.Sprintf("%s further down stand as triangles; 'mtbf plot diagram' with --gate draws what is below one.", number.Counted(t.NotDrawn, "gate"))}
	}
	p.Sections = append(p.Sections, drawing, t.measures())
	if x := t.events(); len(x.Rows) > 0 {
		p.Sections = append(p.Sections, Section{ID: "events", Title: "Basic events", Tables: []Table{x}, Notes: left(t.eventCount(), "solve")})
	}
	if t.Simulated != nil {
		p.Sections = append(p.Sections, t.times())
	}
	if t.Exact != nil && len(t.Exact.Parts) > 0 {
		p.Sections = append(p.Sections, t.chains())
	}
	return p
}

func (t DynamicTree) findings() []Finding {
	var all []Finding
	switch e := t.Exact; {
	case e == nil:
		all = append(all, Finding{"Not solved exactly: " + sentence(t.Unsolved.Error()), "measures"})
	case math.IsInf(e.MTTF, 1):
		all = append(all, Finding{fmt.Sprintf("The top event may never come: the probability that it ever does is %s, and the mean time to failure is infinite.", number.Sig(e.Ever, 6)), "measures"})
	case !math.IsNaN(e.MTTF):
		all = append(all, Finding{fmt.Sprintf("The mean time to failure is %s (%s h), %s.", hours(e.MTTF), number.Sig(e.MTTF, 6), methodOf(e)), "measures"})
	}
	if t.Exact != nil {
		for _, x := range t.Exact.At {
			all = append(all, Finding{fmt.Sprintf("By %s h it has failed with probability %s.", number.Plain(x.T), number.Sig(x.Unreliability, 4)), "times"})
		}
	}
	if n := len(t.Warnings); n > 0 {
		all = append(all, Finding{number.Counted(n, "warning") + " on what these numbers rest on.", "warnings"})
	}
	return all
}

// methodOf is how the mean time to failure was found.
func methodOf(e *dynamic.Result) string {
	if e.MTTFError > 0 {
		return fmt.Sprintf("numeric, by quadrature of exact reliabilities, to %s h", number.Sig(e.MTTFError, 2))
	}
	return "exact"
}

func (t DynamicTree) measures() Section {
	x := Table{Caption: "The top event", Text: 2, Head: []string{"Measure", "Unit", "Value"}}
	out := Section{ID: "measures", Title: "Measures"}
	if t.Exact == nil {
		out.Notes = []string{"Not solved exactly: " + sentence(t.Unsolved.Error())}
		return out
	}
	x.add([]string{"MTTF", "h", meanTime(t.Exact.MTTF)})
	x.add([]string{"Probability that it ever fails", "", plain(t.Exact.Ever)})
	x.add([]string{"Basic events", "", number.Count(t.Exact.Events)})
	out.Tables = []Table{x}
	if !math.IsInf(t.Exact.MTTF, 0) && !math.IsNaN(t.Exact.MTTF) {
		out.Notes = []string{"MTTF: " + methodOf(t.Exact) + "."}
	}
	return out
}

func (t DynamicTree) times() Section {
	s := t.Simulated
	percent := percentText(s.At[0].Unreliability.Confidence)
	x := Table{Caption: fmt.Sprintf("Unreliability, new at t = 0; simulated in %s runs", number.Count(s.Runs)), Head: []string{"Time, h", "Exact", "Simulated", "lower " + percent + " limit", "upper " + percent + " limit"}}
	for i, a := range s.At {
		exact := "not solved"
		if t.Exact != nil {
			exact = plain(t.Exact.At[i].Unreliability)
		}
		u := a.Unreliability
		x.add([]string{number.Plain(a.T), exact, plain(u.Point), plain(u.Lo), plain(u.Hi)})
	}
	return Section{ID: "times", Title: "At times", Tables: []Table{x}}
}

func (t DynamicTree) chains() Section {
	x := Table{Caption: "Parts in which the order of failures matters, each with a chain", Text: 1, Head: []string{"Gate", "Basic events", "States", "Transitions"}}
	for _, p := range t.Exact.Parts {
		x.add([]string{p.Top, strconv.Itoa(p.Events), number.Count(p.States), number.Count(p.Transitions)})
	}
	return Section{ID: "chains", Title: "How it was solved", Tables: []Table{x}}
}
