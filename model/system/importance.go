package system

import (
	"fmt"
	"math"
	"slices"
)

// Importance tells how much one unit, or one group as a whole, matters to the
// unavailability Q of the system. With q the unit's own unavailability,
// Q(works) and Q(fails) that of the system given the unit's state,
//
//	Birnbaum              Q(fails) - Q(works)
//	Criticality           Birnbaum q / Q
//	FussellVesely         P(some minimal cut set with the unit has failed) / Q
//	RiskAchievementWorth  Q(fails) / Q
//	RiskReductionWorth    Q / Q(works); +Inf for a unit in every cut set
//	Diagnostic            P(unit has failed | system has failed) = q Q(fails) / Q
//
// In a structure that is not coherent an event that helps by failing has a Birnbaum and a
// criticality below 0, and worths on the other side of 1. Fussell-Vesely, which is of
// minimal cut sets, is not told there.
//
// None is found by a subtraction that costs digits. Programs differ here:
// FussellVesely is the exact probability of the union of those cut sets, not
// the rare-event sum, and not Diagnostic, which some call by that name.
type Importance struct {
	Unit                 string // or group; the first of its copies
	Copies               int    // units that matter alike, for which this stands: 1, or more than 50
	Birnbaum             float64
	Criticality          float64
	FussellVesely        float64 // NaN where the cut sets are too many
	RiskAchievementWorth float64
	RiskReductionWorth   float64
	Diagnostic           float64
}

// Name is that of the unit, with the number of units like it.
func (i Importance) Name() string {
	if i.Copies <= 1 {
		return i.Unit
	}
	return fmt.Sprintf("%s, %d alike", i.Unit, i.Copies)
}

// alikeMost is the most units that matter alike and have a row each: more of
// them have one row, that of the first, for all.
const alikeMost = 50

// importance returns that of every leaf, given its Fussell-Vesely measure, in
// the order of the model's units, groups last. None is beyond 1, which rounding
// might exceed, but for the worths.
func (x *state) importance(sights []conditional, shares []float64, total float64) []Importance {
	orbit, members := x.plan.orbits()
	var all []Importance
	for _, i := range x.plan.leafOrder() {
		copies := 1
		if orbit != nil && members[orbit[i]] > alikeMost {
			copies = members[orbit[i]]
			members[orbit[i]] = 0 // the rest are in this row
		} else if orbit != nil && members[orbit[i]] == 0 {
			continue
		}
		s, q := sights[i], x.leaf.down[i]
		reduction := total / s.downUp
		if s.downUp == 0 && total > 0 {
			reduction = math.Inf(1)
		}
		all = append(all, Importance{
			Unit:                 x.plan.name(x.plan.gates.Leaves[i]),
			Copies:               copies,
			Birnbaum:             min(s.birnbaum, 1),
			Criticality:          min(s.birnbaum*q/total, 1),
			FussellVesely:        min(shares[i], 1),
			RiskAchievementWorth: s.downDown / total,
			RiskReductionWorth:   reduction,
			Diagnostic:           min(q*s.downDown/total, 1),
		})
	}
	return all
}

// leafOrder returns the leaves in the order of the model's units, groups last.
func (p *plan) leafOrder() []int {
	order := make([]int, len(p.gates.Leaves))
	for i := range order {
		order[i] = i
	}
	key := func(i int) int {
		if u := p.gates.Leaves[i].Unit; u >= 0 {
			return u
		}
		return len(p.gates.Model.Units) + i
	}
	slices.SortFunc(order, func(i, j int) int { return key(i) - key(j) })
	return order
}

// fussellVesely returns the measure of that name of every leaf. The minimal cut
// sets of the system that contain unit u of module m are those of the system
// that contain m, each with m replaced by a minimal cut set of m that contains
// u; so, as modules are independent, the measure of u is that of u within m
// times that of m.
func (r *Result) fussellVesely(x *state) []float64 {
	p := x.plan
	of := make([]float64, len(p.modules))
	leaves := make([]float64, len(p.gates.Leaves))
	if !p.coherent {
		for i := range leaves {
			leaves[i] = math.NaN()
		}
		r.warn("not-coherent", "the structure is not coherent: a failure may help, Birnbaum and criticality are then below 0, and there is no Fussell-Vesely importance")
		return leaves
	}
	of[p.root] = 1
	work := unionWork
	for i := len(p.modules) - 1; i >= 0; i-- {
		m := &p.modules[i]
		if m.op == OpLeaf {
			leaves[m.leaf] = of[i]
			continue
		}
		if of[i] == 0 {
			continue // and so are the kids
		}
		for j, v := range x.within(m, i, &work) {
			of[m.kids[j]] = of[i] * v
		}
	}
	if x.err != nil {
		for i := range leaves {
			leaves[i] = math.NaN()
		}
	} else if slices.ContainsFunc(leaves, math.IsNaN) && r.Unavailability > 0 {
		r.warn("fussell-vesely", "there are too many minimal cut sets to tell the Fussell-Vesely importance of every unit")
	}
	return leaves
}

// within returns the Fussell-Vesely measure of every kid within module m,
// which is number i. In a series each kid is a cut set; in parallel all kids
// are one; in a k-out-of-n a kid's cut sets fail when the kid and n-k others do.
func (x *state) within(m *module, i int, work *int) []float64 {
	v := make([]float64, len(m.kids))
	if !x.spend(4 * len(m.kids)) {
		return v
	}
	switch total := x.module.down[i]; m.op {
	case OpSeries:
		for j, kid := range m.kids {
			v[j] = x.module.down[kid] / total
		}
	case OpParallel:
		for j := range v {
			v[j] = 1
		}
	case OpKOfN:
		for j, g := range x.givens(m) {
			v[j] = x.module.down[m.kids[j]] * g.downDown / total
		}
	case opDiagram:
		for j, u := range m.d.unions(x.ctx, x.gather(m), work) {
			v[j] = u / total
		}
	}
	return v
}
