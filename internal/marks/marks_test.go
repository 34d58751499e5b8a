package marks

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
)

// byByte is Find, one byte after the other.
func byByte(text []byte, comma byte) (places []uint32) {
	for i, c := range text {
		if c == comma || c == '"' || c == '\n' || c == '\r' {
			places = append(places, uint32(i))
		}
	}
	return places
}

func same(t *testing.T, text []byte, comma byte) {
	t.Helper()
	all := byByte(text, comma)
	for _, from := range []int{0, len(text) / 3, len(text)} {
		i, _ := slices.BinarySearch(all, uint32(from))
		if got := Find(nil, text, from, comma); !slices.Equal(got, all[i:]) {
			t.Fatalf("%q by %q from %d: %d, want %d", text, comma, from, got, all[i:])
		}
	}
	n := len(text) / 64
	fast, plain := make([]uint64, n), make([]uint64, n)
	mask(fast, text, comma)
	maskPlainly(plain, text, comma)
	if !slices.Equal(fast, plain) {
		t.Fatalf("%q by %q: masks %x, plainly %x", text, comma, fast, plain)
	}
}

func TestFind(t *testing.T) {
	same(t, nil, ',')
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	for _, comma := range []byte{',', ';', '\t', 0, '"', 0x80, 0xff} {
		same(t, all, comma)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		text := make([]byte, r.IntN(400))
		for i := range text {
			text[i] = "abc,;\t\"\n\r\x00\x7f\x8a\xac\xff"[r.IntN(14)]
		}
		same(t, text, ",;\t\xac"[r.IntN(4)])
	}
	same(t, bytes.Repeat([]byte("1,\"a\nb\",\r\n"), 2*64*batch/10), ',')
}

func FuzzFind(f *testing.F) {
	f.Add([]byte("a,\"b\"\"c\nd\"\r\n1,2\n"), byte(','))
	f.Fuzz(func(t *testing.T, text []byte, comma byte) { same(t, text, comma) })
}

func BenchmarkFind(b *testing.B) {
	text := bytes.Repeat([]byte("1000000,node-00001,hardware/disc,2024-01-01T00:00:00Z,2024-01-01T01:00:00Z,\"disc, said \"\"dead\"\" again\"\n"), 2000)
	places := Find(nil, text, 0, ',')
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		places = Find(places[:0], text, 0, ',')
	}
}
