package life

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/dist"
)

// R survival 3.5.3 survdiff.
func TestLogRankAgainstR(t *testing.T) {
	var c struct {
		Input struct {
			Times  []float64
			Status []int
			Group  []int
		}
		Expected struct {
			Observed, Expected []float64
			Chisq, P           float64
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/b_km/b08_logrank_aml.json"), &c)
	groups := make([]Observations, 2)
	for i, at := range c.Input.Times {
		j := 1 - c.Input.Group[i] // the expected values begin with group 1
		groups[j] = append(groups[j], status(at, c.Input.Status[i]))
	}
	got := sure(LogRank(context.Background(), groups...))
	for j, g := range got.Groups {
		oracle.Near(t, "observed", g.Observed, c.Expected.Observed[j], 1e-12)
		oracle.Near(t, "expected", g.Expected, c.Expected.Expected[j], 1e-12)
	}
	oracle.Near(t, "chi-square", got.ChiSquare, c.Expected.Chisq, 1e-12)
	oracle.Near(t, "p", got.PValue, c.Expected.P, 1e-12)
}

// status is a time of a failure (1), or at which a unit still ran (0).
func status(at float64, failed int) Observation {
	if failed == 1 {
		return Exact(at)
	}
	return RightCensored(at)
}

// By hand: a fails at 2 and 5, b at 3 and is censored at 5. At 2 four are at
// risk, two of each: E_a = 1/2, V = 1/4. At 3 one a and two b: 1/3 and 2/9. At
// 5 one of each, one fails: 1/2 and 1/4.
//
//	O - E = 2 - 4/3 = 2/3,      V = 13/18,      chi-square = (4/9)/(13/18) = 8/13
func TestLogRankByHand(t *testing.T) {
	a, b := Observations{Exact(2), Exact(5)}, Observations{Exact(3), RightCensored(5)}
	got := sure(LogRank(context.Background(), a, b))
	oracle.Near(t, "observed", got.Groups[0].Observed, 2, 0)
	oracle.Near(t, "expected", got.Groups[0].Expected, 4./3, 1e-15)
	oracle.Near(t, "expected", got.Groups[1].Expected, 5./3, 1e-15)
	oracle.Near(t, "chi-square", got.ChiSquare, 8./13, 1e-14)
	if len(got.Warnings) != 1 || got.Warnings[0].Code != "few-expected" {
		t.Errorf("warnings %v", got.Warnings)
	}
	// b's second unit, entered at 4, is not at risk at 2 and 3: of three at 2 are
	// two a's, E_a = 2/3, V = 2/9; of two at 3 one, 1/2 and 1/4; at 5 as before.
	b[1].Entry = 4
	got = sure(LogRank(context.Background(), a, b))
	oracle.Near(t, "expected with late entry", got.Groups[0].Expected, 5./3, 1e-15)
	oracle.Near(t, "chi-square with late entry", got.ChiSquare, (1./9)/(13./18), 1e-14)
}

// The order of the groups and of rows, counts for rows, and the unit of time
// do not matter; nor does which group the matrix leaves out.
func TestLogRankLaws(t *testing.T) {
	random := rand.New(rand.NewPCG(31, 37))
	for range 30 {
		a, b, c := randomLives(random, 14), randomLives(random, 20), randomLives(random, 9)
		var days Observations
		for _, o := range b {
			days = append(days, Observation{o.Lower * 8, o.Upper * 8, o.Count, o.Entry * 8})
		}
		x, y := sure(LogRank(context.Background(), a, b, c)), sure(LogRank(context.Background(), c, a, b))
		if x.DF != 2 {
			t.Fatalf("%d degrees of freedom", x.DF)
		}
		oracle.Near(t, "order", y.ChiSquare, x.ChiSquare, 1e-10)
		observed, expected := 0.0, 0.0
		for _, g := range x.Groups {
			observed += g.Observed
			expected += g.Expected
		}
		oracle.Near(t, "sum of expected", expected, observed, 1e-12)
		scaled := Observations{}
		for _, o := range a {
			scaled = append(scaled, Observation{o.Lower * 8, o.Upper * 8, o.Count, o.Entry * 8})
		}
		oracle.Near(t, "unit", sure(LogRank(context.Background(), scaled, days)).ChiSquare, sure(LogRank(context.Background(), a, b)).ChiSquare, 0)
	}
}

// Groups from one distribution, censored differently.
func TestLogRankUnderTheHypothesis(t *testing.T) {
	random := rand.New(rand.NewPCG(31, 41))
	life := sure(dist.NewWeibull(0.8, 100, 0))
	rejections(t, 2000, 0.05, false, func() float64 {
		return sure(LogRank(context.Background(), censoredLives(random, 40, life), censoredLives(random, 60, life), censoredLives(random, 50, life))).PValue
	})
}

func TestLogRankRefuses(t *testing.T) {
	early, late := Observations{Exact(2), Exact(3)}, Observations{Exact(8).From(6), Exact(9).From(6)}
	if _, err := LogRank(context.Background(), early, late); !errors.Is(err, ErrNeverTogether) {
		t.Errorf("never together: %v", err)
	}
	if _, err := LogRank(context.Background(), Observations{RightCensored(3)}, Observations{RightCensored(5)}); !errors.Is(err, ErrNeverTogether) {
		t.Errorf("no failure: %v", err)
	}
	apart := sure(LogRank(context.Background(), early, Observations{Exact(3), Exact(4)}, late))
	if apart.DF != 1 || apart.Warnings[0].Code != "group-not-compared" {
		t.Errorf("%+v", apart)
	}
	oracle.Near(t, "without the group apart", apart.ChiSquare, sure(LogRank(context.Background(), early, Observations{Exact(3), Exact(4)})).ChiSquare, 1e-14)
	var bad *model.ParamError
	if _, err := LogRank(context.Background(), early); !errors.As(err, &bad) {
		t.Errorf("one group: %v", err)
	}
	if _, err := LogRank(context.Background(), early, Observations{IntervalCensored(2, 3)}); !errors.As(err, &bad) {
		t.Errorf("interval: %v", err)
	}
}
