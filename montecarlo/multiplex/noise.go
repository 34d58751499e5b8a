package multiplex

import (
	"math"

	"mtbf/montecarlo"
)

// noise changes every bit of a bundle with a probability, each on its own.
//
// It does so without a draw for every bit, or for every gap between two that
// change. If each bit is hit a Poisson number of times with the mean h, the
// number is odd, and the bit is changed in the end, with the probability
//
//	(1 - e^(-2h))/2 = eps    for    h = -log(1 - 2 eps)/2,
//
// and the bits are independent. But the hits of a whole block of bits are a
// Poisson number too, of places that are uniform and independent: a hit costs
// 15 random bits and no logarithm, and one bit may be hit twice.
type noise struct {
	eps  float64
	hits table // on a block
}

// block is as many lines as have 2^15 bits.
type block [blockLines]line

const (
	blockLines = 1 << blockBits / lanes
	blockBits  = 15
)

func newNoise(eps float64) noise {
	n := noise{eps: eps}
	if eps > 0 {
		n.hits = newTable(poisson(-math.Log1p(-2*eps) / 2 * (1 << blockBits)))
	}
	return n
}

// disturb changes the bits of whole blocks.
func (n *noise) disturb(bundle []line, s *montecarlo.Stream) {
	if n.eps == 0 {
		return
	}
	for ; len(bundle) >= blockLines; bundle = bundle[blockLines:] {
		n.strike((*block)(bundle), s)
	}
}

func (n *noise) strike(b *block, s *montecarlo.Stream) {
	const each = 64 / blockBits
	for hits := n.hits.draw(s); hits > 0; hits -= each {
		u := s.Uint64()
		for range min(hits, each) {
			b[u/lanes%blockLines][u/64%words] ^= 1 << (u % 64)
			u >>= blockBits
		}
	}
}
