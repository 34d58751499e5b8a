package sizing

import (
	"context"
	"math"
)

// search looks for the Pareto options of a tree in one scene.
type search struct {
	ctx   context.Context
	t     *tree
	o     *Options
	s     *componentValues
	names []string  // the resources that count
	copy  [][]spend // price of one copy, by question and what it is of
	limit spend     // for all questions together: less what the fixed units take
	x     []chance  // of leaves

	at    [][]point // options of every question
	least []spend   // of every question, in each resource
	room  spend     // above the sum of the least

	looked int // combinations
}

// newSearch finds the options of every question.
func newSearch(ctx context.Context, t *tree, o *Options, s *componentValues, r *resources) (*search, error) {
	f := &search{ctx: ctx, t: t, o: o, s: s, names: r.names, copy: r.copy, limit: r.limit, room: r.limit}
	var err error
	if f.x, err = t.fill(s); err != nil {
		return nil, err
	}
	for i := range t.questions {
		if err := f.ask(i); err != nil {
			return nil, err
		}
	}
	for k, limit := range f.limit {
		f.room[k] += rounding * math.Abs(limit)
		if f.room[k] < 0 {
			return nil, f.tooDear()
		}
	}
	return f, nil
}

// ended reports whether the search is to end with what it has.
func (f *search) ended() bool { return f.ctx.Err() != nil }

// over reports whether no more combinations are to be looked at.
func (f *search) over() bool { return f.looked > f.o.work() || f.ended() }

// ask finds the options of one question, and takes the least that they spend
// out of the room.
func (f *search) ask(question int) error {
	list, err := f.levels(question)
	if err != nil {
		return err
	}
	if f.ended() { // the list may lack some
		return context.Cause(f.ctx)
	}
	if len(list) == 0 {
		return f.tooDear()
	}
	f.looked += len(list)
	least := together(list).spend
	for i := range list {
		list[i].spend = list[i].spend.minus(least)
	}
	f.room = f.room.minus(least)
	f.least = append(f.least, least)
	f.at = append(f.at, f.pareto(list))
	return nil
}

func (f *search) tooDear() error {
	return &InfeasibleError{Reason: OverBudget, AllowedUnavailability: f.o.slack(), Least: math.NaN()}
}

// ceiling is the chance of the system with all questions at their best.
func (f *search) ceiling() chance {
	for i, list := range f.at {
		f.x[f.t.first+i] = chanceOf(together(list).loss)
	}
	return f.t.root.chance(f.x)
}

// options returns the Pareto options of a node.
func (f *search) options(n *node) []point {
	switch {
	case !n.asks:
		return []point{{value: value{loss: n.chance(f.x).loss()}}}
	case n.op == opLeaf:
		return f.at[n.place-f.t.first]
	case n.op == opSeries || n.op == opParallel:
		return f.fold(n)
	}
	return f.branch(n)
}

// design returns the levels of a point, by question.
func (f *search) design(p *point) []*level {
	found := make([]*level, len(f.at))
	p.collect(found)
	return found
}

func (p *point) collect(found []*level) {
	switch {
	case p == nil:
	case p.level != nil:
		found[p.level.question] = p.level
	default:
		p.left.collect(found)
		p.right.collect(found)
	}
}
