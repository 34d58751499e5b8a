package render

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"mtbf"
	"mtbf/internal/number"
	"mtbf/internal/printable"
	delimited "mtbf/internal/table"
	"mtbf/model"
	"mtbf/model/system"
)

// TopEvent is the result of solve for a fault tree. Its keys are those of a system whose
// unavailability is the probability of the top event.
type TopEvent struct {
	Schema     string         `json:"schema"`
	System     string         `json:"system"`
	Engine     string         `json:"engine"`
	Method     string         `json:"method"`
	Coherent   bool           `json:"coherent"`
	Measures   SystemMeasures `json:"measures"`
	At         []TopEventAt   `json:"at,omitempty"`
	Importance []Importance   `json:"importance"`
	CutSets    []CutSet       `json:"cut_sets"`
	Count      *float64       `json:"cut_set_count"`
	ByOrder    []SetsOfOrder  `json:"cut_sets_by_order,omitempty"`
	Left       *float64       `json:"cut_sets_left_unavailability"`
	Events     int            `json:"basic_events"`
	Warnings   []Warning      `json:"warnings"`

	asked bool // for cut sets
}

// TopEventAt is the probability at another mission time.
type TopEventAt struct {
	T              float64  `json:"t_hours"`
	Availability   *float64 `json:"availability"`
	Unavailability *float64 `json:"unavailability"`
}

// SetsOfOrder is how many minimal sets have so many events.
type SetsOfOrder struct {
	Order int     `json:"order"`
	Count float64 `json:"count"`
}

// NewTopEvent makes the document of solve for a fault tree; ofFiles are the warnings of
// reading its files, cutSets tells whether sets were asked for.
func NewTopEvent(e *mtbf.TopEvent, ofFiles []model.Warning, cutSets bool) *TopEvent {
	d := &TopEvent{
		Schema: "mtbf.solve/2", System: e.System.Name, Engine: "decision diagram", Method: "exact", Coherent: e.Coherent,
		Measures:   SystemMeasures{Availability: finite(e.Complement), Unavailability: finite(e.Probability)},
		Importance: newImportance(e.Importance), CutSets: []CutSet{}, Events: len(e.System.Units), Warnings: []Warning{}, asked: cutSets,
	}
	for _, x := range e.At {
		d.At = append(d.At, TopEventAt{x.T, finite(x.Complement), finite(x.Probability)})
	}
	if s := e.CutSets; s != nil {
		for _, c := range s.Sets {
			d.CutSets = append(d.CutSets, newCutSet(c))
		}
		d.Count, d.Left = finite(s.Count), finite(s.Truncated)
		for order, n := range s.ByOrder {
			if n > 0 {
				d.ByOrder = append(d.ByOrder, SetsOfOrder{order, n})
			}
		}
	}
	d.Warnings = append(d.Warnings, newWarnings(append(slices.Clone(ofFiles), e.Warnings...))...)
	return d
}

// setsWord is what the minimal sets are called.
func (d *TopEvent) setsWord() string {
	if d.Coherent {
		return "Minimal cut sets"
	}
	return "Prime implicants"
}

// Blocks returns the probability, the times asked for, the sets and the importance.
func (d *TopEvent) Blocks() []Block {
	blocks := []Block{{Title: fmt.Sprintf("Top event %s (%s: %s)", d.System, d.Method, d.Engine), Grid: d.measures()}}
	if len(d.At) > 0 {
		g := &Grid{Alike: columnsAlike([]int{1}), Header: []string{"Mission time, h", "Probability"}}
		for _, x := range d.At {
			g.Rows = append(g.Rows, []string{number.Plain(x.T), sigOrAbsent(x.Unavailability, 10)})
		}
		blocks = append(blocks, Block{Title: "At other mission times", Grid: g})
	}
	if len(d.ByOrder) > 0 {
		g := &Grid{Header: []string{"Events in a set", "Sets"}}
		for _, x := range d.ByOrder {
			g.Rows = append(g.Rows, []string{strconv.Itoa(x.Order), countOf(&x.Count)})
		}
		blocks = append(blocks, Block{Title: d.setsWord() + " by order", Grid: g})
	}
	if len(d.CutSets) > 0 {
		blocks = append(blocks, d.sets())
	}
	if len(d.Importance) > 0 {
		b := importanceBlock("Importance, the most critical first", d.byCriticality())
		b.Grid.Header[0] = "Basic event"
		if !d.Coherent {
			b.Foot = append(b.Foot, "Birnbaum below 0: the event makes the top event less likely.")
		}
		blocks = append(blocks, b)
	}
	return withNotes(blocks, noteLines(d.Warnings))
}

// byCriticality is the importance of events, the greatest criticality first.
func (d *TopEvent) byCriticality() []Importance {
	of := slices.Clone(d.Importance)
	size := func(i Importance) float64 {
		if i.Criticality == nil {
			return 0
		}
		return math.Abs(*i.Criticality)
	}
	slices.SortStableFunc(of, func(a, b Importance) int { return cmp.Compare(size(b), size(a)) })
	return of
}

func (d *TopEvent) measures() *Grid {
	g := &Grid{Left: 1, Header: []string{"Measure", "Value"}}
	add := func(label, value string) { g.Rows = append(g.Rows, []string{label, value}) }
	add("Probability of the top event", sigOrAbsent(d.Measures.Unavailability, 10))
	add("Basic events", strconv.Itoa(d.Events))
	if d.asked {
		add(d.setsWord(), countOf(d.Count))
	}
	return g
}

func (d *TopEvent) sets() Block {
	b := Block{Title: d.setsWord() + ", the most probable first", Grid: &Grid{Left: 1, Alike: columnsAlike([]int{1}), Header: []string{"Events", "Probability"}, Wrap: map[int]int{0: 60}}}
	for _, c := range d.CutSets {
		b.Grid.Rows = append(b.Grid.Rows, []string{c.text(", "), sigOrAbsent(c.Unavailability, 5)})
	}
	if d.Left != nil && *d.Left > 0 {
		b.Foot = []string{fmt.Sprintf("Those not listed add at most %s.", number.Sig(*d.Left, 3))}
	}
	return b
}

// text is the set in words: what has failed, and what works.
func (c CutSet) text(between string) string {
	words := slices.Clone(c.Units)
	for _, u := range c.Working {
		words = append(words, "not "+u)
	}
	for i, w := range words {
		words[i] = printable.Clip(w, 60)
	}
	return strings.Join(words, between)
}

// Records returns one row a measure, and what stands beside the measures.
func (d *TopEvent) Records() [][]string {
	out := newSheet("measure", "value", "section", "t_hours", "unit", "copies")
	for _, m := range d.Measures.List() {
		out.add("measure", m.Key, "value", bare(m.Value), "section", "measures")
	}
	for _, x := range d.At {
		out.add("section", "at", "t_hours", bare(&x.T), "measure", "unavailability", "value", bare(x.Unavailability))
	}
	for _, i := range d.Importance {
		recordImportance(out, i, "section", "importance")
	}
	for _, x := range d.ByOrder {
		out.add("section", "cut_sets_by_order", "measure", strconv.Itoa(x.Order), "value", bare(&x.Count))
	}
	for _, c := range d.CutSets {
		out.add("section", "cut_sets", "unit", c.text("; "), "measure", "unavailability", "value", bare(c.Unavailability))
	}
	return out.records()
}

// SetRows writes minimal sets as rows of CSV, as they come.
type SetRows struct{ out *delimited.Writer }

// NewSetRows writes to w.
func NewSetRows(w io.Writer) *SetRows { return &SetRows{delimited.NewWriter(w)} }

// Heading writes the names of the columns: probability, number of events, events that
// happen, and those that do not.
func (r *SetRows) Heading() error {
	return r.out.Write([]string{"probability", "order", "events", "working"})
}

// Write adds a set.
func (r *SetRows) Write(s system.Set) error {
	record := []string{bare(finite(s.Probability)), strconv.Itoa(len(s.Units) + len(s.Working)), strings.Join(s.Units, "; "), strings.Join(s.Working, "; ")}
	for i := range record {
		record[i] = strings.ToValidUTF8(record[i], "\uFFFD")
	}
	return r.out.Write(record)
}

// Flush ends the file.
func (r *SetRows) Flush() error { return r.out.Flush() }
