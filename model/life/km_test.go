package life

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// stepped returns the survival of a curve at t, before the first step 1.
func stepped(s *Survival, t float64) float64 {
	if i := s.stepAt(t); i >= 0 {
		return s.Steps[i].Survival
	}
	return 1
}

// By hand: failures at 2, 2 and 5, censored at 2 and 7. At 2 all five are at
// risk, the censored one too: S = 1 - 2/5 = 3/5. At 5 two are left: S = 3/5
// 1/2. Greenwood: 2/(5 3) = 2/15, and 1/(2 1) more. Restricted mean up to 6: 2
// + 3/5 3 + 3/10 1 = 4.1, with the areas 21/10 after 2 and 3/10 after 5, and
// the variance (21/10)^2 2/15 + (3/10)^2/2 = 0.633.
func TestKaplanMeierByHand(t *testing.T) {
	s := sure(KaplanMeier(context.Background(), Observations{Exact(5), RightCensored(2), Exact(2).Times(2), RightCensored(7)}))
	want := []Step{
		{Time: 2, AtRisk: 5, Failures: 2, Censored: 1, Survival: 0.6, Failure: 0.4, LogVariance: 2. / 15},
		{Time: 5, AtRisk: 2, Failures: 1, Survival: 0.3, Failure: 0.7, LogVariance: 2./15 + 0.5},
		{Time: 7, AtRisk: 1, Censored: 1, Survival: 0.3, Failure: 0.7, LogVariance: 2./15 + 0.5},
	}
	for i, w := range want {
		g := s.Steps[i]
		for _, v := range [][2]float64{{g.Time, w.Time}, {g.AtRisk, w.AtRisk}, {g.Failures, w.Failures}, {g.Censored, w.Censored}, {g.Survival, w.Survival}, {g.Failure, w.Failure}, {g.LogVariance, w.LogVariance}} {
			oracle.Near(t, "step", v[0], v[1], 1e-15)
		}
	}
	mean := sure(s.MeanUpTo(6, 0.9))
	oracle.Near(t, "mean", mean.Point, 4.1, 1e-15)
	oracle.Near(t, "its lower limit", mean.Lo, 4.1-1.6448536269514722*math.Sqrt(0.633), 1e-14)
}

// K-01: reliability test_Nonparametric.py, the failures and suspensions AUTO31.
func TestKaplanMeierAuto31(t *testing.T) {
	var obs Observations
	for _, at := range []float64{5248, 7454, 16890, 17200, 38700, 45000, 49390, 69040, 72280, 131900} {
		obs = append(obs, Exact(at))
	}
	for _, at := range []float64{3961, 4007, 4734, 6054, 7298, 10190, 23060, 27160, 28690, 37100, 40060, 45670, 53000, 67000, 69630, 77350, 78470, 91680, 105700, 106300, 150400} {
		obs = append(obs, RightCensored(at))
	}
	want := []float64{.964286, .925714, .885466, .845217, .795499, .742465, .685353, .616817, .539715, .269858}
	sum, failures := 0.0, 0
	for _, s := range sure(KaplanMeier(context.Background(), obs)).Steps {
		sum += s.Survival
		if s.Failures > 0 {
			oracle.Near(t, "survival", s.Survival, want[failures], 2e-6)
			failures++
		}
	}
	oracle.Near(t, "sum over all times", sum, 22.999467075124368, 1e-14)
}

// K-02: SurPyval test_np.py, counts and ties.
func TestKaplanMeierCounts(t *testing.T) {
	counts := []float64{2, 1, 3, 2, 1, 4, 2, 1, 5, 1}
	var obs Observations
	for i, at := range []float64{3, 5, 5, 8, 12, 12, 12, 20, 25, 30} {
		obs = append(obs, Exact(at).Times(counts[i]))
	}
	km := sure(KaplanMeier(context.Background(), obs))
	survival := []float64{1, .909090909091, .727272727273, .727272727273, .318181818182, .318181818182, .045454545455, 0}
	for i, at := range []float64{1, 4, 5, 6, 12, 19, 25, 31} {
		oracle.Near(t, "survival", stepped(km, at), survival[i], 2e-11)
	}
}

// K-04: SurPyval test_np.py, late entries and counts.
func TestKaplanMeierLateEntry(t *testing.T) {
	entry := []float64{0, 2, 5, 5, 10, 12, 0, 20, 25, 30}
	censored := []int{0, 1, 0, 0, 1, 0, 0, 1, 0, 0}
	counts := []float64{1, 1, 2, 1, 1, 3, 1, 1, 2, 1}
	var obs Observations
	for i, at := range []float64{6, 9, 14, 18, 22, 27, 33, 40, 48, 55} {
		obs = append(obs, status(at, 1-censored[i]).From(entry[i]).Times(counts[i]))
	}
	km := sure(KaplanMeier(context.Background(), obs))
	want := []float64{1, .833333333333, .520833333333, .297619047619, .238095238095, 0, 0}
	for i, at := range []float64{3, 9, 18, 27, 40, 55, 60} {
		oracle.Near(t, "survival", stepped(km, at), want[i], 1e-11)
	}
}

// randomLives returns lives of one to a few counts, some censored, some entered
// late, with ties.
func randomLives(random *rand.Rand, n int) Observations {
	obs := make(Observations, n)
	for i := range obs {
		at := math.Ceil(20*random.ExpFloat64()) + 1
		obs[i] = status(at, random.IntN(2)).Times(float64(1 + random.IntN(3)))
		if i%3 == 0 {
			obs[i].Entry = at * random.Float64() / 2
		}
	}
	return obs
}

// The order of the rows does not matter; a count is as good as rows; another
// unit of time changes times alone; S and its complement, and their limits, add
// to 1.
func TestKaplanMeierLaws(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 11))
	for range 50 {
		obs := randomLives(random, 25)
		var shuffled, days Observations
		for _, i := range random.Perm(len(obs)) {
			one := obs[i].Times(1)
			for range int(obs[i].Count) {
				shuffled = append(shuffled, one)
			}
			days = append(days, Observation{obs[i].Lower / 32, obs[i].Upper / 32, obs[i].Count, obs[i].Entry / 32})
		}
		a, b, c := sure(KaplanMeier(context.Background(), obs)), sure(KaplanMeier(context.Background(), shuffled)), sure(KaplanMeier(context.Background(), days))
		for i, s := range a.Steps {
			if s != b.Steps[i] {
				t.Fatalf("rows %+v, counts %+v", b.Steps[i], s)
			}
			other := c.Steps[i]
			other.Time *= 32
			if s != other {
				t.Fatalf("hours %+v, days %+v", s, other)
			}
			oracle.Near(t, "S + F", s.Survival+s.Failure, 1, 1e-14)
			for kind := LogLogLimits; kind <= ArcsinLimits; kind++ {
				survival, failure, err := a.At(s.Time, 0.8, kind)
				if err != nil || !(survival.Lo <= s.Survival && s.Survival <= survival.Hi) {
					t.Fatalf("%v at %v: %v, %v", kind, s.Time, survival, err)
				}
				oracle.Near(t, "limits", survival.Lo+failure.Hi, 1, 1e-14)
				oracle.Near(t, "limits", survival.Hi+failure.Lo, 1, 1e-14)
			}
		}
	}
}

// A billion units of which three fail: the small probability keeps its digits.
func TestKaplanMeierRareFailure(t *testing.T) {
	s := sure(KaplanMeier(context.Background(), Observations{Exact(10).Times(3), RightCensored(20).Times(1e9 - 3)}))
	_, failure, _ := s.At(15, 0.9, LogLogLimits)
	oracle.Near(t, "failure", failure.Point, 3e-9, 1e-15)
	by := math.Exp(1.6448536269514722 / math.Sqrt(3)) // sqrt(v)/H is 1/sqrt(3) but for 1e-9
	oracle.Near(t, "lower limit", failure.Lo, 3e-9/by, 1e-8)
	oracle.Near(t, "upper limit", failure.Hi, 3e-9*by, 1e-8)
}

func warned(e model.Estimate) map[string]bool {
	found := map[string]bool{}
	for _, w := range e.Warnings {
		found[w.Code] = true
	}
	return found
}

// Before the first failure all ten that were watched from new are known to
// outlive 4: S^10 >= 0.1. After the last observation nothing bounds S from
// below.
func TestKaplanMeierBeyondItsData(t *testing.T) {
	s := sure(KaplanMeier(context.Background(), Observations{Exact(5), RightCensored(8).Times(9), Exact(9).From(6)}))
	early, failure, _ := s.At(4, 0.9, LogLogLimits)
	oracle.Near(t, "early", early.Point, 1, 0)
	oracle.Near(t, "early lower limit", early.Lo, math.Pow(0.1, 0.1), 1e-15)
	oracle.Near(t, "early failure limit", failure.Hi, 1-math.Pow(0.1, 0.1), 1e-14)
	if !warned(early)["no-failures"] {
		t.Errorf("early: %v", early.Warnings)
	}
	s = sure(KaplanMeier(context.Background(), Observations{Exact(5), RightCensored(8).Times(9)}))
	last, _, _ := s.At(8, 0.9, LogLogLimits)
	late, failure, _ := s.At(8.5, 0.9, LogLogLimits)
	if late.Estimable() || failure.Estimable() || late.Lo != 0 || late.Hi != last.Hi || !warned(late)["beyond-data"] {
		t.Errorf("late: %+v", late)
	}
	mean := sure(s.MeanUpTo(10, 0.9))
	within := sure(s.MeanUpTo(8, 0.9))
	if mean.Estimable() || mean.Lo != within.Lo || !warned(mean)["beyond-data"] {
		t.Errorf("mean beyond the data: %+v, within %+v", mean, within)
	}
	oracle.Near(t, "upper limit of the mean", mean.Hi, within.Hi+2*last.Hi, 1e-15)
	median := sure(s.Quantile(0.5, 0.9, LogLogLimits))
	if median.Estimable() || median.Lo != 8 || !math.IsInf(median.Hi, 1) {
		t.Errorf("median: %+v", median)
	}
}

// Nine of nine fail at 5: F^9 >= 0.1. Of two at 5 and one at 6 the limit before
// stays. A risk set that was empty is told of.
func TestKaplanMeierAllFailed(t *testing.T) {
	at := func(obs Observations, at float64) model.Estimate {
		survival, _, err := sure(KaplanMeier(context.Background(), obs)).At(at, 0.9, LogLogLimits)
		if err != nil || survival.Point != 0 || survival.Lo != 0 || !warned(survival)["all-failed"] {
			t.Errorf("%+v, %v", survival, err)
		}
		return survival
	}
	oracle.Near(t, "at one blow", at(Observations{Exact(5).Times(9)}, 7).Hi, 1-math.Pow(0.1, 1./9), 1e-14)
	three := Observations{Exact(5).Times(2), Exact(6)}
	before, _, _ := sure(KaplanMeier(context.Background(), three)).At(5, 0.9, LogLogLimits)
	oracle.Near(t, "last limit", at(three, 6).Hi, before.Hi, 0)
	if e := at(Observations{Exact(2).From(1), Exact(9).From(5)}, 9); !warned(e)["empty-risk-set"] || !warned(e)["late-entry"] {
		t.Errorf("warnings %v", e.Warnings)
	}
}

// TestLimitAtTheEnds: where nothing or all has failed there is no error to count
// in, whatever the limits.
func TestLimitAtTheEnds(t *testing.T) {
	none, all := Step{Survival: 1}, Step{Failure: 1}
	for kind := LogLogLimits; kind <= ArcsinLimits; kind++ {
		for _, c := range []struct {
			step    Step
			z, want float64
		}{{none, -2, 0}, {none, 2, 0}, {all, -2, 1}, {all, 2, 0}, {all, 0, 0}} {
			t.Run(fmt.Sprint(kind, c.step.Failure, c.z), func(t *testing.T) {
				if got := kind.failureLimit(c.step, c.z); got != c.want {
					t.Errorf("%g, want %g", got, c.want)
				}
			})
		}
	}
}

// Thirty units to 50 h and ten to 90 h, none failed: 0.1^(1/40) = 0.944 holds
// to 50 h, and 0.1^(1/10) = 0.79 to 90 h.
func TestQuantileWithoutFailures(t *testing.T) {
	s := sure(KaplanMeier(context.Background(), Observations{RightCensored(50).Times(30), RightCensored(90).Times(10)}))
	for p, want := range map[float64]float64{0.05: 0, 0.1: 50, 0.3: 90} {
		e := sure(s.Quantile(p, 0.9, LogLogLimits))
		if e.Estimable() || e.Lo != want || !math.IsInf(e.Hi, 1) {
			t.Errorf("quantile %v: %+v, want a lower limit of %v", p, e, want)
		}
	}
}

// Nobody is watched between 5 and 8 h; an entry at 5 h itself leaves no gap.
func TestObservationGap(t *testing.T) {
	for entry, want := range map[float64]bool{5: false, 8: true} {
		s := sure(KaplanMeier(context.Background(), Observations{Exact(3), RightCensored(5), Exact(9).From(entry), RightCensored(12).From(entry)}))
		found := warned(model.Estimate{Warnings: s.Warnings})["observation-gap"]
		if found != want {
			t.Errorf("entry at %v: %v", entry, s.Warnings)
		}
	}
}

// Ten units bound the tenth percentile from below at no time: 0.9^10 is well
// above 0.1. A hundred do, at the first failure.
func TestQuantileBeforeTheFirstFailure(t *testing.T) {
	lives := func(n int) Observations {
		var obs Observations
		for i := range n {
			obs = append(obs, Exact(float64(100+i)))
		}
		return obs
	}
	few := sure(sure(KaplanMeier(context.Background(), lives(10))).Quantile(0.1, 0.9, LogLogLimits))
	many := sure(sure(KaplanMeier(context.Background(), lives(100))).Quantile(0.1, 0.9, LogLogLimits))
	if !warned(few)["before-first-failure"] || warned(many)["before-first-failure"] {
		t.Errorf("few: %v, many: %v", few.Warnings, many.Warnings)
	}
	oracle.Near(t, "few", few.Point, 100, 0)
	oracle.Near(t, "many", many.Point, 109, 0)
}

func TestSurvivalRefuses(t *testing.T) {
	curve := sure(KaplanMeier(context.Background(), Observations{Exact(3)}))
	for name, call := range map[string]func() error{
		"no rows": func() error { _, err := KaplanMeier(context.Background(), nil); return err },
		"interval": func() error {
			_, err := KaplanMeier(context.Background(), Observations{IntervalCensored(2, 3)})
			return err
		},
		"left-censored": func() error { _, err := KaplanMeier(context.Background(), Observations{LeftCensored(3)}); return err },
		"negative time": func() error { _, err := KaplanMeier(context.Background(), Observations{Exact(-3)}); return err },
		"NaN":           func() error { _, err := KaplanMeier(context.Background(), Observations{Exact(math.NaN())}); return err },
		"no information": func() error {
			_, err := KaplanMeier(context.Background(), Observations{RightCensored(3).From(4)})
			return err
		},
		"count beyond 2^53": func() error {
			_, err := KaplanMeier(context.Background(), Observations{Exact(3).Times(1 << 53), Exact(4)})
			return err
		},
		"time not a number": func() error { _, _, err := curve.At(math.NaN(), 0.9, LogLogLimits); return err },
		"confidence":        func() error { _, _, err := curve.At(2, 1, LogLogLimits); return err },
		"kind of limits":    func() error { _, _, err := curve.At(2, 0.9, 17); return err },
		"quantile":          func() error { _, err := curve.Quantile(1, 0.9, LogLogLimits); return err },
		"limit of the mean": func() error { _, err := curve.MeanUpTo(math.Inf(1), 0.9); return err },
	} {
		var bad *model.ParamError
		if err := call(); !errors.As(err, &bad) {
			t.Errorf("%s: %v, want a *model.ParamError", name, err)
		}
	}
}
