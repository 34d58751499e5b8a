package multiplex

import (
	"fmt"
	"math"
	"math/bits"
	"testing"

	"mtbf/internal/oracle"
)

// bundles is the distribution of a bundle of n lines line by line: the
// probability of each set of stimulated lines.
type bundles []float64

// bruteStage passes given sets of stimulated lines, as often as they are
// listed in inputs, through n organs of error e. The first set keeps its order;
// every order of the others and every set of organs that err is tried.
func bruteStage(organ func(a, b, c int) int, inputs [3]int, three bool, n int, e float64, orders [][]int, weight float64, out bundles) {
	all := 1<<n - 1
	second, third := permuted(inputs[1], n, orders), []int{0}
	if three {
		third = permuted(inputs[2], n, orders)
	}
	weight /= float64(len(second) * len(third))
	for _, b := range second {
		for _, c := range third {
			ideal := organ(inputs[0], b, c) & all
			for faulty := range 1 << n {
				k := float64(bits.OnesCount(uint(faulty)))
				out[ideal^faulty] += weight * math.Pow(e, k) * math.Pow(1-e, float64(n)-k)
			}
		}
	}
}

// permuted returns the set in every order.
func permuted(set, n int, orders [][]int) []int {
	var all []int
	for _, order := range orders {
		moved := 0
		for line := range n {
			moved |= set >> line & 1 << order[line]
		}
		all = append(all, moved)
	}
	return all
}

// permutations returns every order of 0..n-1.
func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{nil}
	}
	var all [][]int
	for _, p := range permutations(n - 1) {
		for at := range n {
			q := append(append(append([]int{}, p[:at]...), n-1), p[at:]...)
			all = append(all, q)
		}
	}
	return all
}

// brute returns the distribution of the count behind the last tier.
func brute(s Scheme, counts []int) []float64 {
	n, three := s.Bundle.N, s.Organ == Majority
	organ := func(a, b, _ int) int { return ^(a & b) }
	if three {
		organ = func(a, b, c int) int { return a&b | a&c | b&c }
	}
	orders := permutations(n)
	var first [3]int
	for i, k := range counts {
		first[i] = 1<<k - 1
	}
	state := make(bundles, 1<<n)
	bruteStage(organ, first, three, n, s.Error, orders, 1, state)
	for range s.Tiers {
		next := make(bundles, 1<<n)
		for set, p := range state {
			bruteStage(organ, [3]int{set, set, set}, three, n, s.Error, orders, p, next)
		}
		state = next
	}
	count := make([]float64, n+1)
	for set, p := range state {
		count[bits.OnesCount(uint(set))] += p
	}
	return count
}

// TestBruteForce: every order of the lines and every set of faulty organs, on
// bundles small enough to list them, line by line and not by counts.
func TestBruteForce(t *testing.T) {
	for i, c := range []struct {
		s      Scheme
		counts []int
	}{
		{Scheme{NAND, Bundle{1, 0.3}, 0.15, 2}, []int{1, 1}},
		{Scheme{NAND, Bundle{3, 0.3}, 0.01, 3}, []int{2, 3}},
		{Scheme{NAND, Bundle{4, 0.3}, 0.05, 2}, []int{3, 3}},
		{Scheme{NAND, Bundle{5, 0.2}, 0.12, 2}, []int{4, 3}},
		{Scheme{NAND, Bundle{6, 0.2}, 0.007, 1}, []int{5, 4}},
		{Scheme{NAND, Bundle{6, 0.2}, 0.07, 0}, []int{1, 5}},
		{Scheme{Majority, Bundle{3, 0.4}, 0.03, 2}, []int{2, 2, 1}},
		{Scheme{Majority, Bundle{4, 0.3}, 0.11, 1}, []int{3, 3, 0}},
		{Scheme{Majority, Bundle{4, 0.3}, 0.002, 2}, []int{4, 3, 1}},
		{Scheme{Majority, Bundle{5, 0.3}, 0.04, 0}, []int{4, 3, 2}},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			got := run(t, c.s, Exactly(c.counts...)).Stages[c.s.Tiers]
			for k, want := range brute(c.s, c.counts) {
				oracle.Near(t, c.s.Organ.String(), got.Probability(k), want, 1e-12)
			}
		})
	}
}
