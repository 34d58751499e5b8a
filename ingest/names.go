package ingest

import (
	"bytes"
	"hash/maphash"
)

// maxNames is how many bytes of names make a worker begin a new vocabulary.
const maxNames = 16 << 20

// names gives the texts of a column numbers, by the bytes of their cells. Number
// 0 is that of the empty cell. It is a hash table with linear probing, kept small
// so that it stays in the caches.
type names struct {
	slots []nameSlot // a power of two, at most three quarters of them taken
	cells []byte     // the cells, one behind the other
	ends  []uint32   // by number: where its cell ends
	texts []string   // by number: what the row means by it
}

// nameSlot is empty if its hash is 0.
type nameSlot struct {
	hash   uint32
	number int32
}

var nameSeed = maphash.MakeSeed()

func newNames() *names {
	n := &names{slots: make([]nameSlot, 16)}
	n.of(nil, func(string) string { return "" })
	return n
}

// of returns the number of a cell; read makes the text of one that is new.
func (n *names) of(cell []byte, read func(cell string) string) int32 {
	hash := uint32(maphash.Bytes(nameSeed, cell)) | 1
	slot := n.find(hash, cell)
	if slot.hash != 0 {
		return slot.number
	}
	number := int32(len(n.texts))
	*slot = nameSlot{hash, number}
	n.cells, n.texts = append(n.cells, cell...), append(n.texts, read(string(cell)))
	n.ends = append(n.ends, uint32(len(n.cells)))
	if 4*len(n.ends) > 3*len(n.slots) {
		n.grow()
	}
	return number
}

// cell returns the cell of a number.
func (n *names) cell(number int32) []byte {
	if number == 0 {
		return nil
	}
	return n.cells[n.ends[number-1]:n.ends[number]]
}

// find returns the slot of a cell, or the empty one where it belongs.
func (n *names) find(hash uint32, cell []byte) *nameSlot {
	mask := uint32(len(n.slots) - 1)
	for i := hash >> 1 & mask; ; i = (i + 1) & mask {
		slot := &n.slots[i]
		if slot.hash == 0 || slot.hash == hash && bytes.Equal(n.cell(slot.number), cell) {
			return slot
		}
	}
}

func (n *names) grow() {
	old := n.slots
	n.slots = make([]nameSlot, 2*len(old))
	for _, slot := range old {
		if slot.hash != 0 {
			*n.find(slot.hash, n.cell(slot.number)) = slot
		}
	}
}

// size returns about how many bytes the names take.
func (n *names) size() int { return len(n.cells) + 32*len(n.texts) }

// vocabulary is the names in the columns of a file that one worker has met.
type vocabulary struct{ units, categories, groups *names }

func newVocabulary() *vocabulary { return &vocabulary{newNames(), newNames(), newNames()} }

// size returns about how many bytes the longest of its columns takes.
func (v *vocabulary) size() int {
	return max(v.units.size(), v.categories.size(), v.groups.size())
}

// numbers are what the log calls the names of a vocabulary, -1 for one that it
// has not met.
type numbers struct {
	of                    *vocabulary
	units, causes, groups []int32
}

// cover makes room for the names of a piece.
func (n *numbers) cover(p *piece) {
	n.units = cover(n.units, p.units)
	n.causes = cover(n.causes, p.categories)
	n.groups = cover(n.groups, p.groups)
}

func cover(numbers []int32, texts []string) []int32 {
	for len(numbers) < len(texts) {
		numbers = append(numbers, -1)
	}
	return numbers
}
