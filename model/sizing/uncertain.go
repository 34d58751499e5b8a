package sizing

import (
	"maps"
	"math"
	"slices"

	"mtbf/internal/num"
	"mtbf/model"
	"mtbf/model/system"
)

// Uncertain is what is known of a part from observation, in place of the
// part's own estimates. A part's MTBF is drawn from the gamma distribution of
// its rate, with shape n+1 for n failures in T hours and scale 1/T, of which the
// exact upper limits of a rate are the quantiles (model/rate): few failures
// count as bad news. Its MTTR is log-normal about the point, each side as wide
// as its limit says.
type Uncertain struct {
	Component string
	Failures  int
	Operating float64         // unit-hours; 0: the MTBF is known
	MTTR      *model.Estimate // with two-sided limits; nil: it is known
}

// unknown is one number of a part that is drawn.
type unknown struct {
	part   int
	repair bool

	failures, hours float64 // of a rate

	median, below, above float64 // of a repair time: scales of its logarithm
}

func (u *unknown) parameter() string {
	if u.repair {
		return "mttr"
	}
	return "mtbf"
}

// value is the number at the share p of its distribution, in which worse
// repair times and better lives have the greater p. Observed says how many
// times as long the part has been seen, with failures at the same rate.
func (u *unknown) value(p, observed float64) float64 {
	if !u.repair {
		return u.hours * observed / num.GammaQuantileUpper(u.failures*observed+1, p)
	}
	z := num.NormalQuantile(p) / math.Sqrt(observed)
	if z < 0 {
		return u.median * math.Exp(z*u.below)
	}
	return u.median * math.Exp(z*u.above)
}

// unknowns are the uncertain numbers of the parts in use.
func (j *job) unknowns() ([]unknown, error) {
	given := map[string]*Uncertain{}
	for i := range j.o.Uncertain {
		given[j.o.Uncertain[i].Component] = &j.o.Uncertain[i]
	}
	var all []unknown
	for i := range j.tree.m.Components {
		p := &j.tree.m.Components[i]
		known, isGiven := given[p.Name]
		if !isGiven {
			known = &Uncertain{Component: p.Name, MTTR: p.MTTREstimate}
		}
		if !j.tree.uses(i) || p.Life == nil {
			continue
		}
		delete(given, p.Name)
		found, err := known.of(i, p, !isGiven)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	if names := slices.Sorted(maps.Keys(given)); len(names) > 0 {
		return nil, &model.ParamError{Param: "uncertain", Value: names[0], Want: "a module of the system with a life"}
	}
	return all, nil
}

// uses reports whether a part stands anywhere in the structure.
func (t *tree) uses(part int) bool {
	for i, used := range t.used {
		if used && t.m.Units[i].Component == part {
			return true
		}
	}
	return slices.ContainsFunc(t.questions, func(q *system.Choose) bool { return slices.Contains(q.Components, part) })
}

// of returns the unknowns of a part, from its own estimate of the MTBF if told.
func (k *Uncertain) of(part int, p *system.Component, own bool) ([]unknown, error) {
	var found []unknown
	if own && p.MTBFEstimate != nil {
		u, err := fromLimits(p.Name, p.MTBFEstimate)
		if err != nil {
			return nil, err
		}
		u.part = part
		found = append(found, u)
	}
	if k.Operating != 0 {
		if !(k.Operating > 0) || math.IsInf(k.Operating, 1) {
			return nil, &model.ParamError{Param: "operating hours of " + k.Component, Value: k.Operating, Want: "a positive, finite number"}
		}
		if k.Failures < 0 {
			return nil, &model.ParamError{Param: "failures of " + k.Component, Value: k.Failures, Want: "a whole number of 0 or more"}
		}
		found = append(found, unknown{part: part, failures: float64(k.Failures), hours: k.Operating})
	}
	if k.MTTR != nil && p.Repair != nil {
		u, err := repairFrom(p.Name, k.MTTR)
		if err != nil {
			return nil, err
		}
		u.part = part
		found = append(found, u)
	}
	return found, nil
}

// fromLimits recovers failures n and hours T from exact limits of an MTBF,
//
//	Lo = T / gamma(1-a/2; n+1),   Hi = T / gamma(a/2; n),
//
// n from their ratio and T from Lo. With no failures, Lo is the one-sided
// bound.
func fromLimits(name string, e *model.Estimate) (unknown, error) {
	if !(e.Lo > 0) || !(e.Hi > e.Lo) || !(e.Confidence > 0 && e.Confidence < 1) {
		return unknown{}, &model.ParamError{Param: "mtbf of " + name, Value: e.Lo, Want: "an estimate with two limits"}
	}
	if math.IsInf(e.Hi, 1) {
		return unknown{hours: -math.Log1p(-e.Confidence) * e.Lo}, nil
	}
	a := (1 - e.Confidence) / 2
	upper := func(n float64) float64 { return num.GammaInverseUpper(n+1, a) }
	narrow := func(logn float64) float64 {
		n := math.Exp(logn)
		return math.Log(upper(n)/num.GammaInverse(n, a)) - math.Log(e.Hi/e.Lo)
	}
	least, most := math.Log(0.01), math.Log(1e9)
	if !(narrow(least) > 0 && narrow(most) < 0) {
		return unknown{}, &model.ParamError{Param: "mtbf of " + name, Value: e.Hi / e.Lo, Want: "a ratio of limits that some number of failures gives"}
	}
	n := math.Exp(num.Root(narrow, least, most))
	return unknown{failures: n, hours: e.Lo * upper(n)}, nil
}

// repairFrom makes a log-normal of two pieces with the point as its median and
// the limits as its quantiles.
func repairFrom(name string, e *model.Estimate) (unknown, error) {
	if !(e.Lo > 0 && e.Lo <= e.Point && e.Point <= e.Hi) || math.IsInf(e.Hi, 1) || !(e.Confidence > 0 && e.Confidence < 1) {
		return unknown{}, &model.ParamError{Param: "mttr of " + name, Value: e.Hi, Want: "an estimate with a point between two finite limits (more repairs or a lower confidence give an upper one)"}
	}
	z := num.NormalQuantile((1 + e.Confidence) / 2)
	return unknown{repair: true, median: e.Point, below: math.Log(e.Point/e.Lo) / z, above: math.Log(e.Hi/e.Point) / z}, nil
}

// draws returns points of the unit cube, one coordinate for each unknown,
// spread evenly in each (a Latin hypercube): the same for all designs, so that
// designs compare.
func draws(s Stream, n, dimensions int) [][]float64 {
	all := make([][]float64, n)
	for i := range all {
		all[i] = make([]float64, dimensions)
	}
	for k := range dimensions {
		order := make([]int, n)
		for i := range order {
			order[i] = i
		}
		for i := n - 1; i > 0; i-- {
			j := min(int(s.Float64()*float64(i+1)), i)
			order[i], order[j] = order[j], order[i]
		}
		for i := range all {
			all[i][k] = (float64(order[i]) + clamped(s.Float64())) / float64(n)
		}
	}
	return all
}

// clamped keeps a draw off the ends, where quantiles are infinite.
func clamped(u float64) float64 { return min(max(u, 1e-9), 1-1e-9) }
