package sizing

import (
	"cmp"
	"context"
	"math"
	"slices"

	"mtbf/model/markov"
)

// Confident is the choice when parameters are known from observation only:
// Result.Best is then the cheapest design that meets the target in at least the
// share Confidence of the draws; with Maximize it is the one whose
// unavailability not exceeded in that share is least. Its figures, and those of
// the frontier, are at the points of the estimates.
//
// Where all designs times draws are few, every design is judged, and the choice and its
// levels are the best by the draws. Otherwise the candidates are the designs that are best
// at the points, those that are on the way to the best in some draws, and the best of every
// draw. The bound is then rigorous for the draws: a design that meets the target in some draw costs as
// much as the cheapest that does, so one that does in a share of them costs at
// least that quantile of the cheapest. A share from n draws has a standard error
// of sqrt(share (1-share)/n) or less.
type Confident struct {
	Confidence              float64
	Draws                   int
	ProbabilityOfCompliance float64 // share of draws in which Best meets the target; NaN without a target
	UpperLimit              float64 // unavailability of Best, not exceeded with the confidence
	Point                   Design  // what would be chosen at the points alone
	PointMeets              float64 // share of draws in which that one meets the target
	Levels                  []RobustDesign
	Inputs                  []Input
}

// RobustDesign is the cheapest design that meets the target with ProbabilityOfCompliance, by
// the draws: more confidence costs more.
type RobustDesign struct {
	Design                  Design
	ProbabilityOfCompliance float64
	UpperLimit              float64 // unavailability, not exceeded with the confidence
}

const (
	fewDraws      = 32      // whose whole way from the cheapest to the best are candidates
	fewCandidates = 40      // that are judged however many the draws
	maxJudged     = 400_000 // candidates times draws
)

// confide chooses with the confidence asked for.
func (j *job) confide(ctx context.Context, r *Result, f *search) error {
	v := &drawnDesigns{job: j, ctx: ctx, seen: map[string]bool{}, known: map[markov.Group]chance{}}
	var err error
	if v.unknown, err = j.unknowns(); err != nil {
		return err
	}
	if len(v.unknown) == 0 {
		r.warn("nothing-uncertain", "no module has limits, from a log or of its own: the numbers are taken as they stand, whatever the confidence")
		return nil
	}
	n := j.o.Draws
	if n == 0 {
		n = defaultDraws
	}
	if v.draw(n); ctx.Err() != nil {
		return context.Cause(ctx)
	}
	v.add(r.Best)
	every, err := v.every(f)
	if err != nil {
		return err
	}
	if every != nil {
		v.add(every...)
		v.all = true
		r.Evaluated += len(every)
		return v.choose(r, f, nil)
	}
	bound, err := v.candidates(r, f)
	if err != nil {
		return err
	}
	return v.choose(r, f, bound)
}

// candidates collects candidates, and returns what the draws allow at best:
// the least of the objective for each of them; nil where the work did not
// suffice for all.
func (v *drawnDesigns) candidates(r *Result, f *search) ([]float64, error) {
	affordable := min(len(v.drawn), 1+v.o.work()/max(f.looked, 1))
	var floor []float64
	for draw := range affordable {
		s, err := v.scene(draw, v.drawnValue)
		if err != nil {
			return nil, err
		}
		least, err := v.solve(s, draw < fewDraws)
		if err != nil {
			return nil, err
		}
		floor = append(floor, least)
	}
	for _, d := range r.ladder() {
		v.add(*d)
	}
	v.designs = v.designs[:min(len(v.designs), max(fewCandidates, maxJudged/len(v.drawn)))]
	if affordable < len(v.drawn) {
		return nil, nil
	}
	return floor, nil
}

// solve adds the best designs of a scene, and returns the bound of its
// objective, +Inf where nothing meets the target.
func (v *drawnDesigns) solve(s *componentValues, whole bool) (float64, error) {
	f, err := newSearch(v.ctx, v.tree, v.o, s, v.resources)
	if err != nil {
		return 0, err
	}
	here := &job{o: v.o, tree: v.tree, resources: v.resources}
	r := here.result(f, f.options(v.tree.root))
	if whole {
		for _, d := range r.ladder() {
			v.add(*d)
		}
	}
	best := here.best(r.Frontier)
	if best != nil {
		v.add(*best)
		r.Best = *best
	} else {
		r.Best = Design{Resources: map[string]float64{r.Objective: math.Inf(1)}}
	}
	return here.bound(r, f), nil
}

// choose judges the candidates and puts the best into r.
func (v *drawnDesigns) choose(r *Result, f *search, floor []float64) error {
	table, err := v.table(v.designs, v.drawnValue)
	if err != nil {
		return err
	}
	c := &Confident{Confidence: v.o.Confidence, Draws: len(v.drawn), ProbabilityOfCompliance: math.NaN(), PointMeets: math.NaN(), Point: r.Best}
	at := v.pick(table)
	if at < 0 {
		return v.insufficient(table)
	}
	c.UpperLimit = v.atMost(table[at])
	if !v.o.Maximize {
		c.ProbabilityOfCompliance, c.PointMeets = v.meets(table[at]), v.meets(table[0])
	}
	if c.Inputs, err = v.inputs(at, table); err != nil {
		return err
	}
	if f.x, err = v.tree.fill(f.s); err != nil { // the draws have left their own
		return err
	}
	if r.Best, err = v.now(f, &v.designs[at]); err != nil {
		return err
	}
	if c.Levels, err = v.assured(f, table); err != nil {
		return err
	}
	r.Confident = c
	v.prove(r, c, floor)
	if v.o.Maximize {
		r.addNeighbours(v.o)
	} else {
		r.addAssured(v.o)
	}
	r.Saturation, err = v.saturation(r, f)
	return err
}

// addAssured takes the neighbours of the best design from the levels.
func (r *Result) addAssured(o *Options) {
	r.Cheaper, r.Costlier, r.TargetRatio = nil, nil, 0
	levels := r.Confident.Levels
	for i := range levels {
		switch spent := r.spent(&levels[i].Design); {
		case spent < r.spent(&r.Best)*(1-rounding):
			r.Cheaper, r.TargetRatio = &levels[i].Design, levels[i].UpperLimit/o.slack()
		case r.Costlier == nil && spent > r.spent(&r.Best)*(1+rounding):
			r.Costlier = &levels[i].Design
		}
	}
}

// rank is the number of draws, of n, that a confidence asks for.
func (v *drawnDesigns) rank() int {
	return max(1, int(math.Ceil(v.o.Confidence*float64(len(v.drawn))-rounding)))
}

// atMost is the unavailability that is not exceeded with the confidence.
func (v *drawnDesigns) atMost(row []float64) float64 {
	return slices.Sorted(slices.Values(row))[v.rank()-1]
}

// pick is the candidate to choose, -1 if none is good enough.
func (v *drawnDesigns) pick(table [][]float64) int {
	at, least, share := -1, math.Inf(1), 0.0
	for i, row := range table {
		if v.o.Maximize {
			if u := v.atMost(row); u < least {
				at, least = i, u
			}
			continue
		}
		cost, meets := v.designs[i].Resources[v.resources.names[0]], v.meets(row)
		if v.o.meets(chance{down: v.atMost(row)}) && (cost < least || cost == least && meets > share) {
			at, least, share = i, cost, meets
		}
	}
	return at
}

func (v *drawnDesigns) insufficient(table [][]float64) error {
	e := &InfeasibleError{Reason: InsufficientData, AllowedUnavailability: v.o.slack(), Least: math.NaN()}
	for i, row := range table {
		if meets := v.meets(row); e.Best == nil || meets > e.ProbabilityOfCompliance {
			e.Best, e.ProbabilityOfCompliance = &v.designs[i], meets
		}
	}
	return e
}

// prove compares the choice with the bound.
func (v *drawnDesigns) prove(r *Result, c *Confident, floor []float64) {
	own := c.UpperLimit
	if !v.o.Maximize {
		own = r.Best.Resources[r.Objective]
	}
	r.Bound = 0
	switch {
	case v.all:
		r.Bound = own
	case floor != nil:
		slices.Sort(floor)
		r.Bound = min(own, floor[v.rank()-1])
	}
	r.ProvedOptimal = own <= r.Bound*(1+rounding)
	r.Warnings = slices.DeleteFunc(r.Warnings, notProved)
	if !r.ProvedOptimal {
		r.warn(codeNotProved, "the best design found is not proved optimal: the true optimum is no better than the bound; with fewer copies to choose from, or fewer draws, each design is judged in each draw: that takes %d of both together or less", maxJudged)
	}
}

// assured returns the cheapest designs by rising share of draws; none without a
// target.
func (v *drawnDesigns) assured(f *search, table [][]float64) ([]RobustDesign, error) {
	if v.o.Maximize {
		return nil, nil
	}
	var all, kept []RobustDesign
	name := v.resources.names[0]
	for i, row := range table {
		all = append(all, RobustDesign{v.designs[i], v.meets(row), v.atMost(row)})
	}
	slices.SortStableFunc(all, func(a, b RobustDesign) int {
		return cmp.Or(cmp.Compare(a.Design.Resources[name], b.Design.Resources[name]), cmp.Compare(b.ProbabilityOfCompliance, a.ProbabilityOfCompliance))
	})
	for _, a := range all {
		if n := len(kept); a.ProbabilityOfCompliance == 0 || n > 0 && a.ProbabilityOfCompliance <= kept[n-1].ProbabilityOfCompliance {
			continue
		}
		var err error
		if a.Design, err = v.now(f, &a.Design); err != nil {
			return nil, err
		}
		kept = append(kept, a)
	}
	return kept, nil
}
