package system

import (
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
// None is found by a subtraction that costs digits. Programs differ here:
// FussellVesely is the exact probability of the union of those cut sets, not
// the rare-event sum, and not Diagnostic, which some call by that name.
type Importance struct {
	Unit                 string // or group
	Birnbaum             float64
	Criticality          float64
	FussellVesely        float64 // NaN where the cut sets are too many
	RiskAchievementWorth float64
	RiskReductionWorth   float64
	Diagnostic           float64
}

// importance returns that of every leaf, but for FussellVesely, in the order
// of the model's units, groups last.
func (x *steadyState) importance(sights []sight, total float64) []Importance {
	var all []Importance
	for _, i := range x.plan.leafOrder() {
		s, q := sights[i], x.leaf.down[i]
		reduction := total / s.downUp
		if s.downUp == 0 && total > 0 {
			reduction = math.Inf(1)
		}
		all = append(all, Importance{
			Unit:                 x.plan.name(x.plan.gates.leaves[i]),
			Birnbaum:             s.birnbaum,
			Criticality:          s.birnbaum * q / total,
			FussellVesely:        math.NaN(),
			RiskAchievementWorth: s.downDown / total,
			RiskReductionWorth:   reduction,
			Diagnostic:           q * s.downDown / total,
		})
	}
	return all
}

// leafOrder returns the leaves in the order of the model's units, groups last.
func (p *plan) leafOrder() []int {
	order := make([]int, len(p.gates.leaves))
	for i := range order {
		order[i] = i
	}
	key := func(i int) int {
		if u := p.gates.leaves[i].unit; u >= 0 {
			return u
		}
		return len(p.gates.m.Units) + i
	}
	slices.SortFunc(order, func(i, j int) int { return key(i) - key(j) })
	return order
}

// fussellVesely fills in the measure of that name. The minimal cut sets of the
// system that contain unit u of module m are those of the system that contain
// m, each with m replaced by a minimal cut set of m that contains u; so, as
// modules are independent, the measure of u is that of u within m times that
// of m.
func (r *Result) fussellVesely(x *steadyState) {
	p := x.plan
	of := make([]float64, len(p.modules))
	leaves := make([]float64, len(p.gates.leaves))
	of[p.root] = 1
	for i := len(p.modules) - 1; i >= 0; i-- {
		m := &p.modules[i]
		if m.op == opLeaf {
			leaves[m.leaf] = of[i]
			continue
		}
		for j, v := range x.within(m, i) {
			of[m.kids[j]] = of[i] * v
		}
	}
	for j, i := range p.leafOrder() {
		r.Importance[j].FussellVesely = leaves[i]
	}
	if slices.ContainsFunc(leaves, math.IsNaN) && r.Unavailability > 0 {
		r.warn("fussell-vesely", "there are too many minimal cut sets to tell the Fussell-Vesely importance of every unit")
	}
}

// within returns the Fussell-Vesely measure of every kid within module m,
// which is number i. In a series each kid is a cut set; in parallel all kids
// are one; in a k-out-of-n a kid's cut sets fail when the kid and n-k others do.
func (x *steadyState) within(m *module, i int) []float64 {
	v := make([]float64, len(m.kids))
	switch total := x.module.down[i]; m.op {
	case opSeries:
		for j, kid := range m.kids {
			v[j] = x.module.down[kid] / total
		}
	case opParallel:
		for j := range v {
			v[j] = 1
		}
	case opKOfN:
		for j, g := range x.givens(m) {
			v[j] = x.module.down[m.kids[j]] * g.downDown / total
		}
	case opDiagram:
		for j, u := range m.d.unions(x.gather(m)) {
			v[j] = u / total
		}
	}
	return v
}
