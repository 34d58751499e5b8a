package ingest

import "bytes"

// maxNames is how many bytes of names make a worker begin a new vocabulary.
const maxNames = 16 << 20

// names gives the texts of a column numbers, by the bytes of their cells. Number
// 0 is that of the empty cell. It is a hash table with linear probing, kept small
// so that it stays in the caches.
type names struct {
	slots []nameSlot // a power of two, at most three quarters of them taken
	keys  []wide     // by number
	long  [][]byte   // by number: the cell, where its wide is only a hash of it
	texts []string   // by number: what the row means by it
	bytes int        // of all cells
}

// nameSlot is empty if its number is 0.
type nameSlot struct {
	hash   uint32 // of the cell, its low bits the length, or 255 for a longer one
	number int32
}

func newNames() *names {
	return &names{slots: make([]nameSlot, 16), keys: make([]wide, 1), long: make([][]byte, 1), texts: make([]string, 1)}
}

// of returns the number of a cell; read makes the text of one that is new.
func (n *names) of(cell []byte, read func(cell string) string) int32 {
	if len(cell) == 0 {
		return 0
	}
	key := wideOf(cell)
	hash := uint32(key.hash())<<8 | uint32(min(len(cell), 255))
	mask := uint32(len(n.slots) - 1)
	i := n.place(hash)
	for ; n.slots[i].number != 0; i = (i + 1) & mask {
		if slot := n.slots[i]; slot.hash == hash && n.keys[slot.number] == key && (len(cell) <= wideSize || bytes.Equal(n.long[slot.number], cell)) {
			return slot.number
		}
	}
	number := int32(len(n.texts))
	n.slots[i] = nameSlot{hash, number}
	n.keys, n.texts, n.bytes = append(n.keys, key), append(n.texts, read(string(cell))), n.bytes+len(cell)
	if len(cell) <= wideSize {
		cell = nil
	}
	n.long = append(n.long, bytes.Clone(cell))
	if 4*len(n.texts) > 3*len(n.slots) {
		n.grow()
	}
	return number
}

// place returns where the search for a cell starts.
func (n *names) place(hash uint32) uint32 {
	return uint32(uint64(hash) * uint64(len(n.slots)) >> 32)
}

func (n *names) grow() {
	old := n.slots
	n.slots = make([]nameSlot, 2*len(old))
	mask := uint32(len(n.slots) - 1)
	for _, slot := range old {
		if slot.number == 0 {
			continue
		}
		i := n.place(slot.hash)
		for n.slots[i].number != 0 {
			i = (i + 1) & mask
		}
		n.slots[i] = slot
	}
}

// size returns about how many bytes the names take.
func (n *names) size() int { return n.bytes + 96*len(n.texts) }

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
