package render

import (
	"fmt"
	"slices"
	"strings"

	"mtbf"
	"mtbf/ingest/faulttree"
	"mtbf/internal/number"
	"mtbf/internal/printable"
	"mtbf/model"
)

// EventTree is the result of solve for an event tree.
type EventTree struct {
	Schema    string     `json:"schema"`
	Initiator string     `json:"initiating_event"`
	Tree      string     `json:"event_tree"`
	Engine    string     `json:"engine"`
	Method    string     `json:"method"`
	PerHour   *float64   `json:"frequency_per_hour"`
	PerYear   *float64   `json:"frequency_per_year"`
	Sequences []Sequence `json:"sequences"`
	Total     float64    `json:"total_probability"`
	Warnings  []Warning  `json:"warnings"`
}

// Sequence is an end of an event tree.
type Sequence struct {
	Name        string           `json:"sequence"`
	Ways        [][]EventOutcome `json:"ways"`
	Probability float64          `json:"probability"`
	PerHour     *float64         `json:"frequency_per_hour"`
	PerYear     *float64         `json:"frequency_per_year"`
	Coherent    bool             `json:"coherent"`
	Count       *float64         `json:"cut_set_count"`
	CutSets     []CutSet         `json:"cut_sets"`
}

// EventOutcome is the state of a functional event.
type EventOutcome struct {
	Functional string `json:"functional_event"`
	State      string `json:"state"`
}

// hoursInYear is a year of 365.25 days.
const hoursInYear = 8766

// NewEventTree makes the document of an event tree; ofFiles are the warnings of reading.
func NewEventTree(s *mtbf.EventTreeSolution, ofFiles []model.Warning) *EventTree {
	d := &EventTree{
		Schema: "mtbf.solve/2", Initiator: s.Initiator, Tree: s.Tree, Engine: "decision diagram", Method: "exact",
		PerHour: finite(s.Rate), PerYear: finite(s.Rate * hoursInYear), Sequences: []Sequence{}, Total: s.Total,
		Warnings: newWarnings(append(slices.Clone(ofFiles), s.Warnings...)),
	}
	for _, x := range s.Sequences {
		q := Sequence{Name: x.Name, Probability: x.Probability, PerHour: finite(x.Frequency), PerYear: finite(x.Frequency * hoursInYear), Coherent: x.Coherent, CutSets: []CutSet{}}
		for _, w := range x.Ways {
			q.Ways = append(q.Ways, newWay(w))
		}
		if x.CutSets != nil {
			q.Count = finite(x.CutSets.Count)
			for _, c := range x.CutSets.Sets {
				q.CutSets = append(q.CutSets, newCutSet(c))
			}
		}
		d.Sequences = append(d.Sequences, q)
	}
	return d
}

func newWay(of []faulttree.Outcome) []EventOutcome {
	way := []EventOutcome{}
	for _, o := range of {
		way = append(way, EventOutcome{o.Functional, o.State})
	}
	return way
}

// Blocks returns the sequences, then the minimal sets of each.
func (d *EventTree) Blocks() []Block {
	g := &Grid{Left: 2, Alike: columnsAlike([]int{2}, []int{3}), Header: []string{"Sequence", "Way", "Probability", "Per year", "Sets"}, Wrap: map[int]int{1: 40}}
	for _, s := range d.Sequences {
		for i, w := range s.Ways {
			row := []string{"", wayText(w), "", "", ""}
			if i == 0 {
				row = []string{printable.Clip(s.Name, 20), wayText(w), number.Sig(s.Probability, 8), sigOrAbsent(s.PerYear, 6), ""}
				if s.Count != nil {
					row[4] = countOf(s.Count)
				}
			}
			g.Rows = append(g.Rows, row)
		}
	}
	title := fmt.Sprintf("Event tree %s after %s (%s: %s)", d.Tree, d.Initiator, d.Method, d.Engine)
	if d.PerYear != nil {
		title += fmt.Sprintf(", %s a year", number.Sig(*d.PerYear, 6))
	}
	blocks := []Block{{Title: title, Grid: g, Foot: []string{"Probability: given the initiating event. All sequences together: " + number.Sig(d.Total, 10) + "."}}}
	for _, s := range d.Sequences {
		if len(s.CutSets) == 0 {
			continue
		}
		word := "Minimal cut sets"
		if !s.Coherent {
			word = "Prime implicants"
		}
		b := &Grid{Left: 1, Alike: columnsAlike([]int{1}), Header: []string{"Events", "Probability"}, Wrap: map[int]int{0: 60}}
		for _, c := range s.CutSets[:min(len(s.CutSets), 5)] {
			b.Rows = append(b.Rows, []string{c.text(", "), sigOrAbsent(c.Unavailability, 5)})
		}
		blocks = append(blocks, Block{Title: fmt.Sprintf("%s of %s: %s, the most probable first", word, printable.Clip(s.Name, 20), countOf(s.Count)), Grid: b})
	}
	return withNotes(blocks, noteLines(d.Warnings))
}

func wayText(way []EventOutcome) string {
	words := make([]string, len(way))
	for i, o := range way {
		words[i] = printable.Clip(o.Functional, 20) + " " + printable.Clip(o.State, 12)
	}
	return strings.Join(words, ", ")
}

// Records returns a row for each number of each sequence.
func (d *EventTree) Records() [][]string {
	out := newSheet("section", "sequence", "measure", "value", "unit")
	for _, s := range d.Sequences {
		for _, x := range []namedValue{{"probability", &s.Probability}, {"frequency_per_hour", s.PerHour}, {"frequency_per_year", s.PerYear}, {"cut_set_count", s.Count}} {
			out.add("section", "sequences", "sequence", s.Name, "measure", x.name, "value", bare(x.value))
		}
		for _, c := range s.CutSets {
			out.add("section", "cut_sets", "sequence", s.Name, "measure", "unavailability", "value", bare(c.Unavailability), "unit", c.text("; "))
		}
	}
	out.add("section", "total", "measure", "total_probability", "value", bare(&d.Total))
	return out.records()
}
