package montecarlo

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"testing"

	"mtbf/model"
	"mtbf/model/system"
)

// rareSigma is the confidence of an interval of one standard error.
const rareSigma = 0.6826894921370859

func rareRunOn(t *testing.T, m *system.Model, method RareMethod, rel float64) *RareResult {
	t.Helper()
	r, err := Rare(context.Background(), m, RareOptions{Method: method, RelError: rel, Seed: 11, Confidence: rareSigma, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// rareNear holds an estimate to a value within 4 of its standard errors, which
// must be small enough to tell: at most rel of the value.
func rareNear(t *testing.T, name string, e model.Estimate, want, rel float64) {
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

func checkRare(t *testing.T, name string, m *system.Model, rel float64, methods ...RareMethod) {
	t.Helper()
	want := rareExact(t, m)
	for _, method := range methods {
		r := rareRunOn(t, m, method, rel)
		name := name + " by " + string(method)
		rareNear(t, name+": unavailability", r.Unavailability, want.Unavailability, 2*rel)
		rareNear(t, name+": failure frequency", r.FailureFrequency, want.FailureFrequency, 2*rel)
		rareNear(t, name+": MTBF", r.MTBF, want.MTBF, 2*rel)
		rareNear(t, name+": MDT", r.MDT, want.MDT, 2*rel)
		if method != RareWindow {
			rareNear(t, name+": MTTF", r.MTTF, want.MTTF, 2*rel)
		}
	}
}

var rareWeighted = []RareMethod{RareAuto, RareZeroVariance, RareBiasing, RareWindow}

func TestRareAgainstExact(t *testing.T) {
	checkRare(t, "pair", rareSeries(1, 1, 2, rareExpo(t, "disc", 10_000, 24)), 0.005, rareWeighted...)
	checkRare(t, "ten 2-of-3 at 1e-12", rareSeries(10, 2, 3, rareExpo(t, "a", 24/rareLoad(1e-12, 10, 2, 3), 24)), 0.01, rareWeighted...)
	checkRare(t, "2-of-3 of three kinds", rareModel(rareTwo, rareExpo(t, "a", 1e6, 3), rareExpo(t, "b", 2e6, 7), rareExpo(t, "c", 5e6, 110)), 0.005, rareWeighted...)
	checkRare(t, "shared unit", rareModel(func(u []system.Node) system.Node {
		return &system.Parallel{Of: []system.Node{&system.Series{Of: []system.Node{u[0], u[2]}}, &system.Series{Of: []system.Node{u[1], u[2]}}}}
	}, rareExpo(t, "a", 1e4, 24), rareExpo(t, "b", 2e4, 20), rareExpo(t, "mains", 3e9, 8)), 0.005, rareWeighted...)
	checkRare(t, "bridge", rareModel(func(u []system.Node) system.Node {
		return &system.Network{Source: "s", Target: "t", Edges: []system.Edge{
			{From: "s", To: "a", Node: u[0]}, {From: "s", To: "b", Node: u[1]}, {From: "a", To: "b", Node: u[2]},
			{From: "a", To: "t", Node: u[3]}, {From: "b", To: "t", Node: u[4]},
		}}
	}, rareExpo(t, "a", 1e5, 2), rareExpo(t, "b", 2e5, 3), rareExpo(t, "c", 3e3, 5), rareExpo(t, "d", 4e5, 7), rareExpo(t, "e", 5e5, 11)), 0.01, rareWeighted...)
	checkRare(t, "98-of-100", rareSeries(1, 98, 100, rareExpo(t, "node", 9e6, 5)), 0.01, RareAuto, RareZeroVariance)
	checkRare(t, "one unit", rareSeries(1, 1, 1, rareExpo(t, "a", 5e6, 7)), 0.01, RareAuto, RareBiasing)
}

// Ten triplicated modules: U = 9.990741433e-13, MTBF = 8.007413718e12 h.
func TestRareTriplicated(t *testing.T) {
	m := rareSeries(10, 1, 3, rareExpo(t, "a", 517_200, 24))
	for _, method := range []RareMethod{RareAuto, RareWindow} {
		r := rareRunOn(t, m, method, 0.005)
		rareNear(t, string(method)+": unavailability", r.Unavailability, 9.990741433e-13, 0.01)
		rareNear(t, string(method)+": MTBF", r.MTBF, 8.007413718e12, 0.01)
	}
}

func TestRareWear(t *testing.T) {
	for _, u := range []float64{1e-8, 1e-12, 1e-15} {
		checkRare(t, fmt.Sprintf("2-of-3, wear, %g", u), rareSeries(1, 2, 3, rareWear(t, "a", 24/rareLoad(u, 1, 2, 3), 24, 1)), 0.005, RareAuto)
		checkRare(t, fmt.Sprintf("ten 1-of-3, wear, %g", u), rareSeries(10, 1, 3, rareWear(t, "a", 24/rareLoad(u, 10, 1, 3), 24, 1)), 0.02, RareAuto)
	}
	checkRare(t, "ten 1-of-3, wear, at a load of 1e-2", rareSeries(10, 1, 3, rareWear(t, "a", 2400, 24, 1)), 0.05, RareAuto)
	checkRare(t, "pair of two kinds, wear", rareModel(rareParallel, rareWear(t, "a", 1e6, 3, 0.7), rareExpo(t, "b", 2e5, 110)), 0.005, RareAuto)
}

// Plain cycles answer at 1e-3 to 1e-4, and all agree with them there.
func TestRareAgreesWithPlain(t *testing.T) {
	all := []RareMethod{RarePlain, RareZeroVariance, RareBiasing, RareSplitting, RareWindow}
	checkRare(t, "pair at 1e-4", rareSeries(1, 1, 2, rareExpo(t, "a", 1100, 11)), 0.02, all...)
	checkRare(t, "four 2-of-3 at 1e-3", rareSeries(4, 2, 3, rareExpo(t, "a", 1300, 12)), 0.02, all...)
	checkRare(t, "splitting: 1-of-3 at 1e-6", rareSeries(1, 1, 3, rareExpo(t, "a", 1300, 13)), 0.03, RareSplitting)
}

func TestRareGroups(t *testing.T) {
	for _, g := range []*system.Group{
		{Name: "crew", Kind: system.Redundant, Units: []int{0, 1, 2}, K: 1, Crews: 1, Coverage: 1, UncoveredMTTR: math.NaN()},
		{Name: "pair", Kind: system.Duplex, Units: []int{0, 1, 2}, K: 1, Coverage: 0.99999, Beta: 1e-5, Detection: 0.01, UncoveredMTTR: 4},
		{Name: "spares", Kind: system.Standby, Units: []int{0, 1, 2}, K: 1, Coverage: 1, UncoveredMTTR: math.NaN()},
	} {
		m := &system.Model{Parts: []system.Part{rareExpo(t, "cpu", 50_000, 10), rareExpo(t, "bus", 9e5, 6)}}
		m.Units = []system.Unit{{Name: "cpu.1"}, {Name: "cpu.2"}, {Name: "cpu.3"}, {Name: "bus.1", Part: 1}, {Name: "bus.2", Part: 1}}
		m.Top = &system.Series{Of: []system.Node{g, &system.Parallel{Of: []system.Node{system.Use{Unit: 3}, system.Use{Unit: 4}}}}}
		checkRare(t, g.Name, m, 0.01, RareAuto, RareZeroVariance)
	}
}

func TestRareWorkersDoNotMatter(t *testing.T) {
	for method, m := range map[RareMethod]*system.Model{
		RareAuto:      rareSeries(3, 1, 3, rareExpo(t, "a", 20_000, 24)),
		RareBiasing:   rareSeries(3, 2, 3, rareExpo(t, "a", 20_000, 24)),
		RareWindow:    rareSeries(3, 2, 3, rareWear(t, "a", 20_000, 24, 1)),
		RareSplitting: rareSeries(1, 1, 2, rareExpo(t, "a", 1000, 24)),
	} {
		var first *RareResult
		for _, workers := range []int{1, 2, 8} {
			r, err := Rare(context.Background(), m, RareOptions{Method: method, RelError: 0.05, Seed: 3, Workers: workers})
			if err != nil {
				t.Fatal(err)
			}
			r.MTTF.Point = rareNumber(r.MTTF.Point)
			if first == nil {
				first = r
			}
			if !reflect.DeepEqual(r, first) {
				t.Errorf("%s: %d workers give another result:\n%+v\n%+v", method, workers, r, first)
			}
		}
	}
}

func rareNumber(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return x
}

// The nominal 95 % interval holds the exact value in as many runs, within 4
// standard errors.
func TestRareCoverage(t *testing.T) {
	if testing.Short() {
		t.Skip("takes 25 s")
	}
	for _, c := range []struct {
		name   string
		m      *system.Model
		method RareMethod
	}{
		{"ten 2-of-3 by zero variance", rareSeries(10, 2, 3, rareExpo(t, "a", 24/rareLoad(1e-12, 10, 2, 3), 24)), RareZeroVariance},
		{"pair by biasing", rareSeries(1, 1, 2, rareExpo(t, "a", 10_000, 24)), RareBiasing},
		{"2-of-3 by window", rareSeries(1, 2, 3, rareWear(t, "a", 24/rareLoad(1e-12, 1, 2, 3), 24, 1)), RareWindow},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := rareExact(t, c.m)
			const runs = 1000
			var in, inFrequency int
			sum, squares := 0.0, 0.0
			for seed := range uint64(runs) {
				r, err := Rare(context.Background(), c.m, RareOptions{Method: c.method, RelError: 0.02, Confidence: 0.95, Seed: 1000 + seed})
				if err != nil {
					t.Fatal(err)
				}
				in += one(r.Unavailability.Lo <= want.Unavailability && want.Unavailability <= r.Unavailability.Hi)
				inFrequency += one(r.FailureFrequency.Lo <= want.FailureFrequency && want.FailureFrequency <= r.FailureFrequency.Hi)
				off := r.Unavailability.Point/want.Unavailability - 1
				sum += off
				squares += off * off
			}
			bias := sum / runs
			z := bias / math.Sqrt((squares/runs-bias*bias)/runs)
			t.Logf("%s: bias %.2e, z = %.2f", c.name, bias, z)
			covers(t, c.name, float64(in), runs, 0.95)
			covers(t, c.name+": frequency", float64(inFrequency), runs, 0.95)
			if math.Abs(z) > 4 {
				t.Errorf("%s: bias %g, z = %.1f", c.name, bias, z)
			}
		})
	}
}

func TestRareRefusals(t *testing.T) {
	ask := func(m *system.Model, method RareMethod) error {
		_, err := Rare(context.Background(), m, RareOptions{Method: method, RelError: 0.1})
		return err
	}
	var refused *RareError
	var param *model.ParamError
	wear := rareSeries(1, 2, 3, rareWear(t, "a", 2000, 24, 1))
	if err := ask(wear, RareBiasing); !errors.As(err, &refused) {
		t.Errorf("biasing of a Weibull: %v", err)
	}
	p := rareExpo(t, "a", 2000, 24)
	p.Repair = nil
	if err := ask(rareSeries(1, 2, 3, p), RareAuto); !errors.As(err, &refused) {
		t.Errorf("no repair: %v", err)
	}
	if err := ask(rareSeries(1, 2, 3, rareExpo(t, "a", 2000, 24)), "guess"); !errors.As(err, &param) {
		t.Errorf("unknown method: %v", err)
	}
	if err := ask(rareSeries(1, 1, 3, rareExpo(t, "a", 1e9, 2)), RarePlain); !errors.Is(err, ErrRareUnseen) {
		t.Errorf("plain cycles at 1e-27: %v", err)
	}
	m := &system.Model{Parts: []system.Part{rareWear(t, "cpu", 5000, 10, 1)}, Units: []system.Unit{{Name: "cpu.1"}, {Name: "cpu.2"}}}
	m.Top = &system.Group{Units: []int{0, 1}, K: 1, Crews: 1, Coverage: 1, UncoveredMTTR: math.NaN()}
	if err := ask(m, RareAuto); !errors.As(err, &refused) {
		t.Errorf("group of a Weibull: %v", err)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Rare(gone, rareSeries(1, 1, 2, rareExpo(t, "a", 1000, 2)), RareOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// A few cycles that carry everything are refused, a power-law tail with an
// infinite variance is named.
func TestRareHeavyWeights(t *testing.T) {
	contest := &rareContest{opt: RareOptions{Confidence: 0.9}}
	fill := func(draw func(s *Stream) float64) *rareRun {
		r := &rareRun{whole: true, blocks: make([]rareSums, rareBlocks)}
		for b := range r.blocks {
			for i := range 100 {
				s := NewStream(1, uint64(100*b+i))
				r.blocks[b].add(&rareCycle{length: 3, down: draw(&s), failures: 1, failed: 1})
			}
		}
		r.sum()
		return r
	}
	pareto := func(power float64) func(s *Stream) float64 {
		return func(s *Stream) float64 { return math.Pow(s.Float64(), -power) }
	}
	p := &rarePilot{}
	if _, err := contest.result(context.Background(), p, fill(pareto(3))); !errors.Is(err, ErrRareWeights) {
		t.Errorf("weights u^-3: %v", err)
	}
	r, err := contest.result(context.Background(), p, fill(pareto(0.85)))
	if err == nil && (len(r.Warnings) != 1 || r.Warnings[0].Code != "weights-heavy") {
		t.Errorf("weights u^-0.85: %v", r.Warnings)
	}
	r, err = contest.result(context.Background(), p, fill(pareto(0.2)))
	if err != nil || len(r.Warnings) > 0 || math.Abs(r.Tail-0.2) > 0.12 {
		t.Errorf("weights u^-0.2: %+v, %v", r, err)
	}
}

// Two pilots of 32 blocks each, in one of which a cycle of 3 h is down for 1 or 2
// h and in the other for half of that: with a mean of 1.5 h +- 0.5 h a block they
// lie 0.25 apart with standard errors of 0.5/3/sqrt(31) = 0.03 and half of it, so
// 7.5 of both together.
func TestPilotsDisagree(t *testing.T) {
	pilot := func(method RareMethod, down float64) *rarePilot {
		r := &rareRun{whole: true, blocks: make([]rareSums, rareBlocks)}
		for b := range r.blocks {
			r.blocks[b].add(&rareCycle{length: 3, down: down * float64(1+b%2), failures: 1, failed: 1, steps: 2})
		}
		r.sum()
		return newRarePilot(rareCandidate{method: method, words: string(method)}, r)
	}
	for other, want := range map[float64]int{0.5: 1, 0.99: 0} {
		c := &rareContest{}
		a, b := pilot(RareBiasing, 1), pilot(RareSplitting, other)
		c.explain(a, []*rarePilot{a, b}, false)
		if len(c.warned) != want || want > 0 && c.warned[0].Code != "pilots-disagree" {
			t.Errorf("%g of the downtime: %v", other, c.warned)
		}
	}
}
