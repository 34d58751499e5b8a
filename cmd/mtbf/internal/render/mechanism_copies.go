package render

import (
	"mtbf/internal/number"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/mechanism"
)

// Storage is the result of mechanism storage.
type Storage struct {
	Mechanism
	Within []MechanismWithin `json:"within"`
}

// MechanismWithin is what happens within a time from all new.
type MechanismWithin struct {
	Hours float64  `json:"hours"`
	Name  string   `json:"name"`
	Label string   `json:"label"`
	Value *float64 `json:"value"`
	Lo    *float64 `json:"lo"`
	Hi    *float64 `json:"hi"`
}

// AddWithin adds what happens within a time.
func (d *Storage) AddWithin(hours float64, name, label string, e model.Estimate) {
	w := MechanismWithin{Hours: hours, Name: name, Label: label, Value: finite(e.Point)}
	if mechanism.Uncertain(e) {
		w.Lo, w.Hi = finite(e.Lo), finite(e.Hi)
	}
	d.Within = append(d.Within, w)
}

// Blocks returns the results, what happens within times, the inputs and what is assumed.
func (d *Storage) Blocks() []Block { return d.around(d.within()...) }

func (d *Storage) within() []Block {
	if len(d.Within) == 0 {
		return nil
	}
	grid := &Grid{Header: []string{"Within", "What", "Value", "From", "To"}, Left: 2, Wrap: map[int]int{1: 32}}
	for _, w := range d.Within {
		grid.Rows = append(grid.Rows, []string{when.FormatHours(w.Hours), w.Label, mechanismValue(w.Value), limit(w.Lo), limit(w.Hi)})
	}
	return []Block{{Title: "New at t = 0", Grid: withoutEmpty(grid, 3)}}
}

// Records returns a row for each result, time, input and assumption.
func (d *Storage) Records() [][]string { return d.withinSheet().records() }

func (d *Storage) withinSheet() *sheet {
	s := d.sheet("hours")
	for _, w := range d.Within {
		s.add("section", "within", "name", w.Name, "hours", bare(&w.Hours), "value", bare(w.Value), "lo", bare(w.Lo), "hi", bare(w.Hi), "text", w.Label)
	}
	return s
}

// Contract is the result of mechanism contract.
type Contract struct {
	Storage
	Clauses []ContractClause `json:"contract"`
}

// ContractClause is a sentence of a contract.
type ContractClause struct {
	Part string `json:"part"` // guaranteed, not guaranteed, when it is void, how often
	Text string `json:"text"`
}

// AddClauses adds the text of the contract.
func (d *Contract) AddClauses(all []mechanism.ContractClause) {
	for _, c := range all {
		d.Clauses = append(d.Clauses, ContractClause{string(c.Part), c.Sentence(clauseValue)})
	}
}

// clauseValue writes a number in a sentence.
func clauseValue(v mechanism.ClauseValue) string {
	if v.Unit == "h" {
		return lengthInWords(v.Value)
	}
	return number.Sig(v.Value, 4)
}

// Blocks returns the contract behind the results.
func (d *Contract) Blocks() []Block {
	clauses := &Grid{Header: []string{"The contract", ""}, Left: 2, Wrap: map[int]int{0: 16, 1: 60}}
	part := ""
	for _, c := range d.Clauses {
		shown := c.Part
		if shown == part {
			shown = ""
		}
		part = c.Part
		clauses.Rows = append(clauses.Rows, []string{shown, c.Text})
	}
	return d.around(append(d.within(), Block{Title: "The text of the contract", Grid: clauses})...)
}

// Records returns a row for each sentence too.
func (d *Contract) Records() [][]string {
	s := d.withinSheet()
	for _, c := range d.Clauses {
		s.add("section", "contract", "name", c.Part, "text", c.Text)
	}
	return s.records()
}

// lengthInWords writes a time in hours for a sentence.
func lengthInWords(h float64) string {
	whole := when.FormatHours(h)
	switch {
	case len(whole) <= 4: // such as 10y
		return whole
	case h >= 2*model.HoursPerYear:
		return number.Sig(h/model.HoursPerYear, 4) + " years"
	case h >= 1:
		return number.Sig(h, 4) + " h"
	case h >= 1./60:
		return number.Sig(60*h, 4) + " min"
	}
	return number.Sig(3600*h, 4) + " s"
}
