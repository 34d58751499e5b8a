package sizing

import (
	"maps"
	"math"
	"slices"

	"mtbf/internal/num"
	"mtbf/model"
	"mtbf/model/system"
	"mtbf/model/uncertain"
)

// Uncertain is what is known of a part from observation, in place of the
// part's own numbers. A part's MTBF is drawn from the gamma distribution of
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
	part      int
	parameter string // "mtbf", "mttr", "availability" or "reliability"
	of        model.Uncertainty
}

// watched is what more observation tells more of.
type watched interface {
	Observed(times float64) model.Uncertainty
}

// value is the number at the share p of its distribution, in which greater
// numbers have the greater p. Observed says how many times as long the part has
// been seen, with failures at the same rate.
func (u *unknown) value(p, observed float64) float64 {
	of := u.of
	if w, ok := of.(watched); ok && observed != 1 {
		of = w.Observed(observed)
	}
	return min(of.Quantile(p), uncertain.Unbounded)
}

// hours are those that the part has been seen for; 0 where they are not known.
func (u *unknown) hours() float64 {
	switch of := u.of.(type) {
	case uncertain.MTBF:
		return of.Hours
	case uncertain.CountedMTBF:
		return of.Hours
	}
	return 0
}

// repairs are times of a log, which are known better after more of them.
type repairs struct{ uncertain.Lognormal }

func (r repairs) Observed(times float64) model.Uncertainty {
	r.Below /= math.Sqrt(times)
	r.Above /= math.Sqrt(times)
	return r
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
		if !j.tree.uses(i) {
			continue
		}
		if p.Life == nil {
			all = append(all, fixedOf(i, p)...)
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
	return slices.ContainsFunc(t.questions, func(q *system.Choose) bool { return t.consists(q, part) })
}

// of returns the unknowns of a part, from its own numbers if told.
func (k *Uncertain) of(part int, p *system.Component, own bool) ([]unknown, error) {
	var found []unknown
	add := func(parameter string, of model.Uncertainty) {
		if of != nil {
			found = append(found, unknown{part, parameter, of})
		}
	}
	if own {
		mtbf, err := lifeOf(p)
		if err != nil {
			return nil, err
		}
		add("mtbf", mtbf)
	}
	if k.Operating != 0 {
		if !(k.Operating > 0) || math.IsInf(k.Operating, 1) {
			return nil, &model.ParamError{Param: "operating hours of " + k.Component, Value: k.Operating, Want: "a positive, finite number"}
		}
		if k.Failures < 0 {
			return nil, &model.ParamError{Param: "failures of " + k.Component, Value: k.Failures, Want: "a whole number of 0 or more"}
		}
		add("mtbf", counted(float64(k.Failures), k.Operating))
	}
	switch {
	case own && p.MTTRUncertainty != nil && p.Repair != nil:
		add("mttr", p.MTTRUncertainty)
	case k.MTTR != nil && p.Repair != nil:
		mttr, err := repairFrom(p.Name, k.MTTR)
		if err != nil {
			return nil, err
		}
		add("mttr", mttr)
	}
	return found, nil
}

// lifeOf is what a part's own numbers tell of its MTBF, nil if they are certain.
func lifeOf(p *system.Component) (model.Uncertainty, error) {
	if p.MTBFUncertainty != nil || p.MTBFEstimate == nil {
		return p.MTBFUncertainty, nil
	}
	return fromLimits(p.Name, p.MTBFEstimate)
}

// fixedOf is what is known of a part without a life.
func fixedOf(part int, p *system.Component) []unknown {
	if p.FixedUncertainty == nil {
		return nil
	}
	if availability, _ := p.Fixed(); availability.Given() {
		return []unknown{{part, "availability", p.FixedUncertainty}}
	}
	return []unknown{{part, "reliability", p.FixedUncertainty}}
}

// fromLimits recovers failures n and hours T from exact limits of an MTBF,
//
//	Lo = T / gamma(1-a/2; n+1),   Hi = T / gamma(a/2; n),
//
// n from their ratio and T from Lo. With no failures, Lo is the one-sided
// bound.
func fromLimits(name string, e *model.Estimate) (model.Uncertainty, error) {
	if !(e.Lo > 0) || !(e.Hi > e.Lo) || !(e.Confidence > 0 && e.Confidence < 1) {
		return nil, &model.ParamError{Param: "mtbf of " + name, Value: e.Lo, Want: "an estimate with two limits"}
	}
	if math.IsInf(e.Hi, 1) {
		return counted(0, -math.Log1p(-e.Confidence)*e.Lo), nil
	}
	a := (1 - e.Confidence) / 2
	upper := func(n float64) float64 { return num.GammaInverseUpper(n+1, a) }
	narrow := func(logn float64) float64 {
		n := math.Exp(logn)
		return math.Log(upper(n)/num.GammaInverse(n, a)) - math.Log(e.Hi/e.Lo)
	}
	least, most := math.Log(0.01), math.Log(1e9)
	if !(narrow(least) > 0 && narrow(most) < 0) {
		return nil, &model.ParamError{Param: "mtbf of " + name, Value: e.Hi / e.Lo, Want: "a ratio of limits that some number of failures gives"}
	}
	n := math.Exp(num.Root(narrow, least, most))
	return counted(n, e.Lo*upper(n)), nil
}

// counted is the MTBF of n failures, which need not be whole, in so many unit-hours.
func counted(n, hours float64) uncertain.MTBF {
	return uncertain.MTBF{PriorShape: 1, Failures: n, Hours: hours}
}

// repairFrom makes a log-normal of two pieces with the point as its median and
// the limits as its quantiles.
func repairFrom(name string, e *model.Estimate) (model.Uncertainty, error) {
	if !(e.Lo > 0 && e.Lo <= e.Point && e.Point <= e.Hi) || math.IsInf(e.Hi, 1) || !(e.Confidence > 0 && e.Confidence < 1) {
		return nil, &model.ParamError{Param: "mttr of " + name, Value: e.Hi, Want: "an estimate with a point between two finite limits (more repairs or a lower confidence give an upper one)"}
	}
	return repairs{uncertain.FromLimits(e.Point, e.Lo, e.Hi, e.Confidence)}, nil
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
