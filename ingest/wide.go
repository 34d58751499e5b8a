package ingest

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"math/rand/v2"
)

// wide is 16 bytes: a short text itself, which then takes no memory elsewhere to
// compare, or a hash of a longer one.
type wide [2]uint64

// wideSize is the length up to which texts of one length differ if and only if
// their wides do.
const wideSize = 16

var wideSeed = maphash.MakeSeed()

func wideOf(text []byte) wide {
	n := len(text)
	switch {
	case n > wideSize:
		return wide{maphash.Bytes(wideSeed, text), 0}
	case n >= 8:
		return wide{binary.LittleEndian.Uint64(text), binary.LittleEndian.Uint64(text[n-8:])}
	case n >= 4:
		return wide{uint64(binary.LittleEndian.Uint32(text)), uint64(binary.LittleEndian.Uint32(text[n-4:]))}
	case n > 0:
		return wide{uint64(text[0]) | uint64(text[n/2])<<8 | uint64(text[n-1])<<16, 0}
	}
	return wide{}
}

// secret keeps files from knowing which wides have one hash.
var secret = wide{rand.Uint64(), rand.Uint64()}

// hash mixes the bits by one long multiplication.
func (w wide) hash() uint64 {
	hi, lo := bits.Mul64(w[0]^secret[0], w[1]^secret[1])
	return hi ^ lo
}
