package num

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"strconv"
)

// Fixed is a sum of numbers of 0 or more that does not depend on their order:
// a whole number of 256 bits, in units of 2^-128. What a term has below that is
// cut off from the term, so that adding is exact. Terms are of everyday size, such
// as hours, shares or counts; sums stay below 2^127. The zero value is an empty sum.
type Fixed [4]uint64 // least first

// Add adds x, which must be 0 or more and below 2^127; it panics for others.
func (e *Fixed) Add(x float64) {
	u := math.Float64bits(x)
	shift := int(u>>52) - 1075 + 128
	m := u&(1<<52-1) | 1<<52
	switch {
	case u>>52 == 0 || u == 1<<63 || shift <= -53:
		return
	case shift < 0:
		m >>= uint(-shift)
		shift = 0
	case shift > 255-53 || x < 0:
		panic(fmt.Sprintf("num: %g cannot be summed", x))
	}
	limb, off := shift/64, uint(shift%64)
	e.addAt(limb, m<<off, m>>1>>(63-off))
}

// addAt adds a number of two limbs.
func (e *Fixed) addAt(limb int, lo, hi uint64) {
	var carry uint64
	e[limb], carry = bits.Add64(e[limb], lo, 0)
	for i := limb + 1; i < len(e) && (hi|carry) != 0; i++ {
		e[i], carry = bits.Add64(e[i], hi, carry)
		hi = 0
	}
}

// Merge adds another sum.
func (e *Fixed) Merge(o Fixed) {
	var carry uint64
	for i := range e {
		e[i], carry = bits.Add64(e[i], o[i], carry)
	}
}

// Big returns the sum in units of 2^-128.
func (e Fixed) Big() *big.Int {
	x := new(big.Int)
	for i := len(e) - 1; i >= 0; i-- {
		x.Lsh(x, 64).Or(x, new(big.Int).SetUint64(e[i]))
	}
	return x
}

// Value returns the float nearest to the sum.
func (e Fixed) Value() float64 { return Scaled(e.Big(), -128) }

// Scaled returns x 2^shift, rounded to nearest.
func Scaled(x *big.Int, shift int) float64 {
	f := new(big.Float).SetInt(x)
	v, _ := f.SetMantExp(f, shift).Float64()
	return v
}

// MarshalText writes the sum in hexadecimal.
func (e Fixed) MarshalText() ([]byte, error) { return []byte(e.Big().Text(16)), nil }

// UnmarshalText reads what MarshalText writes.
func (e *Fixed) UnmarshalText(text []byte) error {
	const digits = 256 / 4
	if len(text) > digits {
		return fmt.Errorf("%d digits are no sum of 256 bits", len(text))
	}
	x, ok := new(big.Int).SetString(string(text), 16)
	if !ok || x.Sign() < 0 {
		return fmt.Errorf("%s is no sum of 256 bits", strconv.Quote(string(text)))
	}
	mask := new(big.Int).SetUint64(math.MaxUint64)
	for i := range e {
		e[i] = new(big.Int).And(x, mask).Uint64()
		x.Rsh(x, 64)
	}
	return nil
}
