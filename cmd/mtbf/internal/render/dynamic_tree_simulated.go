package render

import (
	"fmt"
	"strconv"

	"mtbf/internal/number"
	"mtbf/internal/printable"
	"mtbf/model"
	"mtbf/montecarlo/dft"
)

// DynamicSimulation is a simulation of a dynamic fault tree.
type DynamicSimulation struct {
	Schema       string                `json:"schema"`
	System       string                `json:"system"`
	Method       string                `json:"method"`
	Replications int                   `json:"replications"`
	Events       uint64                `json:"events"`
	Seed         uint64                `json:"seed"`
	Complete     bool                  `json:"complete"`
	At           []DynamicSimulationAt `json:"at"`
	Warnings     []Warning             `json:"warnings"`
}

// DynamicSimulationAt is the top at a time.
type DynamicSimulationAt struct {
	T             float64 `json:"t_hours"`
	Failures      int     `json:"failures"` // replications in which it has failed by then
	Unreliability SimEst  `json:"unreliability"`
}

// NewDynamicSimulation makes the document; ofFile are the warnings of reading the tree.
func NewDynamicSimulation(name string, r *dft.Result, ofFile []model.Warning) *DynamicSimulation {
	d := &DynamicSimulation{
		Schema: "mtbf.simulate/2", System: name, Method: "simulated", Replications: r.Runs, Events: r.Events, Seed: r.Seed, Complete: r.Complete,
		At: []DynamicSimulationAt{}, Warnings: []Warning{},
	}
	for _, a := range r.At {
		d.At = append(d.At, DynamicSimulationAt{a.T, a.Failures, simEst(a.Unreliability)})
	}
	d.Warnings = append(d.Warnings, newWarnings(ofFile)...)
	d.Warnings = append(d.Warnings, newWarnings(r.Warnings)...)
	return d
}

// Blocks returns the unreliability at the times.
func (d *DynamicSimulation) Blocks() []Block {
	g := &Grid{Header: []string{"Time, h", "Failures", "Unreliability F(t)", "Limits"}}
	if len(d.At) > 0 {
		g.Header[3] = exactPercent(d.At[0].Unreliability.Confidence) + " % limits"
	}
	var notes []Warning
	for _, a := range d.At {
		u := a.Unreliability
		g.Rows = append(g.Rows, []string{number.Plain(a.T), strconv.Itoa(a.Failures), sigOrAbsent(u.Point, 5), sigOrAbsent(u.Lo, 5) + " to " + sigOrAbsent(u.Hi, 5)})
		notes = append(notes, u.Warnings...)
	}
	title := fmt.Sprintf("Top event %s (simulated, %s replications, seed %d)", printable.Clip(d.System, 60), number.Count(d.Replications), d.Seed)
	return withNotes([]Block{{Title: title, Grid: g}}, noteLines(append(notes, d.Warnings...)))
}

// Records returns one row a time.
func (d *DynamicSimulation) Records() [][]string {
	out := newSheet("t_hours", "failures", "unreliability", "lo", "hi", "relative_error")
	for _, a := range d.At {
		u := a.Unreliability
		out.add("t_hours", bare(&a.T), "failures", strconv.Itoa(a.Failures), "unreliability", bare(u.Point), "lo", bare(u.Lo), "hi", bare(u.Hi), "relative_error", bare(u.RelativeError))
	}
	return out.records()
}
