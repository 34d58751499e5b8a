package montecarlo

import (
	"math"
	"math/bits"
)

// Stream is a source of random numbers that belongs to one replication. Its
// zero value panics; a copy goes on from where the original stands.
//
// The generator is xoshiro256++ (Blackman and Vigna 2021): four words of
// state, a period of 2^256-1, no multiplication, and every output bit usable,
// which the ziggurats of Exp and Norm need as they take the layer from the low
// bits. It is seeded by the finaliser of SplitMix64, a bijection of 64 bits, so
// that making a stream costs five of these and no two pairs (seed, replication)
// share a state: see [NewStream]. A counter-based generator such as Philox would
// seed for nothing, but each of its draws costs three times as much.
type Stream struct{ s0, s1, s2, s3 uint64 }

// golden is 2^64 over the golden ratio, SplitMix64's increment.
const golden = 0x9e3779b97f4a7c15

// NewStream returns the stream of one replication of the run of a seed. With h
// = mix(seed + golden),
//
//	s0 = mix(h + golden r)    s2 = mix(s0 + golden)
//	s1 = mix(s0 xor h)        s3 = mix(s1 + golden)
//
// s1 and s0 give back h, and with it the seed and then r: all states differ,
// and none is zero.
func NewStream(seed, replication uint64) Stream {
	h := mix(seed + golden)
	s0 := mix(h + golden*replication)
	s1 := mix(s0 ^ h)
	return Stream{s0: s0, s1: s1, s2: mix(s0 + golden), s3: mix(s1 + golden)}
}

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood 2014, variant 13).
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Uint64 returns 64 random bits.
func (s *Stream) Uint64() uint64 {
	x, next := s.next()
	*s = next
	return x
}

// next returns 64 random bits and the stream after them. Loops that draw much
// keep the stream in a variable of their own, which stays in registers.
func (s Stream) next() (uint64, Stream) {
	x := bits.RotateLeft64(s.s0+s.s3, 23) + s.s0
	t2, t3 := s.s2^s.s0, s.s3^s.s1
	return x, Stream{s.s0 ^ t3, s.s1 ^ t2, t2 ^ s.s1<<17, bits.RotateLeft64(t3, 45)}
}

// unit is the step between the values of Float64.
const unit = 1.0 / (1 << 53)

// Float64 returns a number uniform on the open interval (0, 1): one of
// k/2^53 for k = 1, 2, ..., 2^53-1, which has the mean 1/2 exactly.
func (s *Stream) Float64() float64 {
	for {
		if k := s.Uint64() >> 11; k != 0 {
			return float64(k) * unit
		}
		if *s == (Stream{}) {
			panic("montecarlo: a stream that NewStream did not make")
		}
	}
}

// ziggurat covers the area under a decreasing density f on x > 0 by 256 layers
// of equal area (Marsaglia and Tsang 2000): layer i > 0 is the rectangle from 0
// to x[i] and from f(x[i]) to f(x[i+1]); layer 0 holds the tail beyond x[1].
// A draw k of 53 bits in layer i is at k width[i], and under the density at once
// if k < inside[i].
type ziggurat struct {
	inside [256]uint64
	width  [256]float64
	height [257]float64 // f(x[i]); height[256] = f(0) = 1
	tail   float64      // x[1]
}

// The tails' beginnings are those at which 256 layers close at f(0) = 1.
var (
	expZiggurat  = newZiggurat(7.69711747013104972, expTailArea, func(x float64) float64 { return math.Exp(-x) }, func(y float64) float64 { return -math.Log(y) })
	normZiggurat = newZiggurat(3.6541528853610088, normTailArea, func(x float64) float64 { return math.Exp(-x * x / 2) }, func(y float64) float64 { return math.Sqrt(-2 * math.Log(y)) })
)

func expTailArea(x float64) float64 { return math.Exp(-x) }

func normTailArea(x float64) float64 { return math.Sqrt(math.Pi/2) * math.Erfc(x/math.Sqrt2) }

// newZiggurat builds the layers of a density f with the inverse g and the area
// beyond x under it, where tail is the beginning of the bottom layer's tail.
func newZiggurat(tail float64, beyond func(x float64) float64, f, g func(float64) float64) ziggurat {
	z := ziggurat{tail: tail}
	area := tail*f(tail) + beyond(tail)
	right := area / f(tail) // of a rectangle as high and as large as layer 0
	x := tail
	for i := range z.inside {
		z.width[i] = right * unit
		z.inside[i] = uint64(x / right * (1 << 53))
		z.height[i+1] = f(x)
		right = x
		if i < 254 {
			x = g(area/right + f(right))
		} else {
			x = 0
		}
	}
	return z
}

// Exp returns an exponential variate with the mean 1, greater than 0, by a
// ziggurat of 256 layers on 53 bits.
func (s *Stream) Exp() float64 {
	z := &expZiggurat
	u := s.Uint64()
	i, k := uint8(u), u>>11
	if k < z.inside[i] && k != 0 {
		return float64(int64(k)) * z.width[i]
	}
	return s.expSlow(i, k)
}

// fillExp draws len(dst) exponential variates with a mean, as Exp does.
func (s *Stream) fillExp(dst []float64, mean float64) {
	z, r := &expZiggurat, *s
	for n := range dst {
		var u uint64
		u, r = r.next()
		i, k := uint8(u), u>>11
		if k < z.inside[i] && k != 0 {
			dst[n] = mean * (float64(int64(k)) * z.width[i])
			continue
		}
		*s = r
		dst[n] = mean * s.expSlow(i, k)
		r = *s
	}
	*s = r
}

// expSlow finishes a draw outside the rectangles: some 1 in 90.
func (s *Stream) expSlow(i uint8, k uint64) float64 {
	z := &expZiggurat
	for {
		x := float64(k) * z.width[i]
		switch {
		case k == 0: // once in 2^53: a time of 0 is none
		case k < z.inside[i]:
			return x
		case i == 0: // no memory: the tail is as the whole
			return z.tail + s.Exp()
		case z.height[i]+s.Float64()*(z.height[int(i)+1]-z.height[i]) < expOf(-x):
			return x
		}
		u := s.Uint64()
		i, k = uint8(u), u>>11
	}
}

// Norm returns a variate of the standard normal distribution, by a ziggurat of
// 256 layers on 53 bits and a sign.
func (s *Stream) Norm() float64 {
	z := &normZiggurat
	u := s.Uint64()
	i, k := uint8(u), u>>11
	x := float64(int64(k)) * z.width[i]
	if k >= z.inside[i] {
		x = s.normSlow(i, k)
	}
	return math.Float64frombits(math.Float64bits(x) | u<<55&(1<<63)) // bit 8 is the sign
}

// normSlow finishes the size of a draw outside the rectangles: some 1 in 80.
func (s *Stream) normSlow(i uint8, k uint64) float64 {
	z := &normZiggurat
	for {
		x := float64(k) * z.width[i]
		switch {
		case k < z.inside[i]:
			return x
		case i == 0:
			return s.normTail()
		case z.height[i]+s.Float64()*(z.height[int(i)+1]-z.height[i]) < expOf(-x*x/2):
			return x
		}
		u := s.Uint64()
		i, k = uint8(u), u>>11
	}
}

// normTail returns a normal variate given that it lies beyond the ziggurat's
// tail (Marsaglia 1964).
func (s *Stream) normTail() float64 {
	tail := normZiggurat.tail
	for {
		x := s.Exp() / tail
		if 2*s.Exp() > x*x {
			return tail + x
		}
	}
}
