package num

import (
	"math"
	"math/big"
)

// ExactSum is a sum of floats that is exact until it is asked for, and then rounded
// once: it does not depend on the order of the terms, nor on how they were put into
// partial sums. It keeps whole multiples of 2^(32 i - 1074) for every i that a float
// can reach (a superaccumulator), in 0.6 KB. The zero value is an empty
// sum. An infinity or a NaN makes the sum what adding floats makes of it.
type ExactSum struct {
	limbs   [exactLimbs]int64
	pending int     // additions since the carries were settled
	special float64 // the sum of infinities and NaN
}

const (
	exactLimbs = (2046+53)/32 + 2
	// mostPending additions of less than 2^32 keep every limb below 2^62.
	mostPending = 1 << 29
)

// Add adds x.
func (s *ExactSum) Add(x float64) {
	u := math.Float64bits(x)
	exponent := int(u >> 52 & 0x7ff)
	m := u & (1<<52 - 1)
	switch exponent {
	case 0x7ff:
		s.special += x
		return
	case 0:
		exponent = 1
	default:
		m |= 1 << 52
	}
	at, off := uint(exponent-1)/32, uint(exponent-1)%32
	lo, hi := m<<off, m>>1>>(63-off)
	l := s.limbs[at : at+3 : at+3]
	if u>>63 == 0 {
		l[0] += int64(lo & math.MaxUint32)
		l[1] += int64(lo >> 32)
		l[2] += int64(hi)
	} else {
		l[0] -= int64(lo & math.MaxUint32)
		l[1] -= int64(lo >> 32)
		l[2] -= int64(hi)
	}
	if s.pending++; s.pending == mostPending {
		s.carry()
	}
}

// AddTimes adds x so many times: n x is the sum of two floats.
func (s *ExactSum) AddTimes(x float64, n int) {
	if n == 1 {
		s.Add(x)
		return
	}
	high := x * float64(n)
	s.Add(high)
	if !math.IsInf(high, 0) && !math.IsNaN(high) {
		s.Add(math.FMA(x, float64(n), -high))
	}
}

// carry makes every limb but the last less than 2^32.
func (s *ExactSum) carry() {
	for i := range s.limbs[:exactLimbs-1] {
		over := s.limbs[i] >> 32
		s.limbs[i] -= over << 32
		s.limbs[i+1] += over
	}
	s.pending = 1
}

// Total returns the float nearest to the sum.
func (s *ExactSum) Total() float64 {
	if s.special != 0 { // NaN too
		return s.special
	}
	x := new(big.Int)
	for i := exactLimbs - 1; i >= 0; i-- {
		x.Lsh(x, 32).Add(x, big.NewInt(s.limbs[i]))
	}
	return Scaled(x, -1074)
}

// SumExactly returns the sum of x, rounded once.
func SumExactly(x []float64) float64 {
	var s ExactSum
	for _, v := range x {
		s.Add(v)
	}
	return s.Total()
}
