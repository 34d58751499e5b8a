// Package sharing sorts things that share something into sets.
package sharing

import "iter"

// Sets returns sets of the numbers 0 to n-1, in the order of their first members and
// each in order: two numbers are in one set if a chain of numbers joins them in which
// each shares a key with the next. Time and memory are near linear in the keys.
func Sets[K comparable](n int, keys func(i int) iter.Seq[K]) [][]int {
	above := make([]int, n) // a forest: the numbers of a set have one root
	root := func(i int) int {
		for above[i] != i {
			above[i] = above[above[i]]
			i = above[i]
		}
		return i
	}
	owner := map[K]int{}
	for i := range n {
		above[i] = i
		for key := range keys(i) {
			if other, ok := owner[key]; ok {
				above[root(other)] = root(i)
			}
			owner[key] = i
		}
	}
	at := map[int]int{} // of a root its set
	var sets [][]int
	for i := range n {
		r := root(i)
		if _, ok := at[r]; !ok {
			at[r] = len(sets)
			sets = append(sets, nil)
		}
		sets[at[r]] = append(sets[at[r]], i)
	}
	return sets
}
