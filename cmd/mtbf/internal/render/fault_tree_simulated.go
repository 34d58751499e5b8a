package render

import "slices"

// SimulatedTopEvent is a simulation of a fault tree: the same document, of which people
// see what a top event has.
type SimulatedTopEvent struct{ *Simulation }

// NewSimulatedTopEvent takes the simulation of a fault tree for one.
func NewSimulatedTopEvent(s *Simulation) SimulatedTopEvent {
	s.Warnings = slices.DeleteFunc(s.Warnings, func(w Warning) bool { return w.Code == "not-defined" })
	return SimulatedTopEvent{s}
}

// Blocks returns the probability, and how it was found.
func (s SimulatedTopEvent) Blocks() []Block {
	all := s.Simulation.Blocks()
	u := s.ByName["unavailability"]
	all[0].Title = "Top event " + all[0].Title
	all[0].Grid = &Grid{Left: 1, Header: []string{"Measure", "Estimate", "Limits"}, Rows: [][]string{
		{"Probability of the top event", sigOrAbsent(u.Point, 5), sigOrAbsent(u.Lo, 5) + " to " + sigOrAbsent(u.Hi, 5)},
	}}
	return withWarnings(all[:1], s.Warnings)
}
