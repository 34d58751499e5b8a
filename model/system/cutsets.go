package system

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"mtbf/internal/num"
	"mtbf/model"
)

// SetOptions say which minimal sets to list.
type SetOptions struct {
	MaxOrder       int     // in a set; 0: 1000, which is the most
	MinProbability float64 // of a set
	MaxSets        int     // 0: 10,000, which is the most; the most probable ones are listed
	MissionTime    float64 // > 0: chances at this time with no repairs; 0: in steady state
}

// Bounds on the list of sets, and on the search for them.
const (
	MaxSets    = 10_000
	MaxUnits   = 1000      // in a set
	maxNames   = 1_000_000 // in all sets
	searchWork = 1 << 23   // steps, some seconds
	choiceWork = 1 << 28   // steps to count the sets of one k-out-of-n
)

// Set is a minimal cut or path set.
type Set struct {
	Units       []string // units and groups that have failed (cut set), or that work (path set)
	Working     []string // of a prime implicant of failing: those that work
	Probability float64  // that all have failed (cut set) or that all work (path set)
}

// Sets is a list of minimal sets, the most probable first, equal ones by
// number of units.
type Sets struct {
	Sets         []Set
	ByOrder      []float64 // how many have 0, 1, 2, ... units, to the greatest order asked for; nil if not told
	Count        float64   // of all minimal sets, listed or not; exact up to 2^53, NaN if not told
	RareEventSum float64   // of the chances of all of them: the rare-event bound; NaN if not told
	// Truncated bounds what the unlisted sets may add to the probability of the
	// union of the listed ones: the sum of their chances, or 1 if that is more.
	Truncated float64
	Warnings  []model.Warning
}

// Scale multiplies all chances by a factor, that of something else that must happen too. It
// is of no effect on nil.
func (s *Sets) Scale(factor float64) {
	if s == nil {
		return
	}
	s.RareEventSum *= factor
	s.Truncated *= factor
	for i := range s.Sets {
		s.Sets[i].Probability *= factor
	}
}

// CutSets lists the minimal cut sets: sets of units whose failure fails the
// system while no part of them does. Of a structure that is not coherent it lists the
// prime implicants: what must have failed, and what must work, so that the system fails
// whatever the other units do, with no part of it enough (Coudert and Madre). Errors are those of [Structure.Solve], and
// one that wraps [ErrTooLarge] where the sets of a diagram have no room; the
// cause of ctx where that ends.
func (s *Structure) CutSets(ctx context.Context, o SetOptions, groups GroupSolver) (*Sets, error) {
	return s.sets(ctx, o, groups, true)
}

// PathSets lists the minimal path sets: sets of units whose working makes the
// system work while no part of them does. Errors are those of [Structure.CutSets].
func (s *Structure) PathSets(ctx context.Context, o SetOptions, groups GroupSolver) (*Sets, error) {
	return s.sets(ctx, o, groups, false)
}

// EachSet gives visit every set that [Structure.CutSets] may list, of which there may be
// millions, one after another in an order that depends on the structure alone, in memory
// that does not grow with their number; MaxSets is not looked at. What it returns has no
// list, and in Truncated what the sets that MaxOrder and MinProbability leave out may add.
// An error of visit ends it.
func (s *Structure) EachSet(ctx context.Context, o SetOptions, groups GroupSolver, visit func(Set) error) (*Sets, error) {
	f, err := s.finder(ctx, o, groups, true)
	if err != nil {
		return nil, err
	}
	f.visit = visit
	r := f.list()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return r, f.failed
}

func (s *Structure) sets(ctx context.Context, o SetOptions, groups GroupSolver, failing bool) (*Sets, error) {
	f, err := s.finder(ctx, o, groups, failing)
	if err != nil {
		return nil, err
	}
	r := f.list()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return r, nil
}

// finder is ready to list sets.
func (s *Structure) finder(ctx context.Context, o SetOptions, groups GroupSolver, failing bool) (*finder, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if s.plan == nil {
		return nil, &model.ParamError{Param: "structure", Value: "partial", Want: "up or down: it has no cut sets"}
	}
	x, err := s.chancesFor(ctx, o, groups)
	if err != nil {
		return nil, err
	}
	f := &finder{state: x, failing: failing, o: o}
	return f, f.weigh()
}

func (o *SetOptions) check() error {
	switch {
	case o.MaxOrder < 0 || o.MaxOrder > MaxUnits:
		return &model.ParamError{Param: "most units in a set", Value: o.MaxOrder, Want: fmt.Sprintf("a number of 0 to %d", MaxUnits)}
	case o.MaxSets < 0 || o.MaxSets > MaxSets:
		return &model.ParamError{Param: "most sets", Value: o.MaxSets, Want: fmt.Sprintf("a number of 0 to %d", MaxSets)}
	case !(o.MinProbability >= 0 && o.MinProbability <= 1):
		return &model.ParamError{Param: "least chance of a set", Value: o.MinProbability, Want: "a number in [0, 1]"}
	case !(o.MissionTime >= 0):
		return &model.ParamError{Param: "time", Value: o.MissionTime, Want: "a time of 0 or more"}
	}
	if o.MaxSets == 0 {
		o.MaxSets = MaxSets
	}
	if o.MaxOrder == 0 {
		o.MaxOrder = MaxUnits
	}
	return nil
}

func (s *Structure) chancesFor(ctx context.Context, o SetOptions, groups GroupSolver) (*state, error) {
	if o.MissionTime > 0 {
		x := s.plan.newState(ctx)
		return x, x.unrepaired(o.MissionTime)
	}
	x, err := s.plan.steady(ctx, groups)
	if err != nil {
		return nil, err
	}
	return x.state, nil
}

// weight sums up the minimal sets of a module: their number, the sum and the
// greatest of their chances, and the least number of units.
type weight struct {
	count, sum, best float64
	units            int
}

// finder searches the minimal sets of a plan.
type finder struct {
	*state
	failing  bool
	coherent bool
	o        SetOptions
	unknown  bool     // chances are not defined; sets are listed by size
	weights  []weight // of sides
	family   map[side]family
	sorted   map[side][]side // kids of a choice, those of the greatest chance first
	found    top
	chosen   []outcome
	steps    int  // of the search
	stopped  bool // the search went on for too long, or the context ended
	cut      bool // sets of more kids than the greatest order were not made

	visit  func(Set) error // what takes the sets, one after another; nil: found does
	given  num.Adder       // of the chances of those
	failed error           // of visit
}

// family is a diagram's minimal sets of sides of its kids.
type family struct {
	z       zdd
	root    edge
	kids    []int32
	weights []weight // of the nodes of z
}

// setBudget is the most nodes that the sets of one diagram may take.
const setBudget = 1 << 22

// setWork is the most operations that they may take.
const setWork = 1 << 25

func (f *finder) weigh() error {
	p := f.plan
	f.coherent = p.coherent
	f.weights = make([]weight, 2*len(p.modules))
	f.family, f.sorted = map[side]family{}, map[side][]side{}
	asked := f.sides()
	for i := range p.modules {
		if m := &p.modules[i]; m.op == OpLeaf {
			f.unknown = f.unknown || asked[failureOf(int32(i))] && math.IsNaN(f.leaf.down[m.leaf]) || asked[failureOf(int32(i)).opposite()] && math.IsNaN(f.leaf.up[m.leaf])
		}
	}
	for at, is := range asked {
		if !is {
			continue
		}
		x := side(at)
		switch m := &p.modules[x.module()]; m.op {
		case OpLeaf:
			f.weights[x] = f.leafWeight(f.chanceOf(outcomeOf(m.leaf, x.works())))
		case opDiagram:
			if err := f.diagramWeight(x); err != nil {
				return err
			}
		default:
			f.weights[x] = f.choiceWeight(x)
		}
		if f.err != nil {
			return f.err
		}
	}
	return nil
}

func (f *finder) leafWeight(chance float64) weight {
	if f.unknown {
		chance = 0.5
	}
	return weight{count: 1, sum: chance, best: chance, units: 1}
}

// choiceWeight weighs a module whose sets are one set of each of r kids. Their
// number and the sum of their chances are not told where counting them would
// take long.
func (f *finder) choiceWeight(x side) weight {
	kids, r := f.choice(x)
	w := weight{best: 1, count: math.NaN(), sum: math.NaN()}
	switch {
	case r > len(kids): // never happens
		return weight{units: math.MaxInt32}
	case len(kids)*r <= choiceWork:
		w.count, w.sum = f.elementary(kids, r)
	case f.sameWeights(kids):
		kid := f.weights[kids[0]]
		ways := chooseLog(len(kids), r)
		w.count, w.sum = math.Exp(ways+float64(r)*math.Log(kid.count)), math.Exp(ways+float64(r)*math.Log(kid.sum))
	}
	slices.SortStableFunc(kids, func(a, b side) int { return cmp.Compare(f.weights[b].best, f.weights[a].best) })
	sizes := make([]int, len(kids))
	for j, kid := range kids {
		sizes[j] = f.weights[kid].units
	}
	slices.Sort(sizes)
	for j := range r {
		w.best *= f.weights[kids[j]].best
		w.units += sizes[j]
	}
	f.sorted[x] = kids
	return w
}

// elementary returns the number of the sets of r kids and the sum of their
// chances, sums over all choices of r kids.
func (f *finder) elementary(kids []side, r int) (count, sum float64) {
	counts, sums := make([]float64, r+1), make([]float64, r+1)
	counts[0], sums[0] = 1, 1
	for j, kid := range kids {
		w, most := f.weights[kid], min(j+1, r)
		if !f.spend(most) {
			break
		}
		for s := most; s > 0; s-- {
			counts[s] += counts[s-1] * w.count
			sums[s] += sums[s-1] * w.sum
		}
	}
	return counts[r], sums[r]
}

func (f *finder) sameWeights(kids []side) bool {
	return !slices.ContainsFunc(kids, func(kid side) bool { return f.weights[kid] != f.weights[kids[0]] })
}

// chooseLog returns the logarithm of the number of ways to choose r of n.
func chooseLog(n, r int) float64 {
	of := func(x int) float64 { log, _ := math.Lgamma(float64(x) + 1); return log }
	return of(n) - of(r) - of(n-r)
}

func (f *finder) diagramWeight(x side) error {
	m := &f.plan.modules[x.module()]
	s := family{z: newZDD(f.ctx, setBudget), kids: m.kids}
	s.z.most = setWork
	hopeless := len(m.d.level) > setBudget/8 // its sets take far more room than itself
	switch {
	case hopeless:
	case f.coherent:
		s.root = s.z.minimal(m.d, !x.works())
	default:
		s.root = s.z.primes(m.d, !x.works())
	}
	if f.ctx.Err() != nil {
		return context.Cause(f.ctx)
	}
	if (s.z.full || hopeless) && f.o.MaxOrder < MaxUnits { // there may be room for those asked for
		f.cut, hopeless = true, false
		s.z = newZDD(f.ctx, setBudget)
		s.z.most = setWork
		s.root = s.z.shortSets(m.d, !x.works(), f.coherent, f.o.MaxOrder)
	}
	if f.ctx.Err() != nil {
		return context.Cause(f.ctx)
	}
	if hopeless || s.z.full {
		return &setsError{len(m.d.level)}
	}
	s.weights = make([]weight, len(s.z.knots))
	for n := 1; n < len(s.z.knots); n++ { // kids are made before parents
		k := s.z.knots[n]
		kid, hi, lo := f.weights[s.kid(k.level)], s.weight(k.hi), s.weight(k.lo)
		s.weights[n] = weight{
			count: kid.count*hi.count + lo.count,
			sum:   kid.sum*hi.sum + lo.sum,
			best:  max(kid.best*hi.best, lo.best),
			units: min(kid.units+hi.units, lo.units),
		}
	}
	f.weights[x] = s.weight(s.root)
	f.family[x] = s
	return nil
}

// kid is the side of a kid that a level of the family stands for.
func (s *family) kid(level int32) side {
	return failureOf(s.kids[level/2]) | side(level%2)
}

func (s *family) weight(e edge) weight {
	switch e {
	case emptyFamily:
		return weight{units: math.MaxInt32}
	case baseFamily:
		return weight{count: 1, sum: 1, best: 1}
	}
	return s.weights[e.node()]
}
