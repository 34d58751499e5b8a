package sizing

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
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
	m := &system.Model{Parts: []system.Part{repaired(t, "cpu", 50_000, 8, 20)}, Top: choose(0, 2, 2)}
	r := sized(t, m, Options{Unmet: 1e-6, Confidence: .9, Draws: 20_000, Stream: pcg(8), Uncertain: []Uncertain{
		{Part: "cpu", Failures: 9, Operating: 450_000, MTTR: &model.Estimate{Point: 8, Lo: 8 / 1.5, Hi: 12, Confidence: .9}},
	}})
	for i, want := range []float64{trigamma, repair} {
		in := r.Confident.Inputs[i]
		if share := want / (trigamma + repair); math.Abs(in.Share-share) > .01 {
			t.Errorf("%s of %s: share %g, want %g", in.Parameter, in.Module, in.Share, share)
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

// uncertain makes all lives in use uncertain.
func (x *trial) uncertain() []Uncertain {
	var known []Uncertain
	for i := range x.m.Parts {
		p := &x.m.Parts[i]
		if p.Life == nil {
			continue
		}
		n := 1 + x.rng.IntN(8)
		known = append(known, Uncertain{Part: p.Name, Failures: n, Operating: float64(n) * p.Life.Mean()})
	}
	return known
}

// judge puts every answer before a jury with the draws of a seed, and sets the
// target where about half of them meet it at the points; nil where nothing is
// uncertain.
func (x *trial) judge(t *testing.T, o *Options, seed uint64) *jury {
	t.Helper()
	o.Unmet = .5
	var downs []float64
	x.every(func(copies [][]int) { downs = append(downs, x.solved(t, copies)) })
	o.Unmet = downs[len(downs)/2] * 3
	if !(o.Unmet > 0 && o.Unmet < .5) {
		return nil
	}
	o.Stream = pcg(seed)
	j, err := newJob(context.Background(), x.m, o)
	if err != nil {
		t.Fatal(err)
	}
	v := &jury{job: j, ctx: context.Background(), seen: map[string]bool{}}
	if v.unknown, err = j.unknowns(); err != nil || len(v.unknown) == 0 {
		return nil
	}
	v.draw(o.Draws)
	x.every(func(copies [][]int) {
		var d Design
		for _, c := range copies {
			d.Choices = append(d.Choices, append([]int(nil), c...))
		}
		v.add(d)
	})
	return v
}

// cheapest is the cheapest of a jury's designs that meets the target in enough
// draws, at the points too.
func (v *jury) cheapest(x *trial) (best *Design, cost float64) {
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
