package ingest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"mtbf/model/recurrent"
)

// takeCount takes the failures that a row counts between two ages of its unit.
func (g *gatherer) takeCount(row failureRow) error {
	if row.Lower == "" {
		row.Lower = row.Entry
	}
	from, _, err := row.Lower.hours(g.unit)
	if err != nil {
		return fmt.Errorf("lower: %w", err)
	}
	to, given, err := row.Upper.hours(g.unit)
	switch {
	case err != nil:
		return fmt.Errorf("upper: %w", err)
	case !given:
		return errors.New("the row has no end of its interval, to which the failures were counted")
	case !(from >= 0 && from < to):
		return fmt.Errorf("the interval from %g to %g does not begin at 0 or later and end after that", from, to)
	}
	if g.repeats += int(row.Count); g.repeats > maxRepeats {
		return fmt.Errorf("count: with this row the file has more than %d failures", maxRepeats)
	}
	g.moments = append(g.moments, moment{g.watched(row.Unit), from, to, int(row.Count)})
	return nil
}

// counts returns the counts of each unit in order of time.
func (g *gatherer) counts() (all []recurrent.Count, err error) {
	if len(g.all) == 0 {
		return nil, errors.New("has no times")
	}
	for i := range g.all {
		own := g.all[i].counts
		slices.SortFunc(own, func(a, b recurrent.Count) int { return cmp.Compare(a.From, b.From) })
		for k := 1; k < len(own); k++ {
			if own[k].From < own[k-1].To {
				return nil, fmt.Errorf("the intervals of %q from %g to %g and from %g to %g overlap", own[k].Unit, own[k-1].From, own[k-1].To, own[k].From, own[k].To)
			}
		}
		all = append(all, own...)
	}
	return all, nil
}
