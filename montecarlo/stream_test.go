package montecarlo

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"mtbf/internal/num"
)

// pass fails a test where a standard normal deviate is as far out as one in
// 100,000; with fixed seeds it passes always or never.
func pass(t *testing.T, name string, z float64) {
	t.Helper()
	if !(math.Abs(z) < 4.42) { // p = 1e-5
		t.Errorf("%s: z = %.2f", name, z)
	}
}

// chiSquare returns the statistic of counts that should be equal as a normal
// deviate (Wilson and Hilferty).
func chiSquare(count []float64) float64 {
	n := 0.0
	for _, c := range count {
		n += c
	}
	df := float64(len(count) - 1)
	x := 0.0
	for _, c := range count {
		d := c - n/float64(len(count))
		x += d * d / (n / float64(len(count)))
	}
	return (math.Cbrt(x/df) - 1 + 2/(9*df)) / math.Sqrt(2/(9*df))
}

// sources are sequences of 64 bits: along a stream, and the k-th output of
// neighbouring replications and seeds.
func sources() map[string]func() uint64 {
	along := NewStream(3, 5)
	across := func(k int, stream func(i uint64) Stream) func() uint64 {
		i := uint64(0)
		return func() (x uint64) {
			s := stream(i)
			i++
			for range k {
				x = s.Uint64()
			}
			return x
		}
	}
	replication := func(i uint64) Stream { return NewStream(7, i) }
	return map[string]func() uint64{
		"along":              along.Uint64,
		"replications":       across(1, replication),
		"replications, 9th":  across(9, replication),
		"seeds":              across(1, func(i uint64) Stream { return NewStream(i, 4) }),
		"seeds and numbers":  across(2, func(i uint64) Stream { return NewStream(i, i) }),
		"every 2^32nd":       across(1, func(i uint64) Stream { return NewStream(11, i<<32) }),
		"multiples of gamma": across(1, func(i uint64) Stream { return NewStream(i*golden, -i) }),
	}
}

// TestBytes: each of the eight bytes takes every value equally often.
func TestBytes(t *testing.T) {
	for name, next := range sources() {
		var count [8][256]float64
		for range 1 << 18 {
			x := next()
			for b := range 8 {
				count[b][x>>(8*b)&255]++
			}
		}
		for b := range 8 {
			pass(t, fmt.Sprintf("%s: byte %d", name, b), chiSquare(count[b][:]))
		}
	}
}

// TestSerialCorrelation: neighbours are not correlated, nor do their bits
// agree more often than half the time.
func TestSerialCorrelation(t *testing.T) {
	const n = 1 << 18
	for name, next := range sources() {
		for _, lag := range []int{1, 2, 7} {
			x := make([]uint64, n)
			for i := range x {
				x[i] = next()
			}
			sum := 0.0
			var agree [64]float64
			for i := lag; i < n; i++ {
				sum += (float64(x[i])*0x1p-64 - 0.5) * (float64(x[i-lag])*0x1p-64 - 0.5)
				for b := range agree {
					agree[b] += float64(^(x[i]^x[i-lag])>>b&1) - 0.5
				}
			}
			pass(t, fmt.Sprintf("%s: lag %d", name, lag), sum*12/math.Sqrt(n))
			for b, a := range agree {
				pass(t, fmt.Sprintf("%s: lag %d, bit %d", name, lag, b), a*2/math.Sqrt(n))
			}
		}
	}
}

// TestBirthdaySpacings: of 2^12 birthdays in a year of 2^32 days, sorted, the
// number of equal spacings is Poisson with mean n^3/4d = 4 (Marsaglia).
func TestBirthdaySpacings(t *testing.T) {
	const n, rounds = 1 << 12, 80
	for name, next := range sources() {
		for _, shift := range []int{0, 16, 32} {
			equal := 0
			for range rounds {
				days := make([]int64, n)
				for i := range days {
					days[i] = int64(next() >> shift & (1<<32 - 1))
				}
				slices.Sort(days)
				for i := n - 1; i > 0; i-- {
					days[i] -= days[i-1]
				}
				slices.Sort(days)
				for i := 1; i < n; i++ {
					if days[i] == days[i-1] {
						equal++
					}
				}
			}
			pass(t, fmt.Sprintf("%s: birthdays from bit %d", name, shift), (float64(equal)-4*rounds)/math.Sqrt(4*rounds))
		}
	}
}

// TestNoTwoStreamsAlike: neighbouring seeds and numbers have states of their
// own, and first outputs that differ in half their bits.
func TestNoTwoStreamsAlike(t *testing.T) {
	seen := map[Stream]bool{}
	bitsSet := 0
	for seed := range uint64(100) {
		for r := range uint64(100) {
			s := NewStream(seed, r)
			seen[s] = true
			o := NewStream(seed, r+1)
			for x := s.Uint64() ^ o.Uint64(); x != 0; x &= x - 1 {
				bitsSet++
			}
		}
	}
	if len(seen) != 10000 {
		t.Errorf("%d states of 10000 streams", len(seen))
	}
	pass(t, "avalanche", (float64(bitsSet)-320000)/math.Sqrt(160000))
	zero := NewStream(-golden&math.MaxUint64, 0)
	if zero == (Stream{}) {
		t.Error("the state is all zero")
	}
}

// TestReference: the first outputs of xoshiro256++ from the state 1, 2, 3, 4,
// as its authors' program gives them.
func TestReference(t *testing.T) {
	s := Stream{1, 2, 3, 4}
	for i, want := range []uint64{41943041, 58720359, 3588806011781223, 3591011842654386, 9228616714210784205, 9973669472204895162} {
		if got := s.Uint64(); got != want {
			t.Errorf("output %d: %d, want %d", i, got, want)
		}
	}
}

// ks returns sqrt(n) times the Kolmogorov-Smirnov distance.
func ks(x []float64, cdf func(float64) float64) float64 {
	slices.Sort(x)
	d, n := 0.0, float64(len(x))
	for i, v := range x {
		p := cdf(v)
		d = max(d, p-float64(i)/n, float64(i+1)/n-p)
	}
	return d * math.Sqrt(n)
}

// farKS is exceeded with probability 2 exp(-2 x^2) = 1e-5.
const farKS = 2.47

func TestShapes(t *testing.T) {
	const n = 500_000
	for _, c := range []struct {
		name   string
		draw   func(s *Stream) float64
		cdf    func(x float64) float64
		mean   float64
		second float64
		fourth float64
	}{
		{"uniform", (*Stream).Float64, func(x float64) float64 { return x }, 0.5, 1. / 3, 1. / 5},
		{"exponential", (*Stream).Exp, func(x float64) float64 { return -math.Expm1(-x) }, 1, 2, 24},
		{"normal", (*Stream).Norm, num.NormalCDF, 0, 1, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			for seed := range uint64(3) {
				s := NewStream(seed, 1)
				x := make([]float64, n)
				sum, square := 0.0, 0.0
				for i := range x {
					x[i] = c.draw(&s)
					sum += x[i]
					square += x[i] * x[i]
				}
				pass(t, c.name+": mean", (sum/n-c.mean)/math.Sqrt((c.second-c.mean*c.mean)/n))
				pass(t, c.name+": square", (square/n-c.second)/math.Sqrt((c.fourth-c.second*c.second)/n))
				if d := ks(x, c.cdf); d > farKS {
					t.Errorf("%s: Kolmogorov-Smirnov %.2f", c.name, d)
				}
			}
		})
	}
}

// TestFillIsExp: many at a time are those one by one, the slow ones too.
func TestFillIsExp(t *testing.T) {
	many, single := NewStream(2, 3), NewStream(2, 3)
	x := make([]float64, 100_000)
	many.fillExp(x, 24)
	for i := range x {
		if want := 24 * single.Exp(); x[i] != want {
			t.Fatalf("draw %d: %g, one by one %g", i, x[i], want)
		}
	}
	if many != single {
		t.Error("the streams stand apart")
	}
}

// TestTails: the tails beyond the ziggurats are as heavy as they should be.
func TestTails(t *testing.T) {
	const n = 5_000_000
	s := NewStream(8, 2)
	exp, norm, sign := 0.0, 0.0, 0.0
	for range n {
		if s.Exp() > expZiggurat.tail+1 {
			exp++
		}
		if x := s.Norm(); math.Abs(x) > normZiggurat.tail {
			norm++
			sign += math.Copysign(1, x)
		}
	}
	rare := func(name string, got, p float64) { pass(t, name, (got-n*p)/math.Sqrt(n*p)) }
	rare("exponential", exp, math.Exp(-expZiggurat.tail-1))
	rare("normal", norm, 2*num.NormalCDF(-normZiggurat.tail))
	pass(t, "signs", sign/math.Sqrt(norm))
}

// TestLayersAreEqual: all 256 layers of both ziggurats have the same area.
func TestLayersAreEqual(t *testing.T) {
	for _, z := range []*ziggurat{&expZiggurat, &normZiggurat} {
		area := z.width[0] / unit * z.height[1]
		for i := 1; i < 256; i++ {
			if a := z.width[i] / unit * (z.height[i+1] - z.height[i]); math.Abs(a/area-1) > 1e-9 {
				t.Errorf("layer %d: %g of the first", i, a/area)
			}
		}
	}
}
