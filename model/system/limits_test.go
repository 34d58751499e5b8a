package system

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

func codes(ws []model.Warning) []string {
	var all []string
	for _, w := range ws {
		all = append(all, w.Code)
	}
	return all
}

// The quadrature of a function that rounds, as a product of many terms does,
// does not halve below its rounding error; what it costs is counted.
func TestQuadratureOfWhatRounds(t *testing.T) {
	noise := rand.New(rand.NewPCG(7, 11))
	for _, size := range []float64{0, 1e-13, 1e-11, 1e-9} {
		evaluations, left := 0, 100_000
		f := func(x float64) float64 {
			evaluations++
			return math.Exp(-x) * (1 + size*(noise.Float64()-0.5))
		}
		sum, off := quadrature(f, 0, 4, 1e-14, max(mttfDigits, 2*size), &left)
		if want := -math.Expm1(-4); math.Abs(sum-want) > off+size+1e-15 || off > 10*max(size, 1e-13) {
			t.Errorf("noise %g: %.15g +- %g, want %.15g", size, sum, off, want)
		}
		if evaluations > 2000 {
			t.Errorf("noise %g: %d evaluations", size, evaluations)
		}
	}
	evaluations, left := 0, 600
	quadrature(func(float64) float64 { evaluations++; return noise.Float64() }, 0, 1, 1e-14, 1e-13, &left)
	if evaluations > 600+51*15 { // the panels that were open are ended
		t.Errorf("%d evaluations of 600", evaluations)
	}
}

// Many pairs in series: MTTF = integral of (1 - (1-e^-t/M)^2)^n, and with
// u = (t/M)^2 and large n about M sqrt(pi/n)/2 (1 + ...); n times as many are
// held to a substitution worked out by another rule.
func TestManyPairsInSeries(t *testing.T) {
	for _, n := range []int{200, 12_000, 30_000} {
		top := &Series{}
		for i := range n {
			top.Of = append(top.Of, &Parallel{units(2*i, 2)})
		}
		s := structure(t, alike(top, 2*n, repaired("disc", 10_000, 24)))
		m, err := s.UnrepairedMTTF(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, fmt.Sprint(n, " pairs"), m.Hours, 10_000*pairLife(n), 1e-9)
		if m.Error > 1e-9*m.Hours {
			t.Errorf("%d pairs: error %g of %g", n, m.Error, m.Hours)
		}
	}
}

// pairLife is the integral of (e^-t (2-e^-t))^n over t > 0 by the trapezoidal
// rule in x, t = exp(x - e^-x), with the logarithm of 1-(1-e^-t)^2 kept whole.
func pairLife(n int) float64 {
	const h = 1e-3
	sum := 0.0
	for x := -4.0; x < 4; x += h {
		time := math.Exp(x - math.Exp(-x))
		fail := -math.Expm1(-time)
		sum += math.Exp(float64(n)*math.Log1p(-fail*fail)) * time * (1 + math.Exp(-x)) * h
	}
	return sum
}

// A structure that would take too long has no mean time to failure, and says so.
func TestMeanTimeThatCostsTooMuch(t *testing.T) {
	top := &KOfN{K: 50}
	parts := make([]Component, 100)
	for i := range parts {
		top.Of = append(top.Of, Use{i})
		parts[i] = repaired(fmt.Sprint("p", i), 1000+float64(i), 10)
	}
	p := structure(t, of(top, parts...)).plan
	for _, c := range []struct {
		work int
		told bool
	}{{1 << 19, false}, {1 << 25, true}} {
		t.Run(fmt.Sprint(c.work), func(t *testing.T) {
			x := p.newState(context.Background())
			m, err := p.integrate(x, c.work)
			if err != nil || math.IsNaN(m.Hours) == c.told || slices.Contains(codes(m.Warnings), "mttf-costly") == c.told {
				t.Errorf("%+v, %v", m, err)
			}
			if x.spent > c.work+1<<17 {
				t.Errorf("%d steps", x.spent)
			}
		})
	}
}

// A frontier has room for 14 places: for as many ways of two edges from source to
// target, all first edges before the second ones, and for no more.
func TestWidestFrontier(t *testing.T) {
	for _, ways := range []int{widthMost - 1, widthMost, widthMost + 1} {
		t.Run(fmt.Sprint(ways), func(t *testing.T) {
			w := &Network{Source: "s", Target: "t"}
			for _, last := range []bool{false, true} {
				for i := range ways {
					e := Edge{"s", fmt.Sprint(i), Use{len(w.Edges)}}
					if last {
						e.From, e.To = e.To, "t"
					}
					w.Edges = append(w.Edges, e)
				}
			}
			order, half := make([]int, 2*ways), chances{up: make([]float64, 2*ways), down: make([]float64, 2*ways)}
			for i := range order {
				order[i], half.up[i], half.down[i] = i, 0.5, 0.5
			}
			d, err := frontierDiagram(context.Background(), newGraph(w), order)
			if ways > widthMost {
				if !errors.Is(err, ErrTooLarge) {
					t.Errorf("error %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			up, down := d.evaluate(half, new(chances))
			oracle.Near(t, "fails", down, math.Pow(0.75, float64(ways)), 1e-14)
			oracle.Near(t, "works", up, 1-math.Pow(0.75, float64(ways)), 1e-14)
		})
	}
}

// Units that share so much that no diagram has room are refused within a number
// of operations, and held between bounds that hold an independent estimate.
func TestSharedBeyondMeasure(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	top := &Series{}
	for range 60 {
		var of []Node
		for _, u := range rng.Perm(60)[:6] {
			of = append(of, Use{u})
		}
		top.Of = append(top.Of, &Parallel{of})
	}
	m := alike(top, 60, downWith("u", 0.2))
	g := compile(m, top, make([]int32, 60), false)
	p := &planner{plan: &plan{gates: g}, ctx: context.Background(), f: findModules(g), made: make([]int32, len(g.All)), work: 1 << 20}
	if _, err := p.module(g.Top); !errors.Is(err, ErrTooLarge) || p.work < -100 {
		t.Fatalf("%v, %d operations too many", err, -p.work)
	}
	b, err := m.Bounds(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	failed, n := 0, 20_000
	for range n {
		up := make([]bool, 60)
		for i := range up {
			up[i] = rng.Float64() >= 0.2
		}
		if !works(top, up) {
			failed++
		}
	}
	u := float64(failed) / float64(n)
	off := 4 * math.Sqrt(u/float64(n))
	if b.UnavailabilityLo > u+off || b.UnavailabilityHi < u-off || b.UnavailabilityHi > 0.02 || b.UnavailabilityLo <= 0 {
		t.Errorf("%+v, simulated %g", b, u)
	}
}

// Copies that matter alike have one row, with their number, whatever the
// structure; others have their own.
func TestCopiesHaveOneRow(t *testing.T) {
	for _, n := range []int{50, 51} {
		pairs := &Series{}
		for i := range n {
			pairs.Of = append(pairs.Of, &Parallel{units(2*i, 2)})
		}
		m := alike(pairs, 2*n, repaired("disc", 1000, 10))
		// one pair more, of which one is wanted by a unit of its own
		m.Units = append(m.Units, Unit{Name: "other"})
		pairs.Of = append(pairs.Of, Use{2 * n})
		r, err := Solve(context.Background(), m, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Importance) != 2 || r.Importance[0].Copies != 2*n || r.Importance[0].Unit != "disc.1" || r.Importance[1].Copies != 1 {
			t.Fatalf("%d pairs: %+v", n, r.Importance)
		}
		sum := 0.0
		for _, i := range r.Importance {
			sum += float64(i.Copies) * i.Birnbaum / 1010
		}
		oracle.Near(t, "frequency", sum, r.FailureFrequency, 1e-12)
	}
	small, err := Solve(context.Background(), alike(&KOfN{K: 40, Of: units(0, 50)}, 50, repaired("disc", 1000, 10)), nil)
	if err != nil || len(small.Importance) != 50 || small.Importance[7].Copies != 1 {
		t.Errorf("%d rows, %v", len(small.Importance), err)
	}
	bridges := &Series{}
	for i := range 60 {
		u := units(5*i, 5)
		bridges.Of = append(bridges.Of, bridge(u[0], u[1], u[2], u[3], u[4]))
	}
	b, err := Solve(context.Background(), alike(bridges, 300, repaired("edge", 1000, 10)), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Importance) != 5 || b.Importance[2].Copies != 60 || b.Importance[2].Birnbaum >= b.Importance[0].Birnbaum {
		t.Errorf("%+v", b.Importance)
	}
}

// The number of minimal cut sets, however large; none beyond a thousand units is
// listed, and no list is beyond ten thousand.
func TestManyCutSets(t *testing.T) {
	sets := func(m *Model, o SetOptions) *Sets {
		s, err := structure(t, m).CutSets(context.Background(), o, nil)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	few := sets(alike(&KOfN{K: 99_998, Of: units(0, 100_000)}, 100_000, repaired("disc", 1000, 1)), SetOptions{MaxSets: 30})
	oracle.Near(t, "three of 100,000", few.Count, 1e5*(1e5-1)*(1e5-2)/6, 1e-12)
	if len(few.Sets) != 30 || len(few.Sets[0].Units) != 3 || few.Truncated != 1 {
		t.Errorf("%d sets, left %g", len(few.Sets), few.Truncated)
	}
	many := sets(alike(&KOfN{K: 40_000, Of: units(0, 80_000)}, 80_000, repaired("disc", 1000, 1)), SetOptions{MaxSets: 30})
	if !math.IsInf(many.Count, 1) || len(many.Sets) != 0 || !slices.Equal(codes(many.Warnings), []string{"sets-long", "sets-count"}) {
		t.Errorf("%g, %d sets, %v", many.Count, len(many.Sets), many.Warnings)
	}
	for _, o := range []SetOptions{{MaxSets: MaxSets + 1}, {MaxOrder: MaxUnits + 1}} {
		var param *model.ParamError
		if _, err := structure(t, alike(&Series{units(0, 2)}, 2, repaired("disc", 1000, 1))).CutSets(context.Background(), o, nil); !errors.As(err, &param) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// A number too small to be held is no number, and what follows from it is none
// either: nothing "never fails" because of it.
func TestUnderflowIsNoNumber(t *testing.T) {
	rare, _ := Solve(context.Background(), alike(&Parallel{units(0, 2)}, 2, repaired("disc", 1e300, 24)), nil)
	if rare.Availability != 1 || !math.IsNaN(rare.Unavailability) || !math.IsNaN(rare.FailureFrequency) || !math.IsNaN(rare.MTBF) {
		t.Errorf("%+v", rare.Measures)
	}
	if c := codes(rare.Warnings); slices.Contains(c, "no-failures") || !slices.Contains(c, "underflow") {
		t.Error(c)
	}
	down, _ := Solve(context.Background(), alike(&Series{units(0, 2)}, 2, repaired("disc", 1000, 1e300)), nil)
	if down.Unavailability != 1 || !math.IsNaN(down.Availability) || !math.IsNaN(down.MTBF) || down.MTTF != 500 {
		t.Errorf("%+v", down.Measures)
	}
	sure, _ := Solve(context.Background(), alike(&Series{units(0, 2)}, 2, downWith("u", 0)), nil)
	if sure.Unavailability != 0 || sure.Availability != 1 {
		t.Errorf("%+v", sure.Measures)
	}
	sets, err := structure(t, alike(&Parallel{units(0, 2)}, 2, repaired("disc", 1e300, 24))).CutSets(context.Background(), SetOptions{}, nil)
	if err != nil || !math.IsNaN(sets.Sets[0].Probability) {
		t.Errorf("%+v, %v", sets, err)
	}
}

// A group that is never repaired has failed for good in the long run, which is
// not that it never fails.
func TestGroupWithoutRepair(t *testing.T) {
	g := &Group{Kind: Standby, Units: []int{0, 1}, K: 1, Coverage: 1, UncoveredMTTR: math.NaN()}
	dead := func(context.Context, *Group, *Component) (Measures, error) {
		m := undefined()
		m.Availability, m.Unavailability, m.FailureFrequency, m.MTTF = 0, 1, 0, 200
		return m, nil
	}
	r, err := Solve(context.Background(), alike(g, 2, unrepaired("pump", expo{100})), dead)
	if err != nil || !slices.Equal(codes(r.Warnings), []string{"failed-for-good"}) {
		t.Errorf("%v, %v", r.Warnings, err)
	}
}

// Whatever is put in, what comes out as a probability is one, and numbers are
// finite or not given.
func TestProbabilitiesAreProbabilities(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 9))
	size := func() float64 { return math.Pow(10, 600*rng.Float64()-300) }
	for i := range 400 {
		n := 2 + rng.IntN(6)
		m := &Model{}
		for j := range n {
			m.Components = append(m.Components, repaired(fmt.Sprint("p", j), size(), size()))
			m.Units = append(m.Units, Unit{Name: fmt.Sprint("u", j), Component: j})
		}
		m.Top = anyOf(rng, n, 3)
		s, err := New(context.Background(), m)
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.Solve(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		points, err := s.At(context.Background(), nil, 0, 1e-320, size(), 1e308)
		if err != nil {
			t.Fatal(err)
		}
		probabilities := []float64{r.Availability, r.Unavailability}
		for _, x := range r.Importance {
			probabilities = append(probabilities, x.Birnbaum, x.Criticality, x.FussellVesely, x.Diagnostic)
		}
		for _, p := range points {
			probabilities = append(probabilities, p.UnrepairedReliability, p.UnrepairedUnreliability, p.Availability, p.Unavailability)
		}
		for _, p := range probabilities {
			if p < 0 || p > 1 {
				t.Errorf("system %d: %v", i, probabilities)
				break
			}
		}
		if missing := math.IsNaN(r.Availability) || math.IsNaN(r.Unavailability) || math.IsNaN(r.MTBF); missing && !slices.Contains(codes(r.Warnings), "underflow") {
			t.Errorf("system %d: %+v without a warning", i, r.Measures)
		}
	}
}

// anyOf nests n units, some of them more than once.
func anyOf(rng *rand.Rand, n, depth int) Node {
	if depth == 0 || rng.IntN(4) == 0 {
		return Use{rng.IntN(n)}
	}
	of := make([]Node, 2+rng.IntN(3))
	for i := range of {
		of[i] = anyOf(rng, n, depth-1)
	}
	return []Node{&Series{of}, &Parallel{of}, &KOfN{K: 1 + rng.IntN(len(of)), Of: of}}[rng.IntN(3)]
}

// Lives and repairs of fixed length: the truth at t is known, and an
// availability is given only within its error of it.
func TestFixedLivesAtATime(t *testing.T) {
	s := structure(t, of(Use{0}, Component{Name: "m", Life: fixed{5}, Repair: fixed{3}, Availability: math.NaN(), Reliability: math.NaN()}))
	given := 0
	for at := 0.5; at < 200; at += 7.3 {
		p, err := s.At(context.Background(), nil, at)
		if err != nil {
			t.Fatal(err)
		}
		truth := 0.0
		if math.Mod(at, 8) < 5 {
			truth = 1
		}
		switch x := p[0]; {
		case math.IsNaN(x.Availability):
			if !slices.Contains(codes(x.Warnings), "availability-rough") {
				t.Errorf("at %g: %+v", at, x)
			}
		case x.Error < 0 || math.Abs(x.Availability-truth) > x.Error+1e-9 || x.Unavailability < 0 || x.Unavailability > 1:
			t.Errorf("at %g: %g +- %g, want %g", at, x.Availability, x.Error, truth)
		default:
			given++
		}
	}
	t.Log(given, "given")
}

// A share of many nodes of one form is that of few.
func TestShareOfManyAlike(t *testing.T) {
	for _, n := range []int{3, 51, 4000} {
		top := &Capacity{}
		for i := range n {
			top.Of = append(top.Of, &Parallel{units(2*i, 2)})
		}
		r, err := Solve(context.Background(), alike(top, 2*n, repaired("disc", 1000, 10)), nil)
		if err != nil {
			t.Fatal(err)
		}
		q := 10 / 1010.
		oracle.Near(t, fmt.Sprint(n), r.ExpectedCapacity, 1-q*q, 1e-13)
	}
	m := alike(&Series{[]Node{Use{0}, &Capacity{units(0, 60)}}}, 60, repaired("disc", 1000, 10))
	r, err := Solve(context.Background(), m, nil)
	if err != nil {
		t.Fatal(err)
	}
	a := 1000 / 1010.
	oracle.Near(t, "one of them in the rest", r.ExpectedCapacity, (a+59*a*a)/60, 1e-13)
}

// A fall between the last node of a panel and its end is seen: lives that hardly
// differ have their mean, wherever it lies.
func TestLivesThatHardlyDiffer(t *testing.T) {
	for i := range 300 {
		mean := math.Pow(10, 0.01*float64(i))
		for name, life := range map[string]model.Distribution{"narrow": logn{math.Log(mean), 1e-7}, "fixed": fixed{mean}} {
			p := Component{Name: name, Life: life, Availability: math.NaN(), Reliability: math.NaN()}
			m, err := structure(t, alike(&Parallel{units(0, 2)}, 2, p)).UnrepairedMTTF(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			want := mean
			if name == "narrow" {
				want *= 1 + 1e-7/math.Sqrt(math.Pi) // of the later of two
			}
			oracle.Near(t, fmt.Sprint(name, " ", mean), m.Hours, want, 1e-12)
		}
	}
}

// The mean of a numeric integral is within the error that it states, a small one,
// where a closed form tells the truth: of two lives the mean of the longer one is
// E(X) + E(Y) - E(min), and of the shorter one
//
//	exponential            1/(a+b)
//	Weibull of one shape   (s^-k + t^-k)^(-1/k) Gamma(1+1/k)
//	log-normal, alike      2 mean Phi(-sd/sqrt 2)
//	fixed, exponential     M (1-e^(-d/M))
//	n pairs, exponential   M sum C(n,j) 2^(n-j) (-1)^j/(n+j), of 2 11/12, of 5 319/630
func TestErrorOfTheMeanIsTrue(t *testing.T) {
	type lives struct {
		name        string
		x, y        model.Distribution
		longer, min float64
	}
	var all []lives
	add := func(x, y model.Distribution, shorter float64) {
		all = append(all, lives{fmt.Sprintf("%T %v, %v", x, x, y), x, y, x.Mean() + y.Mean() - shorter, shorter})
	}
	for _, r := range []float64{1.0000001, 2, 1e3, 1e9} {
		add(expo{100}, expo{100 * r}, 100/(1+1/r))
	}
	for _, k := range []float64{.3, .5, 1.5, 3, 10, 1000} {
		add(weib{100, k}, weib{300, k}, 100*math.Pow(1+math.Pow(3, -k), -1/k)*math.Gamma(1+1/k))
	}
	for _, sd := range []float64{.001, .1, 1, 3} {
		add(logn{4, sd}, logn{4, sd}, math.Exp(4+sd*sd/2)*math.Erfc(sd/2))
	}
	for _, d := range []float64{1e-3, 60, 5000} {
		add(fixed{d}, expo{60}, 60*-math.Expm1(-d/60))
	}
	check := func(t *testing.T, m *Model, want float64, exact bool) {
		got, err := structure(t, m).UnrepairedMTTF(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		const rounding = 4.5e-16 // of the closed form itself
		if off := math.Abs(got.Hours - want); off > got.Error+rounding*want || got.Error > 1e-12*want || got.Exact != exact || exact != (got.Error == 0) {
			t.Errorf("%.17g +- %g, exact %v; want %.17g, off by %g", got.Hours, got.Error, got.Exact, want, off)
		}
	}
	for _, c := range all {
		t.Run(c.name, func(t *testing.T) {
			x := Component{Name: "x", Life: c.x, Availability: math.NaN(), Reliability: math.NaN()}
			y := Component{Name: "y", Life: c.y, Availability: math.NaN(), Reliability: math.NaN()}
			_, plain := c.x.(expo)
			_, both := c.y.(expo)
			check(t, of(&Series{units(0, 2)}, x, y), c.min, plain && both)
			check(t, of(&Parallel{units(0, 2)}, x, y), c.longer, false)
		})
	}
	for n, want := range map[int]float64{2: 11. / 12, 5: 319. / 630} {
		t.Run(fmt.Sprint(n, " pairs"), func(t *testing.T) {
			top := &Series{}
			for i := range n {
				top.Of = append(top.Of, &Parallel{units(2*i, 2)})
			}
			check(t, alike(top, 2*n, unrepaired("disc", expo{1000})), 1000*want, false)
		})
	}
}
