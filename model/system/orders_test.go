package system

import (
	"math/rand/v2"
	"testing"

	"mtbf/internal/oracle"
)

// ringOf is a ring of n units that works while of any three neighbours one works, its
// triples written in random order. The chance that it works is a sum over the first two
// units of that of a chain of which the last two are known, by hand a table of four.
func ringOf(n int, q float64) (m *Model, works float64) {
	r := rand.New(rand.NewPCG(3, 4))
	at := r.Perm(n)
	top := &Series{}
	for i := range n {
		top.Of = append(top.Of, &Parallel{[]Node{Use{at[i]}, Use{at[(i+1)%n]}, Use{at[(i+2)%n]}}})
	}
	r.Shuffle(n, func(i, j int) { top.Of[i], top.Of[j] = top.Of[j], top.Of[i] })
	chance := [2]float64{q, 1 - q}
	for start := range 4 {
		table := [4]float64{} // by the last two: 2 (the one before works) + (the last works)
		table[start] = chance[start>>1] * chance[start&1]
		for range n - 2 {
			next := [4]float64{}
			for last, p := range table {
				for unit := range 2 {
					if last+unit > 0 {
						next[last&1<<1|unit] += p * chance[unit]
					}
				}
			}
			table = next
		}
		for last, p := range table {
			if last+start>>1 > 0 && last&1+start > 0 {
				works += p
			}
		}
	}
	return alike(top, n, static("u", 1-q)), works
}

// A ring whose units are shuffled is taken along the ring.
func TestShuffledRing(t *testing.T) {
	for _, n := range []int{6, 60, 2000} {
		m, works := ringOf(n, .02)
		s := structure(t, m)
		root := &s.plan.modules[s.plan.root]
		if nodes := len(root.d.level); nodes > 40*n {
			t.Errorf("%d nodes for %d units", nodes, n)
		}
		r := solved(t, m)
		oracle.Near(t, "works", r.Availability, works, 1e-11)
	}
}
