package census

import (
	"cmp"
	"slices"

	"mtbf/model"
)

// byUnit returns the numbers of outages in order of unit, then start, then
// number. They are counted into their units first, where a log has them in order
// already, or nearly so.
func byUnit(numbers []int32, outages []model.Outage, units int) []int32 {
	place := make([]int32, units+1) // where the next outage of each unit goes
	for _, i := range numbers {
		place[outages[i].Unit+1]++
	}
	for u := range units {
		place[u+1] += place[u]
	}
	sorted := make([]int32, len(numbers))
	for _, i := range numbers {
		u := outages[i].Unit
		sorted[place[u]] = i
		place[u]++
	}
	first := int32(0)
	for _, end := range place[:units] {
		slices.SortFunc(sorted[first:end], func(a, b int32) int {
			return cmp.Or(cmp.Compare(outages[a].Start, outages[b].Start), cmp.Compare(a, b))
		})
		first = end
	}
	return sorted
}
