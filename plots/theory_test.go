package plots_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/modularity"
	"mtbf/model/multiplex"
	"mtbf/model/sizing"
	"mtbf/model/system"
	"mtbf/plots"
)

func residuals(t *testing.T) []plots.Residual {
	t.Helper()
	var rows []plots.Residual
	for _, p := range multiplex.Published() {
		exact, err := multiplex.VonNeumann(p.N).Residual(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		simulated := model.Estimate{Point: 1.05 * exact, Lo: 0.9 * exact, Hi: 1.2 * exact, Confidence: 0.9}
		rows = append(rows, plots.Residual{N: p.N, Exact: exact, Eq26: multiplex.Eq26(float64(p.N)), Eq27: multiplex.Eq27(float64(p.N)), Printed: p.Printed, Simulated: &simulated})
	}
	return rows
}

func TestTheoryFigures(t *testing.T) {
	look(t, plots.Multiplexing(residuals(t)))
	s := modularity.Architecture{MTBF: 10_000, MTTR: 24, Modules: 1, Coverage: 0.9999}
	var points []modularity.Point
	for s.Copies = 1; s.Copies <= 5; s.Copies++ {
		row, err := modularity.Sweep(s, 1, 2, 4, 8, 16, 64, 256)
		if err != nil {
			t.Fatal(err)
		}
		points = append(points, row...)
	}
	look(t, plots.Modularity(s, points, 1000*model.HoursPerYear))
}

// sized is the choice of processors and discs for a target.
func sized(t *testing.T) *sizing.Result {
	t.Helper()
	part := func(name string, mtbf, mttr, cost float64) system.Component {
		p := system.Component{Name: name, Availability: math.NaN(), Reliability: math.NaN(), Resources: map[string]float64{"cost": cost}}
		p.Life, _ = dist.NewExponentialMean(mtbf)
		p.Repair, _ = dist.NewExponentialMean(mttr)
		return p
	}
	r, err := sizing.Size(context.Background(), &system.Model{
		Components: []system.Component{part("cpu", 8766, 4, 20), part("disc", 10_000, 24, 5)},
		Top: &system.Series{Of: []system.Node{
			&system.Choose{Components: []int{0}, Need: 1, Min: 1, Max: 4},
			&system.Choose{Components: []int{1}, Need: 1, Min: 1, Max: 4},
		}},
	}, sizing.Options{Target: 0.99999})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestFrontierFigure(t *testing.T) {
	r := sized(t)
	r.Confident = &sizing.Confident{Confidence: 0.9, UpperLimit: 9e-6}
	f := plots.Frontier(r, 1e-5)
	look(t, f)
	if want := "Chosen: cost 50, unavailability 5.94×10^-6; proved the best"; !strings.Contains(f.Alt, want) {
		t.Errorf("%q does not say %q", f.Alt, want)
	}
}

func TestOddTheory(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	unknown := model.NotEstimable(nan, nan, 0.9, "none")
	draws(t, plots.Multiplexing(nil))
	draws(t, plots.Multiplexing([]plots.Residual{{N: 0, Exact: nan, Simulated: &unknown}, {N: -1, Exact: 0, Eq26: inf, Eq27: nan, Simulated: &unknown}}))
	draws(t, plots.Modularity(modularity.Architecture{}, nil, 0))
	var points []modularity.Point
	for i, h := range []float64{nan, inf, 0, -1, 1e-300, 1e300} {
		points = append(points, modularity.Point{Modules: 1 << (5 * i), Copies: i, Measures: modularity.Measures{MTBF: h}})
	}
	draws(t, plots.Modularity(modularity.Architecture{MTBF: inf, MTTR: nan}, points, inf))
	draws(t, plots.Modularity(modularity.Architecture{}, points[4:5], nan))
	draws(t, plots.Frontier(&sizing.Result{}, nan))
	r := sized(t)
	r.Best.Unavailability, r.Frontier[0].Unavailability = 0, nan
	r.Frontier[1].Resources = map[string]float64{"cost": inf}
	draws(t, plots.Frontier(r, 0))
}
