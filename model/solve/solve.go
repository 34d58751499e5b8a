// Package solve brings the exact engines together: the decision diagram of
// package system for units that are independent, the chains of package markov
// for groups of units that are not, and for whole systems of exponential units and
// groups until their first failure, which a diagram does not know of where there are
// repairs.
package solve

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"mtbf/model"
	"mtbf/model/markov"
	"mtbf/model/system"
)

// Result is what the engines found.
type Result struct {
	system.Result
	UnrepairedMTTF float64 // hours, from all new with no unit repaired; NaN where not defined

	Method         string   // "exact": every measure but those given with an error
	Engine         string   // what answered
	SkippedEngines []string // which engines could not, and why

	Structure *system.Structure // ready for more questions

	groups *solver
}

// System solves the steady state of a system. MTTF with repairs comes from the
// chain of the whole system where there is one. Where ctx ends before the
// availability is known, its cause is returned; later, what is known, and Left
// names the rest.
func System(ctx context.Context, m *system.Model) (*Result, error) {
	structure, err := system.New(ctx, m.Clustered())
	if err != nil {
		return nil, err
	}
	groups := newSolver()
	steady, err := structure.Solve(ctx, groups.solve)
	if err != nil {
		return nil, err
	}
	r := &Result{Result: *steady, UnrepairedMTTF: steady.MTTF, Method: "exact", Engine: "decision diagram", Structure: structure, groups: groups}
	switch {
	case m.Coupled():
		r.Engine += ", units that depend on each other as Markov chains"
	case dependent(m):
		r.Engine += ", groups as Markov chains"
	}
	r.addMembers()
	if len(groups.ends) > 0 {
		r.Warnings = append(r.Warnings, model.Warning{Code: "not-repaired", Text: fmt.Sprintf("%s: for want of repairs they end in one of several states: the steady state is not defined", groups.ends[0])})
	}
	if math.IsNaN(r.UnrepairedMTTF) && !r.warns("mttf-costly", "mttf-rough") {
		r.addUnrepaired(ctx, m)
	}
	if math.IsNaN(r.MTTF) {
		r.addMTTF(ctx, m, groups)
	}
	return r, nil
}

// addUnrepaired adds the time to the first failure with no repair.
func (r *Result) addUnrepaired(ctx context.Context, m *system.Model) {
	mttf, err := r.Structure.UnrepairedMTTF(ctx)
	if dependent(m) {
		mttf.Hours, err = firstOutageMean(ctx, m, true)
	}
	switch {
	case ctx.Err() != nil:
		r.Left = append(r.Left, "MTTF without repairs")
	case err == nil:
		r.UnrepairedMTTF = mttf.Hours
		for _, w := range mttf.Warnings {
			if w.Code != "not-defined" {
				r.Warnings = append(r.Warnings, w)
			}
		}
	}
}

// firstOutageMean is the mean time to the first outage of a system, with repairs or
// without any.
func firstOutageMean(ctx context.Context, m *system.Model, unrepaired bool) (float64, error) {
	f, err := NewFirstOutage(ctx, m, unrepaired)
	if err != nil {
		return math.NaN(), err
	}
	return f.MTTF(ctx)
}

// Bounds holds a system that is too large for the exact engines between two
// probabilities.
func Bounds(ctx context.Context, m *system.Model) (*system.Bounds, error) {
	return m.Clustered().Bounds(ctx, newSolver().solve)
}

// addMTTF asks the chain of a group that is the whole system, or else the chain
// of all units, for the time to the first failure.
func (r *Result) addMTTF(ctx context.Context, m *system.Model, groups *solver) {
	if g := lone(r.Structure.Top()); g != nil {
		if x, ok := groups.known[g]; ok {
			r.MTTF = x.MTTF
			r.drop("mttf-with-repair")
			if g.Kind != system.Cluster && m.Components[m.Units[g.Units[0]].Component].Repair == nil {
				r.UnrepairedMTTF = r.MTTF
			}
			return
		}
	}
	chain, err := SystemChain(ctx, m)
	if err == nil {
		if r.MTTF, err = chain.MTTF(ctx); err == nil {
			r.Engine += "; MTTF from the chain of the whole system"
			r.drop("mttf-with-repair")
			return
		}
		r.MTTF = math.NaN()
	}
	mttf, also := firstOutageMean(ctx, m, false)
	if also == nil && !math.IsNaN(mttf) {
		r.MTTF = mttf
		r.Engine += "; MTTF from the reliability of its parts in series, integrated (numeric)"
		r.drop("mttf-with-repair")
		return
	}
	if ctx.Err() != nil {
		r.Left = append(r.Left, "MTTF with repairs")
		return
	}
	r.SkippedEngines = append(r.SkippedEngines, fmt.Sprintf("chain of the whole system: %v", err))
	if errors.Is(also, errIntegralWork) {
		r.SkippedEngines = append(r.SkippedEngines, also.Error())
	}
}

// warns reports whether there is a warning of one of the codes.
func (r *Result) warns(codes ...string) bool {
	return slices.ContainsFunc(r.Warnings, func(w model.Warning) bool { return slices.Contains(codes, w.Code) })
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
func Groups(ctx context.Context, g *system.Group, p *system.Component) (system.Measures, error) {
	return newSolver().solve(ctx, g, p)
}

// solver solves the groups of a system within a bound on the work for all.
type solver struct {
	left  float64 // products
	known map[*system.Group]system.Measures

	// Of clusters, with the numbers of the model.
	wholes  map[*system.Group]*whole
	ends    []string // names of those that end in one of several states
	members map[*system.Group][]member
}

// What the chains of all groups of a system may cost, some seconds, in products.
// A state has some ten neighbours, so that elimination costs in proportion to
// the square of their number; for sweeps it is a guess.
const (
	groupWork = 6e9
	pairCost  = 20
	largeCost = 3e8

	largestVaried = 2000 // states of a cluster that is solved again with other numbers
)

func newSolver() *solver {
	return &solver{left: groupWork, known: map[*system.Group]system.Measures{}, wholes: map[*system.Group]*whole{}, members: map[*system.Group][]member{}}
}

func (s *solver) solve(ctx context.Context, g *system.Group, p *system.Component) (system.Measures, error) {
	x, err := s.chain(ctx, g, p)
	switch {
	case err != nil && g.Kind == system.Cluster:
		return x, err
	case err != nil:
		return x, fmt.Errorf("group of %s: %w", p.Name, err)
	}
	if _, again := s.known[g]; !again && !g.Varied { // with other numbers, to see how they matter
		s.known[g] = x
	}
	return x, nil
}

func (s *solver) chain(ctx context.Context, g *system.Group, p *system.Component) (system.Measures, error) {
	chain, err := s.chainOf(ctx, g, p)
	if err != nil {
		return system.Measures{}, err
	}
	n := float64(chain.Chain.States())
	if s.left -= min(pairCost*n*n, largeCost); s.left < 0 {
		return system.Measures{}, fmt.Errorf("the chains of the groups take more than %g steps: %w", groupWork, system.ErrTooLarge)
	}
	m, steady, err := chain.LongRun(ctx)
	var slow *markov.ConvergenceError
	var several *markov.ReducibleError
	if errors.As(err, &several) && g.Kind == system.Cluster { // where it ends depends on chance
		s.ends = append(s.ends, g.Name)
		mttf, err := chain.MTTF(ctx)
		x := math.NaN()
		return system.Measures{Availability: x, Unavailability: x, MTBF: x, MUT: x, MDT: x, MTTF: mttf, FailureFrequency: x, ExpectedCapacity: x}, err
	}
	if errors.As(err, &slow) {
		return system.Measures{}, fmt.Errorf("%w: %w", err, system.ErrTooLarge)
	}
	if err != nil {
		return system.Measures{}, err
	}
	if w := s.wholes[g]; w != nil {
		s.members[g] = w.members(steady.P)
	}
	return system.Measures{
		Availability: m.Availability, Unavailability: m.Unavailability, MTBF: m.MTBF, MUT: m.MUT, MDT: m.MDT, MTTF: m.MTTF,
		FailureFrequency: m.FailureFrequency, ExpectedCapacity: math.NaN(),
	}, nil
}

// chainOf returns the chain of a group of units of part p, or of a cluster, made once.
func (s *solver) chainOf(ctx context.Context, g *system.Group, p *system.Component) (*markov.Model, error) {
	if g.Kind != system.Cluster {
		return groupChain(ctx, g, p)
	}
	if w, ok := s.wholes[g]; ok {
		return w.Model, nil
	}
	for _, other := range s.wholes {
		if g.Varied && other.Chain.States() > largestVaried {
			return nil, fmt.Errorf("a chain of more than %d states: %w", largestVaried, system.ErrTooLarge)
		}
	}
	w, err := newWhole(ctx, g.Cluster)
	var large *TooManyStatesError
	switch {
	case errors.As(err, &large):
		return nil, fmt.Errorf("%w: %w", err, system.ErrTooLarge)
	case err != nil:
		return nil, err
	case !g.Varied:
		s.wholes[g] = w
	}
	return w.Model, nil
}

// groupChain returns the chain of a group of units of part p.
func groupChain(ctx context.Context, g *system.Group, p *system.Component) (*markov.Model, error) {
	group, err := Chain(g, p, len(g.Units))
	if err != nil {
		return nil, err
	}
	chain, err := group.Model(ctx)
	if err != nil {
		return nil, err
	}
	return &chain.Model, nil
}

// kinds of groups in the two packages.
var kinds = map[system.GroupKind]markov.Kind{
	system.Redundant: markov.Redundant,
	system.Duplex:    markov.Duplex,
	system.Standby:   markov.Standby,
}

// Chain says a group of n units of a part in the words of its chain: how it fails
// and is repaired, without repair if the part has none. Times that are not
// exponential are [ErrNotExponential].
func Chain(g *system.Group, p *system.Component, n int) (markov.Group, error) {
	failure, err := rateOf(p.Life)
	if err != nil || failure == 0 {
		return markov.Group{}, errors.Join(ErrNotExponential, err)
	}
	repair, err := rateOf(p.Repair)
	if err != nil {
		return markov.Group{}, err
	}
	out := markov.Group{
		Kind: kinds[g.Kind], N: n, K: g.K, FailureRate: failure, RepairRate: repair,
		Crews: g.Crews, Coverage: g.Coverage, IdleCoverage: g.IdleCoverage, TakeoverHours: g.Detection + g.Switchover,
		Beta: g.Beta, CommonCause: g.CommonCause, DormancyFactor: g.DormancyFactor,
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

// dependent reports whether units of m depend on each other.
func dependent(m *system.Model) bool { return hasGroup(m, m.Top) || m.Coupled() }

// hasGroup reports whether a group of units with lives stands anywhere below n.
func hasGroup(m *system.Model, n system.Node) bool {
	if g, ok := n.(*system.Group); ok {
		return m.Components[m.Units[g.Units[0]].Component].Life != nil
	}
	for _, child := range system.Children(n) {
		if hasGroup(m, child) {
			return true
		}
	}
	return false
}
