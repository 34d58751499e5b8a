package census

import (
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
	merged map[[2]int32]int32
	units  map[string]int
}

func newCauseSets(log *model.Log) *causeSets {
	return &causeSets{
		sets:   slices.Clone(log.Causes),
		nodes:  make([][]node, len(log.Causes)),
		paths:  []model.Category{""},
		number: map[model.Category]node{"": 0},
		merged: map[[2]int32]int32{},
	}
}

// of returns the places that set counts in, the root first.
func (c *causeSets) of(set int32) []node {
	if c.nodes[set] == nil {
		places := []node{0}
		for _, cause := range c.sets[set] {
			for path := cause; path != ""; path = path.Parent() {
				if n := c.place(path); !slices.Contains(places, n) {
					places = append(places, n)
				}
			}
		}
		c.nodes[set] = places
	}
	return c.nodes[set]
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

// union returns the set with the causes of a and b.
func (c *causeSets) union(a, b int32) int32 {
	if a == b {
		return a
	}
	key := [2]int32{min(a, b), max(a, b)}
	if set, ok := c.merged[key]; ok {
		return set
	}
	all := slices.Clone(c.sets[a])
	for _, cause := range c.sets[b] {
		if !slices.Contains(all, cause) {
			all = append(all, cause)
		}
	}
	set := int32(len(c.sets))
	c.sets, c.nodes = append(c.sets, all), append(c.nodes, nil)
	c.merged[key] = set
	return set
}
