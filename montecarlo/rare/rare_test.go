package rare

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/system"
	"mtbf/montecarlo"
	"mtbf/montecarlo/internal/gate"
)

// sigma is the confidence of an interval of one standard error.
const sigma = 0.6826894921370859

func runOn(t *testing.T, m *system.Model, method Method, rel float64) *Result {
	t.Helper()
	r, err := Simulate(context.Background(), m, Options{Method: method, RelError: rel, Seed: 11, Confidence: sigma, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// near holds an estimate to a value within 4 of its standard errors, which
// must be small enough to tell: at most rel of the value.
func near(t *testing.T, name string, e model.Estimate, want, rel float64) {
	t.Helper()
	if math.IsNaN(want) {
		return // not defined
	}
	se := (e.Hi - e.Lo) / 2
	z := (e.Point - want) / se
	t.Logf("%s: %.5g, exact %.5g, standard error %.2g of it, z = %.2f", name, e.Point, want, se/want, z)
	if !(math.Abs(z) <= 4) || !(se <= rel*want) {
		t.Errorf("%s = %g, exact %g: z = %.1f with a standard error of %.2g of it, allowed %g", name, e.Point, want, z, se/want, rel)
	}
}

func checkRare(t *testing.T, name string, m *system.Model, rel float64, methods ...Method) {
	t.Helper()
	want := solved(t, m)
	for _, method := range methods {
		r := runOn(t, m, method, rel)
		name := name + " by " + string(method)
		near(t, name+": unavailability", r.Unavailability, want.Unavailability, 2*rel)
		near(t, name+": failure frequency", r.FailureFrequency, want.FailureFrequency, 2*rel)
		near(t, name+": MTBF", r.MTBF, want.MTBF, 2*rel)
		near(t, name+": MDT", r.MDT, want.MDT, 2*rel)
		if method != Window {
			near(t, name+": MTTF", r.MTTF, want.MTTF, 2*rel)
		}
	}
}

var weighted = []Method{Auto, ZeroVariance, Biasing, Window}

func TestAgainstExact(t *testing.T) {
	checkRare(t, "pair", seriesOf(1, 1, 2, exponentialPart(t, "disc", 10_000, 24)), 0.005, weighted...)
	checkRare(t, "ten 2-of-3 at 1e-12", seriesOf(10, 2, 3, exponentialPart(t, "a", 24/loadFor(1e-12, 10, 2, 3), 24)), 0.01, weighted...)
	checkRare(t, "2-of-3 of three kinds", modelOf(twoOf, exponentialPart(t, "a", 1e6, 3), exponentialPart(t, "b", 2e6, 7), exponentialPart(t, "c", 5e6, 110)), 0.005, weighted...)
	checkRare(t, "shared unit", modelOf(func(u []system.Node) system.Node {
		return &system.Parallel{Of: []system.Node{&system.Series{Of: []system.Node{u[0], u[2]}}, &system.Series{Of: []system.Node{u[1], u[2]}}}}
	}, exponentialPart(t, "a", 1e4, 24), exponentialPart(t, "b", 2e4, 20), exponentialPart(t, "mains", 3e9, 8)), 0.005, weighted...)
	checkRare(t, "bridge", modelOf(func(u []system.Node) system.Node {
		return &system.Network{Source: "s", Target: "t", Edges: []system.Edge{
			{From: "s", To: "a", Node: u[0]}, {From: "s", To: "b", Node: u[1]}, {From: "a", To: "b", Node: u[2]},
			{From: "a", To: "t", Node: u[3]}, {From: "b", To: "t", Node: u[4]},
		}}
	}, exponentialPart(t, "a", 1e5, 2), exponentialPart(t, "b", 2e5, 3), exponentialPart(t, "c", 3e3, 5), exponentialPart(t, "d", 4e5, 7), exponentialPart(t, "e", 5e5, 11)), 0.01, weighted...)
	checkRare(t, "drawn", modelOf(func(u []system.Node) system.Node {
		return &system.Network{Source: "s", Target: "t", Places: []system.Place{{Name: "a", Node: u[0]}, {Name: "b", Node: u[1]}}, Edges: []system.Edge{
			{From: "s", To: "a", Node: system.Wire{}}, {From: "s", To: "b", Node: system.Wire{}}, {From: "a", To: "b", Node: u[2]},
			{From: "a", To: "t", Node: u[3]}, {From: "b", To: "t", Node: u[4]},
		}}
	}, exponentialPart(t, "a", 1e5, 2), exponentialPart(t, "b", 2e5, 3), exponentialPart(t, "c", 3e3, 5), exponentialPart(t, "d", 4e5, 7), exponentialPart(t, "e", 5e5, 11)), 0.01, weighted...)
	checkRare(t, "98-of-100", seriesOf(1, 98, 100, exponentialPart(t, "node", 9e6, 5)), 0.01, Auto, ZeroVariance)
	checkRare(t, "one unit", seriesOf(1, 1, 1, exponentialPart(t, "a", 5e6, 7)), 0.01, Auto, Biasing)
}

// Ten triplicated modules: U = 9.990741433e-13, MTBF = 8.007413718e12 h.
func TestTriplicated(t *testing.T) {
	m := seriesOf(10, 1, 3, exponentialPart(t, "a", 517_200, 24))
	for _, method := range []Method{Auto, Window} {
		r := runOn(t, m, method, 0.005)
		near(t, string(method)+": unavailability", r.Unavailability, 9.990741433e-13, 0.01)
		near(t, string(method)+": MTBF", r.MTBF, 8.007413718e12, 0.01)
	}
}

func TestWear(t *testing.T) {
	for _, u := range []float64{1e-8, 1e-12, 1e-15} {
		checkRare(t, fmt.Sprintf("2-of-3, wear, %g", u), seriesOf(1, 2, 3, wearingPart(t, "a", 24/loadFor(u, 1, 2, 3), 24, 1)), 0.005, Auto)
		checkRare(t, fmt.Sprintf("ten 1-of-3, wear, %g", u), seriesOf(10, 1, 3, wearingPart(t, "a", 24/loadFor(u, 10, 1, 3), 24, 1)), 0.02, Auto)
	}
	checkRare(t, "ten 1-of-3, wear, at a load of 1e-2", seriesOf(10, 1, 3, wearingPart(t, "a", 2400, 24, 1)), 0.05, Auto)
	checkRare(t, "pair of two kinds, wear", modelOf(parallel, wearingPart(t, "a", 1e6, 3, 0.7), exponentialPart(t, "b", 2e5, 110)), 0.005, Auto)
}

// Plain cycles answer at 1e-3 to 1e-4, and all agree with them there.
func TestAgreesWithPlain(t *testing.T) {
	all := []Method{Plain, ZeroVariance, Biasing, Splitting, Window}
	checkRare(t, "pair at 1e-4", seriesOf(1, 1, 2, exponentialPart(t, "a", 1100, 11)), 0.02, all...)
	checkRare(t, "four 2-of-3 at 1e-3", seriesOf(4, 2, 3, exponentialPart(t, "a", 1300, 12)), 0.02, all...)
	checkRare(t, "splitting: 1-of-3 at 1e-6", seriesOf(1, 1, 3, exponentialPart(t, "a", 1300, 13)), 0.03, Splitting)
}

func TestGroups(t *testing.T) {
	for _, g := range []*system.Group{
		{Name: "crew", Kind: system.Redundant, Units: []int{0, 1, 2}, K: 1, Crews: 1, Coverage: 1, UncoveredMTTR: math.NaN()},
		{Name: "pair", Kind: system.Duplex, Units: []int{0, 1, 2}, K: 1, Coverage: 0.99999, Beta: 1e-5, Detection: 0.01, UncoveredMTTR: 4},
		{Name: "letters", Kind: system.Redundant, Units: []int{0, 1, 2}, K: 1, CommonCause: &model.CommonCause{MGL: []float64{1e-4, 1e-3}}, UncoveredMTTR: math.NaN()},
		{Name: "idle", Kind: system.Standby, Units: []int{0, 1, 2}, K: 1, Coverage: 1, IdleCoverage: 0.99999, DormancyFactor: 0.5, UncoveredMTTR: 4},
		{Name: "spares", Kind: system.Standby, Units: []int{0, 1, 2}, K: 1, Coverage: 1, UncoveredMTTR: math.NaN()},
	} {
		m := &system.Model{Components: []system.Component{exponentialPart(t, "cpu", 50_000, 10), exponentialPart(t, "bus", 9e5, 6)}}
		m.Units = []system.Unit{{Name: "cpu.1"}, {Name: "cpu.2"}, {Name: "cpu.3"}, {Name: "bus.1", Component: 1}, {Name: "bus.2", Component: 1}}
		m.Top = &system.Series{Of: []system.Node{g, &system.Parallel{Of: []system.Node{system.Use{Unit: 3}, system.Use{Unit: 4}}}}}
		checkRare(t, g.Name, m, 0.01, Auto, ZeroVariance)
	}
}

func TestWorkersDoNotMatter(t *testing.T) {
	for method, m := range map[Method]*system.Model{
		Auto:      seriesOf(3, 1, 3, exponentialPart(t, "a", 20_000, 24)),
		Biasing:   seriesOf(3, 2, 3, exponentialPart(t, "a", 20_000, 24)),
		Window:    seriesOf(3, 2, 3, wearingPart(t, "a", 20_000, 24, 1)),
		Splitting: seriesOf(1, 1, 2, exponentialPart(t, "a", 1000, 24)),
	} {
		var first *Result
		for _, workers := range []int{1, 2, 8} {
			r, err := Simulate(context.Background(), m, Options{Method: method, RelError: 0.05, Seed: 3, Workers: workers})
			if err != nil {
				t.Fatal(err)
			}
			r.MTTF.Point = number(r.MTTF.Point)
			if first == nil {
				first = r
			}
			if !reflect.DeepEqual(r, first) {
				t.Errorf("%s: %d workers give another result:\n%+v\n%+v", method, workers, r, first)
			}
		}
	}
}

func number(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return x
}

// The nominal 95 % interval holds the exact value in as many runs, within 4
// standard errors.
func TestCoverage(t *testing.T) {
	if testing.Short() {
		t.Skip("takes 25 s")
	}
	for _, c := range []struct {
		name   string
		m      *system.Model
		method Method
	}{
		{"ten 2-of-3 by zero variance", seriesOf(10, 2, 3, exponentialPart(t, "a", 24/loadFor(1e-12, 10, 2, 3), 24)), ZeroVariance},
		{"pair by biasing", seriesOf(1, 1, 2, exponentialPart(t, "a", 10_000, 24)), Biasing},
		{"2-of-3 by window", seriesOf(1, 2, 3, wearingPart(t, "a", 24/loadFor(1e-12, 1, 2, 3), 24, 1)), Window},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := solved(t, c.m)
			const runs = 1000
			var in, inFrequency int
			sum, squares := 0.0, 0.0
			for seed := range uint64(runs) {
				r, err := Simulate(context.Background(), c.m, Options{Method: c.method, RelError: 0.02, Confidence: 0.95, Seed: 1000 + seed})
				if err != nil {
					t.Fatal(err)
				}
				in += gate.One(r.Unavailability.Lo <= want.Unavailability && want.Unavailability <= r.Unavailability.Hi)
				inFrequency += gate.One(r.FailureFrequency.Lo <= want.FailureFrequency && want.FailureFrequency <= r.FailureFrequency.Hi)
				off := r.Unavailability.Point/want.Unavailability - 1
				sum += off
				squares += off * off
			}
			bias := sum / runs
			z := bias / math.Sqrt((squares/runs-bias*bias)/runs)
			t.Logf("%s: bias %.2e, z = %.2f", c.name, bias, z)
			oracle.Covers(t, c.name, float64(in), runs, 0.95)
			oracle.Covers(t, c.name+": frequency", float64(inFrequency), runs, 0.95)
			if math.Abs(z) > 4 {
				t.Errorf("%s: bias %g, z = %.1f", c.name, bias, z)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	ask := func(m *system.Model, method Method) error {
		_, err := Simulate(context.Background(), m, Options{Method: method, RelError: 0.1})
		return err
	}
	var refused *Error
	var param *model.ParamError
	wear := seriesOf(1, 2, 3, wearingPart(t, "a", 2000, 24, 1))
	if err := ask(wear, Biasing); !errors.As(err, &refused) {
		t.Errorf("biasing of a Weibull: %v", err)
	}
	p := exponentialPart(t, "a", 2000, 24)
	p.Repair = nil
	if err := ask(seriesOf(1, 2, 3, p), Auto); !errors.As(err, &refused) {
		t.Errorf("no repair: %v", err)
	}
	if err := ask(seriesOf(1, 2, 3, exponentialPart(t, "a", 2000, 24)), "guess"); !errors.As(err, &param) {
		t.Errorf("unknown method: %v", err)
	}
	if err := ask(seriesOf(1, 1, 3, exponentialPart(t, "a", 1e9, 2)), Plain); !errors.Is(err, ErrUnseen) {
		t.Errorf("plain cycles at 1e-27: %v", err)
	}
	m := &system.Model{Components: []system.Component{wearingPart(t, "cpu", 5000, 10, 1)}, Units: []system.Unit{{Name: "cpu.1"}, {Name: "cpu.2"}}}
	m.Top = &system.Group{Units: []int{0, 1}, K: 1, Crews: 1, Coverage: 1, UncoveredMTTR: math.NaN()}
	if err := ask(m, Auto); !errors.As(err, &refused) {
		t.Errorf("group of a Weibull: %v", err)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Simulate(gone, seriesOf(1, 1, 2, exponentialPart(t, "a", 1000, 2)), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// A few cycles that carry everything are refused, a power-law tail with an
// infinite variance is named.
func TestHeavyWeights(t *testing.T) {
	fill := func(draw func(s *montecarlo.Stream) float64) *sample {
		r := &sample{whole: true, blocks: make([]sums, blocks)}
		for b := range r.blocks {
			for i := range 100 {
				s := montecarlo.NewStream(1, uint64(100*b+i))
				r.blocks[b].add(&cycle{length: 3, down: draw(&s), failures: 1, failed: 1})
			}
		}
		r.sum()
		return r
	}
	pareto := func(power float64) func(s *montecarlo.Stream) float64 {
		return func(s *montecarlo.Stream) float64 { return math.Pow(s.Float64(), -power) }
	}
	result := func(run *sample) (*Result, error) { return new(Asked).result(run, 0.9) }
	if _, err := result(fill(pareto(3))); !errors.Is(err, ErrWeights) {
		t.Errorf("weights u^-3: %v", err)
	}
	r, err := result(fill(pareto(0.85)))
	if err == nil && (len(r.Warnings) != 1 || r.Warnings[0].Code != "weights-heavy") {
		t.Errorf("weights u^-0.85: %v", r.Warnings)
	}
	r, err = result(fill(pareto(0.2)))
	if err != nil || len(r.Warnings) > 0 || math.Abs(r.HillIndex-0.2) > 0.12 {
		t.Errorf("weights u^-0.2: %+v, %v", r, err)
	}
}

// Two pilots of 32 blocks each, in one of which a cycle of 3 h is down for 1 or 2
// h and in the other for half of that: with a mean of 1.5 h +- 0.5 h a block they
// lie 0.25 apart with standard errors of 0.5/3/sqrt(31) = 0.03 and half of it, so
// 7.5 of both together.
func TestPilotsDisagree(t *testing.T) {
	pilot := func(method Method, down float64) *pilotRun {
		r := &sample{whole: true, blocks: make([]sums, blocks)}
		for b := range r.blocks {
			r.blocks[b].add(&cycle{length: 3, down: down * float64(1+b%2), failures: 1, failed: 1, steps: 2})
		}
		r.sum()
		return newPilot(candidate{method: method, words: string(method)}, r)
	}
	for other, want := range map[float64]int{0.5: 1, 0.99: 0} {
		c := &contest{}
		a, b := pilot(Biasing, 1), pilot(Splitting, other)
		c.explain(a, []*pilotRun{a, b}, false)
		if len(c.warned) != want || want > 0 && c.warned[0].Code != "pilots-disagree" {
			t.Errorf("%g of the downtime: %v", other, c.warned)
		}
	}
}
