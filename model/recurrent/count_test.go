package recurrent

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/num"
	"mtbf/internal/oracle"
	"mtbf/model"
)

// explicit writes every unit of histories out.
func explicit(histories []History) []History {
	var all []History
	for _, h := range histories {
		n := h.units()
		h.Count = 0
		for range n {
			all = append(all, h)
		}
	}
	return all
}

// TestMCFOfIdleUnitsByHand: a fails at 2 and 6 of (0, 10]; 3 idle units are
// watched over (0, 10], 2 over (0, 5], 4 over (4, 10]. At risk are 6, then 8. The
// squared sums of [d_k - d/Y]/Y:
//
//	t = 2   a (1-1/6)/6 = 5/36                       the 5 idle -1/36 each
//	t = 6   a 5/36 + (1-1/8)/8 = 143/576             the 3 -1/36 - 1/64 = -25/576
//	        the 2 that left -1/36 = -16/576          the 4 that came -1/64 = -9/576
func TestMCFOfIdleUnitsByHand(t *testing.T) {
	curve := must(MCF(context.Background(), []History{
		{Unit: "a", To: 10, Times: []float64{2, 6}}, {To: 10, Count: 3}, {To: 5, Count: 2}, {From: 4, To: 10, Count: 4},
	}, 0.9, Natural))
	want := []Point{
		{Time: 2, AtRisk: 6, Failures: 1, Mean: 1. / 6, Variance: 30. / 1296, PoissonVariance: 1. / 36},
		{Time: 6, AtRisk: 8, Failures: 1, Mean: 7. / 24, Variance: (143*143 + 3*625 + 2*256 + 4*81) / (576. * 576), PoissonVariance: 1./36 + 1./64},
	}
	if len(curve.Points) != len(want) {
		t.Fatalf("%d points", len(curve.Points))
	}
	for i, w := range want {
		p := curve.Points[i]
		if p.Time != w.Time || p.AtRisk != w.AtRisk || p.Failures != w.Failures {
			t.Errorf("point %d: %+v", i, p)
		}
		oracle.Near(t, "mean", p.Mean, w.Mean, 1e-15)
		oracle.Near(t, "variance", p.Variance, w.Variance, 1e-14)
		oracle.Near(t, "Poisson variance", p.PoissonVariance, w.PoissonVariance, 1e-15)
		oracle.Near(t, "upper", p.Hi, w.Mean-num.NormalQuantile(0.05)*math.Sqrt(w.Variance), 1e-14)
	}
	// Before the first failure 6 units were watched.
	oracle.Near(t, "bound", must(curve.At(1)).Hi, math.Log(10)/6, 1e-14)
}

// counted are histories of which some stand for many units.
var counted = map[string][]History{
	"one window": {{Unit: "a", To: 1000, Times: []float64{100, 350, 700, 720}}, {Unit: "b", To: 1000, Times: []float64{40, 910}}, {To: 1000, Count: 37}},
	"staggered": {
		{Unit: "a", To: 900, Times: []float64{20, 70, 90, 160, 410, 900}}, {From: 100, To: 1000, Count: 11}, {To: 300, Count: 5},
		{Unit: "b", From: 50, To: 1000, Times: []float64{110, 130, 200, 600, 750}}, {From: 400, To: 650, Count: 40}, {To: 1000, Count: 2},
	},
	"watched longer": {{Unit: "a", To: 100, Times: []float64{3, 30, 60}}, {From: 20, To: 5000, Count: 9}, {From: 7000, To: 7500, Count: 3}},
	"quiet":          {{To: 70, Count: 6}, {From: 10, To: 90, Count: 3}},
}

// TestCountsAreCopies: a history that stands for many units gives the numbers of
// as many histories.
func TestCountsAreCopies(t *testing.T) {
	for name, hs := range counted {
		t.Run(name, func(t *testing.T) {
			one, many := everything(hs), everything(explicit(hs))
			if len(one) != len(many) {
				t.Fatalf("%d figures, of copies %d", len(one), len(many))
			}
			for i, f := range one {
				g := many[i]
				if f.name != g.name {
					t.Fatalf("%s, of copies %s", f.name, g.name)
				}
				if math.IsNaN(f.x) != math.IsNaN(g.x) || !(f.x == g.x || math.Abs(f.x-g.x) <= 1e-12*math.Abs(g.x)) && !math.IsNaN(f.x) {
					t.Errorf("%s: %v, of copies %v", f.name, f.x, g.x)
				}
			}
		})
	}
}

// told is a number with its name.
type told struct {
	name string
	x    float64
}

// figures gathers numbers.
type figures []told

func (f *figures) add(name string, xs ...float64) {
	for i, x := range xs {
		*f = append(*f, told{fmt.Sprintf("%s %d", name, i), x})
	}
}

func (f *figures) estimate(name string, e model.Estimate, err error) {
	if f.answer(name, err) {
		f.add(name, e.Point, e.Lo, e.Hi)
	}
}

// answer notes an error in the place of an answer.
func (f *figures) answer(name string, err error) bool {
	if err != nil {
		*f = append(*f, told{name + ": " + err.Error(), 0})
	}
	return err == nil
}

// everything returns all that the package tells of histories.
func everything(hs []History) (f figures) {
	ctx := context.Background()
	f.add("units", float64(Units(hs)))
	for _, scale := range []Scale{Log, Natural} {
		c := must(MCF(ctx, hs, 0.9, scale))
		f.add("curve", c.From, c.To, float64(len(c.Warnings)))
		for _, p := range c.Points {
			f.add("point", p.Time, float64(p.AtRisk), float64(p.Failures), p.Mean, p.Variance, p.PoissonVariance, p.Lo, p.Hi)
		}
		early, err := c.At(c.From)
		f.estimate("early", early, err)
	}
	rate := must(ConstantRate(hs, 0.8))
	f.add("hours", rate.Hours, rate.LogLikelihood)
	f.estimate("rate", rate.Rate, nil)
	verdict := must(Trend(hs, 0.9))
	f.add("verdict "+verdict.Text, verdict.PValue, float64(len(verdict.Tests)))
	whole := must(TotalTime(hs))
	f.add("total time", append(whole.Times, whole.To)...)
	for _, s := range must(Segments(ctx, hs, 2, 0.9)) {
		f.add("segment", s.From, s.To, float64(s.Failures), s.Hours)
		f.estimate("segment", s.Rate, nil)
	}
	change, err := ChangePoint(ctx, hs, 0.9, 49, random(3))
	if f.answer("change", err) {
		f.add("change", change.PValue, change.Statistic)
		for _, e := range []model.Estimate{change.Time, change.Before, change.After} {
			f.estimate("change", e, nil)
		}
	}
	g, err := GoodnessOfFit(ctx, hs, 49, random(4))
	if f.answer("goodness", err) {
		f.add("goodness", g.Statistic, g.PValue)
	}
	law, err := FitPowerLaw(hs, 0.9)
	if !f.answer("power law", err) {
		return f
	}
	mtbf, err := law.MTBF(law.Age)
	f.estimate("MTBF", mtbf, err)
	ages := make([]Ages, len(hs))
	for i, h := range hs {
		ages[i] = Ages{From: h.To, To: h.To + 300, Units: h.Count}
	}
	next, err := law.Predict(ages...)
	f.estimate("predicted", next, err)
	next, err = law.Expected(ages...)
	f.estimate("expected", next, err)
	for _, e := range []model.Estimate{law.Beta, law.BetaUnbiased, law.Lambda(), law.Alpha()} {
		f.estimate("power law", e, nil)
	}
	f.add("power law", law.LogLikelihood)
	return f
}

// TestManyUnits: 10^15 units are the most, and their hours are exact.
func TestManyUnits(t *testing.T) {
	ctx := context.Background()
	hs := []History{{Unit: "a", To: 8766, Times: []float64{100, 5000}}, {To: 8766, Count: model.MaxUnits - 1}}
	if n := Units(hs); n != model.MaxUnits {
		t.Errorf("%d units", n)
	}
	oracle.Near(t, "hours", must(ConstantRate(hs, 0.9)).Hours, 8766e15, 1e-15)
	c := must(MCF(ctx, hs, 0.9, Log))
	oracle.Near(t, "mean", c.Points[1].Mean, 2e-15, 1e-12)
	oracle.Near(t, "variance", c.Points[1].Variance, 4e-30, 1e-9) // of one unit with both
	must(ChangePoint(ctx, hs, 0.9, 9, random(1)))
	must(Segments(ctx, hs, 8, 0.9))

	for name, bad := range map[string][]History{
		"one more":     append(hs, History{To: 5}),
		"all the bits": {{To: 5, Count: math.MaxInt}},
		"twice":        {{To: 5, Count: model.MaxUnits}, {To: 5, Count: model.MaxUnits}},
		"negative":     {{To: 5, Count: -3}},
		"with failure": {{To: 5, Count: 2, Times: []float64{3}}},
	} {
		var bound *model.ParamError
		if _, err := ConstantRate(bad, 0.9); !errors.As(err, &bound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	law := must(FitPowerLaw([]History{{To: 10, Times: []float64{2, 5, 6}}}, 0.9))
	for _, n := range []int{-1, model.MaxUnits + 1} {
		var bound *model.ParamError
		if _, err := law.Expected(Ages{To: 5, Units: n}); !errors.As(err, &bound) {
			t.Errorf("%d units: %v", n, err)
		}
	}
}
