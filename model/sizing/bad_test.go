package sizing

import (
	"context"
	"errors"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// node is a processor with a bus that is not chosen.
func nodeModel(t testing.TB, q *system.Choose) *system.Model {
	return &system.Model{
		Components: []system.Component{repaired(t, "cpu", 5000, 8, 20), repaired(t, "bus", 400_000, 6, 7)},
		Units:      []system.Unit{{Name: "bus", Component: 1}},
		Top:        series(q, system.Use{Unit: 0}),
	}
}

func TestBadParameters(t *testing.T) {
	good := Options{Target: .99}
	for _, c := range []struct {
		name  string
		q     system.Choose
		o     Options
		param string
	}{
		{"no goal", *choose(0, 1, 3), Options{}, "goal"},
		{"two goals", *choose(0, 1, 3), Options{Target: .9, Maximize: true}, "goal"},
		{"target of 2", *choose(0, 1, 3), Options{Target: 2}, "target"},
		{"negative target", *choose(0, 1, 3), Options{Target: -.1}, "target"},
		{"unavailability of 1", *choose(0, 1, 3), Options{AllowedUnavailability: 1}, "unavailability target"},
		{"negative unavailability", *choose(0, 1, 3), Options{AllowedUnavailability: -.1}, "unavailability target"},
		{"endless mission", *choose(0, 1, 3), Options{Target: .9, Mission: math.Inf(1)}, "mission"},
		{"negative work", *choose(0, 1, 3), Options{Target: .9, Work: -1}, "work"},
		{"work without end", *choose(0, 1, 3), Options{Target: .9, Work: maxWork + 1}, "work"},
		{"confidence of 1", *choose(0, 1, 3), Options{Target: .9, Confidence: 1, Stream: pcg(1)}, "confidence"},
		{"negative confidence", *choose(0, 1, 3), Options{Target: .9, Confidence: -.1, Stream: pcg(1)}, "confidence"},
		{"negative draws", *choose(0, 1, 3), Options{Target: .9, Draws: -1}, "draws"},
		{"draws without end", *choose(0, 1, 3), Options{Target: .9, Draws: maxDraws + 1}, "draws"},
		{"limit NaN", *choose(0, 1, 3), Options{Target: .9, Limits: map[string]float64{"cost": math.NaN()}}, "limit of cost"},
		{"target NaN", *choose(0, 1, 3), Options{Target: math.NaN()}, "target"},
		{"negative mission", *choose(0, 1, 3), Options{Target: .9, Mission: -1}, "mission"},
		{"confidence without a stream", *choose(0, 1, 3), Options{Target: .9, Confidence: .9}, "stream"},
		{"negative limit", *choose(0, 1, 3), Options{Target: .9, Limits: map[string]float64{"cost": -1}}, "limit of cost"},
		{"resource of no module", *choose(0, 1, 3), Options{Target: .9, Minimize: "weight"}, "minimize"},
		{"no parts", system.Choose{Need: 1, Max: 3}, good, "choose: of"},
		{"part that is none", *choose(7, 1, 3), good, "choose: of"},
		{"need of 0", system.Choose{Components: []int{0}, Max: 3}, good, "choose: need"},
		{"need beyond sense", system.Choose{Components: []int{0}, Need: 1e9, Max: 2e9}, good, "choose: need"},
		{"empty range", *choose(0, 4, 3), good, "choose: redundancy"},
		{"need above the range", system.Choose{Components: []int{0}, Need: 4, Max: 3}, good, "choose: redundancy"},
		{"a billion at least", *choose(0, 1e9, 1e9), good, "choose: redundancy"},
		{"no kind of group", system.Choose{Components: []int{0}, Need: 1, Max: 3, Group: &system.Group{Kind: 9}}, good, "choose: kind"},
		{"a mixture in a group", system.Choose{Components: []int{0, 0}, Need: 1, Max: 3, Mix: true, Group: &system.Group{Coverage: 1}}, good, "choose: mix"},
		{"coverage of 2", system.Choose{Components: []int{0}, Need: 1, Max: 3, Group: &system.Group{Coverage: 2}}, good, "coverage"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Size(context.Background(), nodeModel(t, &c.q), c.o)
			var bad *model.ParamError
			if !errors.As(err, &bad) || bad.Param != c.param {
				t.Errorf("%s: %v, want a ParamError of %q", c.name, err, c.param)
			}
		})
	}
}

// The ends of the domains belong to them, and what costs nothing is within a
// limit of 0.
func TestEndsOfOptions(t *testing.T) {
	for name, o := range map[string]Options{
		"target of 1":     {Target: 1},
		"no confidence":   {Maximize: true, Confidence: 0},
		"the most work":   {Maximize: true, Work: maxWork},
		"the most draws":  {Maximize: true, Draws: maxDraws},
		"nothing to pay":  {Maximize: true, Limits: map[string]float64{"cost": 0}},
		"without a limit": {Maximize: true, Limits: map[string]float64{"cost": math.Inf(1)}},
	} {
		t.Run(name, func(t *testing.T) {
			if err := o.check(); err != nil {
				t.Error(err)
			}
		})
	}
	free := &system.Model{Components: []system.Component{static("free", .9, 0)}, Top: choose(0, 1, 3)}
	r := sized(t, free, Options{Maximize: true, Limits: map[string]float64{"cost": 0}})
	if r.Best.Copies(0) != 3 || r.Best.Resources["cost"] != 0 {
		t.Errorf("%d copies for %g", r.Best.Copies(0), r.Best.Resources["cost"])
	}
}

// A chain takes exponential times only, with a repair in the long run.
func TestGroupsNeedChains(t *testing.T) {
	wears, err := dist.NewWeibull(2, 5000, 0)
	if err != nil {
		t.Fatal(err)
	}
	q := choose(0, 1, 3)
	q.Group = &system.Group{Coverage: 1, Beta: .1}
	m := nodeModel(t, q)
	m.Components[0].Life = wears
	if _, err := Size(context.Background(), m, Options{Target: .9}); !errors.Is(err, solve.ErrNotExponential) {
		t.Errorf("a part that wears: %v", err)
	}
	m = nodeModel(t, q)
	m.Components[0].Repair = nil
	var bad *model.ParamError
	if _, err := Size(context.Background(), m, Options{Target: .9}); !errors.As(err, &bad) || bad.Param != "module cpu" {
		t.Errorf("a part without repair: %v", err)
	}
}

func TestNothingToChoose(t *testing.T) {
	m := nodeModel(t, choose(0, 1, 3))
	m.Top = series(system.Use{Unit: 0})
	if _, err := Size(context.Background(), m, Options{Target: .9}); !errors.Is(err, ErrNoQuestion) {
		t.Errorf("no question: %v", err)
	}
	q := choose(0, 1, 2)
	m.Top = series(q, q)
	var bad *model.ParamError
	if _, err := Size(context.Background(), m, Options{Target: .9}); !errors.As(err, &bad) || bad.Param != "choose" {
		t.Errorf("a question used twice: %v", err)
	}
}

// The bus alone is down 6/400,006 = 1.5e-5 of the time; one processor 8/5,008 =
// 1.6e-3, two 2.55e-6.
func TestInfeasible(t *testing.T) {
	bus := 6 / 400_006.
	for _, c := range []struct {
		name   string
		o      Options
		max    int
		reason Reason
		least  float64
	}{
		{"target of 1", Options{Target: 1}, 1e9, FixedPart, bus},
		{"below the bus", Options{AllowedUnavailability: 1e-5}, 4, FixedPart, bus},
		{"too few copies", Options{AllowedUnavailability: 1e-3}, 1, InsufficientRedundancy, bus + (1-bus)*8/5008},
		{"too dear", Options{AllowedUnavailability: 1e-3, Limits: map[string]float64{"cost": 30}}, 4, OverBudget, bus + (1-bus)*8/5008},
		{"nothing so cheap", Options{AllowedUnavailability: 1e-3, Limits: map[string]float64{"cost": 10}}, 4, OverBudget, math.NaN()},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Size(context.Background(), nodeModel(t, choose(0, 1, c.max)), c.o)
			var no *InfeasibleError
			if !errors.As(err, &no) || no.Reason != c.reason {
				t.Errorf("%s: %v, want infeasible by %s", c.name, err, c.reason)
				return
			}
			if math.IsNaN(c.least) != math.IsNaN(no.Least) {
				t.Errorf("%s: least %g, want %g", c.name, no.Least, c.least)
			} else if !math.IsNaN(c.least) {
				oracle.Near(t, c.name, no.Least, c.least, 1e-13)
			}
			if no.Error() == "" {
				t.Errorf("%s: no text", c.name)
			}
		})
	}
}

// A billion copies are allowed. Copies that cannot be seen to help are not
// looked at, whatever the goal, and the answer is proved.
func TestAbsurdRange(t *testing.T) {
	target := sized(t, nodeModel(t, choose(0, 1, 1e9)), Options{AllowedUnavailability: 1.6e-5})
	if got := target.Best.Copies(0); got != 3 || !target.ProvedOptimal || target.Evaluated > 10_000 {
		t.Errorf("%d copies, proved %v, %d looked at", got, target.ProvedOptimal, target.Evaluated)
	}
	most := sized(t, nodeModel(t, choose(0, 1, 1e9)), Options{Maximize: true})
	if got := most.Best.Copies(0); got > 9 || !most.ProvedOptimal {
		t.Errorf("most available: %d copies, proved %v", got, most.ProvedOptimal)
	}
	// Parts that hardly ever work: 4,096 copies are looked at, and more may
	// still help, so the bound is that of a question that never fails.
	m := &system.Model{Components: []system.Component{static("poor", 1e-5, 1)}, Top: choose(0, 1, 1e9)}
	r := sized(t, m, Options{Maximize: true})
	if r.ProvedOptimal || r.Bound != 0 || r.Best.Copies(0) != maxLevels || len(r.Warnings) != 1 || r.Warnings[0].Code != "not-proved" {
		t.Errorf("poor part: proved %v, bound %g, %d copies, %v", r.ProvedOptimal, r.Bound, r.Best.Copies(0), r.Warnings)
	}
}

// What one question leaves out bounds the system, wherever it stands: the good
// part alone is down 1e-3 cubed of the time.
func TestBoundOfASeries(t *testing.T) {
	m := &system.Model{Components: []system.Component{static("good", .999, 1), static("poor", 1e-5, 1)}}
	for _, top := range []system.Node{series(choose(0, 1, 3), choose(1, 1, 1e9)), series(choose(1, 1, 1e9), choose(0, 1, 3))} {
		m.Top = top
		r := sized(t, m, Options{Maximize: true})
		if r.ProvedOptimal || r.Best.Unavailability < .9 {
			t.Errorf("proved %v, unavailability %g", r.ProvedOptimal, r.Best.Unavailability)
		}
		oracle.Near(t, "bound", r.Bound, 1e-9, 1e-10)
	}
}

// Ten parts to mix, up to a billion copies.
func TestAbsurdMix(t *testing.T) {
	m := &system.Model{}
	q := &system.Choose{Need: 2, Min: 1, Max: 1e9, Mix: true}
	for i := range 10 {
		m.Components = append(m.Components, static(string(rune('a'+i)), .9+.005*float64(i), 3+float64(i)))
		q.Components = append(q.Components, i)
	}
	m.Top = q
	r := sized(t, m, Options{Target: .9999, Work: 500_000})
	if !r.ProvedOptimal || r.Best.Unavailability > 1e-4 {
		t.Errorf("cost %g, bound %g, unavailability %g", r.Best.Resources["cost"], r.Bound, r.Best.Unavailability)
	}
}

// Little work leaves a gap, and the bound holds: the optimum, found with all the
// work, lies between bound and answer.
func TestLittleWork(t *testing.T) {
	var bridge []system.Edge
	m := &system.Model{}
	for i, e := range [][2]string{{"s", "a"}, {"s", "b"}, {"a", "b"}, {"a", "t"}, {"b", "t"}, {"a", "c"}, {"b", "c"}, {"c", "t"}} {
		m.Components = append(m.Components, static(e[0]+e[1], .7+.03*float64(i), 10+3.3*float64(i)))
		bridge = append(bridge, system.Edge{From: e[0], To: e[1], Node: choose(i, 1, 4)})
	}
	m.Top = &system.Network{Source: "s", Target: "t", Edges: bridge}
	full := sized(t, m, Options{Target: .997, Work: 200_000_000})
	if !full.ProvedOptimal {
		t.Fatalf("not proved with %d looked at", full.Evaluated)
	}
	if full.Evaluated > 250_000 { // 195,557: designs that are found cut others off
		t.Errorf("%d looked at for a proof", full.Evaluated)
	}
	for _, work := range []int{100, 20_000, 400_000} {
		r := sized(t, m, Options{Target: .997, Work: work})
		if r.Bound > full.Best.Resources["cost"]*(1+1e-12) || r.Best.Resources["cost"] < full.Best.Resources["cost"]*(1-1e-12) {
			t.Errorf("work %d: %g, bound %g, but the optimum is %g", work, r.Best.Resources["cost"], r.Bound, full.Best.Resources["cost"])
		}
		t.Logf("work %d: %d looked at, cost %g, bound %g, optimum %g", work, r.Evaluated, r.Best.Resources["cost"], r.Bound, full.Best.Resources["cost"])
	}
}

// Sixty questions with odd costs: long lists are thinned.
func TestThinned(t *testing.T) {
	m := &system.Model{}
	var of []system.Node
	for i := range 60 {
		m.Components = append(m.Components, static(string(rune('A'+i)), .9+.0016*float64(i), 1+math.Sqrt(float64(i+2))))
		of = append(of, choose(i, 1, 5))
	}
	m.Top = series(of...)
	full := sized(t, m, Options{Target: .99})
	small := sized(t, m, Options{Target: .99, Work: 20_000})
	t.Logf("full: %g, bound %g, proved %v, %d looked at, %d on the frontier", full.Best.Resources["cost"], full.Bound, full.ProvedOptimal, full.Evaluated, len(full.Frontier))
	t.Logf("small: %g, bound %g, %d looked at", small.Best.Resources["cost"], small.Bound, small.Evaluated)
	if small.ProvedOptimal || small.Bound > full.Best.Resources["cost"] || small.Best.Resources["cost"] < full.Bound || small.Best.Resources["cost"] > 1.2*small.Bound {
		t.Errorf("thinned %g to %g, full %g to %g", small.Bound, small.Best.Resources["cost"], full.Bound, full.Best.Resources["cost"])
	}
}

// Whatever a file may ask, there is an answer or a typed error, and no panic.
func FuzzSize(f *testing.F) {
	f.Add(1, 1, 4, true, 1e-5, 100.0, 0.0)
	f.Add(1, 0, 1_000_000_000, false, 1e-5, math.Inf(1), 50.0)
	f.Add(-3, 7, 2, true, 2.0, math.NaN(), -1.0)
	f.Fuzz(func(t *testing.T, need, low, high int, mix bool, unmet, limit, mission float64) {
		q := &system.Choose{Components: []int{0, 1}, Need: need, Min: low, Max: high, Mix: mix}
		r, err := Size(context.Background(), nodeModel(t, q), Options{AllowedUnavailability: unmet, Mission: mission, Limits: map[string]float64{"cost": limit}, Work: 10_000})
		if err != nil {
			var bad *model.ParamError
			var no *InfeasibleError
			if !errors.As(err, &bad) && !errors.As(err, &no) {
				t.Fatal(err)
			}
			return
		}
		if n := r.Best.Copies(0); n < max(need, low) || n > high || r.Best.Resources["cost"] > limit*(1+1e-9) || !(r.Best.Unavailability <= unmet*(1+1e-9)) {
			t.Errorf("%d copies of %d to %d, cost %g of %g, unavailability %g of %g", n, low, high, r.Best.Resources["cost"], limit, r.Best.Unavailability, unmet)
		}
	})
}
