package multiplex

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"testing"

	"mtbf/internal/oracle"
)

// bySets is the probability of failure from first principles: the distribution
// of the set of stimulated lines, stage by stage, over all permutations and all
// errors. Sets are the bits of a number.
func bySets(s Scheme) float64 {
	s, _ = s.check()
	in := make([]float64, 1<<s.N)
	in[1<<(s.N-s.silent())-1] = 1
	if s.Independent {
		for set := range in {
			on := float64(bits.OnesCount(uint(set)))
			in[set] = math.Pow(s.Stimulated, on) * math.Pow(1-s.Stimulated, float64(s.N)-on)
		}
	}
	each := func(f func(x, y, z int, p float64)) {
		for x, p := range in {
			for y, q := range in {
				if s.Organ == NAND {
					f(x, y, 0, p*q)
					continue
				}
				if s.Dissent {
					f(x, y, 0, p*q)
					continue
				}
				for z, r := range in {
					f(x, y, z, p*q*r)
				}
			}
		}
	}
	now := s.enumerate(each)
	for range s.Tiers {
		before := now
		now = s.enumerate(func(f func(x, y, z int, p float64)) {
			for x, p := range before {
				f(x, x, x, p)
			}
		})
	}
	sum := 0.0
	for set, p := range now {
		if s.fails(bits.OnesCount(uint(set))) {
			sum += p
		}
	}
	return sum
}

// enumerate is one stage of sets that each gives with their probabilities.
func (s *Scheme) enumerate(each func(f func(x, y, z int, p float64))) []float64 {
	var orders [][]int
	permute(make([]int, 0, s.N), s.N, func(p []int) { orders = append(orders, append([]int(nil), p...)) })
	thirds := orders
	if s.Organ == NAND {
		thirds = orders[:1]
	}
	out := make([]float64, 1<<s.N)
	each(func(x, y, z int, p float64) {
		if p == 0 {
			return
		}
		p /= float64(len(orders) * len(thirds))
		for _, second := range orders {
			for _, third := range thirds {
				out[s.organs(x, y, z, second, third)] += p
			}
		}
	})
	noisy := make([]float64, len(out))
	for right, p := range out {
		for set := range noisy {
			errors := float64(bits.OnesCount(uint(right ^ set)))
			noisy[set] += p * math.Pow(s.Error, errors) * math.Pow(1-s.Error, float64(s.N)-errors)
		}
	}
	return noisy
}

func (s *Scheme) organs(x, y, z int, second, third []int) (out int) {
	for i := range s.N {
		a, b, c := x>>i&1 == 1, y>>second[i]&1 == 1, z>>third[i]&1 == 1
		on := !(a && b)
		if s.Organ == Majority {
			on = a && b || a && c || b && c
		}
		if on {
			out |= 1 << i
		}
	}
	return out
}

func permute(p []int, n int, f func(p []int)) {
	if len(p) == n {
		f(p)
		return
	}
next:
	for i := range n {
		for _, j := range p {
			if i == j {
				continue next
			}
		}
		permute(append(p, i), n, f)
	}
}

// byCounts is the probability of failure by the chain of counts, with exact
// binomial coefficients and nothing cut off.
func byCounts(s Scheme) float64 {
	s, _ = s.check()
	errors := s.errors()
	now := apply(s.executive(), errors)
	for range s.Tiers {
		meeting := make([]float64, s.N+1)
		for k, p := range now {
			for m, q := range s.meet(k) {
				meeting[m] += p * q
			}
		}
		now = apply(meeting, errors)
	}
	sum := 0.0
	for k, p := range now {
		if s.fails(k) {
			sum += p
		}
	}
	return sum
}

// executive is the distribution of how many organs of the first stage ought to be
// stimulated.
func (s *Scheme) executive() []float64 {
	k := s.N - s.silent()
	first := s.meet(k)
	for m := range first {
		switch {
		case s.Independent:
			first[m] = binomialMass(s.N, m, s.chance())
		case s.Dissent:
			first[m] = hypergeometric(s.N, k, k, m)
		}
	}
	return first
}

// meet is the distribution of how many organs ought to be stimulated, given
// that k lines of all their inputs are.
func (s *Scheme) meet(k int) []float64 {
	p := make([]float64, s.N+1)
	for a := range k + 1 {
		both := hypergeometric(s.N, k, k, a)
		if s.Organ == NAND {
			p[s.N-a] += both
			continue
		}
		for b := 0; a+b <= s.N; b++ {
			p[a+b] += both * hypergeometric(s.N, 2*(k-a), k, b)
		}
	}
	return p
}

// errors is the distribution of stimulated lines for each number of organs that
// ought to be.
func (s *Scheme) errors() [][]float64 {
	rows := make([][]float64, s.N+1)
	for m := range rows {
		rows[m] = make([]float64, s.N+1)
		for lost := range m + 1 {
			for won := range s.N - m + 1 {
				rows[m][m-lost+won] += binomialMass(m, lost, s.Error) * binomialMass(s.N-m, won, s.Error)
			}
		}
	}
	return rows
}

func apply(p []float64, rows [][]float64) []float64 {
	out := make([]float64, len(p))
	for m, q := range p {
		for k, r := range rows[m] {
			out[k] += q * r
		}
	}
	return out
}

func choices(n, k int) float64 {
	if k < 0 || k > n {
		return 0
	}
	x, _ := new(big.Float).SetInt(new(big.Int).Binomial(int64(n), int64(k))).Float64()
	return x
}

func binomialMass(n, k int, p float64) float64 {
	return choices(n, k) * math.Pow(p, float64(k)) * math.Pow(1-p, float64(n-k))
}

func hypergeometric(n, i, j, k int) float64 {
	return choices(i, k) * choices(n-i, j-k) / choices(n, j)
}

// TestCountsAreEnough: how many lines are stimulated is a Markov chain. All
// wirings and all errors of tiny bundles, enumerated, give what the chain gives.
func TestCountsAreEnough(t *testing.T) {
	for _, s := range []Scheme{
		{N: 2, Error: 0.1, Fiducial: 0.2, Tiers: 1, Stimulated: 0.7, Independent: true},
		{N: 5, Error: 0.02, Fiducial: 0.2, Tiers: 2},
		{N: 5, Error: 0.07, Fiducial: 0.2, Tiers: 3, Stimulated: 0.6},
		{N: 4, Error: 0.03, Fiducial: 0.25, Tiers: 2, Stimulated: 0.9, Independent: true},
		{Organ: Majority, N: 5, Error: 0.03, Fiducial: 0.2, Tiers: 1, Stimulated: 0.6},
		{Organ: Majority, N: 4, Error: 0.04, Fiducial: 0.25, Tiers: 2, Stimulated: 0.9, Independent: true},
		{Organ: Majority, N: 5, Error: 0.03, Fiducial: 0.2, Tiers: 1, Dissent: true},
		{Organ: Majority, N: 4, Error: 0.04, Fiducial: 0.25, Tiers: 2, Stimulated: 0.9, Independent: true, Dissent: true},
	} {
		oracle.Near(t, fmt.Sprintf("%+v", s), byCounts(s), bySets(s), 1e-12)
	}
}

// prismValues are probabilities that less than a tenth of N lines is
// stimulated, for K = 1, 2, ...: PRISM's own model nand.pm, reliable.pctl.
var prismValues = map[int][]float64{
	20: {0.28641904, 0.41286262, 0.46854396, 0.49415805},
	40: {0.28648730, 0.48380547, 0.57770691, 0.61868222},
	60: {0.26946099, 0.51753355},
}

func TestPrismByCounts(t *testing.T) {
	for n, values := range prismValues {
		for i, want := range values {
			oracle.Near(t, fmt.Sprintf("N=%d K=%d", n, i+1), 1-byCounts(prism(n, i+1)), want, 3e-8)
		}
	}
}
