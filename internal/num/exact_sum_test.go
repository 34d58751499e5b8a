package num

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// anyFloat returns a finite float of any size and sign.
func anyFloat(r *rand.Rand) float64 {
	for {
		if x := math.Float64frombits(r.Uint64()); !math.IsNaN(x) && math.Abs(x) < 1e300 {
			return x
		}
	}
}

// The sum is that of rational numbers, rounded once, in any order.
func TestExactSumAgainstRationals(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	for range 300 {
		var terms []float64
		want := new(big.Rat)
		for range 1 + r.IntN(40) {
			x := anyFloat(r)
			if r.IntN(2) == 0 {
				x = r.NormFloat64() * math.Ldexp(1, r.IntN(80)-40)
			}
			if len(terms) > 0 && r.IntN(4) == 0 {
				x = -terms[r.IntN(len(terms))] // so that much cancels
			}
			terms = append(terms, x)
			want.Add(want, new(big.Rat).SetFloat64(x))
		}
		nearest, _ := want.Float64()
		for range 3 {
			r.Shuffle(len(terms), func(i, j int) { terms[i], terms[j] = terms[j], terms[i] })
			if got := SumExactly(terms); got != nearest {
				t.Fatalf("%v: %g, want %g", terms, got, nearest)
			}
		}
	}
}

// By hand: 2^53 + 1 is no float, 2^53 + 1 + 1 is one, and what was lost on the way is
// found at the end.
func TestExactSumByHand(t *testing.T) {
	const big = 1 << 53
	if got := SumExactly([]float64{big, 1, 1}); got != big+2 {
		t.Errorf("2^53 + 1 + 1 = %v", got)
	}
	if got := SumExactly([]float64{1e300, 1, -1e300, 5e-324}); got != 1 {
		t.Errorf("%v, want 1", got)
	}
	if got := SumExactly([]float64{5e-324, 5e-324}); got != 1e-323 {
		t.Errorf("%v, want 1e-323", got)
	}
	if got := SumExactly([]float64{1, math.Inf(1)}); !math.IsInf(got, 1) {
		t.Errorf("%v, want +Inf", got)
	}
	if got := SumExactly([]float64{math.Inf(-1), math.Inf(1)}); !math.IsNaN(got) {
		t.Errorf("%v, want NaN", got)
	}
	if got := SumExactly([]float64{1, math.NaN()}); !math.IsNaN(got) {
		t.Errorf("%v, want NaN", got)
	}
}

// A term that comes n times is n terms.
func TestExactSumOfRepeatedTerms(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	for range 200 {
		x, n := r.NormFloat64(), 1+r.IntN(1000)
		var one, all ExactSum
		for range n {
			one.Add(x)
		}
		if all.AddTimes(x, n); all.Total() != one.Total() {
			t.Fatalf("%d x %g: %g, want %g", n, x, all.Total(), one.Total())
		}
	}
}

// Carries are settled without a change of the sum.
func TestExactSumCarries(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 17))
	var plain, settled ExactSum
	for range 10_000 {
		x := r.NormFloat64() * 1e6
		plain.Add(x)
		settled.Add(x)
		settled.carry()
	}
	if plain.Total() != settled.Total() {
		t.Errorf("%g, want %g", settled.Total(), plain.Total())
	}
}

// Fixed sums do not depend on the order of the terms or of partial sums, and survive
// being written.
func TestFixedDoesNotDependOnOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 23))
	terms := make([]float64, 1000)
	var want Fixed
	for i := range terms {
		terms[i] = r.ExpFloat64() * math.Ldexp(1, r.IntN(60)-40)
		want.Add(terms[i])
	}
	for range 5 {
		r.Shuffle(len(terms), func(i, j int) { terms[i], terms[j] = terms[j], terms[i] })
		var a, b, read Fixed
		cut := r.IntN(len(terms))
		for i, x := range terms {
			if i < cut {
				a.Add(x)
			} else {
				b.Add(x)
			}
		}
		a.Merge(b)
		text, _ := a.MarshalText()
		if err := read.UnmarshalText(text); err != nil || read != want {
			t.Fatalf("%v, want %v (%v)", read, want, err)
		}
	}
	if got, nearest := want.Value(), SumExactly(terms); got != nearest {
		t.Errorf("%g, want %g", got, nearest)
	}
	if err := want.UnmarshalText([]byte("-1")); err == nil {
		t.Error("a sum below 0 is read")
	}
}

func BenchmarkExactSum(b *testing.B) {
	x := make([]float64, 1<<12)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range x {
		x[i] = r.ExpFloat64()
	}
	b.Run("sum=exact", func(b *testing.B) {
		for range b.N {
			SumExactly(x)
		}
	})
	b.Run("sum=fixed", func(b *testing.B) {
		for range b.N {
			var s Fixed
			for _, v := range x {
				s.Add(v)
			}
		}
	})
}
