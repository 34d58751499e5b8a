package system

import (
	"fmt"
	"math"
	"slices"

	"mtbf/model"
)

// GroupSolver answers for a group of units that depend on each other, all of
// part p. It must give Availability, Unavailability and FailureFrequency; NaN
// where the group has none.
type GroupSolver func(g *Group, p *Part) (Measures, error)

// Result is what [Solve] finds.
type Result struct {
	Measures
	Method      string // "exact", or "exact; groups by their solver"
	Importance  []Importance
	Sensitivity []Sensitivity
	Warnings    []model.Warning
}

// Solve finds the steady state of m: [New], then [Structure.Solve].
func Solve(m *Model, groups GroupSolver) (*Result, error) {
	s, err := New(m)
	if err != nil {
		return nil, err
	}
	return s.Solve(groups)
}

// Solve returns the measures in steady state, and the importance of every unit
// and group. A unit of mean life MTBF and mean repair time MTTR works with
// probability A = MTBF/(MTBF+MTTR), fails with U = MTTR/(MTBF+MTTR), and fails
// w = 1/(MTBF+MTTR) times an hour. The structure gives the system's
// availability and unavailability, each from positive terms; and as a unit's
// failure takes the system down if the unit decides at that moment, which has
// Birnbaum's probability B,
//
//	w = sum of B_i w_i,   MTBF = MUT = A/w,   MDT = U/w.
//
// This is exact for lifetimes and repair times of any distribution with these
// means, provided that units fail and are repaired independently.
//
// Measures that the input does not define are NaN, with a warning: all of them
// where a unit has no repair (not-repaired); frequency and times where a unit
// has only an availability (availability-only) or is static (static), whose
// reliability is then taken as its probability to work.
//
// MTTF is given where it does not depend on repairs: where no unit has any, or
// every unit's failure is one of the system. Elsewhere it is NaN with a warning
// (mttf-with-repair); [Structure.UnrepairedMTTF] tells what it is with no repair.
//
// A *[GroupError] tells of a group and no solver.
func (s *Structure) Solve(groups GroupSolver) (*Result, error) {
	r := &Result{Measures: undefined(), Method: s.method()}
	if s.share != nil {
		up, err := s.share.expected(func(p *plan) (float64, error) {
			x, err := p.steady(groups)
			if err != nil {
				return 0, err
			}
			up, _ := x.evaluate()
			return up, nil
		})
		if err != nil {
			return nil, err
		}
		r.DeliveredShare = up
		r.warn("partial", "a partial is neither up nor down: availability and times are those of the rest of the structure")
	}
	if s.plan == nil {
		return r, nil
	}
	return r, s.solve(r, groups)
}

// Availability returns what [Structure.Solve] finds of it, and its complement,
// without the rest, which takes longer: NaN where the input does not define them.
func (s *Structure) Availability(groups GroupSolver) (up, down float64, err error) {
	if s.plan == nil {
		return math.NaN(), math.NaN(), nil
	}
	x, err := s.plan.steady(groups)
	if err != nil {
		return math.NaN(), math.NaN(), err
	}
	up, down = x.evaluate()
	return up, down, nil
}

func (s *Structure) method() string {
	if s.plan != nil && slices.ContainsFunc(s.plan.gates.leaves, func(l leaf) bool { return l.group != nil }) {
		return "exact; groups by their solver"
	}
	return "exact"
}

func (s *Structure) solve(r *Result, groups GroupSolver) error {
	x, err := s.plan.steady(groups)
	if err != nil {
		return err
	}
	s.caveats(r)
	r.Availability, r.Unavailability = x.evaluate()
	if !math.IsNaN(r.Availability) {
		sights := x.sights()
		r.frequency(x, sights)
		r.Importance = x.importance(sights, r.Unavailability)
		if r.Sensitivity, err = x.sensitivity(sights, r.Unavailability, groups); err != nil {
			return err
		}
		r.fussellVesely(x)
	}
	s.firstFailure(r)
	return nil
}

func undefined() Measures {
	n := math.NaN()
	return Measures{n, n, n, n, n, n, n, n}
}

func (r *Result) warn(code, format string, args ...any) {
	r.Warnings = append(r.Warnings, model.Warning{Code: code, Text: fmt.Sprintf(format, args...)})
}

// frequency fills in the failure frequency and the mean times.
func (r *Result) frequency(x *steadyState, sights []sight) {
	w := 0.0
	for i, s := range sights {
		if s.birnbaum != 0 {
			w += s.birnbaum * x.frequency[i]
		}
	}
	r.FailureFrequency = w
	r.MTBF = r.Availability / w
	r.MUT, r.MDT = r.MTBF, r.Unavailability/w
	if w == 0 {
		r.warn("no-failures", "the system never fails: it has no mean down time")
	}
}

// steadyState is a plan in steady state, with the failures per hour of each
// leaf.
type steadyState struct {
	*state
	frequency []float64
}

func (p *plan) steady(groups GroupSolver) (*steadyState, error) {
	x := &steadyState{state: p.newState(), frequency: make([]float64, len(p.gates.leaves))}
	for i, l := range p.gates.leaves {
		m, err := p.steadyLeaf(l, groups)
		if err != nil {
			return nil, err
		}
		x.leaf.up[i], x.leaf.down[i], x.frequency[i] = m.Availability, m.Unavailability, m.FailureFrequency
	}
	return x, nil
}

func (p *plan) steadyLeaf(l leaf, groups GroupSolver) (Measures, error) {
	if l.group == nil {
		return p.part(l).steady(), nil
	}
	if groups == nil {
		return Measures{}, &GroupError{Group: l.group.name(), Question: "availability"}
	}
	m, err := groups(l.group, p.part(l))
	if err != nil {
		return m, fmt.Errorf("group %q: %w", l.group.name(), err)
	}
	return m, nil
}

// steady returns availability, unavailability and failure frequency of one
// unit of the part; NaN where it does not define them.
func (p *Part) steady() Measures {
	m := undefined()
	switch {
	case p.Life != nil && p.Repair != nil:
		life, repair := p.Life.Mean(), p.Repair.Mean()
		m.Availability = 1 / (1 + repair/life)
		m.Unavailability = 1 / (1 + life/repair)
		m.FailureFrequency = 1 / (life + repair)
	case p.Life != nil:
	case !math.IsNaN(p.Availability):
		m.Availability, m.Unavailability = p.Availability, 1-p.Availability
	default:
		m.Availability, m.Unavailability = p.Reliability, 1-p.Reliability
	}
	return m
}

// caveats warns, once a kind, of parts in use that do not define everything.
func (s *Structure) caveats(r *Result) {
	first := map[string]string{}
	for _, l := range s.plan.gates.leaves {
		p := s.plan.part(l)
		if code := p.caveat(); code != "" && first[code] == "" {
			first[code] = p.Name
		}
	}
	texts := []struct{ code, text string }{
		{"not-repaired", "module %q has no repair: the steady state is not defined"},
		{"availability-only", "module %q has an availability but no times: failure frequency and mean times are not defined"},
		{"static", "module %q has a reliability without time: failure frequency and mean times are not defined"},
	}
	for _, t := range texts {
		if name, ok := first[t.code]; ok {
			r.warn(t.code, t.text, name)
		}
	}
}

func (p *Part) caveat() string {
	switch {
	case p.Life != nil && p.Repair == nil:
		return "not-repaired"
	case p.Life != nil:
		return ""
	case !math.IsNaN(p.Availability):
		return "availability-only"
	}
	return "static"
}
