package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/model/system"
	"mtbf/montecarlo"
	"mtbf/plots"
)

// FaultTree is what the report of a fault tree is made from.
type FaultTree struct {
	Name        string
	Figure      *plots.Figure
	NotDrawn    int // gates that the figure leaves out
	Probability float64
	Events      int
	Coherent    bool
	Importance  []system.Importance
	CutSets     *system.Sets // nil where there are none to be had

	Simulated   *montecarlo.Result // that checks the exact answer; nil for none
	Unsimulated error

	Warnings []model.Warning
	Source   Source
}

// Page returns the report of the fault tree.
func (t FaultTree) Page() *Page {
	p := &Page{Title: "Fault tree: " + t.Name, Findings: t.findings(), Source: t.Source, Warnings: t.Warnings}
	drawing := Section{ID: "tree", Title: "The fault tree"}
	if t.Figure != nil {
		drawing.Figures = []*plots.Figure{t.Figure}
	}
	if t.NotDrawn > 0 {
		drawing.Notes = []string{fmt.Sprintf("%s further down stand as triangles; 'mtbf plot diagram' with --gate draws what is below one.", number.Counted(t.NotDrawn, "gate"))}
	}
	p.Sections = append(p.Sections, drawing, t.probability())
	if t.CutSets != nil {
		p.Sections = append(p.Sections, t.sets())
	}
	if len(t.Importance) > 0 {
		p.Sections = append(p.Sections, t.importance())
	}
	return p
}

func (t FaultTree) findings() []Finding {
	all := []Finding{{fmt.Sprintf("The top event has probability %s, exact for the probabilities of its %s.", number.Sig(t.Probability, 6), number.Counted(t.Events, "basic event")), "probability"}}
	if t.CutSets != nil && len(t.CutSets.Sets) > 0 {
		most := t.CutSets.Sets[0]
		all = append(all, Finding{fmt.Sprintf("The likeliest way to it, %s, has probability %s.", setText(most), number.Sig(most.Probability, 4)), "sets"})
	}
	if of := byCriticality(t.Importance); len(of) > 0 {
		all = append(all, Finding{fmt.Sprintf("%s matters most: were it impossible, the top event would be %s.", of[0].Name(), lessLikely(of[0].RiskReductionWorth)), "importance"})
	}
	if t.Simulated != nil {
		u := t.Simulated.Measures.Unavailability
		all = append(all, Finding{fmt.Sprintf("A simulation of %s trials gives %s, with %s limits of %s and %s.", number.Thousands(strconv.FormatUint(t.Simulated.Replications, 10)), plain(u.Point), percentText(u.Confidence), plain(u.Lo), plain(u.Hi)), "probability"})
	}
	if n := len(t.Warnings); n > 0 {
		all = append(all, Finding{number.Counted(n, "warning") + " on what these numbers rest on.", "warnings"})
	}
	return all
}

// lessLikely says what a risk reduction worth means.
func lessLikely(worth float64) string {
	if math.IsInf(worth, 1) {
		return "impossible too"
	}
	return number.Sig(worth, 3) + " times less likely"
}

func (t FaultTree) probability() Section {
	x := Table{Caption: "The top event", Text: 1, Head: []string{"Measure", "Value"}}
	x.add([]string{"Probability, exact", plain(t.Probability)})
	x.add([]string{"Basic events", number.Count(t.Events)})
	if t.CutSets != nil {
		x.add([]string{t.kind(), plain(t.CutSets.Count)})
	}
	if t.Simulated != nil {
		u := t.Simulated.Measures.Unavailability
		x.add([]string{"Probability, simulated", plain(u.Point)})
		x.add([]string{"lower " + percentText(u.Confidence) + " limit", plain(u.Lo)})
		x.add([]string{"upper " + percentText(u.Confidence) + " limit", plain(u.Hi)})
	}
	out := Section{ID: "probability", Title: "Probability", Tables: []Table{x}}
	if t.Unsimulated != nil {
		out.Notes = []string{"Not simulated: " + sentence(t.Unsimulated.Error())}
	}
	return out
}

// kind is what the minimal sets are called.
func (t FaultTree) kind() string {
	if t.Coherent {
		return "Minimal cut sets"
	}
	return "Prime implicants"
}

func setText(s system.Set) string {
	words := append([]string{}, s.Units...)
	for _, w := range s.Working {
		words = append(words, "not "+w)
	}
	return strings.Join(words, ", ")
}

func (t FaultTree) sets() Section {
	x := Table{Caption: t.kind() + ", the most probable first", Text: 1, Head: []string{"Events", "Number of events", "Probability"}}
	for _, s := range t.CutSets.Sets {
		x.add([]string{setText(s), strconv.Itoa(len(s.Units) + len(s.Working)), defined(s.Probability)})
	}
	out := Section{ID: "sets", Title: t.kind(), Tables: []Table{x}}
	if t.CutSets.ByOrder != nil {
		orders := Table{Caption: "By number of events", Head: []string{"Events in a set", "Sets"}}
		for order, n := range t.CutSets.ByOrder {
			if n > 0 {
				orders.add([]string{strconv.Itoa(order), plain(n)})
			}
		}
		out.Tables = append(out.Tables, orders)
	}
	if t.CutSets.Truncated > 0 {
		out.Notes = []string{fmt.Sprintf("Those not listed add at most %s to the probability.", number.Sig(t.CutSets.Truncated, 3))}
	}
	return out
}

func (t FaultTree) importance() Section {
	x := Table{Caption: "Importance, the most critical first", Text: 1, Head: []string{"Basic event", "Birnbaum", "Criticality", "Fussell-Vesely", "Risk achievement worth", "Risk reduction worth"}}
	for _, i := range byCriticality(t.Importance) {
		x.add([]string{i.Name(), defined(i.Birnbaum), defined(i.Criticality), defined(i.FussellVesely), defined(i.RiskAchievementWorth), infinite(i.RiskReductionWorth)})
	}
	out := Section{ID: "importance", Title: "Importance", Figures: []*plots.Figure{plots.Importance(t.Name, t.Importance)}, Tables: []Table{x}, Notes: left(len(t.Importance), "solve")}
	if !t.Coherent {
		out.Notes = append(out.Notes, "A Birnbaum importance below 0: the event makes the top event less likely.")
	}
	return out
}
