// Package solve brings the exact engines together: the decision diagram of
// package system for units that are independent, the chains of package markov
// for groups of units that are not, and for whole systems that are small and
// exponential, where a chain also knows what a diagram cannot (the time to the
// first failure with repairs).
package solve

import (
	"errors"
	"fmt"
	"math"

	"mtbf/model"
	"mtbf/model/markov"
	"mtbf/model/system"
)

// Result is what the engines found.
type Result struct {
	system.Result
	UnrepairedMTTF float64 // hours, from all new with no unit repaired; NaN where not defined

	Method string   // "exact": every measure but those given with an error
	Engine string   // what answered
	Not    []string // which engines could not, and why

	Structure *system.Structure // ready for more questions
}

// System solves the steady state of a system. MTTF with repairs comes from the
// chain of the whole system where there is one.
func System(m *system.Model) (*Result, error) {
	structure, err := system.New(m)
	if err != nil {
		return nil, err
	}
	steady, err := structure.Solve(Groups)
	if err != nil {
		return nil, err
	}
	r := &Result{Result: *steady, UnrepairedMTTF: math.NaN(), Method: "exact", Engine: "decision diagram", Structure: structure}
	if hasGroup(m.Top) {
		r.Engine += ", groups as Markov chains"
	}
	if math.IsNaN(r.MTTF) {
		r.addMTTF(m)
	}
	if mttf, err := structure.UnrepairedMTTF(); err == nil {
		r.UnrepairedMTTF = mttf.Hours
	}
	return r, nil
}

// Bounds holds a system that is too large for the exact engines between two
// probabilities.
func Bounds(m *system.Model) (*system.Bounds, error) { return m.Bounds(Groups) }

// addMTTF asks the chain of a group that is the whole system, or else the chain
// of all units, for the time to the first failure.
func (r *Result) addMTTF(m *system.Model) {
	if g := lone(m.Top); g != nil {
		part := &m.Parts[m.Units[g.Units[0]].Part]
		if x, err := Groups(g, part); err == nil && !math.IsNaN(x.MTTF) {
			r.MTTF = x.MTTF
			r.drop("mttf-with-repair")
			return
		}
	}
	chain, err := Whole(m)
	if err == nil {
		if r.MTTF, err = chain.MTTF(); err == nil {
			r.Engine += "; MTTF from the chain of the whole system"
			r.drop("mttf-with-repair")
			return
		}
		r.MTTF = math.NaN()
	}
	r.Not = append(r.Not, fmt.Sprintf("chain of the whole system: %v", err))
}

// lone returns the group that a structure consists of, nil if it is another.
func lone(n system.Node) *system.Group {
	switch n := n.(type) {
	case *system.Group:
		return n
	case *system.Series:
		if len(n.Of) == 1 {
			return lone(n.Of[0])
		}
	}
	return nil
}

// drop removes a warning that no longer holds.
func (r *Result) drop(code string) {
	var kept []model.Warning
	for _, w := range r.Warnings {
		if w.Code != code {
			kept = append(kept, w)
		}
	}
	r.Warnings = kept
}

// ErrNotExponential means that a chain cannot take a lifetime or a repair time
// that is not exponential.
var ErrNotExponential = errors.New("a chain needs exponential lifetimes and repair times; a simulation can take any")

// Groups solves a group of units that depend on each other as a chain. It is a
// system.GroupSolver. Every outage counts, takeovers too.
func Groups(g *system.Group, p *system.Part) (system.Measures, error) {
	group, err := chainGroup(g, p)
	if err != nil {
		return system.Measures{}, fmt.Errorf("group of %s: %w", p.Name, err)
	}
	m, err := group.Measures()
	if err != nil {
		return system.Measures{}, fmt.Errorf("group of %s: %w", p.Name, err)
	}
	return system.Measures{
		Availability: m.Availability, Unavailability: m.Unavailability, MTBF: m.MTBF, MUT: m.MUT, MDT: m.MDT, MTTF: m.MTTF,
		FailureFrequency: m.FailureFrequency, DeliveredShare: math.NaN(),
	}, nil
}

// kinds of groups in the two packages.
var kinds = map[system.GroupKind]markov.Kind{
	system.Redundant: markov.Redundant,
	system.Duplex:    markov.Duplex,
	system.Standby:   markov.Standby,
}

// chainGroup says a group in the words of the chain.
func chainGroup(g *system.Group, p *system.Part) (markov.Group, error) {
	failure, err := rateOf(p.Life)
	if err != nil || failure == 0 {
		return markov.Group{}, errors.Join(ErrNotExponential, err)
	}
	repair, err := rateOf(p.Repair)
	if err != nil {
		return markov.Group{}, err
	}
	out := markov.Group{
		Kind: kinds[g.Kind], N: len(g.Units), K: g.K, FailureRate: failure, RepairRate: repair,
		Crews: g.Crews, Coverage: g.Coverage, TakeoverHours: g.Detection + g.Takeover, Beta: g.Beta, Dormancy: g.Dormancy,
	}
	if g.UncoveredMTTR > 0 {
		out.UncoveredRepairRate = 1 / g.UncoveredMTTR
	}
	return out, nil
}

// rateOf returns the rate of an exponential time, 0 for none.
func rateOf(d model.Distribution) (float64, error) {
	switch {
	case d == nil:
		return 0, nil
	case d.Family() != "exponential":
		return 0, fmt.Errorf("%s: %w", d.Family(), ErrNotExponential)
	}
	return 1 / d.Mean(), nil
}

// hasGroup reports whether a group stands anywhere below n.
func hasGroup(n system.Node) bool {
	if _, ok := n.(*system.Group); ok {
		return true
	}
	for _, child := range system.Children(n) {
		if hasGroup(child) {
			return true
		}
	}
	return false
}
