package num

import "math"

// Root returns an x between lo and hi where the continuous function f changes
// sign, to the last few bits of x. f(lo) and f(hi) must differ in sign, or one
// of them be 0; Root panics otherwise, and on NaN.
//
// It takes secant steps in which an end of the bracket that stays for a second
// time has its value halved, so that neither end can get stuck, and bisects
// whenever three steps have not halved the bracket. A smooth f takes about ten
// evaluations, the worst some 300; after maxSteps, where f is not the same
// every time, it returns what is left of the bracket.
func Root(f func(float64) float64, lo, hi float64) float64 {
	b := bracket{lo: lo, hi: hi, flo: f(lo), fhi: f(hi)}
	if !(b.flo*b.fhi <= 0) {
		panic("num: root is not bracketed")
	}
	width := b.hi - b.lo
	for step := 1; !b.done() && step <= maxSteps; step++ {
		x := b.secant()
		if step%4 == 0 {
			if b.hi-b.lo > width/2 {
				x = b.middle()
			}
			width = b.hi - b.lo
		}
		b.shrink(x, f(x))
	}
	return b.best()
}

// maxSteps is far more than any search takes: four steps halve a bracket, and
// some 2,100 halvings part any two numbers.
const maxSteps = 10_000

// bracket is an interval on which a function changes sign. flo and fhi may
// have been scaled down; their signs are right.
type bracket struct {
	lo, hi, flo, fhi float64
	stayed           int // the end that the last step retained: -1 lo, +1 hi
}

// margin is the least step away from an end: a few bits of the larger end.
func (b *bracket) margin() float64 {
	return 0x1p-51 * math.Max(math.Abs(b.lo), math.Abs(b.hi))
}

func (b *bracket) done() bool {
	return b.flo == 0 || b.fhi == 0 || b.hi-b.lo <= 2*b.margin()
}

func (b *bracket) middle() float64 { return b.lo + (b.hi-b.lo)/2 }

// secant returns where the chord is 0, kept off the ends so that every step
// shrinks the bracket.
func (b *bracket) secant() float64 {
	x := b.hi - b.fhi*((b.hi-b.lo)/(b.fhi-b.flo))
	if math.IsNaN(x) { // an infinite value has no chord
		return b.middle()
	}
	return math.Min(math.Max(x, b.lo+b.margin()), b.hi-b.margin())
}

// shrink replaces the end whose sign is that of fx = f(x).
func (b *bracket) shrink(x, fx float64) {
	if math.Signbit(fx) == math.Signbit(b.flo) {
		if b.stayed == +1 {
			b.fhi /= 2
		}
		b.lo, b.flo, b.stayed = x, fx, +1
		return
	}
	if b.stayed == -1 {
		b.flo /= 2
	}
	b.hi, b.fhi, b.stayed = x, fx, -1
}

// best returns the end where f vanishes, or else the middle.
func (b *bracket) best() float64 {
	switch {
	case b.flo == 0:
		return b.lo
	case b.fhi == 0:
		return b.hi
	}
	return b.middle()
}
