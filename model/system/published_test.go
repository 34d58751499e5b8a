package system

import (
	"context"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
)

func solved(t *testing.T, m *Model) *Result {
	t.Helper()
	r, err := Solve(context.Background(), m, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func pointAt(t *testing.T, m *Model, at float64) Point {
	t.Helper()
	s, err := New(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.At(context.Background(), nil, at)
	if err != nil {
		t.Fatal(err)
	}
	return p[0]
}

// failing makes static parts of these probabilities to fail.
func failing(q ...float64) []Component {
	var parts []Component
	for i, x := range q {
		parts = append(parts, static(fmt.Sprintf("x%d", i), 1-x))
	}
	return parts
}

// rates makes exponential parts without repair.
func rates(rate ...float64) []Component {
	var parts []Component
	for i, x := range rate {
		parts = append(parts, unrepaired(fmt.Sprintf("x%d", i), expo{1 / x}))
	}
	return parts
}

// series and parallel shorten what follows; in fault trees a series fails by
// an OR, parallel nodes by an AND.
func series(of ...Node) Node   { return &Series{of} }
func parallel(of ...Node) Node { return &Parallel{of} }

// R-01, T-01, T-02, T-04, T-05 of ORACLES.md.
func TestStaticOracles(t *testing.T) {
	a, b, c, d, e := Use{0}, Use{1}, Use{2}, Use{3}, Use{4}
	for _, x := range []struct {
		name string
		top  Node
		q    []float64
		want float64
	}{
		{"R-01 bridge", bridge(a, b, c, d, e), []float64{.05, .05, .05, .05, .05}, 1 - .994780625},
		{"T-01", parallel(series(a, b), series(c, d)), []float64{.6, .4, .7, .5}, .646},
		{"T-02 a or b or c", series(a, b, c), []float64{.1, .2, .3}, .496},
		{"T-02 ab or bc", series(parallel(a, b), parallel(b, c)), []float64{.1, .2, .3}, .074},
		{"T-02 two of three", &KOfN{2, units(0, 3)}, []float64{.1, .2, .3}, .098},
		{"T-04 two trains", parallel(series(a, b), series(c, d)), []float64{.5, .7, .5, .7}, .7225},
		{"T-05 theatre", parallel(a, series(b, c)), []float64{.03, .02, .05}, .00207},
	} {
		t.Run(x.name, func(t *testing.T) {
			r := solved(t, of(x.top, failing(x.q...)...))
			oracle.Near(t, x.name, r.Unavailability, x.want, 1e-12)
			if !math.IsNaN(r.MTBF) || len(r.Warnings) == 0 || r.Warnings[0].Code != "static" {
				t.Errorf("%s: MTBF %g, warnings %v of static parts", x.name, r.MTBF, r.Warnings)
			}
		})
	}
}

// T-01: SCRAM's importance factors, printed to four digits.
func TestImportanceOfTwoTrains(t *testing.T) {
	top := parallel(series(Use{0}, Use{1}), series(Use{2}, Use{3}))
	r := solved(t, of(top, failing(.6, .4, .7, .5)...))
	for i, w := range [][5]float64{ // MIF, CIF, DIF, RAW, RRW
		{.51, .4737, .7895, 1.316, 1.9},
		{.34, .2105, .5263, 1.316, 1.267},
		{.38, .4118, .8235, 1.176, 1.7},
		{.228, .1765, .5882, 1.176, 1.214},
	} {
		g := r.Importance[i]
		for j, v := range []float64{g.Birnbaum, g.Criticality, g.Diagnostic, g.RiskAchievementWorth, g.RiskReductionWorth} {
			oracle.Near(t, fmt.Sprintf("%s, factor %d", g.Unit, j), v, w[j], 5e-4)
		}
	}
}

// T-06: ThreeMotor of SCRAM's input folder with its house events true, which
// leaves K5 or (T2 and (K1, or S1, or T1inc, or one of each of three pairs)).
func TestThreeMotor(t *testing.T) {
	pairs := parallel(series(Use{5}, Use{6}), series(Use{7}, Use{8}), series(Use{9}, Use{10}))
	top := series(Use{0}, parallel(Use{1}, series(Use{2}, pairs, Use{3}, Use{4})))
	var parts []Component
	for i := range 11 {
		parts = append(parts, downWith(fmt.Sprintf("e%d", i), .02))
	}
	s, err := New(context.Background(), of(top, parts...))
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Solve(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "unavailability", r.Unavailability, .0211537824, 1e-8)
	cuts, err := s.CutSets(context.Background(), SetOptions{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	orders := map[int]int{}
	for _, c := range cuts.Sets {
		orders[len(c.Units)]++
	}
	if len(cuts.Sets) != 12 || orders[1] != 1 || orders[2] != 3 || orders[4] != 8 {
		t.Errorf("cut sets by order %v", orders)
	}
	oracle.Near(t, "rare-event sum", cuts.RareEventSum, .0212013, 1e-6)
}

// T-07: reliability at times.
func TestReliabilityAtTimes(t *testing.T) {
	times := []float64{.1, .3, .9, 2.7, 8, 25}
	for _, x := range []struct {
		name string
		top  Node
		rate []float64
		want []float64
	}{
		{"R-02 2 of 3", &KOfN{2, units(0, 3)}, []float64{.1, .2, .3},
			[]float64{.99893533, .99101917, .93318746, .64789645, .13333630, .00060159}},
		{"R-03 bridge", parallel(series(Use{0}, Use{1}), series(Use{2}, Use{3}), series(Use{0}, Use{2}, Use{4}), series(Use{1}, Use{3}, Use{4})),
			[]float64{.1, .2, .3, .4, .5},
			[]float64{.99897497, .99055298, .91912372, .55972244, .09472739, .00055310}},
	} {
		t.Run(x.name, func(t *testing.T) {
			s, err := New(context.Background(), of(x.top, rates(x.rate...)...))
			if err != nil {
				t.Fatal(err)
			}
			points, err := s.At(context.Background(), nil, times...)
			if err != nil {
				t.Fatal(err)
			}
			for i, p := range points {
				if off := p.UnrepairedReliability - x.want[i]; off < -1e-15 || off > 1e-8 { // they cut after eight places
					t.Errorf("%s at %g: %.9f, want %.8f", x.name, times[i], p.UnrepairedReliability, x.want[i])
				}
				if p.Availability != p.UnrepairedReliability {
					t.Errorf("%s: availability %g without repair, reliability %g", x.name, p.Availability, p.UnrepairedReliability)
				}
			}
		})
	}
	small := series(parallel(Use{0}, Use{1}), parallel(Use{2}, Use{3}))
	q := func(rate float64) float64 { return -math.Expm1(-rate * 8760) }
	and := q(2e-5) * q(1e-5)
	p := pointAt(t, of(small, rates(2e-5, 1e-5, 2e-5, 1e-5)...), 8760)
	oracle.Near(t, "T-07", p.UnrepairedUnreliability, 2*and-and*and, 1e-13)
	oracle.Near(t, "T-07 as printed", p.UnrepairedUnreliability, .02678, 2e-4)
}

// T-10: rates of ln 2, failing at t = 1; and R-08.
func TestMeanTimesToFailure(t *testing.T) {
	l := math.Ln2
	a, b, c, d, e := Use{0}, Use{1}, Use{2}, Use{3}, Use{4}
	weibulls := func(n int) []Component {
		p := rates(make([]float64, n)...)
		for i := range p {
			p[i].Life = weib{100, 2}
		}
		return p
	}
	g := 100 * math.Gamma(1.5)
	for _, x := range []struct {
		name  string
		top   Node
		parts []Component
		q1    float64 // at t = 1
		want  float64
		rel   float64
	}{
		{"T-10 and", parallel(a, b), rates(l, l), .25, 2.164042561, 3e-10},
		{"T-10 or", series(a, b), rates(l, l), .75, .7213475204, 1e-10},
		{"T-10 or and", parallel(series(a, b), series(c, d)), rates(l, l, l, l), .5625, 1.082021281, 5e-10},
		{"T-10 2 of 4 fail", &KOfN{3, units(0, 4)}, rates(l, l, l, l), .6875, .8415721072, 1e-10},
		{"R-08 series", series(a, b, c), rates(.01, .02, .03), -1, 50. / 3, 1e-12},
		{"R-08 parallel", parallel(a, b), rates(.01, .02), -1, 100 + 50 - 100./3, 1e-12},
		{"R-08 2 of 3", &KOfN{2, units(0, 3)}, rates(.01, .01, .01), -1, 250. / 3, 1e-12},
		{"R-08 bridge", bridge(a, b, c, d, e), rates(.01, .01, .01, .01, .01), -1, 100 * 49. / 60, 1e-12},
		{"R-08 two Weibull", parallel(a, b), weibulls(2), -1, 2*g - g/math.Sqrt2, 1e-12},
		{"R-08 sixty Weibull", &Series{units(0, 60)}, weibulls(60), -1, g / math.Sqrt(60), 1e-12},
		{"far apart", parallel(a, b), rates(3e6, 2e-9), -1, 1/2e-9 + 1/3e6 - 1/(3e6+2e-9), 1e-12},
	} {
		t.Run(x.name, func(t *testing.T) {
			m := of(x.top, x.parts...)
			r := solved(t, m)
			oracle.Near(t, x.name+" MTTF", r.MTTF, x.want, x.rel)
			if x.q1 > 0 {
				oracle.Near(t, x.name+" at 1", pointAt(t, m, 1).UnrepairedUnreliability, x.q1, 1e-12)
			}
			s, err := New(context.Background(), m)
			if err != nil {
				t.Fatal(err)
			}
			if f, err := s.UnrepairedMTTF(context.Background()); err != nil || f.Error > 1e-12*f.Hours || math.Abs(f.Hours-x.want) > f.Error+x.rel*x.want {
				t.Errorf("%s: %+v, want %g", x.name, f, x.want)
			}
		})
	}
}

// rates .2 and 1; R-13: means of Weibull(1000, 2.5) and log-normal(1.5, .1);
// S-10: the pair of M = 1000, R = 10 and two crews.
func TestRepairableOracles(t *testing.T) {
	m := of(Use{0}, repaired("unit", 5, 1))
	r := solved(t, m)
	oracle.Near(t, "R-12 MUT", r.MUT, 5, 1e-14)
	oracle.Near(t, "R-12 MDT", r.MDT, 1, 1e-14)
	oracle.Near(t, "R-12 frequency", r.FailureFrequency, 1./6, 1e-14)
	oracle.Near(t, "R-12 MTTF", r.MTTF, 5, 1e-14)
	for _, at := range []float64{1e-9, .3, 4} {
		p := pointAt(t, m, at)
		oracle.Near(t, "R-12 A(t)", p.Availability, 1/1.2+.2/1.2*math.Exp(-1.2*at), 1e-14)
		oracle.Near(t, "R-12 U(t)", p.Unavailability, -.2/1.2*math.Expm1(-1.2*at), 1e-14)
	}
	part := repaired("unit", 1, 1)
	part.Life, part.Repair = weib{1000, 2.5}, logn{1.5, .1}
	r = solved(t, of(Use{0}, part))
	oracle.Near(t, "R-13", r.Availability, .9949491865865466, 1e-13)
	r = solved(t, alike(&Parallel{units(0, 2)}, 2, repaired("disc", 1000, 10)))
	oracle.Near(t, "S-10 availability", r.Availability, .999901970395059, 1e-14)
	oracle.Near(t, "S-10 mean up time", r.MUT, 51000, 1e-12)
	if !math.IsNaN(r.MTTF) {
		t.Errorf("S-10: MTTF %g, which depends on repairs", r.MTTF)
	}
	f, err := structure(t, alike(&Parallel{units(0, 2)}, 2, repaired("disc", 1000, 10))).UnrepairedMTTF(context.Background())
	if err != nil || !f.Exact {
		t.Errorf("%+v, %v", f, err)
	}
	oracle.Near(t, "S-10 with no repairs", f.Hours, 1500, 1e-15)
}

// Ten modules, each 1 of 3 of MTBF 517,200 h and MTTR 24 h, in series.
func TestRareSystem(t *testing.T) {
	var modules []Node
	for i := range 10 {
		modules = append(modules, &Parallel{units(3*i, 3)})
	}
	r := solved(t, alike(&Series{modules}, 30, repaired("module", 517_200, 24)))
	oracle.Near(t, "unavailability", r.Unavailability, 9.990741433e-13, 5e-11)
	oracle.Near(t, "MTBF", r.MTBF, 8.007413718e12, 5e-11)
	q := 24. / 517_224
	pow := q * q * q
	oracle.Near(t, "unavailability in closed form", r.Unavailability, -math.Expm1(10*math.Log1p(-pow)), 1e-13)
}
