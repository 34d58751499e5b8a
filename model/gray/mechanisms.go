package gray

import (
	"context"
	"math"
	"slices"
	"strings"

	"mtbf/model/mechanism"
)

// orNaN is a number that a mechanism gives, NaN where it has no answer.
func orNaN(x float64, err error) float64 {
	if err != nil {
		return math.NaN()
	}
	return x
}

// outage is the time line as stages, each named as the line that it ends with. They
// are in minutes: means add up in any unit.
func outage(e Evidence) mechanism.Stages {
	s := mechanism.Stages{Every: mechanism.Known(14 * minutesADay)}
	for i := 1; i < len(e.Timeline); i++ {
		line := e.Timeline[i]
		s.List = append(s.List, mechanism.Stage{Name: line.Text, Mean: mechanism.Known(line.Minute - e.Timeline[i-1].Minute), Phases: 1})
	}
	return s
}

// outageMinutes is the mean length of the outage.
func outageMinutes(e Evidence) float64 {
	r, err := outage(e).Solve()
	return orNaN(r.Total.Point, err)
}

// stageMinutes returns the length of the i-th stage, the first being 1.
func stageMinutes(e Evidence, i int) float64 {
	list := outage(e).List
	if i > len(list) {
		return math.NaN()
	}
	return list[i-1].Mean.Point
}

// networkRestart returns the mean minutes from the data base being up to data
// communications being up, two lines that the figure names: the stages between them
// are an outage of their own.
func networkRestart(e Evidence) float64 {
	s := outage(e)
	first, last := endsWith(s, "data base up"), endsWith(s, "data communications up")
	if first < 0 || last <= first {
		return math.NaN()
	}
	s.List = s.List[first+1 : last+1]
	r, err := s.Solve()
	return orNaN(r.Total.Point, err)
}

// endsWith returns the stage whose line begins so; -1 if there is none.
func endsWith(s mechanism.Stages, line string) int {
	return slices.IndexFunc(s.List, func(stage mechanism.Stage) bool { return strings.HasPrefix(stage.Name, line) })
}

// twoPaths is the availability of a site with two terminals and lines, in per cent.
func twoPaths(availability float64) float64 {
	r, err := mechanism.LikePaths(2, availability, 0, 0).Solve()
	return 100 * orNaN(r.Up, err)
}

// retried is what one retry buys that cures every soft fault of those that any is tried
// for.
func retried(soft, covered float64) mechanism.RetryResult {
	r, err := mechanism.Retry{Soft: mechanism.Known(soft), Cure: mechanism.Known(1), Covered: mechanism.Known(covered), Tries: 1}.Solve()
	if err != nil {
		nan := mechanism.Known(math.NaN())
		return mechanism.RetryResult{Survived: nan, Factor: nan}
	}
	return r
}

// survivedByReplica is the share of failures, in per cent, that a remote replica
// survives, if it survives all but those of one category.
func survivedByReplica(e Evidence, lost string) float64 {
	r, err := mechanism.Replica{
		MTBF:       sampleYears * year,
		Categories: []mechanism.ReplicaCategory{{Name: lost, Share: share(e, lost) / 100}},
		Rest:       1,
	}.Solve()
	return 100 * (1 - orNaN(r.Lost, err))
}

// mirrorYears is the mean time to the failure of a pair of like modules, both new, by
// its chain.
func mirrorYears(mtbf, mttr float64) float64 {
	r, err := mechanism.Storage{Scheme: mechanism.Mirror(), MTTF: mtbf, Rebuild: mttr}.Solve(context.Background())
	return orNaN(r.MTTDL/year, err)
}
