package solve

import (
	"encoding/binary"
	"slices"
)

// place holds leaves that may change places with each other, so that it matters how many
// of them are in which state and not which.
type place struct {
	process *process
	gates   []int32 // of its leaves
	pool    int     // whose crews repair its units, -1 of none
	level   int     // of the pool
	roles   []role  // in which its units do a duty, none if they always work
}

// leafState is a state of a leaf, with the turns of its units that wait for a crew where
// their order matters: 0 is the next.
type leafState struct {
	process *process
	at      uint16
	turns   []uint16
}

// share is so many leaves in one state.
type share struct {
	leaf uint32 // index into book.leaves
	n    uint32
}

// crowd is how the leaves of a place are spread over states.
type crowd struct {
	shares     []share // in order of leaf
	down       int
	wait, held int
}

// book numbers the states of leaves and of places.
type book struct {
	leaves   []leafState
	ofLeaf   map[string]uint32
	crowds   []crowd
	ofCrowd  map[string]uint32
	replaced map[[3]uint32]uint32
	advanced map[uint32]uint32
	process  map[*process]uint32
	key      []byte
}

func newBook() *book {
	return &book{ofLeaf: map[string]uint32{}, ofCrowd: map[string]uint32{}, replaced: map[[3]uint32]uint32{}, advanced: map[uint32]uint32{}, process: map[*process]uint32{}}
}

// leaf returns the number of a state of a leaf.
func (b *book) leaf(p *process, at uint16, turns []uint16) uint32 {
	number, ok := b.process[p]
	if !ok {
		number = uint32(len(b.process))
		b.process[p] = number
	}
	b.key = binary.LittleEndian.AppendUint32(b.key[:0], number)
	b.key = binary.LittleEndian.AppendUint16(b.key, at)
	for _, t := range turns {
		b.key = binary.LittleEndian.AppendUint16(b.key, t)
	}
	if at, ok := b.ofLeaf[string(b.key)]; ok {
		return at
	}
	id := uint32(len(b.leaves))
	b.ofLeaf[string(b.key)] = id
	b.leaves = append(b.leaves, leafState{p, at, turns})
	return id
}

// crowd returns the number of a spread, whose shares are in order and not empty.
func (b *book) crowd(shares []share) uint32 {
	b.key = b.key[:0]
	for _, s := range shares {
		b.key = binary.LittleEndian.AppendUint32(b.key, s.leaf)
		b.key = binary.LittleEndian.AppendUint32(b.key, s.n)
	}
	if at, ok := b.ofCrowd[string(b.key)]; ok {
		return at
	}
	c := crowd{shares: shares}
	for _, s := range shares {
		l, n := &b.leaves[s.leaf], int(s.n)
		if l.process.down[l.at] {
			c.down += n
		}
		if l.process.start != nil {
			c.wait += n * int(l.process.waits[l.at])
			c.held += n * int(l.process.held[l.at])
		}
	}
	id := uint32(len(b.crowds))
	b.ofCrowd[string(b.key)] = id
	b.crowds = append(b.crowds, c)
	return id
}

// replace returns the spread in which one leaf has gone from one state to another.
func (b *book) replace(at, from, to uint32) uint32 {
	key := [3]uint32{at, from, to}
	if id, ok := b.replaced[key]; ok {
		return id
	}
	id := b.crowd(counted(append(slices.Clone(b.crowds[at].shares), share{to, 1}), from))
	b.replaced[key] = id
	return id
}

// counted puts shares in order, one a state, with one leaf less in a state.
func counted(shares []share, less uint32) []share {
	slices.SortStableFunc(shares, func(a, b share) int { return int(a.leaf) - int(b.leaf) })
	var out []share
	for _, s := range shares {
		if last := len(out) - 1; last >= 0 && out[last].leaf == s.leaf {
			out[last].n += s.n
		} else {
			out = append(out, s)
		}
	}
	for i := range out {
		if out[i].leaf == less {
			out[i].n--
		}
	}
	return slices.DeleteFunc(out, func(s share) bool { return s.n == 0 })
}

// advance returns the spread in which every turn is one less, the first having been
// taken.
func (b *book) advance(at uint32) uint32 {
	if id, ok := b.advanced[at]; ok {
		return id
	}
	var shares []share
	for _, s := range slices.Clone(b.crowds[at].shares) {
		l := b.leaves[s.leaf]
		turns := make([]uint16, len(l.turns))
		for i, t := range l.turns {
			turns[i] = t - 1
		}
		shares = append(shares, share{b.leaf(l.process, l.at, turns), s.n})
	}
	id := b.crowd(counted(shares, noLeaf))
	b.advanced[at] = id
	return id
}

const noLeaf = 1<<32 - 1
