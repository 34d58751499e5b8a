package systemfile

import (
	"cmp"
	"math"

	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/uncertain"
)

// spread is what a median with an error factor, or two limits, say of a number.
type spread struct {
	point, lo, hi           float64
	errorFactor, confidence float64
	at                      [5]any // the fields, in the order of spreadKeys
}

var spreadKeys = [...]string{"point", "error_factor", "lo", "hi", "confidence"}

func (t *uncertainMTTRText) spread() spread {
	return spread{
		float64(t.Point), float64(t.Lo), float64(t.Hi), t.ErrorFactor, t.Confidence,
		[...]any{&t.Point, &t.ErrorFactor, &t.Lo, &t.Hi, &t.Confidence},
	}
}

func (t *uncertainAvailabilityText) spread() spread {
	return spread{
		t.Point, t.Lo, t.Hi, t.ErrorFactor, t.Confidence,
		[...]any{&t.Point, &t.ErrorFactor, &t.Lo, &t.Hi, &t.Confidence},
	}
}

// firstOf returns the index of the first of the fields that was given, -1 for none.
func (b *builder) firstOf(fields ...any) int {
	for i, f := range fields {
		if b.given(f) {
			return i
		}
	}
	return -1
}

// checkSpread checks which keys stand together, and that they are in order.
func (b *builder) checkSpread(at mark, what string, s *spread) error {
	const point, factor, lo, hi, confidence = 0, 1, 2, 3, 4
	has := func(i int) bool { return b.given(s.at[i]) }
	for _, i := range []int{lo, hi, confidence} {
		if has(factor) && has(i) {
			return b.fault(b.later(s.at[factor], s.at[i]), "%s: it has both error_factor and %s; keep point and error_factor, or lo, hi and confidence", what, spreadKeys[i])
		}
	}
	var needs []int
	switch {
	case has(factor):
		needs = []int{point}
	case has(lo) || has(hi) || has(confidence):
		needs = []int{lo, hi, confidence}
	case has(point):
		return b.fault(at, "%s: it has point alone; add error_factor, or lo, hi and confidence, or write the number without a mapping", what)
	}
	for _, i := range needs {
		if !has(i) {
			return b.fault(at, "%s: %s is missing; add it", what, spreadKeys[i])
		}
	}
	return b.orderSpread(what, s)
}

// maxErrorFactor is well beyond what any number is known to.
const maxErrorFactor = 1e6

func (b *builder) orderSpread(what string, s *spread) error {
	switch {
	case s.errorFactor > maxErrorFactor:
		return b.fault(b.at(s.at[1]), "error_factor: %.4g is more than a million; it is the 95th percentile over the median, such as 3", s.errorFactor)
	case s.errorFactor > 0:
		return nil
	case !(s.lo < s.hi):
		return b.fault(b.later(s.at[2], s.at[3]), "%s: lo is not below hi", what)
	case b.given(s.at[0]) && !(s.lo < s.point && s.point < s.hi):
		return b.fault(b.at(s.at[0]), "%s: point is not between lo and hi", what)
	}
	return nil
}

// mixed refuses a count beside a spread: of the counted fields, by name, and what
// the spread has.
func (b *builder) mixed(what string, s *spread, names []string, counted ...any) error {
	i, k := b.firstOf(s.at[:]...), b.firstOf(counted...)
	if i < 0 || k < 0 {
		return nil
	}
	return b.fault(b.later(s.at[i], counted[k]), "%s: it has both %s and %s; keep a count, or a point with error_factor, or limits", what, spreadKeys[i], names[k])
}

// knownTime is what a spread says of a time.
func (b *builder) knownTime(at mark, what string, s spread) (model.Uncertainty, error) {
	if b.firstOf(s.at[:]...) < 0 {
		return nil, b.fault(at, "%s: an empty mapping; give point and error_factor, or lo, hi and confidence", what)
	}
	if err := b.checkSpread(at, what, &s); err != nil {
		return nil, err
	}
	if s.errorFactor > 0 {
		return uncertain.FromErrorFactor(s.point, s.errorFactor), nil
	}
	return uncertain.FromLimits(s.point, s.lo, s.hi, s.confidence), nil
}

// knownProbability is what a spread says of a probability.
func (b *builder) knownProbability(at mark, what string, s spread) (model.Uncertainty, error) {
	if b.firstOf(s.at[:]...) < 0 {
		return nil, b.fault(at, "%s: an empty mapping; give point and error_factor, or lo, hi and confidence", what)
	}
	if err := b.checkSpread(at, what, &s); err != nil {
		return nil, err
	}
	if s.errorFactor > 0 {
		return uncertain.OddsFromErrorFactor(s.point, s.errorFactor), nil
	}
	return uncertain.OddsFromLimits(s.point, s.lo, s.hi, s.confidence), nil
}

// knownMTBF is what is known of an MTBF.
func (b *builder) knownMTBF(t *uncertainMTBFText, at mark) (model.Uncertainty, error) {
	s, counted := t.spread(), []any{&t.Failures, &t.Exposure, &t.Prior}
	if err := b.mixed("mtbf", &s, []string{"failures", "exposure", "prior"}, counted...); err != nil {
		return nil, err
	}
	if b.firstOf(counted...) < 0 {
		return b.knownTime(at, "mtbf", s)
	}
	prior, hasPrior, err := b.gammaPrior(&t.Prior)
	if err != nil {
		return nil, err
	}
	both := b.given(&t.Failures) && b.given(&t.Exposure)
	switch {
	case b.given(&t.Failures) && !both:
		return nil, b.fault(b.at(&t.Failures), "mtbf: failures without exposure; add the unit-hours in which they were counted")
	case b.given(&t.Exposure) && !both:
		return nil, b.fault(b.at(&t.Exposure), "mtbf: exposure without failures; add how many were counted, be it 0")
	case !both && prior.PriorHours == 0:
		return nil, b.fault(b.at(&t.Prior), "prior: it says nothing without a count; add failures and exposure")
	case hasPrior:
		prior.Failures, prior.Hours = float64(t.Failures), float64(t.Exposure)
		return prior, nil
	}
	c := uncertain.NewCountedMTBF(t.Failures, float64(t.Exposure))
	if t.Failures == 0 {
		return nil, b.fault(b.at(&t.Failures), "mtbf: no failures give no point%s; add prior: jeffreys, or a prior of your own", bounds(c.Estimate(b.confidence())))
	}
	return c, nil
}

// gammaPrior is a prior as an MTBF without a count, and whether there is one.
func (b *builder) gammaPrior(t *gammaPriorText) (uncertain.MTBF, bool, error) {
	g := t.Gamma
	switch {
	case t.Jeffreys:
		return uncertain.MTBF{PriorShape: 0.5}, true, nil
	case g == nil:
		return uncertain.MTBF{}, false, nil
	case b.given(&g.Exposure) && b.given(&g.Mean):
		return uncertain.MTBF{}, true, b.fault(b.later(&g.Exposure, &g.Mean), "gamma: it has both exposure and mean; keep one of them")
	case b.given(&g.Mean):
		return uncertain.MTBF{PriorShape: g.Shape, PriorHours: g.Shape / g.Mean}, true, nil
	case b.given(&g.Exposure):
		return uncertain.MTBF{PriorShape: g.Shape, PriorHours: float64(g.Exposure)}, true, nil
	}
	return uncertain.MTBF{}, true, b.fault(b.at(g), "gamma: exposure is missing (the unit-hours that the prior is worth), or mean; add one of them")
}

// knownReliability is what is known of a reliability.
func (b *builder) knownReliability(t *uncertainReliabilityText, at mark) (model.Uncertainty, error) {
	s, counted := t.spread(), []any{&t.Failures, &t.Demands, &t.Prior}
	if err := b.mixed("reliability", &s, []string{"failures", "demands", "prior"}, counted...); err != nil {
		return nil, err
	}
	if b.firstOf(counted...) < 0 {
		return b.knownProbability(at, "reliability", s)
	}
	both := b.given(&t.Failures) && b.given(&t.Demands)
	switch {
	case b.given(&t.Failures) && !both:
		return nil, b.fault(b.at(&t.Failures), "reliability: failures without demands; add in how many they were counted")
	case b.given(&t.Demands) && !both:
		return nil, b.fault(b.at(&t.Demands), "reliability: demands without failures; add how many were counted, be it 0")
	case t.Failures > t.Demands:
		return nil, b.fault(b.at(&t.Failures), "failures: %d are more than the %d demands", t.Failures, t.Demands)
	}
	failures, successes := float64(t.Failures), float64(t.Demands-t.Failures)
	switch {
	case t.Prior.Jeffreys && !both:
		return nil, b.fault(b.at(&t.Prior), "prior: it says nothing without a count; add failures and demands")
	case t.Prior.Jeffreys:
		return uncertain.PerDemand{Successes: 0.5 + successes, Failures: 0.5 + failures}, nil
	case t.Prior.Beta != nil:
		return uncertain.PerDemand{Successes: t.Prior.Beta.B + successes, Failures: t.Prior.Beta.A + failures}, nil
	case t.Failures == 0 || t.Failures == t.Demands:
		return nil, b.fault(b.at(&t.Failures), "reliability: %d failures in %d demands only bound it; add prior: jeffreys, or a prior of your own", t.Failures, t.Demands)
	}
	return uncertain.NewCountedDemands(t.Failures, t.Demands), nil
}

// confidence is that of the limits.
func (b *builder) confidence() float64 { return cmp.Or(b.opt.Confidence, defaultConfidence) }

const defaultConfidence = 0.90

// estimated is the estimate of what is known of a time, which must lie among the
// times there are.
func (b *builder) estimated(at mark, what string, u model.Uncertainty) (*model.Estimate, error) {
	e := u.Estimate(b.confidence())
	for _, x := range []float64{e.Point, e.Lo} {
		if !(x >= when.MinLength && x <= when.MaxLength) {
			return nil, b.fault(at, "%s: it comes to %.4g h (%.4g to %.4g h at %.10g %% confidence), and a time must be from 1e-30 to 1e30 h", what, e.Point, e.Lo, e.Hi, 100*e.Confidence)
		}
	}
	return &e, nil
}

// fixed is the estimate of what is known of a probability, which must not come to 0.
func (b *builder) fixed(at mark, what string, u model.Uncertainty) (*model.Estimate, error) {
	e := u.Estimate(b.confidence())
	for _, x := range []float64{e.Point, e.Lo} {
		if !(x > 0 && x <= 1) || math.IsNaN(e.Hi) {
			return nil, b.fault(at, "%s: it comes to %.4g (%.4g to %.4g at %.10g %% confidence), which is no probability to reckon with", what, e.Point, e.Lo, e.Hi, 100*e.Confidence)
		}
	}
	return &e, nil
}
