package multiplex

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mtbf/montecarlo"
)

func (l *line) lane(b int) bool { return l[b/64]>>(b%64)&1 == 1 }

// lit is how many of the first n lines of a lane are stimulated.
func lit(bundle []line, n, lane int) (k int) {
	for i := range bundle[:n] {
		if bundle[i].lane(lane) {
			k++
		}
	}
	return k
}

// scramble fills a bundle; lanes differ in how many lines are stimulated.
func scramble(bundle []line, r *rand.Rand) {
	for i := range bundle {
		for b := range lanes {
			if r.IntN(lanes) < b {
				bundle[i][b/64] |= 1 << (b % 64)
			} else {
				bundle[i][b/64] &^= 1 << (b % 64)
			}
		}
	}
}

// TestFailed: counting by adders finds the lanes that counting one by one finds.
func TestFailed(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{2, 15, 16, 17, 64, 100, 1000} {
		bundle := make([]line, (n+63)/64*64)
		scramble(bundle, r)
		for _, limit := range []int{0, 1, n / 7, n/2 - 1} {
			silent, loud := 0, 0
			for b := range lanes {
				k := lit(bundle, n, b)
				if k > limit {
					loud++
				}
				if n-k > limit {
					silent++
				}
			}
			if got := failed(bundle, n, false, limit); got != loud {
				t.Errorf("n=%d limit=%d: %d lanes over, want %d", n, limit, got, loud)
			}
			if got := failed(bundle, n, true, limit); got != silent {
				t.Errorf("n=%d limit=%d: %d lanes short, want %d", n, limit, got, silent)
			}
		}
	}
}

// TestOrgans: each organ of each lane does what its lines ask of it.
func TestOrgans(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, o := range []Organ{NAND, Majority} {
		s := Scheme{Organ: o, N: 70}
		l := newLoom(&s)
		for i, in := range l.inputs {
			scramble(in, r)
			if i > 0 {
				copy(l.wiring[i-1], permutation(70, r))
			}
		}
		before := slices.Clone(l.wiring[0])
		l.stream = montecarlo.NewStream(1, 1)
		l.stage(l.inputs)
		if slices.Equal(before, l.wiring[0]) {
			t.Errorf("%v: not wired afresh", o)
		}
		for i := range s.N {
			for b := range lanes {
				on := 0
				for j, in := range l.inputs {
					at := i
					if j > 0 {
						at = int(l.wiring[j-1][i])
					}
					if in[at].lane(b) {
						on++
					}
				}
				if got := l.out[i].lane(b); got != answers(o, on) {
					t.Fatalf("%v of %d stimulated lines: %v", o, on, got)
				}
			}
		}
	}
}

func permutation(n int, r *rand.Rand) (p []int32) {
	for _, i := range r.Perm(n) {
		p = append(p, int32(i))
	}
	return p
}

// TestStimulate: every lane has as many silent lines as it should, of one
// stretch or of several, and every line is as likely as another of its stretch to
// be one of them.
func TestStimulate(t *testing.T) {
	for _, c := range []struct{ n, on int }{{90, 72}, {700, 560}} {
		t.Run(fmt.Sprint(c.n, c.on), func(t *testing.T) {
			s, _ := Scheme{N: c.n, Fiducial: 0.2, Tiers: 2}.check()
			l := newLoom(&s)
			l.stream = montecarlo.NewStream(7, 0)
			const bundles = 40
			silent := make([]float64, s.N)
			for range bundles {
				in := l.inputs[0]
				l.stimulate(in)
				for b := range lanes {
					if k := lit(in, s.N, b); k != c.on {
						t.Fatalf("%d of %d lines stimulated, want %d", k, c.n, c.on)
					}
					for i := range silent {
						if !in[i].lane(b) {
							silent[i]++
						}
					}
				}
			}
			for i, k := range silent {
				from := i / stretch * stretch
				to := min(from+stretch, c.n)
				share := float64((c.n-c.on)*to/c.n-(c.n-c.on)*from/c.n) / float64(to-from)
				const n = bundles * lanes
				if z := (k - n*share) / math.Sqrt(n*share*(1-share)); math.Abs(z) > 5 { // of 790
					t.Errorf("line %d of %d: %.1f standard errors off", i, c.n, z)
				}
			}
		})
	}
}

// TestNoise: bits change with the probability asked for, those beside each other
// and those of one block as if they knew nothing of each other.
func TestNoise(t *testing.T) {
	for _, eps := range []float64{1e-4, 0.005, 0.1, 0.45} {
		s, n := montecarlo.NewStream(11, 0), newNoise(eps)
		const rounds, size = 60, 3 * blockLines
		var bits, pairs, squares float64
		const block = 1 << blockBits
		variance := block * eps * (1 - eps)
		for range rounds {
			bundle := make([]line, size)
			n.disturb(bundle, &s)
			inBlock := 0.0
			for i := range bundle {
				for b := range lanes {
					if !bundle[i].lane(b) {
						continue
					}
					inBlock++
					if bundle[i].lane((b + 1) % lanes) {
						pairs++
					}
				}
				if i%blockLines == blockLines-1 {
					off := inBlock - block*eps
					bits += off
					squares += off * off
					inBlock = 0
				}
			}
		}
		const blocks = rounds * size / blockLines
		pass(t, "share", bits/math.Sqrt(blocks*variance))
		pass(t, "variance", (squares/variance-blocks)/math.Sqrt(blocks*(2+1/variance)))
		all := float64(blocks * block)
		// Neighbours overlap: the variance of their number has covariances, 2 eps^3 (1-eps) a bit.
		spread := all * eps * eps * ((1 - eps*eps) + 2*eps*(1-eps))
		pass(t, "neighbours", (pairs-all*eps*eps)/math.Sqrt(spread))
	}
}

// TestShuffle: all orders of four are equally likely.
func TestShuffle(t *testing.T) {
	const draws = 240_000
	s := montecarlo.NewStream(13, 0)
	seen := map[[4]int32]float64{}
	list := []int32{0, 1, 2, 3}
	for range draws {
		shuffle(list, &s)
		seen[[4]int32(list)]++
	}
	chi := 0.0
	for _, k := range seen {
		chi += (k - draws/24) * (k - draws/24) / (draws / 24)
	}
	if len(seen) != 24 {
		t.Errorf("%d orders", len(seen))
	}
	pass(t, "orders", (chi-23)/math.Sqrt(2*23))
}
