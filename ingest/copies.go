package ingest

import (
	"bytes"
	"hash/maphash"
	"math/bits"
)

// rowKey stands for a row: a hash with a seed of the process, so that no file can
// make two rows collide on purpose. By chance two rows of one part have the same
// one in one of three billion logs of ten million rows spread over a year; were
// all of them to begin in one hour, in one of 370,000.
type rowKey uint64

// copySeed is shared by all files of a process, so that a row that comes in two
// files is a copy.
var copySeed = maphash.MakeSeed()

// keyOf returns the key of a row whose cells each end in a NUL byte.
func keyOf(row []byte) rowKey { return max(1, hashOfRow(row)) } // 0 is an empty slot

// hashOfRow is replaced by tests of rows that collide.
var hashOfRow = func(row []byte) rowKey { return rowKey(maphash.Bytes(copySeed, row)) }

// partOf returns the part for a row by how its start is written: by the hour, the
// day where there is none, or the leading digits of a number. So rows that stand
// together in a log in order of time share a part, which stays in the caches.
func partOf(start []byte) uint16 {
	size := bytes.IndexByte(start, ':')
	if size < 0 {
		size = len(start)
		if size >= 5 && start[4] >= '0' && start[4] <= '9' {
			size = (size + 2) / 2
		}
	}
	return uint16(wideOf(start[:min(size, wideSize)]).hash())
}

// copies is a set of rows, in 65,536 parts, of which only those that have rows, or
// neighbours with rows, take memory.
type copies struct {
	parts  [256]*[256]copiesPart
	latest *copiesPart // the last one to get its first row
}

// copiesPart is a hash table with linear probing, at most three quarters full.
type copiesPart struct {
	slots []rowKey
	rows  int
}

// add adds a row to a part and reports whether it was there.
func (c *copies) add(part uint16, key rowKey) bool {
	p := c.part(part)
	if 4*p.rows >= 3*len(p.slots) {
		c.grow(p)
	}
	slot := p.find(key)
	if *slot == key {
		return true
	}
	*slot = key
	p.rows++
	return false
}

func (c *copies) part(part uint16) *copiesPart {
	several := &c.parts[part>>8]
	if *several == nil {
		*several = new([256]copiesPart)
	}
	return &(*several)[part&255]
}

// look looks at the place of a row that will be added, so that the memory it is in is
// at hand then: many rows at once, as each alone would be waited for.
func (c *copies) look(part uint16, key rowKey) rowKey {
	if p := c.part(part); len(p.slots) > 0 {
		return p.slots[p.place(key)]
	}
	return 0
}

// grow makes a part twice as large. A new one gets room for a fifth more rows than
// the one before it has: hours are much alike.
func (c *copies) grow(p *copiesPart) {
	size := 2 * len(p.slots)
	if size == 0 {
		size = 8
		if c.latest != nil {
			size += c.latest.rows * 8 / 5
		}
		c.latest = p
	}
	old := p.slots
	p.slots = make([]rowKey, size)
	for _, key := range old {
		if key != 0 {
			*p.find(key) = key
		}
	}
}

// place returns where the search for a key starts: the key is spread over the
// slots as over the numbers of 64 bits.
func (p *copiesPart) place(key rowKey) uint64 {
	i, _ := bits.Mul64(uint64(key), uint64(len(p.slots)))
	return i
}

// find returns the slot of key, or the empty one where it belongs.
func (p *copiesPart) find(key rowKey) *rowKey {
	for i := p.place(key); ; i++ {
		if i == uint64(len(p.slots)) {
			i = 0
		}
		if slot := &p.slots[i]; *slot == key || *slot == 0 {
			return slot
		}
	}
}
