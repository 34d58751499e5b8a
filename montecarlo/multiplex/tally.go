package multiplex

import "math/bits"

// tally counts the stimulated lines of every lane at once.
type tally [words]count

// count is 64 numbers: bit p of the number of lane b is bit b of count[p].
type count [planes]uint64

// planes are enough for the lines of the widest bundle.
const planes = 20

// add adds sixteen lines.
func (t *tally) add(x *[16]line) {
	for w := range t {
		p := &t[w]
		first := p.eight((*[8]line)(x[:8]), w)
		second := p.eight((*[8]line)(x[8:]), w)
		var carry uint64
		p[3], carry = full(p[3], first, second)
		for i := 4; carry != 0; i++ {
			p[i], carry = p[i]^carry, p[i]&carry
		}
	}
}

// eight adds the bits of word w of eight lines, by a tree of full adders, and
// returns where eight are carried on.
func (p *count) eight(x *[8]line, w int) uint64 {
	w %= words
	a, twoA := full(p[0], x[0][w], x[1][w])
	b, twoB := full(a, x[2][w], x[3][w])
	c, twoC := full(b, x[4][w], x[5][w])
	d, twoD := full(c, x[6][w], x[7][w])
	e, fourA := full(p[1], twoA, twoB)
	f, fourB := full(e, twoC, twoD)
	g, carry := full(p[2], fourA, fourB)
	p[0], p[1], p[2] = d, f, g
	return carry
}

// full is a full adder.
func full(a, b, c uint64) (sum, carry uint64) {
	x := a ^ b
	return x ^ c, a&b | x&c
}

// over returns how many lanes have counted more than a limit.
func (t *tally) over(limit int) int {
	n := 0
	for w := range t {
		more, same := uint64(0), ^uint64(0)
		for p := planes - 1; p >= 0; p-- {
			bit := -uint64(limit >> p & 1)
			more |= same & t[w][p] &^ bit
			same &^= t[w][p] ^ bit
		}
		n += bits.OnesCount64(more)
	}
	return n
}

// failed returns in how many lanes more lines of a bundle than a limit differ
// from what is wanted. The bundle has n lines and whole blocks of room; what
// lies beyond the n is cleared.
func failed(bundle []line, n int, wanted bool, limit int) int {
	clear(bundle[n:])
	var t tally
	for i := 0; i < n; i += 16 {
		t.add((*[16]line)(bundle[i:]))
	}
	if wanted { // more than limit are silent unless n-limit-1 are exceeded
		return lanes - t.over(n-limit-1)
	}
	return t.over(limit)
}
