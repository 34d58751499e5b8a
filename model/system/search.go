package system

import (
	"cmp"
	"container/heap"
	"fmt"
	"math"
	"slices"

	"mtbf/model"
)

// task is a list of what must still fail; each says what the whole list from
// it on can reach at best.
type task struct {
	side   side
	choice bool // the kids from number at on, need of them
	at     int
	need   int
	sets   bool // the sets of node
	node   edge
	next   *task
	best   float64 // the greatest chance, of this and all that follow
	units  int     // the least number of units, of this and all that follow
}

// whole is the task that a module does what is asked of it.
func (f *finder) whole(x side, next *task) *task {
	return follow(&task{side: x}, f.weights[x].best, f.weights[x].units, next)
}

func follow(t *task, best float64, units int, next *task) *task {
	t.next, t.best, t.units = next, best, units
	if next != nil {
		t.best *= next.best
		t.units += next.units
	}
	return t
}

// search lists the sets that contain what is chosen, of the given chance so
// far, and do what t asks, most probable branches first. A branch that cannot
// reach the list is left.
func (f *finder) search(t *task, chance float64) {
	if !f.step() {
		return
	}
	switch {
	case t == nil && f.visit != nil:
		f.give(found{chance, slices.Clone(f.chosen)})
	case t == nil:
		f.found.add(found{chance, slices.Clone(f.chosen)}, f.o.MaxSets)
	case f.hopeless(chance*t.best, len(f.chosen)+t.units):
	case t.choice:
		f.searchChoice(t, chance)
	case t.sets:
		f.searchSets(t, chance)
	default:
		f.searchModule(t, chance)
	}
}

// give hands a set on.
func (f *finder) give(x found) {
	f.given.Add(x.chance)
	if f.failed = f.visit(f.set(x)); f.failed != nil {
		f.stopped = true
	}
}

// step counts a step of the search, and reports whether it may go on: what hands its sets
// on goes on until they end.
func (f *finder) step() bool {
	if f.steps++; f.steps > searchWork && f.visit == nil || f.steps%1024 == 0 && f.ctx.Err() != nil {
		f.stopped = true
	}
	return !f.stopped
}

func (f *finder) hopeless(best float64, units int) bool {
	switch {
	case units > f.o.MaxOrder:
		return true
	case !f.unknown && best < f.o.MinProbability:
		return true
	}
	return f.visit == nil && len(f.found) >= f.o.MaxSets && best <= f.found[0].chance
}

func (f *finder) searchModule(t *task, chance float64) {
	m := &f.plan.modules[t.side.module()]
	switch m.op {
	case OpLeaf:
		f.chosen = append(f.chosen, outcomeOf(m.leaf, t.side.works()))
		f.search(t.next, chance*f.weights[t.side].best)
		f.chosen = f.chosen[:len(f.chosen)-1]
	case opDiagram:
		f.search(f.setsOf(t.side, f.family[t.side].root, t.next), chance)
	default:
		_, need := f.choice(t.side)
		f.search(f.choose(t.side, 0, need, t.next), chance)
	}
}

// choose is the task that need of the kids of m from number at on fail; nil
// where too few are left.
func (f *finder) choose(x side, at, need int, next *task) *task {
	if need == 0 {
		return next
	}
	kids := f.sorted[x][at:]
	best := 1.0
	if need <= f.o.MaxOrder { // more are not looked for
		for _, kid := range kids[:need] {
			best *= f.weights[kid].best
		}
	}
	return follow(&task{side: x, choice: true, at: at, need: need}, best, need, next)
}

func (f *finder) searchChoice(t *task, chance float64) {
	kids := f.sorted[t.side]
	if t.need > f.o.MaxOrder {
		return
	}
	for i := t.at; i+t.need <= len(kids) && f.step(); i++ {
		f.steps += t.need / 16
		rest := f.choose(t.side, i, t.need, t.next)
		if f.hopeless(chance*rest.best, 0) {
			return
		}
		f.search(f.whole(kids[i], f.choose(t.side, i+1, t.need-1, t.next)), chance)
	}
}

func (f *finder) setsOf(x side, node edge, next *task) *task {
	s := f.family[x]
	w := s.weight(node)
	return follow(&task{side: x, sets: true, node: node}, w.best, w.units, next)
}

func (f *finder) searchSets(t *task, chance float64) {
	s := f.family[t.side]
	switch t.node {
	case emptyFamily:
		return
	case baseFamily:
		f.search(t.next, chance)
		return
	}
	k := s.z.knots[t.node.node()]
	with := f.whole(s.kid(k.level), f.setsOf(t.side, k.hi, t.next))
	without := f.setsOf(t.side, k.lo, t.next)
	if with.best < without.best {
		with, without = without, with
	}
	f.search(with, chance)
	f.search(without, chance)
}

// found is a minimal set as outcomes.
type found struct {
	chance   float64
	outcomes []outcome
}

// top is a heap of the most probable sets, the least probable first.
type top []found

func (h top) Len() int           { return len(h) }
func (h top) Less(i, j int) bool { return h[i].chance < h[j].chance }
func (h top) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *top) Push(x any)        { *h = append(*h, x.(found)) }

func (h *top) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

func (h *top) add(x found, most int) {
	heap.Push(h, x)
	if h.Len() > most {
		heap.Pop(h)
	}
}

// list runs the search and writes its result.
func (f *finder) list() *Sets {
	w := f.weights[f.root()]
	f.search(f.whole(f.root(), nil), 1)
	r := &Sets{Count: w.count, RareEventSum: w.sum, ByOrder: f.countsByOrder()}
	slices.SortStableFunc(f.found, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.chance, a.chance), len(a.outcomes)-len(b.outcomes), slices.Compare(f.units(a), f.units(b)))
	})
	listed := f.given
	names, underflow := 0, false
	for _, x := range f.found {
		if names += len(x.outcomes); names > maxNames {
			break
		}
		s := f.set(x)
		if x.chance < tiny && !f.unknown && f.positive(x.outcomes) {
			s.Probability, underflow = math.NaN(), true
		}
		listed.Add(x.chance)
		r.Sets = append(r.Sets, s)
	}
	switch {
	case f.cut:
		r.Count, r.RareEventSum, r.Truncated = math.NaN(), math.NaN(), math.NaN()
	case float64(len(r.Sets)) < r.Count:
		r.Truncated = min(max(0, w.sum-listed.Total()), 1)
	}
	f.explain(r, w, underflow)
	if f.unknown {
		r.forget()
	}
	return r
}

// explain warns of what is not told.
func (f *finder) explain(r *Sets, w weight, underflow bool) {
	warn := func(code, format string, args ...any) {
		r.Warnings = append(r.Warnings, model.Warning{Code: code, Text: fmt.Sprintf(format, args...)})
	}
	kind := "cut sets"
	switch {
	case f.failing && !f.coherent && f.state != nil:
		kind = "prime implicants"
	case !f.failing:
		kind = "path sets"
	}
	switch {
	case f.stopped:
		warn("sets-search", "the search for minimal %s stopped after %d steps: some that are not listed may be more probable than those that are", kind, searchWork)
	case w.units > MaxUnits:
		warn("sets-long", "no minimal %s are listed: they have %d units or more, and those of more than %d are not", kind, w.units, MaxUnits)
	}
	switch {
	case f.cut:
		warn("sets-count", "there is no room for all minimal %s: those of up to %d units are counted, not all", kind, f.o.MaxOrder)
	case math.IsInf(w.count, 1) || math.IsNaN(w.count):
		warn("sets-count", "there are too many minimal %s to tell their number", kind)
	}
	if underflow {
		warn("underflow", "the probability of some minimal %s is below %g, too small a number to be given", kind, tiny)
	}
}

// set is what was found, in words.
func (f *finder) set(x found) Set {
	s := Set{Probability: x.chance}
	for _, l := range f.byOrder(x.outcomes) {
		name := f.plan.name(f.plan.gates.Leaves[l.leaf()])
		if f.failing && l.works() {
			s.Working = append(s.Working, name)
		} else {
			s.Units = append(s.Units, name)
		}
	}
	return s
}

// positive reports whether every outcome has a chance.
func (f *finder) positive(of []outcome) bool {
	return !slices.ContainsFunc(of, func(l outcome) bool { return f.chanceOf(l) == 0 })
}

// units returns the places in the model of the outcomes of a set, in order.
func (f *finder) units(x found) []int {
	var at []int
	for _, l := range f.byOrder(x.outcomes) {
		at = append(at, f.rank(l))
	}
	return at
}

func (f *finder) rank(l outcome) int {
	if u := f.plan.gates.Leaves[l.leaf()].Unit; u >= 0 {
		return u
	}
	return len(f.plan.gates.Model.Units) + int(l.leaf())
}

func (f *finder) byOrder(of []outcome) []outcome {
	slices.SortFunc(of, func(a, b outcome) int { return f.rank(a) - f.rank(b) })
	return of
}

// forget takes the chances away where the input does not define them.
func (r *Sets) forget() {
	r.RareEventSum, r.Truncated = math.NaN(), math.NaN()
	for i := range r.Sets {
		r.Sets[i].Probability = math.NaN()
	}
	r.Warnings = append(r.Warnings, notDefined)
}
