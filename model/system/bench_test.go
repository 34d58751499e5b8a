package system

import (
	"context"
	"fmt"
	"testing"
)

func benchmark(b *testing.B, m *Model) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Solve(context.Background(), m, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDuplexPairs(b *testing.B) {
	for _, n := range []int{1e3, 1e4} {
		var pairs []Node
		for i := range n {
			pairs = append(pairs, &Parallel{units(2*i, 2)})
		}
		m := alike(&Series{pairs}, 2*n, repaired("disc", 10_000, 24))
		b.Run(fmt.Sprintf("pairs=%d", n), func(b *testing.B) { benchmark(b, m) })
	}
}

func BenchmarkGrid(b *testing.B) {
	for _, n := range []int{6, 8, 10} {
		w := gridOf(n)
		m := alike(w, len(w.Edges), downWith("line", .1))
		b.Run(fmt.Sprintf("grid=%d/measures=availability", n), func(b *testing.B) {
			for b.Loop() {
				s, err := New(context.Background(), m)
				if err != nil {
					b.Fatal(err)
				}
				x, err := s.plan.steady(context.Background(), nil)
				if err != nil {
					b.Fatal(err)
				}
				up, _ := x.evaluate()
				b.ReportMetric(up, "reliability")
			}
		})
		b.Run(fmt.Sprintf("grid=%d/measures=all", n), func(b *testing.B) { benchmark(b, m) })
	}
}

func BenchmarkKOfN(b *testing.B) {
	for _, n := range []int{1e3, 1e4, 1e5} {
		s := &state{}
		m := &module{op: OpKOfN, k: n - n/100}
		for i := range n {
			m.kids = append(m.kids, int32(i))
			s.module.up, s.module.down = append(s.module.up, .9912), append(s.module.down, 1-.9912)
		}
		count := func(b *testing.B) {
			for b.Loop() {
				s.evaluateModule(m)
			}
		}
		b.Run(fmt.Sprintf("n=%d/units=alike", n), count)
		for i := range s.module.up {
			s.module.up[i], s.module.down[i] = .9912+1e-9*float64(i), .0088-1e-9*float64(i)
		}
		b.Run(fmt.Sprintf("n=%d/units=different", n), count)
	}
}

// A mesh whose lines are shared makes a decision diagram.
func BenchmarkDirectedGrid(b *testing.B) {
	for _, n := range []int{4, 5, 6} {
		w := gridOf(n)
		w.Directed = true
		m := alike(w, len(w.Edges), downWith("line", .1))
		b.Run(fmt.Sprintf("grid=%d", n), func(b *testing.B) { benchmark(b, m) })
	}
}

// Neighbours that share units, written in any order: the order of the variables is to
// be found.
func BenchmarkShuffledRing(b *testing.B) {
	for _, n := range []int{60, 1000} {
		m, works := ringOf(n, .02)
		b.Run(fmt.Sprintf("units=%d", n), func(b *testing.B) {
			for b.Loop() {
				if _, err := New(context.Background(), m); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(works, "reliability")
		})
	}
}

// Pairs that all hang on one unit.
func BenchmarkPairsOnMains(b *testing.B) {
	for _, n := range []int{1e3, 1e4} {
		top := &Series{}
		for i := range n {
			top.Of = append(top.Of, &Parallel{[]Node{&Series{[]Node{Use{1 + 2*i}, Use{0}}}, Use{2 + 2*i}}})
		}
		m := alike(top, 2*n+1, downWith("u", 1e-6))
		b.Run(fmt.Sprintf("pairs=%d", n), func(b *testing.B) {
			for b.Loop() {
				if _, err := New(context.Background(), m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
