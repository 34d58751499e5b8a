package census

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"mtbf/model"
)

// doubled returns the units that a fleet lists more than once for the same time, where
// that may be one unit written down twice: for the very same time, or as one unit and
// one unit. Lines of several units that overlap are a fleet that grows.
func doubled(fleet []model.Exposure) (units []string) {
	parts := slices.SortedFunc(slices.Values(fleet), func(a, b model.Exposure) int {
		return cmp.Or(strings.Compare(a.Unit, b.Unit), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	for i := 1; i < len(parts); i++ {
		a, b := parts[i-1], parts[i]
		twice := a.Interval == b.Interval || a.Count == 1 && b.Count == 1 && b.From < a.To
		if a.Unit == b.Unit && twice {
			units = append(units, a.Unit)
		}
	}
	return slices.Compact(units)
}

// some names the first few.
func some(names []string) string {
	const most = 3
	var shown []string
	for _, n := range names[:min(most, len(names))] {
		shown = append(shown, fmt.Sprintf("%.40q", n))
	}
	if len(names) > most {
		shown = append(shown, "...")
	}
	return strings.Join(shown, ", ")
}
