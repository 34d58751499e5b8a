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

// copyParts is the number of parts that a set of rows has.
const copyParts = 4096

// partOf returns the part for a row by how its start is written: mostly the day,
// for a number the leading digits. Rows that stand together in a log in order of
// time so share a part, which stays in the caches.
func partOf(start []byte) uint16 {
	size := min(10, len(start))
	if size >= 5 && start[4] >= '0' && start[4] <= '9' {
		size = min(size, (len(start)+2)/2)
	}
	return uint16(wideOf(start[:size]).hash() % copyParts)
}

// copies is a set of rows, in parts.
type copies struct {
	parts  [copyParts]copiesPart
	latest *copiesPart      // the last one to get its first row
	spare  map[int][]rowKey // by size: a table that some part grew out of, for the next that needs it
}

// copiesPart is a hash table with linear probing, at most three quarters full.
type copiesPart struct {
	slots []rowKey
	rows  int
}

// add adds a row to a part and reports whether it was there.
func (c *copies) add(part uint16, key *rowKey) bool {
	p := &c.parts[part]
	if 4*p.rows >= 3*len(p.slots) {
		c.grow(p)
	}
	slot := p.find(key)
	if *slot == *key {
		return true
	}
	*slot = *key
	p.rows++
	return false
}

// warm looks at the places of rows that will be added, all at once, so that the
// memory they are in is at hand then: each alone would be waited for.
func (c *copies) warm(rows []sight) (n uint64) {
	for i := range rows {
		s := &rows[i]
		if p := &c.parts[s.part]; len(p.slots) > 0 {
			n += p.slots[p.place(&s.key)][0]
		}
	}
	return n
}

// grow makes a part half as large again. A new one gets room for as many rows as
// the one before it has: days are much alike.
func (c *copies) grow(p *copiesPart) {
	size := larger(len(p.slots))
	if p.slots == nil {
		for c.latest != nil && 2*size < 3*c.latest.rows {
			size = larger(size)
		}
		c.latest = p
	}
	old := p.slots
	p.slots = c.table(size)
	for i := range old {
		if key := &old[i]; *key != (rowKey{}) {
			*p.find(key) = *key
		}
	}
	if old != nil {
		c.spare[len(old)] = old
	}
}

// larger returns the next of the sizes that tables have.
func larger(size int) int { return max(16, size+size/2) }

// table returns an empty table.
func (c *copies) table(size int) []rowKey {
	if c.spare == nil {
		c.spare = map[int][]rowKey{}
	}
	table := c.spare[size]
	if table == nil {
		return make([]rowKey, size)
	}
	delete(c.spare, size)
	clear(table)
	return table
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
