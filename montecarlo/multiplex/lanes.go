package multiplex

import (
	"math/bits"
	"sync/atomic"

	"mtbf/montecarlo"
)

// words is how many words a line has: with eight it fills a cache line, so
// that a permuted line costs one access of memory, and a permutation is shared
// by 512 lanes.
const (
	words = 8
	lanes = 64 * words
)

// line is one line of a bundle in all lanes: a bit is set where it is stimulated.
type line [words]uint64

var stimulated = line{^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}

// loom simulates one wiring after another, in memory that it keeps. Bundles have
// room up to a whole block; what lies beyond N is noise.
type loom struct {
	scheme *Scheme
	stream montecarlo.Stream
	inputs [][]line
	out    []line
	wiring [][]int32 // of all inputs but the first
	errors noise
	sparks noise // silent lines of independent inputs
}

func newLoom(s *Scheme) *loom {
	bundle := func() []line { return make([]line, (s.N+blockLines-1)/blockLines*blockLines) }
	l := &loom{scheme: s, out: bundle(), errors: newNoise(s.Error)}
	for i := range s.Organ.Lines() {
		l.inputs = append(l.inputs, bundle())
		if i > 0 {
			l.wiring = append(l.wiring, make([]int32, s.N))
		}
	}
	if s.Independent {
		l.sparks = newNoise(1 - s.Stimulated)
	}
	return l
}

// weave returns in how many lanes a wiring drawn from the stream fails; if it is
// halted, none that counts.
func (l *loom) weave(stream montecarlo.Stream, halt *atomic.Bool) int {
	l.stream = stream
	for _, w := range l.wiring {
		for i := range w {
			w[i] = int32(i)
		}
	}
	for i, in := range l.inputs {
		if i == 2 && l.scheme.Dissent {
			clear(in)
			continue
		}
		l.stimulate(in)
	}
	l.stage(l.inputs)
	same := make([][]line, len(l.inputs))
	for range l.scheme.Tiers {
		if halt.Load() {
			return 0
		}
		l.out, l.inputs[0] = l.inputs[0], l.out
		for i := range same {
			same[i] = l.inputs[0]
		}
		l.stage(same)
	}
	s := l.scheme
	return failed(l.out, s.N, s.wanted(), s.limit())
}

// stage puts bundles through organs that are wired afresh.
func (l *loom) stage(in [][]line) {
	for _, w := range l.wiring {
		shuffle(w, &l.stream)
	}
	if l.scheme.Organ == Majority {
		majority(l.out, in, l.wiring)
	} else {
		nand(l.out, in, l.wiring)
	}
	l.errors.disturb(l.out, &l.stream)
}

// stimulate fills an input bundle.
func (l *loom) stimulate(in []line) {
	for i := range in {
		in[i] = stimulated
	}
	if l.scheme.Independent {
		l.sparks.disturb(in, &l.stream)
	} else {
		l.silence(in)
	}
}

// stretch is how many lines have their silent ones side by side.
const stretch = 256

// silence chooses the lines that are not stimulated: in every stretch of the
// bundle its share, side by side, from a place of its own in every lane on. As
// the wiring is a permutation of which any is as likely as any other, it does
// not matter to a lane which lines they are; but were they the same in all lanes,
// so would be how many of them meet in one organ, and 512 lanes would tell hardly
// more than one.
func (l *loom) silence(in []line) {
	n, silent := l.scheme.N, l.scheme.silent()
	for from := 0; from < n; from += stretch {
		to := min(from+stretch, n)
		if k := silent*to/n - silent*from/n; k > 0 {
			l.window(in[from:to], k)
		}
	}
}

// window makes so many neighbours silent, in a ring of lines. It marks where
// that changes, and the changes add up along the lines.
func (l *loom) window(in []line, silent int) {
	clear(in)
	first := stimulated
	for lane := range lanes {
		w, bit := lane/64, uint64(1)<<(lane%64)
		from := below(len(in), &l.stream)
		to := from + silent
		if to >= len(in) {
			to -= len(in)
			first[w] ^= bit
		}
		in[from][w] ^= bit
		in[to][w] ^= bit
	}
	before := &first
	for i := range in {
		in[i].change(before)
		before = &in[i]
	}
}

// change changes the lanes in which by is set.
func (l *line) change(by *line) {
	l[0] ^= by[0]
	l[1] ^= by[1]
	l[2] ^= by[2]
	l[3] ^= by[3]
	l[4] ^= by[4]
	l[5] ^= by[5]
	l[6] ^= by[6]
	l[7] ^= by[7]
}

// nand is a stage of organs; organ i takes line i of the first bundle.
func nand(out []line, in [][]line, wiring [][]int32) {
	x, y := in[0], in[1]
	for i, j := range wiring[0] {
		o, a, b := &out[i], &x[i], &y[j]
		o[0] = ^(a[0] & b[0])
		o[1] = ^(a[1] & b[1])
		o[2] = ^(a[2] & b[2])
		o[3] = ^(a[3] & b[3])
		o[4] = ^(a[4] & b[4])
		o[5] = ^(a[5] & b[5])
		o[6] = ^(a[6] & b[6])
		o[7] = ^(a[7] & b[7])
	}
}

func majority(out []line, in [][]line, wiring [][]int32) {
	x, y, z := in[0], in[1], in[2]
	third := wiring[1]
	for i, j := range wiring[0] {
		o, a, b, c := &out[i], &x[i], &y[j], &z[third[i]]
		o[0] = a[0]&b[0] | c[0]&(a[0]|b[0])
		o[1] = a[1]&b[1] | c[1]&(a[1]|b[1])
		o[2] = a[2]&b[2] | c[2]&(a[2]|b[2])
		o[3] = a[3]&b[3] | c[3]&(a[3]|b[3])
		o[4] = a[4]&b[4] | c[4]&(a[4]|b[4])
		o[5] = a[5]&b[5] | c[5]&(a[5]|b[5])
		o[6] = a[6]&b[6] | c[6]&(a[6]|b[6])
		o[7] = a[7]&b[7] | c[7]&(a[7]|b[7])
	}
}

// shuffle permutes a list, each order as likely as any other (Fisher and Yates).
func shuffle(list []int32, s *montecarlo.Stream) {
	for i := len(list) - 1; i > 0; i-- {
		j := below(i+1, s)
		list[i], list[j] = list[j], list[i]
	}
}

// below returns a number from 0 to n-1. None is likelier than another by more
// than n/2^64.
func below(n int, s *montecarlo.Stream) int {
	hi, _ := bits.Mul64(s.Uint64(), uint64(n))
	return int(hi)
}
