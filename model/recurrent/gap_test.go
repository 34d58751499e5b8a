package recurrent

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

// A is watched to 10, B to 4 and again from 7 to 12: at risk are 2, then 1, then 2
// again (Nelson). Between its stretches B has no part in the curve, and its variance
// is that of one unit:
//
//	e_A = -1/4 +0 +1/4 -1/4,    e_B = 1/4 -1/4 +1/4      at 3, (5), 8 and 9
func TestMCFOfAGap(t *testing.T) {
	h := []History{
		{Unit: "A", To: 10, Times: []float64{5, 8}},
		{Unit: "B", To: 4, Times: []float64{3}}, {Unit: "B", From: 7, To: 12, Times: []float64{9}, Continued: true},
	}
	c, err := MCF(context.Background(), h, 0.9, Log)
	if err != nil {
		t.Fatal(err)
	}
	want := []struct {
		time, mean, variance float64
		atRisk               int
	}{{3, 0.5, 1. / 8, 2}, {5, 1.5, 1. / 8, 1}, {8, 2, 0, 2}, {9, 2.5, 1. / 8, 2}}
	if len(c.Points) != len(want) || Units(h) != 2 {
		t.Fatalf("%d units, points %+v", Units(h), c.Points)
	}
	for i, w := range want {
		t.Run(fmt.Sprint(w.time), func(t *testing.T) {
			p := c.Points[i]
			oracle.Near(t, "time", p.Time, w.time, 0)
			oracle.Near(t, "mean", p.Mean, w.mean, 1e-15)
			if math.Abs(p.Variance-w.variance) > 1e-15 || p.AtRisk != w.atRisk {
				t.Errorf("the variance is %g with %d at risk, want %g with %d", p.Variance, p.AtRisk, w.variance, w.atRisk)
			}
		})
	}
}

// The variance is that of its definition whatever the gaps, of several units a history
// too.
func TestMCFVarianceOfGaps(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 9))
	for range 50 {
		var h []History
		for range 2 + r.IntN(6) {
			at, count := float64(r.IntN(3)), 1+r.IntN(2)*r.IntN(3)
			for k := range 1 + r.IntN(3) {
				s := History{From: at, To: at + 1 + float64(r.IntN(5)), Continued: k > 0, Count: count}
				for u := s.From + r.Float64(); u <= s.To && count == 1; u += r.ExpFloat64() {
					s.Times = append(s.Times, u)
				}
				h, at = append(h, s), s.To+1+float64(r.IntN(3))
			}
		}
		c, err := MCF(context.Background(), h, 0.9, Log)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range c.Points {
			if want := robustVariance(h, c.Points, p.Time); math.Abs(p.Variance-want) > 1e-12*(1+want) {
				t.Fatalf("%+v\nat %g the variance is %g, want %g", h, p.Time, p.Variance, want)
			}
		}
	}
}

// robustVariance is the sum over units of the square of their excess, term by term.
func robustVariance(h []History, points []Point, until float64) (sum float64) {
	for i := 0; i < len(h); {
		end := i + 1
		for end < len(h) && h[end].Continued {
			end++
		}
		excess := 0.0
		for _, s := range h[i:end] {
			for _, p := range points {
				if p.Time > until || p.Time <= s.From || p.Time > s.To {
					continue
				}
				own := 0
				for _, x := range s.Times {
					if x == p.Time {
						own++
					}
				}
				y := float64(p.AtRisk)
				excess += (float64(own) - float64(p.Failures)/y) / y
			}
		}
		sum += float64(h[i].units()) * excess * excess
		i = end
	}
	return sum
}

// A gap changes no test of trend: stretches of (0, 4] and (7, 12] are one of nine
// hours. Nor does it take the failures of one unit for those of two.
func TestTrendOfAGap(t *testing.T) {
	gap := []History{{To: 4, Times: []float64{1, 3}}, {From: 7, To: 12, Times: []float64{9, 10, 12}, Continued: true}, {To: 9, Times: []float64{4}}}
	whole := []History{{To: 9, Times: []float64{1, 3, 6, 7, 9}}, {To: 9, Times: []float64{4}}}
	for _, test := range []func([]History) (Test, error){Laplace, MILHDBK189, LewisRobinson, Clustered} {
		got, err := test(gap)
		if err != nil {
			t.Fatal(err)
		}
		want, err := test(whole)
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}

func TestGapsOutOfOrder(t *testing.T) {
	for name, h := range map[string][]History{
		"first":    {{To: 4, Continued: true}},
		"overlaps": {{To: 4}, {From: 3, To: 5, Continued: true}},
		"touches":  {{To: 4}, {From: 4, To: 5, Continued: true}},
		"count":    {{To: 4, Count: 3}, {From: 5, To: 6, Continued: true}},
	} {
		_, err := ConstantRate(h, 0.9)
		var param *model.ParamError
		if !errors.As(err, &param) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
