package markov

import (
	"context"
	"fmt"
	"testing"
)

// benchChains are chains of about n states: a one-way ring and a birth-death
// chain, which the guess solves; machines that fail on their own and share
// shocks, which no balance solves: many alike repaired by few crews, and a plane
// of two wear counters as slow as diffusion.
var benchChains = map[string]func(b *testing.B, n int) *Chain{
	"ring": func(b *testing.B, n int) *Chain {
		x := NewBuilder(n)
		for i := range n {
			x.Add(i, (i+1)%n, .3+float64(i%101))
		}
		return built(b, x)
	},
	"birth-death": func(b *testing.B, n int) *Chain {
		x := NewBuilder(n)
		for i := range n - 1 {
			x.Add(i, i+1, 1)
			x.Add(i+1, i, 1.001)
		}
		return built(b, x)
	},
	"plane": func(b *testing.B, n int) *Chain { return grid(b, root(n, 2), .05) },
	"product": func(b *testing.B, n int) *Chain {
		return shocked(b, root(n, 3), 3)
	},
}

func built(b *testing.B, x *Builder) *Chain {
	b.Helper()
	c, err := x.Build()
	if err != nil {
		b.Fatal(err)
	}
	return c
}

// root returns the largest s with s^k <= n, or nearly.
func root(n, k int) int {
	s := 1
	for power := 0; power <= n; s++ {
		power = 1
		for range k {
			power *= s + 1
		}
	}
	return s - 1
}

// shocked is kinds sorts of s-1 units each: a unit fails once in 1000 h and is
// repaired in 10 h, and a shock takes one unit of every sort once in 10,000 h.
func shocked(b *testing.B, s, kinds int) *Chain {
	n := 1
	for range kinds {
		n *= s
	}
	x := NewBuilder(n)
	for i := range n {
		step, all := 1, 0
		for range kinds {
			failed := i / step % s
			if failed < s-1 {
				x.Add(i, i+step, float64(s-1-failed)*1e-3)
				all += step
			}
			if failed > 0 {
				x.Add(i, i-step, float64(failed)*.1)
			}
			step *= s
		}
		if all > 0 {
			x.Add(i, i+all, 1e-4)
		}
	}
	return built(b, x)
}

func BenchmarkSteady(b *testing.B) {
	for _, kind := range []string{"ring", "birth-death", "plane", "product"} {
		for _, n := range []int{1e4, 1e6} {
			if kind == "plane" && n > 1e4 {
				continue // does not converge in its time: entries to 1e-250, far from balance
			}
			b.Run(fmt.Sprintf("chain=%s/states=%.0e", kind, float64(n)), func(b *testing.B) {
				c := benchChains[kind](b, n)
				sweeps, left := 0, 0.0
				for b.Loop() {
					s, err := c.Steady(context.Background())
					if err != nil {
						b.Fatal(err)
					}
					sweeps, left = s.Sweeps, s.Error
				}
				b.ReportMetric(float64(sweeps), "sweeps")
				b.ReportMetric(left, "error")
			})
		}
	}
}

// BenchmarkSweep is one sweep of Gauss-Seidel.
func BenchmarkSweep(b *testing.B) {
	for _, n := range []int{1e4, 1e6} {
		b.Run(fmt.Sprintf("chain=product/states=%.0e", float64(n)), func(b *testing.B) {
			c := benchChains["product"](b, n)
			l := &level{in: c.out.transpose(), exit: c.exit}
			p := c.balanceGuess()
			for b.Loop() {
				l.sweep(p, true)
			}
			perSecond := float64(b.N) / b.Elapsed().Seconds()
			b.ReportMetric(perSecond, "sweeps/s")
			b.ReportMetric(perSecond*float64(c.Transitions()), "nonzeros/s")
		})
	}
}

func BenchmarkElimination(b *testing.B) {
	for _, n := range []int{100, 1500} {
		b.Run(fmt.Sprintf("states=%d", n), func(b *testing.B) {
			c := grid(b, root(n, 2), .05)
			for b.Loop() {
				if _, err := eliminate(context.Background(), c.dense()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkMTTF(b *testing.B) {
	for _, n := range []int{1e4, 1e6} {
		b.Run(fmt.Sprintf("chain=product/states=%.0e", float64(n)), func(b *testing.B) {
			m := &Model{Chain: benchChains["product"](b, n)}
			m.Up = make([]bool, m.Chain.States())
			for i := range m.Up {
				m.Up[i] = m.Chain.ExitRate(i) < 10
			}
			for b.Loop() {
				if _, err := m.MTTF(context.Background()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkGroup(b *testing.B) {
	g := Group{N: 60, K: 50, FailureRate: 1e-4, RepairRate: .1, RepairPhases: 4, Crews: 20, Coverage: .99, TakeoverHours: .01, Beta: .01}
	b.Run("units=60/phases=4", func(b *testing.B) {
		states := 0
		for b.Loop() {
			m, err := g.Model(context.Background())
			if err != nil {
				b.Fatal(err)
			}
			states = m.Chain.States()
		}
		b.ReportMetric(float64(states), "states")
	})
}

func BenchmarkTransient(b *testing.B) {
	m, _ := cluster(b, 8)
	b.Run("states=2772/hours=100", func(b *testing.B) {
		for b.Loop() {
			if _, err := m.At(context.Background(), 100); err != nil {
				b.Fatal(err)
			}
		}
	})
}
