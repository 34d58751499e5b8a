package system

import (
	"context"
	"fmt"
	"math"

	"mtbf/model"
)

// state is a plan evaluated: the probabilities of leaves and modules.
type state struct {
	plan   *plan
	leaf   chances
	module chances
	kids   chances // scratch, of the kids of one module
	nodes  chances // scratch, of the nodes of one diagram
	upOnly bool    // of the root only the probability of working is asked for

	ctx   context.Context
	spent int   // steps of some nanoseconds
	next  int   // when to look at ctx again
	most  int   // steps
	err   error // why what was found last is not whole, or nil
}

// stateWork is the most that the questions to one state may cost, some seconds.
const stateWork = 1 << 31

func (p *plan) newState(ctx context.Context) *state {
	s := &state{plan: p, ctx: ctx, most: stateWork}
	s.leaf.resize(len(p.gates.Leaves))
	s.module.resize(len(p.modules))
	return s
}

// Evaluate returns the chances that the system works and fails, each unit working
// with the chance up and failing with the chance down, by its index in the model;
// they add up to 1. It answers for structures without groups, and what ends the
// context is its error.
func (s *Structure) Evaluate(ctx context.Context, up, down []float64) (works, fails float64, err error) {
	if s.plan == nil {
		return math.NaN(), math.NaN(), &model.ParamError{Param: "structure", Value: "partial", Want: "up or down"}
	}
	x := s.plan.newState(ctx)
	for i, l := range s.plan.gates.Leaves {
		if l.Group != nil {
			return math.NaN(), math.NaN(), &GroupError{Group: l.Group.name(), Question: "chance of units on their own"}
		}
		x.leaf.up[i], x.leaf.down[i] = up[l.Unit], down[l.Unit]
	}
	works, fails = x.evaluate()
	return works, fails, x.err
}

// spend counts steps and reports whether the work may go on: err says why not.
func (s *state) spend(steps int) bool {
	if s.spent += steps; s.spent >= s.next && s.err == nil {
		s.next = s.spent + lookUp
		switch {
		case s.spent > s.most:
			s.err = fmt.Errorf("more than %d steps: %w", s.most, ErrTooLarge)
		case s.ctx.Err() != nil:
			s.err = context.Cause(s.ctx)
		}
	}
	return s.err == nil
}

// evaluate takes the probabilities of the leaves to those of the modules and
// returns the root's: working and failing, each a sum of positive terms, and 1
// at most, which rounding might exceed. Both are NaN where err is set.
func (s *state) evaluate() (up, down float64) {
	for i := range s.plan.modules {
		up, down := s.evaluateModule(&s.plan.modules[i])
		if s.err != nil {
			return math.NaN(), math.NaN()
		}
		s.module.up[i], s.module.down[i] = min(up, 1), min(down, 1)
	}
	return s.module.up[s.plan.root], s.module.down[s.plan.root]
}

func (s *state) evaluateModule(m *module) (up, down float64) {
	if !s.spend(8 * (1 + len(m.kids))) {
		return 0, 0
	}
	switch m.op {
	case OpLeaf:
		return s.leaf.up[m.leaf], s.leaf.down[m.leaf]
	case OpSeries:
		return s.chain(m.kids, s.module.up, s.module.down)
	case OpParallel:
		down, up = s.chain(m.kids, s.module.down, s.module.up)
		return up, down
	case OpNot:
		return s.module.down[m.kids[0]], s.module.up[m.kids[0]]
	case OpKOfN:
		s.spend(48)
		return s.kOfN(m.k, s.gather(m))
	}
	s.spend(len(m.d.level))
	if s.upOnly && m == &s.plan.modules[s.plan.root] {
		return m.d.works(s.gather(m), &s.nodes), 0
	}
	return m.d.evaluate(s.gather(m), &s.nodes)
}

// chain returns the probabilities that all and that not all of the kids are in
// the state whose probability is x and whose complement is y:
//
//	x1 x2 x3 ...    and    y1 + x1 y2 + x1 x2 y3 + ...
func (s *state) chain(kids []int32, x, y []float64) (all, notAll float64) {
	all = 1
	for _, kid := range kids {
		notAll += all * y[kid]
		all *= x[kid]
	}
	return all, notAll
}

func (s *state) gather(m *module) chances {
	s.kids.resize(len(m.kids))
	for i, kid := range m.kids {
		s.kids.up[i], s.kids.down[i] = s.module.up[kid], s.module.down[kid]
	}
	return s.kids
}

// tally counts the kids of a k-out-of-n that work, until k do, or those that
// fail, until n-k+1 do, whichever number is smaller.
func (s *state) tally(k int, kids chances) (t tally, works bool) {
	if fails := len(kids.up) - k + 1; fails < k {
		return tally{x: kids.down, y: kids.up, r: fails, spend: s.spend}, false
	}
	return tally{x: kids.up, y: kids.down, r: k, spend: s.spend}, true
}

// kOfN returns the probabilities that k of the kids work, and that fewer do.
func (s *state) kOfN(k int, kids chances) (up, down float64) {
	t, works := s.tally(k, kids)
	if up, down = t.count(); works {
		return up, down
	}
	return down, up
}

// givens returns the view of module i from each of its kids.
func (s *state) givens(m *module) []conditionals {
	if !s.spend(4 * len(m.kids)) {
		return make([]conditionals, len(m.kids))
	}
	switch m.op {
	case OpSeries:
		return chainGiven(s.gather(m))
	case OpParallel:
		kids := s.gather(m)
		views := chainGiven(chances{up: kids.down, down: kids.up})
		for i, v := range views {
			views[i] = v.dual()
		}
		return views
	case OpKOfN:
		return s.countGiven(m)
	case opDiagram:
		kids := s.gather(m)
		m.d.evaluate(kids, &s.nodes)
		return m.d.given(kids, &s.nodes, s.plan.coherent, s.spend)
	case OpNot:
		return []conditionals{{downUp: 1, upDown: 1, birnbaum: -1}}
	}
	return nil
}

// chainGiven is the view of a series from each kid: all others work, or not.
func chainGiven(kids chances) []conditionals {
	n := len(kids.up)
	views := make([]conditionals, n)
	all, notAll := 1.0, 0.0 // of the kids after i
	for i := n - 1; i >= 0; i-- {
		views[i].upUp, views[i].downUp = all, notAll
		notAll = kids.down[i] + kids.up[i]*notAll
		all *= kids.up[i]
	}
	all, notAll = 1, 0 // of the kids before i
	for i := range n {
		views[i].downUp = notAll + all*views[i].downUp
		views[i].upUp *= all
		views[i].downDown = 1
		views[i].birnbaum = views[i].upUp
		notAll += all * kids.down[i]
		all *= kids.up[i]
	}
	return views
}

// dual exchanges working and failing, of the kid and of the module.
func (g conditionals) dual() conditionals {
	return conditionals{upUp: g.downDown, downUp: g.upDown, upDown: g.downUp, downDown: g.upUp, birnbaum: g.birnbaum}
}

func (s *state) countGiven(m *module) []conditionals {
	t, works := s.tally(m.k, s.gather(m))
	views, changes := make([]conditionals, len(m.kids)), t.changes()
	for i := range views {
		c := changes[min(i, len(changes)-1)]
		v := conditionals{upUp: c.with, downUp: c.notWith, upDown: c.without, downDown: c.notWithout, birnbaum: c.decides}
		if !works {
			v = v.dual()
		}
		views[i] = v
	}
	return views
}

// conditional is the system seen from a module or a leaf: what it does given that
// this one works and given that it fails.
type conditional struct {
	downUp, downDown float64 // P(system fails) given that this one works, that it fails
	birnbaum         float64 // below 0 where a failure helps
}

// sights returns the sight of every leaf after evaluate. From a kid c of module
// m, with the module's own view of c,
//
//	Q(c works) = P(m fails | c works) Q(m fails) + P(m works | c works) Q(m works)
//
// and likewise for c failing; Birnbaum's measures multiply. They are void where
// err is set.
func (s *state) sights() []conditional {
	of := make([]conditional, len(s.plan.modules))
	leaves := make([]conditional, len(s.plan.gates.Leaves))
	down := s.module.down[s.plan.root]
	for i := range of {
		of[i] = conditional{downUp: down, downDown: down} // of a leaf that nothing depends on
	}
	of[s.plan.root] = conditional{downUp: 0, downDown: 1, birnbaum: 1}
	for i := len(s.plan.modules) - 1; i >= 0; i-- {
		m, from := &s.plan.modules[i], of[i]
		if m.op == OpLeaf {
			leaves[m.leaf] = from
			continue
		}
		for j, v := range s.givens(m) {
			of[m.kids[j]] = conditional{
				downUp:   v.downUp*from.downDown + v.upUp*from.downUp,
				downDown: v.downDown*from.downDown + v.upDown*from.downUp,
				birnbaum: v.birnbaum * from.birnbaum,
			}
		}
	}
	return leaves
}
