package render

import (
	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/model/mechanism"
)

// Pairs is the result of mechanism pairs.
type Pairs struct {
	Mechanism
	Kinds []PairKind `json:"kinds"`
}

// PairKind is what a kind of pair tolerates, class by class: yes, no, some (a share that
// is an input), or forgets (the process goes on without its state).
type PairKind struct {
	Kind        string   `json:"kind"`
	Label       string   `json:"label"`
	Hardware    string   `json:"hardware"`
	Heisenbug   string   `json:"heisenbug"`
	Bohrbug     string   `json:"bohrbug"`
	Operations  string   `json:"operations"`
	Environment string   `json:"environment"`
	MTBFHours   *float64 `json:"mtbf_hours,omitempty"`    // with the faults given; missing without them, or where a coverage is not given
	MTBFLo      *float64 `json:"mtbf_hours_lo,omitempty"` // lower limit
	MTBFHi      *float64 `json:"mtbf_hours_hi,omitempty"` // upper limit
	Note        string   `json:"note"`
	Source      string   `json:"source"`

	faults bool
}

// Add adds a kind, with its MTBF where faults are given.
func (d *Pairs) Add(k mechanism.PairKind, mtbf *model.Estimate) {
	a := k.Against
	row := PairKind{
		Kind: k.Name, Label: k.Label, Note: k.Note, Source: k.Source,
		Hardware: string(a[0]), Heisenbug: string(a[1]), Bohrbug: string(a[2]), Operations: string(a[3]), Environment: string(a[4]),
	}
	if mtbf != nil {
		row.faults, row.MTBFHours = true, finite(mtbf.Point)
		row.MTBFLo, row.MTBFHi = endsOf(*mtbf)
	}
	d.Kinds = append(d.Kinds, row)
}

// Blocks returns the results, the table of kinds and their MTBF.
func (d *Pairs) Blocks() []Block {
	tolerates := &Grid{Header: []string{"Kind of pair", "Hardware", "Heisenbug", "Bohrbug", "Operations", "Environment"}, Left: 6}
	notes := &Grid{Header: []string{"Kind of pair", "What it takes", "Source"}, Left: 3, Wrap: map[int]int{0: 24, 1: 32, 2: 20}}
	mtbf := &Grid{Header: []string{"Kind of pair", "MTBF, h", "Years", "From, h", "To, h"}, Left: 1}
	for _, k := range d.Kinds {
		tolerates.Rows = append(tolerates.Rows, []string{k.Label, k.Hardware, k.Heisenbug, k.Bohrbug, k.Operations, k.Environment})
		notes.Rows = append(notes.Rows, []string{k.Label, k.Note, k.Source})
		if k.faults {
			years := orAbsent(k.MTBFHours, func(h float64) string { return number.Sig(h/model.HoursPerYear, 4) })
			mtbf.Rows = append(mtbf.Rows, []string{k.Label, sigOrAbsent(k.MTBFHours, 6), years, limit(k.MTBFLo), limit(k.MTBFHi)})
		}
	}
	var blocks []Block
	if len(mtbf.Rows) > 0 {
		blocks = append(blocks, Block{Title: "MTBF of each kind with these faults", Grid: withoutEmpty(mtbf, 3), Foot: []string{"–: without bound, or a coverage is not given: from none to all of the faults."}})
	}
	return d.around(append(blocks,
		Block{Title: "What each kind tolerates", Grid: tolerates, Foot: []string{"some: a share that is an input (--coverage). forgets: it goes on without its state."}},
		Block{Title: "What each kind takes", Grid: notes})...)
}

// Records returns the results and the kinds.
func (d *Pairs) Records() [][]string {
	s := d.sheet("hardware", "heisenbug", "bohrbug", "operations", "environment")
	for _, k := range d.Kinds {
		s.add("section", "kinds", "name", k.Kind, "value", bare(k.MTBFHours), "lo", bare(k.MTBFLo), "hi", bare(k.MTBFHi), "text", k.Note, "source", k.Source,
			"hardware", k.Hardware, "heisenbug", k.Heisenbug, "bohrbug", k.Bohrbug, "operations", k.Operations, "environment", k.Environment)
	}
	return s.records()
}
