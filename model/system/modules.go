package system

import (
	"iter"
	"slices"

	"mtbf/internal/sharing"
)

// dates are the moments of a depth-first walk at which a gate was first come
// to, left, and last come to.
type dates struct{ first, left, last int32 }

// moduleFinder finds the gates below which nothing is used elsewhere, in time
// linear in the structure (Dutuit and Rauzy): a gate is a module if all gates
// below it are first and last come to between its own first coming and leaving.
type moduleFinder struct {
	g        *Gates
	at       []dates
	clock    int32
	left     []int32 // gates in the order in which they were left: kids before parents
	isModule []bool
}

func findModules(g *Gates) *moduleFinder {
	f := &moduleFinder{g: g, at: make([]dates, len(g.All)), left: make([]int32, 0, len(g.All)), isModule: make([]bool, len(g.All))}
	f.walk(g.Top)
	least, most := make([]int32, len(g.All)), make([]int32, len(g.All))
	for _, i := range f.left {
		least[i], most[i] = f.clock+1, 0
		for _, kid := range g.All[i].Kids {
			least[i] = min(least[i], least[kid], f.at[kid].first)
			most[i] = max(most[i], most[kid], f.at[kid].last)
		}
		f.isModule[i] = least[i] > f.at[i].first && most[i] < f.at[i].left
	}
	return f
}

// Modules reports, for every gate, whether nothing below it is used elsewhere.
// Alone are those that are used once themselves.
func (g *Gates) Modules() (module, alone []bool) {
	f := findModules(g)
	alone = make([]bool, len(g.All))
	for i := range alone {
		alone[i] = f.alone(int32(i))
	}
	return f.isModule, alone
}

func (f *moduleFinder) walk(i int32) {
	f.clock++
	if f.at[i].first > 0 {
		f.at[i].last = f.clock
		return
	}
	f.at[i].first = f.clock
	for _, kid := range f.g.All[i].Kids {
		f.walk(kid)
	}
	f.clock++
	f.at[i].left, f.at[i].last = f.clock, f.clock
	f.left = append(f.left, i)
}

// alone reports whether gate i is a module that is used once.
func (f *moduleFinder) alone(i int32) bool {
	return f.isModule[i] && f.at[i].last == f.at[i].left
}

// overlap sorts the kids of a series or parallel gate into those that share
// nothing with the others, and sets of kids that are tied by what they share.
func (f *moduleFinder) overlap(kids []int32) (single []int32, tied [][]int32) {
	if !slices.ContainsFunc(kids, func(kid int32) bool { return !f.alone(kid) }) {
		return kids, nil
	}
	sets := sharing.Sets(len(kids), func(i int) iter.Seq[int32] {
		if f.alone(kids[i]) {
			return func(func(int32) bool) {}
		}
		return slices.Values(f.shared(kids[i]))
	})
	for _, set := range sets {
		if len(set) == 1 {
			single = append(single, kids[set[0]])
			continue
		}
		tied = append(tied, pick(kids, set))
	}
	return single, tied
}

// shared returns the largest modules at or below gate i that are used more
// than once.
func (f *moduleFinder) shared(i int32) []int32 {
	var found []int32
	seen := map[int32]bool{}
	var walk func(int32)
	walk = func(i int32) {
		if seen[i] {
			return
		}
		seen[i] = true
		switch {
		case f.alone(i):
		case f.isModule[i]:
			found = append(found, i)
		default:
			for _, kid := range f.g.All[i].Kids {
				walk(kid)
			}
		}
	}
	walk(i)
	return found
}
