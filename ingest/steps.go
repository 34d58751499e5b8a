package ingest

import (
	"math"

	"mtbf/model"
)

// stepCounts are the times between rows of one unit that follow each other, in whole
// seconds, each as often as it comes, and what rows of states have in common. They add up.
type stepCounts struct {
	Of    map[int]int // by seconds; all that are longer than longestStep are one
	Pairs int         // rows with one of their unit before them
	Same  int         // of them, rows that tell the same as it
}

const longSeconds = longestStep*3600 + 1

// add adds rows that are in order.
func (c *stepCounts) add(rows []model.Outage) {
	if c.Of == nil {
		c.Of = map[int]int{}
	}
	for i := 1; i < len(rows); i++ {
		x, y := &rows[i-1], &rows[i]
		if x.Unit != y.Unit {
			continue
		}
		c.Pairs++
		if isSameState(x, y) {
			c.Same++
		}
		if step := y.Start - x.Start; step > 0 {
			c.Of[int(min(math.Round(step*3600), longSeconds))]++
		}
	}
}

func (c *stepCounts) merge(o *stepCounts) {
	if c.Of == nil {
		c.Of = map[int]int{}
	}
	for step, n := range o.Of {
		c.Of[step] += n
	}
	c.Pairs, c.Same = c.Pairs+o.Pairs, c.Same+o.Same
}

// steady returns the time from one check of a unit to the next in hours, where rows are
// checks: most of them tell the same as the one before, after mostly the same time.
func (c *stepCounts) steady() (step float64, ok bool) {
	all := 0
	for _, n := range c.Of {
		all += n
	}
	if all < fewSteps || 2*c.Same <= c.Pairs {
		return 0, false
	}
	left, median := all/2, 0
	for _, s := range sortedInts(c.Of) {
		if median = s; left < c.Of[s] {
			break
		}
		left -= c.Of[s]
	}
	alike := 0
	for s, n := range c.Of {
		if math.Abs(float64(s-median)) <= stepsAlike*float64(median) {
			alike += n
		}
	}
	if median == 0 || median >= longestStep*3600 || float64(alike) < mostSteps*float64(all) {
		return 0, false
	}
	return float64(median) / 3600, true
}
