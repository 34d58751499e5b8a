package render

import (
	"mtbf/model"
	"mtbf/model/system"
)

// Bounds is the result of solve where the exact answer is out of reach.
type Bounds struct {
	Schema   string         `json:"schema"`
	System   string         `json:"system"`
	Engine   string         `json:"engine"`
	Method   string         `json:"method"`
	Measures SystemMeasures `json:"measures"` // all null: none is known exactly
	Bounds   BoundsOut      `json:"bounds"`
	Warnings []Warning      `json:"warnings"`
}

// BoundsOut are bounds, not limits of an estimate.
type BoundsOut struct {
	AvailabilityLo   *float64 `json:"availability_lo"`
	AvailabilityHi   *float64 `json:"availability_hi"`
	UnavailabilityLo *float64 `json:"unavailability_lo"`
	UnavailabilityHi *float64 `json:"unavailability_hi"`
}

// NewBounds makes the document of bounds; why tells what refused.
func NewBounds(name string, b *system.Bounds, why error) *Bounds {
	return &Bounds{
		Schema: "mtbf.solve/2", System: name, Engine: "bounds by association, disjoint paths and cuts", Method: "bounds",
		Bounds:   BoundsOut{finite(b.AvailabilityLo), finite(b.AvailabilityHi), finite(b.UnavailabilityLo), finite(b.UnavailabilityHi)},
		Warnings: []Warning{{Code: "bounds-only", Text: "no exact answer: " + why.Error()}},
	}
}

// AddWarnings adds warnings.
func (b *Bounds) AddWarnings(ws []model.Warning) { b.Warnings = append(b.Warnings, newWarnings(ws)...) }

// Blocks returns the bounds, named as such.
func (b *Bounds) Blocks() []Block {
	g := &Grid{Left: 1, Alike: rowsAlike, Header: []string{"Bounds, not estimates", "At least", "At most"}, Rows: [][]string{
		{"Availability", sigOrAbsent(b.Bounds.AvailabilityLo, 8), sigOrAbsent(b.Bounds.AvailabilityHi, 8)},
		{"Unavailability", sigOrAbsent(b.Bounds.UnavailabilityLo, 5), sigOrAbsent(b.Bounds.UnavailabilityHi, 5)},
	}}
	return withNotes([]Block{{Title: b.System + " (bounds)", Grid: g}}, noteLines(b.Warnings))
}

// Records returns the bounds, one row each.
func (b *Bounds) Records() [][]string {
	return [][]string{
		{"bound", "value"},
		{"availability_lo", bare(b.Bounds.AvailabilityLo)}, {"availability_hi", bare(b.Bounds.AvailabilityHi)},
		{"unavailability_lo", bare(b.Bounds.UnavailabilityLo)}, {"unavailability_hi", bare(b.Bounds.UnavailabilityHi)},
	}
}
