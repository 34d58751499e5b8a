// Package marks finds the bytes of a delimited text that can mean something.
package marks

import (
	"encoding/binary"
	"math/bits"
)

// Find appends to dst the places in text, in order and not before from, of each comma,
// which is any byte, of each quote, line feed and carriage return. text must be shorter
// than 4 GiB.
func Find(dst []uint32, text []byte, from int, comma byte) []uint32 {
	var masks [batch]uint64
	whole := from + (len(text)-from)/64*64
	for from < whole {
		n := min(batch, (whole-from)/64)
		mask(masks[:n], text[from:from+64*n], comma)
		for i := range n {
			dst = places(dst, masks[i], uint32(from+64*i))
		}
		from += 64 * n
	}
	var rest [64]byte
	if n := copy(rest[:], text[whole:]); n > 0 {
		maskPlainly(masks[:1], rest[:], comma)
		dst = places(dst, masks[0]&(1<<n-1), uint32(whole))
	}
	return dst
}

// batch is how many words of 64 bytes are looked at before the places are written.
const batch = 64

// places appends the places of the bits that are set in a mask.
func places(dst []uint32, mask uint64, from uint32) []uint32 {
	for ; mask != 0; mask &= mask - 1 {
		dst = append(dst, from+uint32(bits.TrailingZeros64(mask)))
	}
	return dst
}

// maskPlainly sets in each mask the bits of the bytes, of the 64 it stands for,
// that are marks. It is what mask does where the processor has nothing better.
func maskPlainly(masks []uint64, text []byte, comma byte) {
	commas := eight(comma)
	for i := range masks {
		word := uint64(0)
		for j := range 8 {
			x := binary.LittleEndian.Uint64(text[64*i+8*j:])
			found := zeros(x^commas) | zeros(x^eight('"')) | zeros(x^eight('\n')) | zeros(x^eight('\r'))
			// Each byte is 0x80 or 0: gather the eight bits into one byte.
			word |= (found >> 7 * 0x0102040810204080 >> 56) << (8 * j)
		}
		masks[i] = word
	}
}

// eight returns a word of eight times the byte b.
func eight(b byte) uint64 { return 0x0101010101010101 * uint64(b) }

// zeros returns a word with 0x80 in each byte that is 0 in x, and 0 in all others.
func zeros(x uint64) uint64 {
	const low = 0x7f7f7f7f7f7f7f7f
	return ^(x&low + low | x | low)
}
