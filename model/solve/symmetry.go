package solve

import (
	"cmp"
	"fmt"
	"slices"

	"mtbf/model/system"
)

// symmetry tells which parts of a structure may change places without a difference
// to anybody: kids of one gate, each used there alone, that are built alike.
type symmetry struct {
	g      *system.Gates
	alone  []bool
	class  []int32          // of each gate; gates of one class are built alike, and one of -1 like none
	number map[string]int32 // of classes
	alike  []alike          // those of inner gates before those of outer ones
}

// alike are blocks of leaves that may change places. In all of them leaves of the
// same place have the same part in the block.
type alike [][]int32

// newSymmetry numbers the classes of the gates of g, with those that are known already.
func newSymmetry(g *system.Gates, number map[string]int32) *symmetry {
	s := &symmetry{g: g, class: make([]int32, len(g.All)), number: number}
	_, s.alone = g.Modules()
	for i := range g.All { // kids come before those above them
		s.class[i] = s.classOf(int32(i))
	}
	return s
}

// findAlike returns the sets of blocks that may change places, inner ones first.
func findAlike(g *system.Gates) []alike {
	s := newSymmetry(g, map[string]int32{})
	for i := range g.All {
		s.find(&g.All[i])
	}
	s.findShared()
	return s.alike
}

// findShared adds units of one part that are used in the same places, more than one of
// them or the nodes of a duty: each of those takes no notice of their order.
func (s *symmetry) findShared() {
	parents := make([][]int32, len(s.g.All))
	barred := make([]bool, len(s.g.All)) // by a place where the order matters
	for i, x := range s.g.All {
		for _, kid := range x.Kids {
			parents[kid] = append(parents[kid], int32(i))
			barred[kid] = barred[kid] || x.Op == system.OpNetwork || x.Op == system.OpLeaf
		}
	}
	for _, d := range s.g.Duties {
		for _, at := range d.Of {
			barred[at] = true
		}
	}
	of := map[string]alike{}
	var order []string
	for i, x := range s.g.All {
		if x.Op != system.OpLeaf || s.g.Leaves[x.Leaf].Unit < 0 || s.alone[i] || barred[i] || len(parents[i]) == 0 {
			continue
		}
		key := fmt.Sprint(s.class[i], parents[i])
		if of[key] == nil {
			order = append(order, key)
		}
		of[key] = append(of[key], []int32{x.Leaf})
	}
	for _, key := range order {
		if len(of[key]) > 1 {
			s.alike = append(s.alike, of[key])
		}
	}
}

// classOf numbers a gate by what it is and the classes of its kids. A gate that uses
// what others use is like none.
func (s *symmetry) classOf(i int32) int32 {
	x := &s.g.All[i]
	key := fmt.Sprintf("%d %d", x.Op, x.K)
	switch {
	case x.Op == system.OpLeaf && s.g.Leaves[x.Leaf].Duty != nil:
		return -1
	case x.Op == system.OpLeaf && s.g.Leaves[x.Leaf].Group == nil:
		key += fmt.Sprint(" unit ", s.g.Model.Units[s.g.Leaves[x.Leaf].Unit].Component)
	case x.Op == system.OpLeaf:
		key += " group " + groupKey(s.g.Model, s.g.Leaves[x.Leaf].Group)
	case x.Op == system.OpNetwork || slices.ContainsFunc(x.Kids, func(kid int32) bool { return !s.alone[kid] || s.class[kid] < 0 }):
		return -1
	default:
		key += fmt.Sprint(s.sorted(x.Kids, true))
	}
	if _, ok := s.number[key]; !ok {
		s.number[key] = int32(len(s.number))
	}
	return s.number[key]
}

// sorted returns kids, or their classes, in order of class.
func (s *symmetry) sorted(kids []int32, classes bool) []int32 {
	kids = slices.Clone(kids)
	slices.SortStableFunc(kids, func(a, b int32) int { return int(s.class[a]) - int(s.class[b]) })
	if classes {
		for i, kid := range kids {
			kids[i] = s.class[kid]
		}
	}
	return kids
}

// find adds the kids of a gate that are alike.
func (s *symmetry) find(x *system.Gate) {
	if x.Op == system.OpLeaf || x.Op == system.OpNetwork {
		return
	}
	blocks := map[int32]alike{}
	var order []int32
	for _, kid := range x.Kids {
		c := s.class[kid]
		if c < 0 || !s.alone[kid] {
			continue
		}
		if blocks[c] == nil {
			order = append(order, c)
		}
		blocks[c] = append(blocks[c], s.leaves(kid, nil))
	}
	for _, c := range order {
		if len(blocks[c]) > 1 {
			s.alike = append(s.alike, blocks[c])
		}
	}
}

// leaves returns the leaves below a gate, in the order of their classes.
func (s *symmetry) leaves(i int32, found []int32) []int32 {
	x := &s.g.All[i]
	if x.Op == system.OpLeaf {
		return append(found, x.Leaf)
	}
	for _, kid := range s.sorted(x.Kids, false) {
		found = s.leaves(kid, found)
	}
	return found
}

// single reports whether all blocks are of one leaf.
func (a alike) single() bool { return len(a[0]) == 1 }

// flat returns the leaves of blocks of one.
func (a alike) flat() []int32 {
	all := make([]int32, len(a))
	for i, block := range a {
		all[i] = block[0]
	}
	return all
}

// places returns the blocks with the places of their leaves for them, given the place of
// each leaf, and 1. A block holds the whole of each of its places.
func (a alike) places(of []int) alike {
	out := make(alike, len(a))
	for i, block := range a {
		for _, l := range block {
			if at := int32(of[l] - 1); !slices.Contains(out[i], at) {
				out[i] = append(out[i], at)
			}
		}
	}
	return out
}

// state is the state of every place and duty of a system.
type state []uint32

func (s state) compare(a, b []int32) int {
	for k, i := range a {
		if c := cmp.Compare(s[i], s[b[k]]); c != 0 {
			return c
		}
	}
	return 0
}

// normalize makes one state of all that differ by blocks that change places, by
// putting the states of alike blocks in order.
func (j *joint) normalize(s state) {
	for _, blocks := range j.alike {
		if slices.IsSortedFunc(blocks, s.compare) {
			continue
		}
		order, was := slices.Clone(blocks), slices.Clone(s)
		slices.SortStableFunc(order, was.compare)
		for k, from := range order {
			for i, at := range blocks[k] {
				s[at] = was[from[i]]
			}
		}
	}
}

// countTimes sets how often the moves of each place count: of blocks in like states those
// of the first count for all.
func (j *joint) countTimes(s state) {
	for i := range j.times {
		j.times[i] = 1
	}
	for _, blocks := range j.alike {
		for first := 0; first < len(blocks); {
			end := first + 1
			for end < len(blocks) && s.compare(blocks[first], blocks[end]) == 0 {
				end++
			}
			for k, block := range blocks[first:end] {
				factor := 0.0
				if k == 0 {
					factor = float64(end - first)
				}
				for _, i := range block {
					j.times[i] *= factor
				}
			}
			first = end
		}
	}
}
