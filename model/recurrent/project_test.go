package recurrent

import (
	"math"
	"testing"

	"mtbf/internal/num"
	"mtbf/internal/oracle"
)

// TestAgeIsTheInverse: the MTBF at the age found is the target, in point and
// limits: the lower limit of the age is where the upper limit of the MTBF reaches
// it.
func TestAgeIsTheInverse(t *testing.T) {
	p := must(FitPowerLaw([]History{untilFailure(random(5), 0.4, 1.5, 25)}, 0.8))
	now := must(p.MTBF(p.Age)).Point
	age := must(p.AgeAtMTBF(2 * now))
	oracle.Near(t, "point", must(p.MTBF(age.Point)).Point, 2*now, 1e-12)
	oracle.Near(t, "lower", must(p.MTBF(age.Lo)).Hi, 2*now, 1e-9)
	oracle.Near(t, "upper", must(p.MTBF(age.Hi)).Lo, 2*now, 1e-9)
	if codes(age.Warnings) != "extrapolation" {
		t.Errorf("warnings %v", age.Warnings)
	}
}

// TestAgeThatIsNotToCome: a target below the MTBF is reached; where the rate
// rises no target is, though the data may allow it.
func TestAgeThatIsNotToCome(t *testing.T) {
	p := must(FitPowerLaw([]History{{To: 1000, Times: []float64{1, 5, 20, 90, 300}}}, 0.9))
	e := must(p.AgeAtMTBF(must(p.MTBF(1000)).Lo / 10))
	if e.Point != 1000 || e.Lo != 1000 || e.Hi != 1000 || codes(e.Warnings) != "reached" {
		t.Errorf("reached: %+v", e)
	}
	worse := must(FitPowerLaw([]History{{To: 1000, Times: []float64{400, 600, 700, 800, 990}}}, 0.9))
	e = must(worse.AgeAtMTBF(1e6))
	if e.Estimable() || !math.IsInf(e.Hi, 1) || codes(e.Warnings) != "no-growth" {
		t.Errorf("no growth: %+v", e)
	}
}

// TestPredictOfAConstantRateByHand: where E and F are of fixed ratio, as for ages
// that repeat those of the data, beta does not matter: n failures so far make the
// number to come negative binomial of shape n + 1/2 and share 1/2, P(at most k) =
// I(1/2; n+1/2, k+1).
func TestPredictOfAConstantRateByHand(t *testing.T) {
	h := History{To: 100, Times: []float64{3, 40, 41, 77}}
	p := must(FitPowerLaw([]History{h}, 0.9))
	e := must(p.Predict(Ages{From: 0, To: 100}))
	oracle.Near(t, "point", e.Point, 4, 1e-12)
	below := func(k float64) float64 { return num.BetaCDF(4.5, k+1, 0.5) }
	if e.Lo != 1 || !(below(0) <= 0.05 && below(1) > 0.05) {
		t.Errorf("lower %g: P(0) = %g, P(<=1) = %g", e.Lo, below(0), below(1))
	}
	if e.Hi != 10 || !(1-below(9) > 0.05 && 1-below(10) <= 0.05) {
		t.Errorf("upper %g: P(>9) = %g, P(>10) = %g", e.Hi, 1-below(9), 1-below(10))
	}
}

// TestPredictionAddsUp: the expected failures of two stretches are those of both,
// and a prediction has wider limits than the expected number.
func TestPredictionAddsUp(t *testing.T) {
	p := must(FitPowerLaw(mcf1, 0.9))
	both := must(p.Expected(Ages{From: 28, To: 40}, Ages{From: 10, To: 20}))
	oracle.Near(t, "sum", both.Point, must(p.Expected(Ages{From: 28, To: 40})).Point+must(p.Expected(Ages{From: 10, To: 20})).Point, 1e-13)
	number := must(p.Predict(Ages{From: 28, To: 40}, Ages{From: 10, To: 20}))
	oracle.Near(t, "point", number.Point, both.Point, 1e-14)
	if !(number.Lo < both.Lo && both.Hi < number.Hi) {
		t.Errorf("prediction [%g, %g] of the number, [%g, %g] of its mean", number.Lo, number.Hi, both.Lo, both.Hi)
	}
}
