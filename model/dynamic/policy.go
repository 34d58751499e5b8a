package dynamic

import (
	"cmp"
	"slices"
)

// policy is in which order things happen that happen at one instant and do not depend on
// each other: as they are written, reversed, or in another order, the same each time.
type policy uint8

const (
	asWritten policy = iota
	reversed
	policies = 5 // those above 1 are shuffled
)

// place is where in its order a policy puts what is written as number i.
func (p policy) place(i int32) int64 {
	switch p {
	case asWritten:
		return int64(i)
	case reversed:
		return -int64(i)
	}
	x := uint64(i+1)*0x9e3779b97f4a7c15 + uint64(p)*0xbf58476d1ce4e5b9
	x = (x ^ x>>30) * 0x94d049bb133111eb
	return int64((x ^ x>>31) >> 1)
}

// order puts the gates in the order in which each policy decides them: those below
// first, and of the same rank as it says.
func (n *net) order() {
	for p := range n.orders {
		var gates []int32
		for i, k := range n.kinds {
			if k != Basic {
				gates = append(gates, int32(i))
			}
		}
		slices.SortStableFunc(gates, func(a, b int32) int {
			return cmp.Or(cmp.Compare(n.rank[a], n.rank[b]), cmp.Compare(policy(p).place(a), policy(p).place(b)))
		})
		n.orders[p] = gates
	}
}
