package sizing

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mtbf/internal/oracle"
)

// randomMarks are marks on a coarse grid, so that ties are common.
func randomMarks(rng *rand.Rand, n, resources int) []mark {
	list := make([]mark, n)
	for i := range list {
		for k := range resources {
			list[i].spend[k] = float64(rng.IntN(12))
		}
		list[i].loss = float64(rng.IntN(30))
		list[i].bound = rng.IntN(4) == 0
		list[i].i = int32(i)
	}
	return list
}

// For one and two resources the fast scans keep what comparison with all keeps.
func TestStairsAndTerraces(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 8))
	for trial := range 300 {
		resources := 1 + trial%2
		list := randomMarks(rng, 1+rng.IntN(80), resources)
		slow := slices.Clone(list)
		got := slices.Clone(pareto(list, resources, never))
		pareto(slow, 3, never) // orders it
		want := scan(slow)
		if len(got) != len(want) {
			t.Fatalf("trial %d: %d kept, want %d", trial, len(got), len(want))
		}
		for i := range got {
			if got[i].value != want[i].value {
				t.Fatalf("trial %d: %v kept, want %v", trial, got[i].value, want[i].value)
			}
		}
	}
}

// What remains of a thinned list has a bound for every design that is gone, and
// keeps the cheapest and no invention.
func TestThinCovers(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 8))
	f := &search{names: []string{"cost", "weight"}}
	var list []point
	for range 3000 {
		s := spend{rng.Float64(), rng.Float64()}
		list = append(list, point{value: value{spend: s, loss: math.Exp(-s[0] - 2*s[1])}})
	}
	list = f.pareto(list)
	thinned := thin(list, 60)
	if len(thinned) > 70 || len(list) < 100 {
		t.Fatalf("%d points of %d", len(thinned), len(list))
	}
	for _, p := range list {
		p.bound = true
		if !slices.ContainsFunc(thinned, func(q point) bool { return q.beats(&p.value) }) {
			t.Errorf("%v is not covered", p.value)
		}
	}
	for _, p := range thinned {
		if !p.bound && !slices.ContainsFunc(list, func(q point) bool { return q.value == p.value }) {
			t.Errorf("%v is none of the list", p.value)
		}
	}
	if thinned[0].value != list[0].value {
		t.Error("the cheapest is gone")
	}
}

// A grid and sums of pairs give the same frontier.
func TestGridIsPairs(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for trial := range 20 {
		resources := 2 + trial%2
		unit := []float64{.25, 3, 1.5}
		f := &search{ctx: context.Background(), o: &Options{}, names: []string{"a", "b", "c"}[:resources]}
		for k := range f.room {
			f.room[k] = math.Inf(1)
		}
		f.room[0], f.room[1] = 40*.25, 33*3
		var lists [][]point
		for range 5 {
			var list []point
			for range 12 {
				p := point{value: value{loss: 3 + rng.Float64()}}
				for k := range resources {
					n := rng.IntN(15)
					p.spend[k] = unit[k] * float64(n)
					p.loss -= float64(n) / 15
				}
				list = append(list, p)
			}
			lists = append(lists, f.pareto(list))
		}
		g := f.newGrid(lists)
		if g == nil {
			t.Fatal("no grid")
		}
		got := g.fold(lists)
		want := lists[0]
		for _, list := range lists[1:] {
			want = f.pairs(want, list)
		}
		if len(got) != len(want) {
			t.Fatalf("trial %d: %d points by grid, %d by pairs", trial, len(got), len(want))
		}
		for i := range got {
			oracle.Near(t, fmt.Sprintf("trial %d: loss", trial), got[i].loss, want[i].loss, 1e-13)
			for k := range resources {
				oracle.Near(t, fmt.Sprintf("trial %d: spend", trial), got[i].spend[k], want[i].spend[k], 1e-13)
			}
		}
	}
}

func TestDivisor(t *testing.T) {
	for _, c := range []struct{ a, b, want float64 }{
		{0, 7, 7}, {12, 18, 6}, {.3, .1, .1}, {4000, 900, 100}, {.75, .5, .25}, {5, 0, 5},
	} {
		t.Run(fmt.Sprint(c.a, c.b), func(t *testing.T) {
			oracle.Near(t, fmt.Sprintf("divisor of %g and %g", c.a, c.b), divisor(c.a, c.b), c.want, 1e-9)
		})
	}
	if d := divisor(1, math.Sqrt2); !math.IsNaN(d) {
		t.Errorf("1 and the root of 2 have %g in common", d)
	}
}

// A resource that is spent in amounts with nothing in common has no unit; one that
// is has a unit, and the most that is spent of it.
func TestUnitOf(t *testing.T) {
	spent := func(all ...float64) (list []point) {
		for _, x := range all {
			list = append(list, point{value: value{spend: spend{x}}})
		}
		return list
	}
	if unit, most := unitOf([][]point{spent(6, 4), spent(10)}, 0); unit != 2 || most != 16 {
		t.Errorf("unit %g, most %g", unit, most)
	}
	if unit, most := unitOf([][]point{spent(1), spent(math.Sqrt2)}, 0); unit != 0 || most != 0 {
		t.Errorf("unit %g, most %g, of what has none", unit, most)
	}
}

// What is left when one of two sums has nothing in it is certain.
func TestSharesOfNothing(t *testing.T) {
	var some logSum
	some.add(-3)
	if p, q := shares(some, logSum{}); p != 1 || q != 0 {
		t.Errorf("%g and %g", p, q)
	}
	if p, q := shares(logSum{}, some); p != 0 || q != 1 {
		t.Errorf("%g and %g", p, q)
	}
}

// A loss keeps the digits of both tails, and takes them back; log P(fails) and
// loss are each other's mirror.
func TestLoss(t *testing.T) {
	for _, down := range []float64{0, 1e-300, 1e-17, 2.5e-9, .3, .5, .7} {
		c := chance{up: 1 - down, down: down}
		back := chanceOf(c.loss())
		oracle.Near(t, "down", back.down, down, 1e-15)
		oracle.Near(t, "up", back.up, c.up, 1e-15)
	}
	for _, up := range []float64{1e-300, 1e-17, .02} {
		back := chanceOf(chance{up: up, down: 1 - up}.loss())
		oracle.Near(t, "up", back.up, up, 1e-12)
	}
	if c := chanceOf(chance{down: 1}.loss()); c.up != 0 || c.down != 1 {
		t.Errorf("never works: %v", c)
	}
	n := &node{op: opParallel}
	for _, loss := range []float64{1e-250, 1e-9, .4, 3, 200} {
		oracle.Near(t, "there and back", n.loss(n.additive(loss)), loss, 1e-12)
	}
}

// Two of three by hand, p = 0.9, 0.8, 0.7: up = .9 .8 .7 + .9 .8 .3 + .9 .2 .7 +
// .1 .8 .7 = .902; and three rare failures of 1e-9, 2e-9, 3e-9: down = 2 + 3 + 6
// = 11e-18 less twice 6e-27.
func TestTally(t *testing.T) {
	x := newTally(2)
	for _, p := range []float64{.9, .8, .7} {
		x.add(chance{up: p, down: 1 - p})
	}
	oracle.Near(t, "up", x.chance().up, .902, 1e-15)
	oracle.Near(t, "down", x.chance().down, .098, 1e-14)
	x = newTally(2)
	for _, q := range []float64{1e-9, 2e-9, 3e-9} {
		x.add(chance{up: 1 - q, down: q})
	}
	oracle.Near(t, "rare", x.chance().down, 11e-18-12e-27, 1e-15)
}

// never ends.
func never() bool { return false }
