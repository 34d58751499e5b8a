package life

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// The quantiles of repair times are those of R's quantile(survfit(...,
// conf.type = "log-log")), where the oracle has them.
func TestRepairQuantilesAgainstR(t *testing.T) {
	seen := 0
	for _, path := range oracle.Shared(t, "oracles/b_km/*.json") {
		var c kmCase
		if oracle.Load(t, path, &c); c.Kind != "kaplan_meier" {
			continue
		}
		seen++
		t.Run(strings.TrimSuffix(filepath.Base(path), ".json"), func(t *testing.T) {
			var s RepairTimes
			for i, x := range c.Input.Times {
				if c.Input.Status[i] == 1 {
					s.Times = append(s.Times, x)
				} else {
					s.Censored = append(s.Censored, x)
				}
			}
			q := c.Expected.LogLogQ
			for i, e := range sure(s.Quantiles(q.P, c.Input.Confidence)) {
				name := fmt.Sprintf("quantile %v: ", q.P[i])
				oracle.Near(t, name+"upper", e.Hi, orInf(q.Upper[i]), 0)
				if q.T[i] == nil && e.Estimable() {
					t.Errorf("%spoint %v, want none", name, e.Point)
				} else if q.T[i] != nil {
					oracle.Near(t, name+"point", e.Point, *q.T[i], 0)
				}
				if q.Lower[i] != nil {
					oracle.Near(t, name+"lower", e.Lo, *q.Lower[i], 0)
				}
			}
		})
	}
	if seen != 4 {
		t.Errorf("%d files of kind kaplan_meier, want 4", seen)
	}
}

// Of ten repairs of 1 to 10 h, by hand: half are over by 5 h, 0.9 by 9 h, 0.95 by
// 10 h. With h = -log S and v Greenwood's sum the limits of P(T <= t) at 90 % are
// 1 - exp(-h exp(-+ 1.645 sqrt(v)/h)): the upper one is 0.42 at 1 h (h = 0.105, v = 1/90)
// and reaches 0.5 at 2 h with 0.51 (0.223, 1/40); the lower one is 0.46 at 7 h (1.204,
// 7/30) and reaches it at 8 h with 0.57 (1.609, 0.4). At the last repair S is 0, and
// nothing bounds from above.
func TestRepairQuantilesByHand(t *testing.T) {
	s := RepairTimes{Times: []float64{10, 1, 9, 2, 8, 3, 7, 4, 6, 5}, Zeros: 3}
	all := sure(s.Quantiles([]float64{0.5, 0.9, 0.95}, 0.9))
	for i, want := range []float64{5, 9, 10} {
		oracle.Near(t, "point", all[i].Point, want, 0)
	}
	oracle.Near(t, "lower limit of the median", all[0].Lo, 2, 0)
	oracle.Near(t, "upper limit of the median", all[0].Hi, 8, 0)
	oracle.Near(t, "upper limit of the last", all[2].Hi, math.Inf(1), 0)
	if codes(all[0]) != "" || codes(all[2]) != "no-upper-limit" || !strings.Contains(all[0].Method, "; 3 of zero length left out") {
		t.Errorf("warnings %q, %q, method %q", codes(all[0]), codes(all[2]), all[0].Method)
	}
}

// The quantiles of any sample are those of its curve, and nested.
func TestRepairQuantilesAreThoseOfTheCurve(t *testing.T) {
	r := rand.New(rand.NewPCG(47, 53))
	for range 2000 {
		s := anyRepairs(r)
		s.likeItsCurve(t, rising...)
	}
}

// Many repairs are not put in order but where a quantile or a limit may be: smooth ones,
// ones that tie, with some unfinished and with many.
func TestRepairQuantilesOfMany(t *testing.T) {
	r := rand.New(rand.NewPCG(59, 61))
	for i := range 12 {
		n := manyGrouped - 1 + r.IntN(3*manyGrouped)
		s := complete(lognormal(0.1+float64(i%3)), n, r)
		for k := range s.Times {
			if i%2 == 0 {
				s.Times[k] = math.Ceil(20*s.Times[k]) / 20
			}
			if r.Float64() < []float64{0, 0, 0.001, 0.7}[i%4] {
				s.Censored = append(s.Censored, s.Times[k]*math.Round(4*r.Float64())/4)
			}
		}
		s.Times = s.Times[len(s.Censored)*(i%2):]
		s.likeItsCurve(t, 0.5, 0.99)
	}
}

// likeItsCurve fails where quantiles are not those of the Kaplan-Meier estimate made
// the other way, or not nested at rising confidences.
func (s RepairTimes) likeItsCurve(t *testing.T, confidences ...float64) {
	t.Helper()
	shares := []float64{0.1, 0.5, 0.9, 0.95, 0.999}
	last := make([]model.Estimate, len(shares))
	curve := s.curve()
	for k, confidence := range confidences {
		for i, e := range sure(s.Quantiles(shares, confidence)) {
			if k > 0 {
				nested(t, "quantile", []model.Estimate{last[i], e})
			}
			last[i] = e
			if curve == nil {
				continue
			}
			want := sure(curve.Quantile(shares[i], confidence, LogLogLimits))
			oracle.Near(t, "lower", e.Lo, want.Lo, 0)
			oracle.Near(t, "upper", e.Hi, want.Hi, 0)
			if e.Estimable() != want.Estimable() || e.Estimable() && e.Point != want.Point {
				t.Fatalf("point %g, want %g", e.Point, want.Point)
			}
		}
	}
}

// curve is the Kaplan-Meier estimate made the other way, nil of nothing.
func (s RepairTimes) curve() *Survival {
	if len(s.Times)+len(s.Censored) == 0 {
		return nil
	}
	var obs Observations
	for _, x := range s.Times {
		obs = append(obs, Exact(x))
	}
	for _, x := range s.Censored {
		obs = append(obs, RightCensored(x))
	}
	return sure(KaplanMeier(context.Background(), obs))
}

func TestRepairQuantilesOfLittle(t *testing.T) {
	for _, c := range []struct {
		s            RepairTimes
		lo           float64 // of the median at 90 %
		point, codes string
	}{
		{RepairTimes{}, 0, "NaN", "no-repairs"},
		{RepairTimes{Zeros: 4}, 0, "NaN", "no-repairs"},
		// Of four that still run after 3 h, 44 % may be over by then, of three after 5 h 54 %.
		{RepairTimes{Censored: []float64{9, 3, 5, 7}}, 3, "NaN", "no-repairs"},
		{RepairTimes{Times: []float64{3}}, 3, "3", "no-upper-limit before-first-failure"},
		{RepairTimes{Times: []float64{3}, Censored: []float64{4, 5}}, 3, "NaN", "beyond-data no-upper-limit before-first-failure"},
	} {
		t.Run(fmt.Sprint(c.s), func(t *testing.T) {
			e := sure(c.s.Quantiles([]float64{0.5}, 0.9))[0]
			if fmt.Sprint(e.Point) != c.point || e.Lo != c.lo || !math.IsInf(e.Hi, 1) || codes(e) != c.codes {
				t.Errorf("%g in [%g, %g], warnings %q", e.Point, e.Lo, e.Hi, codes(e))
			}
		})
	}
	var param *model.ParamError
	if _, err := (RepairTimes{}).Quantiles([]float64{1}, 0.9); !errors.As(err, &param) || param.Param != "quantile" {
		t.Errorf("a share of 1: %v", err)
	}
	if _, err := (RepairTimes{}).Quantiles([]float64{0.5}, 0); !errors.As(err, &param) || param.Param != "confidence" {
		t.Errorf("a confidence of 0: %v", err)
	}
}
