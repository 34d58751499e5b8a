package census

import (
	"encoding/binary"
	"slices"

	"mtbf/model"
)

// node is the number of a place in the category tree; 0 is the root.
type node = int32

// causeSets numbers the sets of causes and the places in the tree that each
// set counts in: every cause and everything above it, once.
type causeSets struct {
	sets   [][]model.Category
	nodes  [][]node // per set, made on first use
	paths  []model.Category
	number map[model.Category]node
	merged map[string]int32 // by the numbers of the sets
	units  map[string]int
	within []int32 // by node: the last set, plus 1, that was found to count there
}

func newCauseSets(log *model.Log) *causeSets {
	return &causeSets{
		sets:   slices.Clone(log.Causes),
		nodes:  make([][]node, len(log.Causes)),
		paths:  []model.Category{""},
		number: map[model.Category]node{"": 0},
		merged: map[string]int32{},
	}
}

// of returns the places that set counts in, the root first.
func (c *causeSets) of(set int32) []node {
	if c.nodes[set] == nil {
		places := []node{0}
		for _, cause := range c.sets[set] {
			for path := cause; path != ""; path = path.Parent() {
				n := c.place(path)
				for int(n) >= len(c.within) {
					c.within = append(c.within, 0)
				}
				if c.within[n] != set+1 {
					c.within[n] = set + 1
					places = append(places, n)
				}
			}
		}
		c.nodes[set] = places
	}
	return c.nodes[set]
}

// add adds a set of causes, and returns its number.
func (c *causeSets) add(set []model.Category) int32 {
	c.sets, c.nodes = append(c.sets, set), append(c.nodes, nil)
	return int32(len(c.sets) - 1)
}

func (c *causeSets) place(path model.Category) node {
	n, ok := c.number[path]
	if !ok {
		n = node(len(c.paths))
		c.number[path] = n
		c.paths = append(c.paths, path)
	}
	return n
}

// union returns the set with the causes of all of these sets, different ones, in
// their order.
func (c *causeSets) union(sets []int32) int32 {
	if len(sets) == 1 {
		return sets[0]
	}
	var key []byte
	for _, set := range slices.Sorted(slices.Values(sets)) {
		key = binary.LittleEndian.AppendUint32(key, uint32(set))
	}
	if set, ok := c.merged[string(key)]; ok {
		return set
	}
	var all []model.Category
	known := map[model.Category]bool{}
	for _, set := range sets {
		for _, cause := range c.sets[set] {
			if !known[cause] {
				known[cause] = true
				all = append(all, cause)
			}
		}
	}
	set := int32(len(c.sets))
	c.sets, c.nodes = append(c.sets, all), append(c.nodes, nil)
	c.merged[string(key)] = set
	return set
}
