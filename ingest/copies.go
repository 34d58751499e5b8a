package ingest

import (
	"hash/maphash"
	"math/bits"
)

// rowKey stands for a row: 128 bits of hash with seeds of the process, so that no
// file can make two rows collide on purpose, and by chance they do once in 10^24
// logs of ten million rows.
type rowKey [2]uint64

// copySeeds are shared by all files of a process, so that a row that comes in
// two files is a copy.
var copySeeds = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}

// keyOf returns the key of a row whose cells each end in a NUL byte.
func keyOf(row []byte) rowKey {
	key := rowKey{maphash.Bytes(copySeeds[0], row), maphash.Bytes(copySeeds[1], row)}
	if key == (rowKey{}) {
		key[0] = 1 // a zero key is an empty slot
	}
	return key
}

// copies is a set of rows, in parts so that growing takes little memory at once.
type copies [64]copiesPart

// copiesPart is a hash table with linear probing, at most three quarters full.
type copiesPart struct {
	slots []rowKey
	n     int
}

// add adds a row and reports whether it was there.
func (c *copies) add(key rowKey) bool {
	p := &c[key[0]%uint64(len(c))]
	if 4*p.n >= 3*len(p.slots) {
		p.resize(max(16, 2*len(p.slots)))
	}
	slot := p.find(&key)
	if *slot == key {
		return true
	}
	*slot = key
	p.n++
	return false
}

// warm looks at the places of rows that will be added, all at once, so that the
// memory they are in is at hand then: each alone would be waited for.
func (c *copies) warm(rows []sight) (n uint64) {
	for i := range rows {
		key := &rows[i].key
		p := &c[key[0]%uint64(len(c))]
		if len(p.slots) > 0 {
			n += p.slots[p.place(key)][0]
		}
	}
	return n
}

// reserve makes room for so many rows in all.
func (c *copies) reserve(rows int) {
	for i := range c {
		if size := rows*3/2/len(c) + 16; size > len(c[i].slots) {
			c[i].resize(size)
		}
	}
}

// place returns where the search for a key starts: the key is spread over the
// slots as over the numbers of 64 bits.
func (p *copiesPart) place(key *rowKey) uint64 {
	i, _ := bits.Mul64(key[1], uint64(len(p.slots)))
	return i
}

// find returns the slot of key, or the empty one where it belongs.
func (p *copiesPart) find(key *rowKey) *rowKey {
	for i := p.place(key); ; i++ {
		if i == uint64(len(p.slots)) {
			i = 0
		}
		if slot := &p.slots[i]; *slot == *key || *slot == (rowKey{}) {
			return slot
		}
	}
}

func (p *copiesPart) resize(size int) {
	old := p.slots
	p.slots = make([]rowKey, size)
	for i := range old {
		if key := &old[i]; *key != (rowKey{}) {
			*p.find(key) = *key
		}
	}
}
