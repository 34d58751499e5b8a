package ingest

import "bytes"

// maxNames is how many bytes of names make a worker begin a new vocabulary.
const maxNames = 16 << 20

// names gives the texts of a column numbers, by the bytes of their cells. Number
// 0 is that of all cells which say nothing. It is a hash table with linear
// probing, kept small so that it stays in the caches.
type names struct {
	slots []nameSlot // a power of two, at most three quarters of them taken
	long  [][]byte   // by entry: the cell, where its wide is only a hash of it
	texts []string   // by entry: what the row means by it
	bytes int        // of all cells
}

// nameSlot is empty if its entry is 0.
type nameSlot struct {
	key   wide   // of the cell
	hash  uint32 // of the cell, its low bits the length, or 255 for a longer one
	entry int32  // less than 0 if the cell says nothing
}

func newNames() *names {
	return &names{slots: make([]nameSlot, 64), long: make([][]byte, 1), texts: make([]string, 1)}
}

// number returns the number of a cell, if it is known.
func (n *names) number(cell []byte) (number int32, known bool) {
	if len(cell) == 0 {
		return 0, true
	}
	key := wideOf(cell)
	hash := nameHash(key, cell)
	mask := uint32(len(n.slots) - 1)
	for i := n.place(hash); n.slots[i].entry != 0; i = (i + 1) & mask {
		slot := &n.slots[i]
		if slot.hash == hash && slot.key == key && (len(cell) <= wideSize || bytes.Equal(n.long[max(slot.entry, -slot.entry)], cell)) {
			return max(0, slot.entry), true
		}
	}
	return 0, false
}

// look looks at where a cell most likely is, so that the memory it is in is at hand
// when its number is asked for: many cells at once, as each alone would be waited for.
func (n *names) look(cell []byte) uint64 {
	return n.slots[n.place(nameHash(wideOf(cell), cell))].key[0]
}

// add gives a number to a cell that has none, by which a row means text.
func (n *names) add(cell []byte, text string) int32 {
	entry := int32(len(n.texts))
	key := wideOf(cell)
	slot := nameSlot{key, nameHash(key, cell), entry}
	if text == "" {
		slot.entry = -entry
	}
	n.insert(slot)
	var long []byte
	if len(cell) > wideSize {
		long = bytes.Clone(cell)
	}
	n.long, n.texts, n.bytes = append(n.long, long), append(n.texts, text), n.bytes+len(cell)
	if 4*len(n.texts) > 3*len(n.slots) {
		old := n.slots
		n.slots = make([]nameSlot, 2*len(old))
		for _, slot := range old {
			if slot.entry != 0 {
				n.insert(slot)
			}
		}
	}
	return max(0, slot.entry)
}

func (n *names) insert(slot nameSlot) {
	i := n.place(slot.hash)
	for n.slots[i].entry != 0 {
		i = (i + 1) & uint32(len(n.slots)-1)
	}
	n.slots[i] = slot
}

func nameHash(key wide, cell []byte) uint32 {
	return uint32(key.hash())<<8 | uint32(min(len(cell), 255))
}

// place returns where the search for a cell starts.
func (n *names) place(hash uint32) uint32 {
	return uint32(uint64(hash) * uint64(len(n.slots)) >> 32)
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
