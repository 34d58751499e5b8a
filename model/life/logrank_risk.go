package life

import (
	"cmp"
	"slices"
)

// atRisk follows the groups through time.
type atRisk struct {
	entries []groupEntry
	sets    [][]riskSet // of each group, those still to come
	present []float64
}

type groupEntry struct {
	group int
	Observation
}

func newAtRisk(groups []Observations, sets [][]riskSet) *atRisk {
	a := &atRisk{sets: slices.Clone(sets), present: make([]float64, len(groups))}
	for i, group := range groups {
		kept, _ := rightCensored(group) // sets come of it: it has no error
		for _, o := range kept {
			a.entries = append(a.entries, groupEntry{i, o})
		}
	}
	slices.SortStableFunc(a.entries, func(x, y groupEntry) int { return cmp.Compare(x.Entry, y.Entry) })
	return a
}

// advance moves to time t, one of the times of any group, and returns the
// failures of each group at t and its units at risk just before. The times must
// ascend. The results hold until the next call.
func (a *atRisk) advance(t float64) (failures, atRisk []float64) {
	for len(a.entries) > 0 && isAtRisk(a.entries[0].Observation, t) {
		a.present[a.entries[0].group] += a.entries[0].Count
		a.entries = a.entries[1:]
	}
	failures, atRisk = make([]float64, len(a.present)), slices.Clone(a.present)
	for i, sets := range a.sets {
		if len(sets) > 0 && sets[0].time == t {
			failures[i] = sets[0].failures
			a.present[i] -= sets[0].failures + sets[0].censored
			a.sets[i] = sets[1:]
		}
	}
	return failures, atRisk
}
