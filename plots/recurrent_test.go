package plots_test

import (
	"context"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"mtbf/model"
	"mtbf/model/recurrent"
	"mtbf/plots"
)

// growthTest is one unit until its 22nd failure: beta is 0.61421 and the
// exponent of Duane's line 0.42531, as the Python package reliability prints.
func growthTest() recurrent.History {
	return recurrent.History{Unit: "example", To: 620, Times: []float64{
		2.7, 10.3, 12.5, 30.6, 57, 61.3, 80, 109.5, 125, 128.6, 143.8, 167.9, 229.2, 296.7, 320.6, 328.2, 366.2, 396.7, 421.1, 438.2, 501.2, 620,
	}}
}

// fleet is units that fail at a rate which grows fivefold half-way.
func fleet(units, failures int) []recurrent.History {
	random := rand.New(rand.NewPCG(13, 17))
	all := make([]recurrent.History, units)
	for i := range all {
		all[i] = recurrent.History{To: 1000}
		at := 0.0
		for at < 1000 {
			if at > 0 {
				all[i].Times = append(all[i].Times, at)
			}
			mean := 3000 / float64(failures)
			if at > 500 {
				mean /= 5
			}
			at += mean * random.ExpFloat64()
		}
	}
	return all
}

func recurrences(t *testing.T, h []recurrent.History) []*plots.Figure {
	t.Helper()
	curve, err := recurrent.MCF(context.Background(), h, 0.9, recurrent.Log)
	if err != nil {
		t.Fatal(err)
	}
	rate, err := recurrent.ConstantRate(h, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	verdict, err := recurrent.Trend(h, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	law, _ := recurrent.FitPowerLaw(h, 0.9) // nil without failures
	segments, err := recurrent.Segments(context.Background(), h, 8, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	return []*plots.Figure{plots.MCF(curve, rate, law, "hours"), plots.Trend(h, verdict, segments, "hours")}
}

func growth(t *testing.T, h recurrent.History) *plots.Figure {
	t.Helper()
	law, _ := recurrent.FitPowerLaw([]recurrent.History{h}, 0.9)
	line, err := recurrent.Duane(h)
	if err != nil {
		return plots.Growth(h, law, nil, "Age, h")
	}
	return plots.Growth(h, law, &line, "Age, h")
}

func TestRecurrentFigures(t *testing.T) {
	figures := append(recurrences(t, fleet(60, 8)), growth(t, growthTest()))
	for i, says := range []string{"Mean cumulative failures per unit", "failures become more frequent", "MTBF grows with age: beta 0.614"} {
		look(t, figures[i])
		if !strings.Contains(figures[i].Alt, says) {
			t.Errorf("%q does not say %q", figures[i].Alt, says)
		}
	}
}

// TestOddRecurrences draws no unit's, no, one and many failures, and figures
// that are no numbers.
func TestOddRecurrences(t *testing.T) {
	nan := math.NaN()
	unknown := model.NotEstimable(nan, nan, 0.9, "none")
	for _, h := range [][]recurrent.History{
		{{To: 10}},
		{{Unit: "<img>", To: 10, Times: []float64{10}}},
		{{To: 1e-9, Times: []float64{1e-10, 1e-10, 1e-10}}, {From: 5, To: 1e12, Times: []float64{6}}},
		fleet(3, 2_000),
	} {
		for _, f := range recurrences(t, h) {
			draws(t, f)
		}
		draws(t, growth(t, h[0]))
	}
	draws(t, plots.MCF(&recurrent.Curve{}, nil, nil, ""))
	draws(t, plots.MCF(&recurrent.Curve{From: nan, To: nan, Points: []recurrent.Point{{Time: nan, Mean: nan}}}, &recurrent.HPP{Rate: unknown}, nil, ""))
	draws(t, plots.Trend(nil, recurrent.Verdict{}, nil, ""))
	draws(t, plots.Trend([]recurrent.History{{From: nan}}, recurrent.Verdict{Text: strings.Repeat("long ", 200)}, []recurrent.Segment{{From: nan, Rate: unknown}}, ""))
	draws(t, plots.Growth(recurrent.History{To: nan}, nil, &recurrent.DuaneLine{Growth: nan, Scale: nan}, ""))
}
