package sizing

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/system"
)

// U of a pair is (R/(M+R))^2, in logarithms 2 (log R - log M) for small U. With
// 9 failures log M has the variance of the logarithm of a gamma variable of
// shape 10, which is trigamma(10) = pi^2/6 - sum 1/k^2 over k < 10; log R, whose
// limits are a factor 1.5 away at 90 %, has (log 1.5/1.644854)^2.
func TestSharesOfVariance(t *testing.T) {
	trigamma := math.Pi * math.Pi / 6
	for k := 1.0; k < 10; k++ {
		trigamma -= 1 / (k * k)
	}
	repair := math.Pow(math.Log(1.5)/1.6448536269514722, 2)
	m := &system.Model{Components: []system.Component{repaired(t, "cpu", 50_000, 8, 20)}, Top: choose(0, 2, 2)}
	r := sized(t, m, Options{AllowedUnavailability: 1e-6, Confidence: .9, Draws: 20_000, Stream: pcg(8), Uncertain: []Uncertain{
		{Component: "cpu", Failures: 9, Operating: 450_000, MTTR: &model.Estimate{Point: 8, Lo: 8 / 1.5, Hi: 12, Confidence: .9}},
	}})
	for i, want := range []float64{trigamma, repair} {
		in := r.Confident.Inputs[i]
		if share := want / (trigamma + repair); math.Abs(in.VarianceShare-share) > .01 {
			t.Errorf("%s of %s: share %g, want %g", in.Parameter, in.Component, in.VarianceShare, share)
		}
	}
}

// A bridge that asks, with a shared unit, under uncertainty: candidates are
// compared with all answers in the same draws, and the figures of the choice are
// those at the points.
func TestConfidenceAgainstEnumeration(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 4))
	exact := 0
	const trials = 12
	for i := 0; i < trials; {
		x := newTrial(t, rng)
		ways := 0
		x.every(func([][]int) { ways++ })
		if ways > 60 || ways < 4 || x.mission > 0 {
			continue
		}
		known := x.uncertain()
		o := Options{Minimize: "cost", Confidence: .8, Draws: 50, Uncertain: known}
		v := x.judge(t, &o, uint64(i))
		if v == nil {
			continue
		}
		best, cost := v.cheapest(x)
		if best == nil {
			continue
		}
		i++
		o.Stream = pcg(uint64(i - 1))
		r := sized(t, x.m, o)
		if r.Confident == nil {
			t.Fatalf("trial %d: no confidence", i)
		}
		got := r.Best.Resources["cost"]
		if got < cost*(1-1e-12) || r.Bound > cost*(1+1e-12) || r.ProvedOptimal && got > cost*(1+1e-12) {
			t.Errorf("trial %d: cost %g, bound %g, proved %v, but the cheapest is %g", i, got, r.Bound, r.ProvedOptimal, cost)
		}
		oracle.Near(t, fmt.Sprintf("trial %d: at the points", i), r.Best.Unavailability, x.solved(t, r.Best.Choices), 1e-9)
		count(&exact, got <= cost*(1+1e-12))
	}
	t.Logf("%d of %d are the cheapest of all", exact, trials)
	if exact < trials*9/10 {
		t.Errorf("only %d of %d choices are the cheapest of all", exact, trials)
	}
}

// The bound of a choice with 80 % confidence from 50 draws is the 40th of what the
// draws, each on its own, allow at best: the least cost that meets the target in a
// draw, or the least unavailability within the limit, both by trying every answer.
func TestBoundsAgainstEnumeration(t *testing.T) {
	const trials, draws, rank = 20, 50, 40
	rng := rand.New(rand.NewPCG(32, 5))
	for i := uint64(0); i < trials; {
		x := newTrial(t, rng)
		ways := 0
		x.every(func([][]int) { ways++ })
		if ways > 60 || ways < 4 || x.mission > 0 {
			continue
		}
		o := Options{Minimize: "cost", Confidence: .8, Draws: draws, Uncertain: x.uncertain()}
		v := x.judge(t, &o, i)
		if v == nil {
			continue
		}
		if best, _ := v.cheapest(x); best == nil {
			continue
		}
		cheapest, limit, least := v.allowed(t, x)
		o.Stream = pcg(i)
		r := sized(t, x.m, o)
		oracle.Near(t, fmt.Sprintf("trial %d: bound of the cost", i), r.Bound, cheapest[rank-1], 1e-9)
		cost := r.Best.Resources["cost"]
		if r.ProvedOptimal != (cost <= cheapest[rank-1]*(1+1e-12)) {
			t.Errorf("trial %d: a cost of %g, bound %g, proved %v", i, cost, r.Bound, r.ProvedOptimal)
		}

		o.Stream, o.Maximize, o.Minimize, o.AllowedUnavailability, o.Limits = pcg(i), true, "", 0, map[string]float64{"cost": limit}
		r = sized(t, x.m, o)
		oracle.Near(t, fmt.Sprintf("trial %d: bound of the unavailability", i), r.Bound, least[rank-1], 1e-9)
		if r.Confident.UpperLimit < least[rank-1]*(1-1e-9) {
			t.Errorf("trial %d: an unavailability of %g, the draws allow %g", i, r.Confident.UpperLimit, least[rank-1])
		}
		i++
	}
}

// One of two kinds for 10, of which each fails the target in about half of the draws,
// but seldom both: where neither alone has the confidence, the choice costs 20 and
// the bound is 10 up to the very rank at which the draws allow no more. Every rank of
// 50 draws is held to counting. The work does not suffice to judge all six designs.
func TestBoundAtEveryRank(t *testing.T) {
	const draws = 50
	q := choose(0, 1, 3)
	q.Components = []int{0, 1}
	m := &system.Model{Components: []system.Component{repaired(t, "a", 1000, 8, 10), repaired(t, "b", 1000, 8, 10)}, Top: q}
	o := Options{AllowedUnavailability: .008, Draws: draws, Work: 299, Uncertain: []Uncertain{{Component: "a", Failures: 4, Operating: 4000}, {Component: "b", Failures: 4, Operating: 4000}}}
	count := func(n int, row []float64) (met int) {
		for _, u := range row {
			if math.Pow(u, float64(n)) <= o.AllowedUnavailability {
				met++
			}
		}
		return met
	}
	o.Stream = pcg(7)
	v := juryOf(t, m, &o)
	v.add(Design{Choices: [][]int{{1, 0}}}, Design{Choices: [][]int{{0, 1}}})
	table, err := v.table(v.designs, v.drawnValue)
	if err != nil {
		t.Fatal(err)
	}
	either := make([]float64, draws) // of the kind that is better in a draw
	for i := range either {
		either[i] = min(table[0][i], table[1][i])
	}
	best, anyOf := max(count(1, table[0]), count(1, table[1])), count(1, either)
	if !(best < anyOf && anyOf < draws && count(2, table[0]) == draws) {
		t.Fatalf("of %d draws one kind meets the target in %d, either in %d, two of a kind in %d", draws, best, anyOf, count(2, table[0]))
	}
	for rank := 1; rank <= draws; rank++ {
		cost, bound := 10., 10.
		if rank > best {
			cost = 20
		}
		if rank > anyOf {
			bound = 20
		}
		o.Stream, o.Confidence = pcg(7), (float64(rank)-.5)/draws
		r := sized(t, m, o)
		if r.Best.Resources["cost"] != cost || r.Bound != bound || r.ProvedOptimal != (cost == bound) {
			t.Errorf("rank %d: cost %g, bound %g, proved %v; want %g and %g", rank, r.Best.Resources["cost"], r.Bound, r.ProvedOptimal, cost, bound)
		}
	}
}

// allowed returns, in order, what each draw allows at best among a jury's designs:
// the least cost that meets the target, and the least unavailability within a limit
// of cost, the median of the designs'.
func (v *drawnDesigns) allowed(t *testing.T, x *trial) (cheapest []float64, limit float64, least []float64) {
	t.Helper()
	table, err := v.table(v.designs, v.drawnValue)
	if err != nil {
		t.Fatal(err)
	}
	costs := make([]float64, len(v.designs))
	for d := range costs {
		costs[d] = x.spent(v.designs[d].Choices, "cost")
	}
	limit = slices.Sorted(slices.Values(costs))[len(costs)/2]
	for draw := range v.drawn {
		cost, down := math.Inf(1), math.Inf(1)
		for d := range costs {
			if table[d][draw] <= v.o.AllowedUnavailability {
				cost = min(cost, costs[d])
			}
			if costs[d] <= limit {
				down = min(down, table[d][draw])
			}
		}
		cheapest, least = append(cheapest, cost), append(least, down)
	}
	slices.Sort(cheapest)
	slices.Sort(least)
	return cheapest, limit, least
}

// uncertain makes all lives in use uncertain.
func (x *trial) uncertain() []Uncertain {
	var known []Uncertain
	for i := range x.m.Components {
		p := &x.m.Components[i]
		if p.Life == nil {
			continue
		}
		n := 1 + x.rng.IntN(8)
		known = append(known, Uncertain{Component: p.Name, Failures: n, Operating: float64(n) * p.Life.Mean()})
	}
	return known
}

// judge puts every answer before a jury with the draws of a seed, and sets the
// target where about half of them meet it at the points; nil where nothing is
// uncertain.
func (x *trial) judge(t *testing.T, o *Options, seed uint64) *drawnDesigns {
	t.Helper()
	o.AllowedUnavailability = .5
	var downs []float64
	x.every(func(copies [][]int) { downs = append(downs, x.solved(t, copies)) })
	o.AllowedUnavailability = downs[len(downs)/2] * 3
	if !(o.AllowedUnavailability > 0 && o.AllowedUnavailability < .5) {
		return nil
	}
	o.Stream = pcg(seed)
	v := juryOf(t, x.m, o)
	if v == nil {
		return nil
	}
	x.every(func(copies [][]int) {
		var d Design
		for _, c := range copies {
			d.Choices = append(d.Choices, append([]int(nil), c...))
		}
		v.add(d)
	})
	return v
}

// juryOf is the jury of a model with its draws, nil where nothing is uncertain.
func juryOf(t *testing.T, m *system.Model, o *Options) *drawnDesigns {
	t.Helper()
	j, err := newJob(context.Background(), m, o)
	if err != nil {
		t.Fatal(err)
	}
	v := &drawnDesigns{job: j, ctx: context.Background(), seen: map[string]bool{}}
	if v.unknown, err = j.unknowns(); err != nil || len(v.unknown) == 0 {
		return nil
	}
	v.draw(o.Draws)
	return v
}

// cheapest is the cheapest of a jury's designs that meets the target in enough
// draws, at the points too.
func (v *drawnDesigns) cheapest(x *trial) (best *Design, cost float64) {
	table, err := v.table(v.designs, v.drawnValue)
	if err != nil {
		return nil, 0
	}
	cost = math.Inf(1)
	for i, row := range table {
		d := &v.designs[i]
		if c := x.spent(d.Choices, "cost"); v.meets(row) >= v.o.Confidence && c < cost {
			best, cost = d, c
		}
	}
	return best, cost
}
