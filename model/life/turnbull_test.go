package life

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// survivalAt checks the survival just after each time, where the masses leave
// no doubt about it.
func survivalAt(t *testing.T, r *TurnbullEstimate, times, want []float64, rel float64) {
	t.Helper()
	for i, at := range times {
		lo, hi := r.Survival(at)
		oracle.Near(t, "least survival", lo, want[i], rel)
		oracle.Near(t, "greatest survival", hi, want[i], rel)
	}
}

// K-05: SurPyval test_turnbull.py, whose values are from R's icenReg.
func TestTurnbullAgainstIcenReg(t *testing.T) {
	inf := math.Inf(1)
	left := []float64{1, 8, 8, 7, 7, 17, 37, 46, 46, 45}
	right := []float64{7, 8, 10, 16, 14, inf, 44, inf, inf, inf}
	var obs Observations
	for i := range left {
		obs = append(obs, IntervalCensored(left[i], right[i]))
	}
	r := sure(Turnbull(context.Background(), obs))
	survivalAt(t, r, []float64{1, 7, 8, 14, 44}, []float64{1, 0.9, 0.7, 0.5, 0.375}, 1e-8)
}

// K-07: Turnbull's example of 1974, R survival tests/turnbull.R: at 1, 2, 3, 4
// the numbers that fail then, are censored on the right, and on the left.
func TestTurnbullOf1974(t *testing.T) {
	var obs Observations
	for i, n := range [][3]float64{{12, 3, 2}, {6, 2, 4}, {2, 0, 2}, {3, 3, 5}} {
		at := float64(i + 1)
		for j, o := range []Observation{Exact(at), RightCensored(at), LeftCensored(at)} {
			if n[j] > 0 {
				obs = append(obs, o.Times(n[j]))
			}
		}
	}
	survivalAt(t, sure(Turnbull(context.Background(), obs)), []float64{1, 2, 3, 4}, []float64{0.538, 0.295, 0.210, 0.095}, 2e-3)
}

// K-06, lifelines: failures at 3, 5, 6, 6, 12 and times over by 5, 5 and 10.
// There "over by 5" is before a failure at 5; here it is (-Inf, 5], which holds
// it. So theirs is a limit just below 5: of the mass a up to 5, those known to
// be below take p3 : p5 = 3 : 1, and by 6 : 6 and 7 : 8 of the failures a = 7/8
// 4/6. With the limit at 5 itself p3 and p5 are alike: p3 + p5 is what two rows
// know, and one row each knows one.
func TestTurnbullLeftCensored(t *testing.T) {
	for _, c := range []struct{ limit, atThree float64 }{{math.Nextafter(5, 0), 0.4375}, {5, 7. / 24}} {
		t.Run(fmt.Sprint(c.limit, c.atThree), func(t *testing.T) {
			r := sure(Turnbull(context.Background(), Observations{
				Exact(3), LeftCensored(c.limit).Times(2), Exact(5), Exact(6).Times(2), LeftCensored(10), Exact(12),
			}))
			survivalAt(t, r, []float64{0, 3, 5, 6, 10, 12}, []float64{1, 1 - c.atThree, 10. / 24, 0.125, 0.125, 0}, 1e-8)
		})
	}
}

// Two rows (2, 6] and (4, 9] share (4, 6], which takes all mass: where in it is
// not known.
func TestTurnbullInsideAnInterval(t *testing.T) {
	r := sure(Turnbull(context.Background(), Observations{IntervalCensored(2, 6), IntervalCensored(4, 9)}))
	if len(r.Masses) != 1 || r.Masses[0] != (Mass{4, 6, 1}) {
		t.Fatalf("masses %v", r.Masses)
	}
	for _, c := range [][3]float64{{3, 1, 1}, {4, 1, 1}, {5, 0, 1}, {6, 0, 0}, {7, 0, 0}} {
		if lo, hi := r.Survival(c[0]); lo != c[1] || hi != c[2] {
			t.Errorf("S(%v) from %v to %v, want %v to %v", c[0], lo, hi, c[1], c[2])
		}
	}
}

// A limit belongs to (l, r] on the right and not on the left: (2, 4] holds a
// failure at 4, (4, 6] does not.
func TestTurnbullEnds(t *testing.T) {
	r := sure(Turnbull(context.Background(), Observations{IntervalCensored(2, 4), Exact(4), IntervalCensored(4, 6)}))
	want := []Mass{{4, 4, 2. / 3}, {4, 6, 1. / 3}}
	if len(r.Masses) != 2 {
		t.Fatalf("masses %v", r.Masses)
	}
	for i, m := range r.Masses {
		if m.Lower != want[i].Lower || m.Upper != want[i].Upper {
			t.Errorf("mass %d in (%v, %v]", i, m.Lower, m.Upper)
		}
		oracle.Near(t, "mass", m.Probability, want[i].Probability, 1e-9)
	}
}

// looks returns lives looked at now and then: each is in the interval
// between two looks, over by the first, or beyond the last; some are exact.
func looks(random *rand.Rand, n int) Observations {
	obs := make(Observations, n)
	for i := range obs {
		life := 100 * math.Pow(random.ExpFloat64(), 0.6)
		lower := math.Inf(-1)
		for look := 0.0; obs[i].Count == 0; {
			look += 1 + 40*random.ExpFloat64()
			switch {
			case random.IntN(12) == 0:
				obs[i] = Exact(life)
			case life <= look:
				obs[i] = IntervalCensored(lower, look)
			case random.IntN(6) == 0:
				obs[i] = RightCensored(look)
			}
			lower = look
		}
	}
	return obs
}

// logLikelihood is that of masses, by looking at each for each row.
func logLikelihood(obs Observations, masses []Mass) float64 {
	sum := 0.0
	for _, o := range obs {
		inside := 0.0
		for _, m := range masses {
			within := m.Lower >= o.Lower && m.Upper <= o.Upper
			if !o.Exact() && m.Lower == m.Upper {
				within = m.Lower > o.Lower && m.Upper <= o.Upper
			}
			if within {
				inside += m.Probability
			}
		}
		sum += o.Count * math.Log(inside)
	}
	return sum
}

// No mixture with any other place for mass is more likely than the estimate,
// beyond what it says itself.
func TestTurnbullIsTheMaximum(t *testing.T) {
	random := rand.New(rand.NewPCG(41, 43))
	for range 40 {
		obs := looks(random, 30)
		r := sure(Turnbull(context.Background(), obs))
		top := logLikelihood(obs, r.Masses)
		oracle.Near(t, "log-likelihood", r.LogLikelihood, top, 1e-12)
		if len(r.Warnings) > 0 || r.Gap > 1e-10*30 {
			t.Fatalf("gap %v: %v", r.Gap, r.Warnings)
		}
		for _, c := range innermost(obs) {
			for _, share := range []float64{1e-6, 1e-3, 0.1} {
				mixed := []Mass{{c.lower.at, c.upper.at, share}}
				for _, m := range r.Masses {
					mixed = append(mixed, Mass{m.Lower, m.Upper, (1 - share) * m.Probability})
				}
				if l := logLikelihood(obs, mixed); l > top+r.Gap+1e-11 {
					t.Fatalf("%v more in (%v, %v] raises the log-likelihood by %v", share, c.lower, c.upper, l-top)
				}
			}
		}
	}
}

// Without intervals it is the product-limit estimate, and the order of rows
// does not matter.
func TestTurnbullIsKaplanMeier(t *testing.T) {
	random := rand.New(rand.NewPCG(41, 47))
	for range 20 {
		obs := randomLives(random, 40)
		for i := range obs {
			obs[i].Entry = 0
		}
		km, r := sure(KaplanMeier(context.Background(), obs)), sure(Turnbull(context.Background(), obs))
		random.Shuffle(len(obs), func(i, j int) { obs[i], obs[j] = obs[j], obs[i] })
		again := sure(Turnbull(context.Background(), obs))
		for _, s := range km.Steps {
			lo, hi := r.Survival(s.Time)
			other, _ := again.Survival(s.Time)
			oracle.Near(t, "order", other, lo, 1e-8)
			if s.Survival > 0 {
				oracle.Near(t, "least", lo, s.Survival, 1e-6)
				oracle.Near(t, "greatest", hi, s.Survival, 1e-6)
			}
		}
	}
}

// The proof of the maximum holds for thousands of rows too.
func TestTurnbullLarge(t *testing.T) {
	r := sure(Turnbull(context.Background(), looks(rand.New(rand.NewPCG(41, 53)), 5000)))
	t.Logf("%d masses, %d steps, gap %.2g", len(r.Masses), r.Iterations, r.Gap)
	if len(r.Warnings) > 0 {
		t.Error(r.Warnings)
	}
	sum := 0.0
	for _, m := range r.Masses {
		sum += m.Probability
	}
	oracle.Near(t, "sum of masses", sum, 1, 1e-12)
}

func TestTurnbullRefuses(t *testing.T) {
	for name, obs := range map[string]Observations{
		"empty": nil, "late entry": {Exact(5).From(2)}, "NaN": {IntervalCensored(math.NaN(), 3)}, "no count": {{Lower: 2, Upper: 3}},
	} {
		var bad *model.ParamError
		if _, err := Turnbull(context.Background(), obs); !errors.As(err, &bad) {
			t.Errorf("%s: %v, want a *model.ParamError", name, err)
		}
	}
}

// A search that is ended after its first steps says how far from the maximum it
// may be; one that is not says nothing.
func TestTurnbullCutShort(t *testing.T) {
	obs := looks(rand.New(rand.NewPCG(5, 3)), 60)
	cut := sure(Turnbull(endsAfter(3), obs))
	if codes := codesOf(cut.Warnings); !slices.Equal(codes, []string{"not-converged"}) || !(cut.Gap > 0) {
		t.Errorf("after 3 looks: gap %g, %v", cut.Gap, cut.Warnings)
	}
	whole := sure(Turnbull(context.Background(), obs))
	if len(whole.Warnings) > 0 || whole.LogLikelihood < cut.LogLikelihood || whole.LogLikelihood > cut.LogLikelihood+cut.Gap {
		t.Errorf("the maximum %g is not within %g of %g, or %v", whole.LogLikelihood, cut.Gap, cut.LogLikelihood, whole.Warnings)
	}
}

func codesOf(ws []model.Warning) (codes []string) {
	for _, w := range ws {
		codes = append(codes, w.Code)
	}
	return codes
}

// The rows (-Inf, 2], 3, 4, (-Inf, 5], 6 and 7: the masses up to 2, at 3 and at 4 are
// alike, each a third of the row up to 5 beside its own, 4/18; those at 6 and 7 are 1/6.
// Between them the survival is constant, and after the last it is 0.
func TestTurnbullSpans(t *testing.T) {
	inf := math.Inf(1)
	obs := Observations{LeftCensored(2), Exact(3), Exact(4), LeftCensored(5), Exact(6), Exact(7)}
	spans := sure(Turnbull(context.Background(), obs)).Spans()
	want := [][5]float64{
		{-inf, 2, 4. / 18, 1, 14. / 18}, {2, 3, 0, 14. / 18, 14. / 18}, {3, 3, 4. / 18, 14. / 18, 10. / 18}, {3, 4, 0, 10. / 18, 10. / 18},
		{4, 4, 4. / 18, 10. / 18, 6. / 18}, {4, 6, 0, 6. / 18, 6. / 18}, {6, 6, 1. / 6, 6. / 18, 1. / 6}, {6, 7, 0, 1. / 6, 1. / 6}, {7, 7, 1. / 6, 1. / 6, 0}, {7, inf, 0, 0, 0},
	}
	if len(spans) != len(want) {
		t.Fatalf("%+v", spans)
	}
	for i, s := range spans {
		got := [5]float64{s.Lower, s.Upper, s.Probability, s.Before, s.After}
		for k := range got {
			if got[k] != want[i][k] && math.Abs(got[k]-want[i][k]) > 1e-9 {
				t.Errorf("stretch %d: %v, want %v", i, got, want[i])
			}
		}
	}
	if !obs.HasIntervals() || (Observations{Exact(3), RightCensored(4)}).HasIntervals() {
		t.Error("which rows are intervals")
	}
}
