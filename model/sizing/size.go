package sizing

import (
	"context"
	"errors"
	"math"
	"slices"

	"mtbf/model"
	"mtbf/model/system"
)

// Size answers the questions of a model: the design that meets the target for
// the least of a resource, or the most available one within the limits, and the
// Pareto frontier of all. A design's availability is that of the system, with
// fixed modules, common cause and coverage kept in; its resources are those of
// all units.
//
// Errors are [ErrNoQuestion], a *model.ParamError for what is wrong with the
// model or the options, *[InfeasibleError] where no design answers, and those
// of system.New for the structure. Where ctx ends, the result is the best so far,
// with a bound and a warning incomplete; if no design was found yet, the cause of
// that is the error.
func Size(ctx context.Context, m *system.Model, o Options) (*Result, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	j, err := newJob(ctx, m, &o)
	if err != nil {
		return nil, err
	}
	f, err := newSearch(ctx, j.tree, &o, &componentValues{ctx: ctx, parts: m.Components, mission: o.Mission}, j.resources)
	if err != nil {
		return nil, err
	}
	if err := f.possible(); err != nil {
		return nil, err
	}
	r := j.result(f, f.options(j.tree.root))
	err = j.settle(r, f)
	if err == nil && o.Confidence > 0 {
		err = j.confide(ctx, r, f)
	}
	if f.ended() {
		return r.cut(ctx, err)
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

// cut is a result that the end of ctx may have cut short.
func (r *Result) cut(ctx context.Context, err error) (*Result, error) {
	switch {
	case r.Best.Choices == nil:
		return nil, context.Cause(ctx)
	case errors.Is(err, context.Cause(ctx)):
		r.ProvedOptimal = false
		r.warn(codeIncomplete, "the search was ended before designs were judged with the confidence: this is what is best with the numbers as they stand")
		return r, nil
	case err != nil:
		return nil, err
	case !r.ProvedOptimal:
		r.warn(codeIncomplete, "the search was ended: this is the best design so far")
	}
	return r, nil
}

// job is a model and what is asked of it.
type job struct {
	o         *Options
	tree      *tree
	resources *resources
	bounds    []point // that no design of the frontier beats
}

func newJob(ctx context.Context, m *system.Model, o *Options) (*job, error) {
	if m == nil {
		return nil, &model.ParamError{Param: "system", Value: "nothing", Want: "a system that asks"}
	}
	t, err := newTree(ctx, m)
	if err != nil {
		return nil, err
	}
	if len(t.questions) == 0 {
		return nil, ErrNoQuestion
	}
	for _, q := range t.questions {
		if err := t.checkQuestion(q); err != nil {
			return nil, err
		}
		if err := t.addStructures(q); err != nil {
			return nil, err
		}
	}
	r, err := newResources(t, o)
	return &job{o: o, tree: t, resources: r}, err
}

// possible tells at once of a target out of reach, limits or not.
func (f *search) possible() error {
	for i := range f.at {
		f.x[f.t.first+i] = certain
	}
	if c := f.t.root.chance(f.x); !f.o.meets(c) {
		return &InfeasibleError{Reason: FixedPart, AllowedUnavailability: f.o.slack(), Least: c.down}
	}
	if c := f.ceiling(); !f.o.meets(c) && !f.limited() {
		return &InfeasibleError{Reason: InsufficientRedundancy, AllowedUnavailability: f.o.slack(), Least: c.down}
	}
	return nil
}

// limited reports whether any resource has a limit.
func (f *search) limited() bool {
	return slices.ContainsFunc(f.limit[:len(f.names)], func(x float64) bool { return !math.IsInf(x, 1) })
}

// result makes designs of the options of the whole structure.
func (j *job) result(f *search, list []point) *Result {
	r := &Result{Questions: j.tree.names(), Resources: f.names, Objective: "availability", Frontier: make([]Design, 0, len(list))}
	if !j.o.Maximize {
		r.Objective = f.names[0]
	}
	for i := range list {
		if list[i].bound {
			j.bounds = append(j.bounds, list[i])
			continue
		}
		r.Frontier = append(r.Frontier, j.design(f, f.design(&list[i])))
	}
	if len(r.Resources) == 1 {
		r.joinTies()
	}
	r.Evaluated = f.looked
	return r
}

// design works a design out exactly.
func (j *job) design(f *search, levels []*level) Design {
	d := Design{Resources: j.resources.total(j.tree, levels), Choices: make([][]int, len(levels))}
	for i, l := range levels {
		d.Choices[i] = l.copies
		f.x[j.tree.first+i] = l.chance
	}
	c := j.tree.root.chance(f.x)
	d.Availability, d.Unavailability = min(c.up, 1), min(c.down, 1) // sums may round to just above
	return d
}

// settle finds the best design of the frontier, and the bound.
func (j *job) settle(r *Result, f *search) error {
	best := j.best(r.Frontier)
	if best == nil {
		return j.infeasible(r)
	}
	r.Best = *best
	r.Bound = j.bound(r, f)
	own := r.Best.Unavailability
	if !j.o.Maximize {
		own = r.Best.Resources[r.Objective]
	}
	r.ProvedOptimal = own <= r.Bound*(1+rounding)
	if !r.ProvedOptimal {
		r.warn(codeNotProved, "the best design found is not proved optimal: the true optimum is no better than the bound; allow more work, or fewer copies")
	}
	r.addNeighbours(j.o)
	var err error
	r.Saturation, err = j.saturation(r, f)
	return err
}

// infeasible tells why no design of the frontier will do.
func (j *job) infeasible(r *Result) error {
	e := &InfeasibleError{Reason: OverBudget, AllowedUnavailability: j.o.slack(), Least: math.NaN()}
	if e.Best = mostAvailable(r.Frontier); e.Best != nil {
		e.Least = e.Best.Unavailability
	}
	if slices.ContainsFunc(j.bounds, func(p point) bool { return j.o.meets(chanceOf(p.loss)) }) {
		e.Reason, e.Least = Undecided, math.NaN()
	}
	return e
}

// best is the design that the options ask for; nil if none meets the target.
func (j *job) best(designs []Design) *Design {
	if j.o.Maximize {
		return mostAvailable(designs)
	}
	name := j.resources.names[0]
	var best *Design
	for i := range designs {
		d := &designs[i]
		if !j.o.meets(chance{d.Availability, d.Unavailability}) {
			continue
		}
		if best == nil || d.Resources[name] < best.Resources[name] || d.Resources[name] == best.Resources[name] && d.Unavailability < best.Unavailability {
			best = d
		}
	}
	return best
}

func mostAvailable(designs []Design) *Design {
	var best *Design
	for i := range designs {
		if d := &designs[i]; best == nil || d.Unavailability < best.Unavailability {
			best = d
		}
	}
	return best
}

// bound is what neither the best design nor what was left out can beat.
func (j *job) bound(r *Result, f *search) float64 {
	if j.o.Maximize {
		least := r.Best.Unavailability
		for _, p := range j.bounds {
			least = min(least, chanceOf(p.loss).down)
		}
		return least
	}
	least := r.Best.Resources[r.Objective]
	floor := j.resources.fixed[slices.Index(j.resources.all, r.Objective)]
	for _, x := range f.least {
		floor += x[0]
	}
	for _, p := range j.bounds {
		if j.o.meets(chanceOf(p.loss)) {
			least = min(least, floor+p.spend[0])
		}
	}
	return least
}
