package system

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"mtbf/model"
)

// GroupSolver answers for a group of units that depend on each other, all of
// part p. It must give Availability, Unavailability and FailureFrequency; NaN
// where the group has none.
type GroupSolver func(ctx context.Context, g *Group, p *Component) (Measures, error)

// Result is what [Solve] finds.
type Result struct {
	Measures
	Method      string // "exact", or "exact; groups by their solver"
	Importance  []Importance
	Sensitivity []Sensitivity
	Warnings    []model.Warning
	Left        []string // what an end of the context left out, in words
}

// Solve finds the steady state of m: [New], then [Structure.Solve].
func Solve(ctx context.Context, m *Model, groups GroupSolver) (*Result, error) {
	s, err := New(ctx, m)
	if err != nil {
		return nil, err
	}
	return s.Solve(ctx, groups)
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
// Where a number is too small to be held, such as an unavailability below 1e-306,
// it is NaN with a warning (underflow), and so is what follows from it.
//
// A *[GroupError] tells of a group and no solver. Where ctx ends before the
// availability is known, its cause is returned; later, what is known, and Left
// names the rest.
func (s *Structure) Solve(ctx context.Context, groups GroupSolver) (*Result, error) {
	r := &Result{Measures: undefined(), Method: s.method()}
	if s.share != nil {
		up, err := s.share.expected(func(p *plan) (float64, error) {
			x, err := p.steady(ctx, groups)
			if err != nil {
				return 0, err
			}
			up, _ := x.evaluate()
			return up, x.err
		})
		if err != nil {
			return nil, err
		}
		r.ExpectedCapacity = up
		r.warn("partial", "a partial is neither up nor down: availability and times are those of the rest of the structure")
	}
	if s.plan == nil {
		return r, nil
	}
	return r, s.solve(ctx, r, groups)
}

// Availability returns what [Structure.Solve] finds of it, and its complement,
// without the rest, which takes longer: NaN where the input does not define them.
func (s *Structure) Availability(ctx context.Context, groups GroupSolver) (up, down float64, err error) {
	if s.plan == nil {
		return math.NaN(), math.NaN(), nil
	}
	x, err := s.plan.steady(ctx, groups)
	if err != nil {
		return math.NaN(), math.NaN(), err
	}
	up, down = x.evaluate()
	return up, down, x.err
}

func (s *Structure) method() string {
	if s.plan != nil && slices.ContainsFunc(s.plan.gates.Leaves, func(l Leaf) bool { return l.Group != nil }) {
		return "exact; groups by their solver"
	}
	return "exact"
}

func (s *Structure) solve(ctx context.Context, r *Result, groups GroupSolver) error {
	x, err := s.plan.steady(ctx, groups)
	if err != nil {
		return err
	}
	s.caveats(r)
	r.Availability, r.Unavailability = x.evaluate()
	if x.err != nil {
		return x.err
	}
	if !math.IsNaN(r.Availability) {
		if err := r.follow(x, groups); err != nil {
			return err
		}
	}
	s.firstFailure(ctx, r)
	return nil
}

// follow fills in what follows from the probabilities of x.
func (r *Result) follow(x *steadyState, groups GroupSolver) error {
	sights := x.sights()
	if x.err != nil {
		r.leave(x.err, "failure frequency, MTBF and MDT", "sensitivity", "importance")
		return nil
	}
	r.frequency(x, sights)
	var err error
	if r.Sensitivity, err = r.sensitivity(x, sights, groups); err != nil {
		if x.ctx.Err() == nil {
			return err
		}
		r.leave(err, "sensitivity")
	}
	shares := r.fussellVesely(x.state)
	if x.err != nil {
		r.leave(x.err, "Fussell-Vesely importance")
	}
	r.Importance = x.importance(sights, shares, r.Unavailability)
	return nil
}

// leave notes what err has left out.
func (r *Result) leave(err error, what ...string) {
	if errors.Is(err, ErrTooLarge) {
		r.warn("too-large", "no %s: %v", strings.Join(what, ", no "), err)
		return
	}
	r.Left = append(r.Left, what...)
}

func undefined() Measures {
	n := math.NaN()
	return Measures{n, n, n, n, n, n, n, n}
}

func (r *Result) warn(code, format string, args ...any) {
	r.Warnings = append(r.Warnings, model.Warning{Code: code, Text: fmt.Sprintf(format, args...)})
}

// frequency fills in the failure frequency and the mean times.
func (r *Result) frequency(x *steadyState, sights []conditional) {
	w := 0.0
	for i, s := range sights {
		if s.birnbaum != 0 {
			w += s.birnbaum * x.frequency[i]
		}
	}
	works, fails := r.Availability >= tiny || x.can(true), r.Unavailability >= tiny || x.can(false)
	r.Availability = r.held(r.Availability, works, "availability")
	r.Unavailability = r.held(r.Unavailability, fails, "unavailability")
	r.FailureFrequency = r.held(w, works && fails, "failure frequency")
	r.MTBF = r.Availability / r.FailureFrequency
	r.MUT, r.MDT = r.MTBF, r.Unavailability/r.FailureFrequency
	switch {
	case w == 0 && !fails:
		r.warn("no-failures", "the system never fails: it has no mean down time")
	case w == 0 && !works:
		r.warn("failed-for-good", "in the steady state the system has failed for good: it has no mean up and down times")
	}
}

// tiny is what a sum of products of probabilities must reach to keep its digits.
const tiny = 1e-306

// held returns p, or NaN and a warning where it is too small to be held though
// it is not 0.
func (r *Result) held(p float64, positive bool, what string) float64 {
	if !positive || !(p < tiny) {
		return p
	}
	r.warn("underflow", "the %s is below %g, too small a number to be given", what, tiny)
	return math.NaN()
}

// can reports whether the system can work (fail) at all, however unlikely.
func (x *steadyState) can(work bool) bool {
	if !x.plan.coherent { // then the best of all leaves need not be the best of the system
		up, down := x.evaluate()
		return work && up > 0 || !work && down > 0
	}
	y := x.plan.newState(x.ctx)
	for i, l := range x.plan.gates.Leaves {
		works, fails := x.plan.possible(l, x.leaf.up[i], x.leaf.down[i])
		y.leaf.up[i], y.leaf.down[i] = 0, 1
		if work && works || !work && !fails {
			y.leaf.up[i], y.leaf.down[i] = 1, 0
		}
	}
	up, _ := y.evaluate()
	return (up == 1) == work
}

// possible reports whether a leaf of these probabilities can work, and fail: a
// mean time may be too small beside another to show.
func (p *plan) possible(l Leaf, up, down float64) (works, fails bool) {
	part := p.part(l)
	if part.Life == nil {
		return up > 0, down > 0
	}
	repaired := part.Repair != nil && !math.IsInf(part.Repair.Mean(), 1)
	return up > 0 || repaired, down > 0 || part.Repair != nil && part.Repair.Mean() > 0 && !math.IsInf(part.Life.Mean(), 1)
}

// steadyState is a plan in steady state, with the failures per hour of each
// leaf.
type steadyState struct {
	*state
	frequency []float64
}

func (p *plan) steady(ctx context.Context, groups GroupSolver) (*steadyState, error) {
	x := &steadyState{state: p.newState(ctx), frequency: make([]float64, len(p.gates.Leaves))}
	parts := make([]*Measures, len(p.gates.Model.Components)) // of those in use, once
	known := map[groupKey]Measures{}
	for i, l := range p.gates.Leaves {
		m, at := Measures{}, p.partOf(l)
		switch {
		case l.Group != nil:
			var err error
			if m, err = p.steadyGroup(ctx, l.Group, groups, known); err != nil {
				return nil, err
			}
		case parts[at] == nil:
			m = p.part(l).steady()
			parts[at] = &m
		default:
			m = *parts[at]
		}
		x.leaf.up[i], x.leaf.down[i], x.frequency[i] = m.Availability, m.Unavailability, m.FailureFrequency
	}
	return x, nil
}

// groupKey holds all that the answer for a group depends on.
type groupKey struct {
	kind                GroupKind
	part, n, k, crews   int
	coverage, idle      float64
	uncovered, takeover float64
	beta, dormancy      float64
	common              *model.CommonCause
	cluster             *Model
}

func (p *plan) groupKey(g *Group) groupKey {
	uncovered := g.UncoveredMTTR
	if math.IsNaN(uncovered) { // which is no key
		uncovered = -1
	}
	return groupKey{
		kind: g.Kind, part: p.gates.Model.Units[g.Units[0]].Component, n: len(g.Units), k: g.K, crews: g.Crews,
		coverage: g.Coverage.P(), idle: g.idleCoverage(), uncovered: uncovered, takeover: g.Detection + g.Switchover,
		beta: g.Beta, dormancy: g.DormancyFactor, common: g.CommonCause, cluster: g.Cluster,
	}
}

func (p *plan) steadyGroup(ctx context.Context, g *Group, groups GroupSolver, known map[groupKey]Measures) (Measures, error) {
	key := p.groupKey(g)
	if part := &p.gates.Model.Components[key.part]; g.isStatic(part) {
		return g.static(part)
	}
	if groups == nil {
		return Measures{}, &GroupError{Group: g.name(), Question: "availability"}
	}
	if m, ok := known[key]; ok {
		return m, nil
	}
	m, err := groups(ctx, g, &p.gates.Model.Components[key.part])
	if err != nil {
		return m, fmt.Errorf("group %q: %w", g.name(), err)
	}
	known[key] = m
	return m, nil
}

// steady returns availability, unavailability and failure frequency of one
// unit of the part; NaN where it does not define them.
func (p *Component) steady() Measures {
	m := undefined()
	availability, reliability := p.Fixed()
	switch {
	case p.Life != nil && p.Repair != nil:
		life, repair := p.Life.Mean(), p.Repair.Mean()
		m.Availability = 1 / (1 + repair/life)
		m.Unavailability = 1 / (1 + life/repair)
		m.FailureFrequency = 1 / (life + repair)
	case p.Life != nil:
	case availability.Given():
		m.Availability, m.Unavailability = availability.Works, availability.Fails
	default:
		m.Availability, m.Unavailability = reliability.Works, reliability.Fails
	}
	return m
}

// caveats warns, once a kind, of parts in use that do not define everything.
func (s *Structure) caveats(r *Result) {
	first := map[string]string{}
	for _, l := range s.plan.gates.Leaves {
		p := s.plan.part(l)
		if l.Group != nil && !l.Group.isStatic(p) { // its solver tells what it does in the long run
			continue
		}
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

func (p *Component) caveat() string {
	availability, _ := p.Fixed()
	switch {
	case p.Life != nil && p.Repair == nil:
		return "not-repaired"
	case p.Life != nil:
		return ""
	case availability.Given():
		return "availability-only"
	}
	return "static"
}
