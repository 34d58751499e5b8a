// Package compare tells whether two observations differ by more than chance: the
// ratio or the difference of two estimates with limits, the p-value of the
// hypothesis that there is none, and what remains of p-values of which there are
// many. It knows nothing of logs.
//
// An estimate that can be made at any confidence says more than one with its
// limits: where the limits of the difference reach no difference is the p-value,
// so that limits and p-value never contradict each other.
package compare

import (
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// Estimator makes an estimate with limits of a confidence in (0, 1). Limits of
// more confidence hold those of less.
type Estimator func(confidence float64) (model.Estimate, error)

// Result is a ratio or a difference with the two-sided p-value of the hypothesis
// that there is none. P is NaN where one of the two sides is not known at all.
type Result struct {
	model.Estimate
	P float64
}

// Comparable reports whether anything is known of both sides.
func (r Result) Comparable() bool { return !math.IsNaN(r.P) }

// Ratio estimates a/b of two positive figures from observations that are
// independent of each other. On the logarithmic scale, where it is a difference,
// the distances of the limits from the points are combined by [mover]. With the
// limits of MTTR, nominal 90 % cover 90 % to 94 % where repairs are log-normal, of
// the same spread or not; coverage_test.go measures this, and what happens elsewhere.
//
// Where one of them has no point, neither has the ratio; its limits are then the
// corners, the one's worst with the other's best, of limits of half the doubt, so
// that either alone holds with the confidence asked for.
func Ratio(a, b Estimator, confidence float64) (Result, error) {
	return between(a, b, confidence, logarithmic)
}

// Difference estimates a-b of two probabilities from observations that are
// independent of each other, as [Ratio] does, on their own scale. Nominal 90 % of a
// difference of availability cover 91 % to 97 %, the more the fewer failures there
// are.
func Difference(a, b Estimator, confidence float64) (Result, error) {
	return between(a, b, confidence, linear)
}

// scale is where two figures are subtracted.
type scale struct {
	name     string
	of, back func(float64) float64
	most     float64 // of either figure; the least is 0
}

var (
	logarithmic = scale{name: "ratio", of: math.Log, back: math.Exp, most: math.Inf(1)}
	linear      = scale{name: "difference", of: same, back: same, most: 1}
)

func same(x float64) float64 { return x }

// finest is the least p-value that is told from a smaller one.
const finest = 1e-9

func between(a, b Estimator, confidence float64, s scale) (Result, error) {
	if err := model.CheckConfidence(confidence); err != nil {
		return Result{}, err
	}
	first, second, err := both(a, b, confidence)
	if err != nil {
		return Result{}, err
	}
	e, err := s.estimate(a, b, confidence)
	if err != nil {
		return Result{}, err
	}
	r := Result{Estimate: s.outside(e), P: math.NaN()}
	if s.knows(first) && s.knows(second) && e.Lo < e.Hi {
		r.P, err = s.pValue(a, b, e.Point)
	}
	return r, err
}

// knows reports whether an estimate bounds its figure at all.
func (s scale) knows(e model.Estimate) bool { return e.Lo > 0 || e.Hi < s.most }

// outside brings an estimate back from the scale.
func (s scale) outside(e model.Estimate) model.Estimate {
	e.Point, e.Lo, e.Hi = s.back(e.Point), s.back(e.Lo), s.back(e.Hi)
	return e
}

// estimate is that of the difference on the scale.
func (s scale) estimate(a, b Estimator, confidence float64) (model.Estimate, error) {
	first, second, err := both(a, b, confidence)
	if err != nil {
		return first, err
	}
	e := model.Estimate{Confidence: confidence, Warnings: warnings(first, second)}
	if first.Estimable() && second.Estimable() {
		e.Method = "limits of both sides, squared and added (MOVER), " + s.name
		e.Point, e.Lo, e.Hi = mover(s.on(first), s.on(second))
		return e, nil
	}
	first, second, err = both(a, b, 1-(1-confidence)/2)
	e.Method = "corners of the limits of both sides, one-sided, " + s.name
	x, y := s.on(first), s.on(second)
	e.Point, e.Lo, e.Hi = math.NaN(), x.Lo-y.Hi, x.Hi-y.Lo
	return e, err
}

// both makes the two estimates at one confidence.
func both(a, b Estimator, confidence float64) (first, second model.Estimate, err error) {
	if first, err = a(confidence); err != nil {
		return first, second, err
	}
	second, err = b(confidence)
	return first, second, err
}

// on is an estimate on the scale.
func (s scale) on(e model.Estimate) model.Estimate {
	e.Point, e.Lo, e.Hi = s.of(e.Point), s.of(e.Lo), s.of(e.Hi)
	return e
}

// warnings are those of both sides, each once.
func warnings(sides ...model.Estimate) (all []model.Warning) {
	seen := map[string]bool{}
	for _, e := range sides {
		for _, w := range e.Warnings {
			if !seen[w.Code] {
				seen[w.Code] = true
				all = append(all, w)
			}
		}
	}
	return all
}

// mover returns the difference of two independent figures with limits from their
// own: what goes wrong on either side adds as standard errors do,
//
//	lo = a - b - sqrt((a - a.lo)^2 + (b.hi - b)^2),      hi likewise
//
// [MOVER: R pairwiseCI MOVERR, ratesci moverci].
func mover(a, b model.Estimate) (point, lo, hi float64) {
	point = a.Point - b.Point
	lo = point - math.Hypot(a.Point-a.Lo, b.Hi-b.Point)
	hi = point + math.Hypot(a.Hi-a.Point, b.Point-b.Lo)
	return point, lo, hi
}

// pValue is the doubt at which the limits of the difference reach 0: 1 where those of
// no confidence hold it already, and never below [finest].
func (s scale) pValue(a, b Estimator, point float64) (float64, error) {
	var failed error
	gap := func(z float64) float64 { // between 0 and the limits, negative where they hold it
		e, err := s.estimate(a, b, 1-2*num.NormalCDF(-z))
		if err != nil && failed == nil {
			failed = err
		}
		if point < 0 || e.Hi < 0 {
			e.Lo = -e.Hi
		}
		const far = 1e6 // of a limit that is not bounded
		return math.Max(e.Lo, -far)
	}
	const nothing = 1e-6 // standard errors
	sure := -num.NormalQuantile(finest / 2)
	switch {
	case gap(nothing) <= 0:
		return 1, failed
	case gap(sure) >= 0:
		return finest, failed
	}
	return 2 * num.NormalCDF(-num.Root(gap, nothing, sure)), failed
}
