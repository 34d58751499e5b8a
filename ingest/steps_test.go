package ingest

import (
	"testing"

	"mtbf/model"
)

// checksAt makes rows of a unit up at times in minutes.
func checksAt(unit int32, minutes ...float64) (rows []model.Outage) {
	for _, m := range minutes {
		rows = append(rows, model.Outage{Unit: unit, Start: m / 60, Kind: upRow})
	}
	return rows
}

// Steps of 5, 5, 5, 5 and 60 minutes: the median is 5, four of five are alike. Parts add up.
func TestStepCounts(t *testing.T) {
	var whole, one, two stepCounts
	first, second := checksAt(0, 0, 5, 10, 70), checksAt(1, 3, 8, 13)
	whole.add(append(first, second...))
	one.add(first)
	two.add(second)
	one.merge(&two)
	for name, c := range map[string]*stepCounts{"whole": &whole, "parts": &one} {
		if step, ok := c.steady(); !ok || step != 5./60 {
			t.Errorf("%s: %v %v, want 5 minutes", name, step, ok)
		}
		if c.Pairs != 5 || c.Same != 5 {
			t.Errorf("%s: %d pairs, %d alike, want 5 and 5", name, c.Pairs, c.Same)
		}
	}
}

// Too few, too long, too uneven, or of states that change: no checks.
func TestStepCountsOfChanges(t *testing.T) {
	turning := checksAt(0, 0, 5, 10, 15, 20, 25)
	for i := range turning {
		if i%2 == 1 {
			turning[i].Kind = downRow
		}
	}
	for name, rows := range map[string][]model.Outage{
		"few":     checksAt(0, 0, 5, 10, 15),
		"days":    checksAt(0, 0, 1440, 2880, 4320, 5760),
		"uneven":  checksAt(0, 0, 5, 10, 15, 30, 60),
		"at once": checksAt(0, 0, 0, 0, 0, 0, 0),
		"turning": turning,
	} {
		var c stepCounts
		c.add(rows)
		if step, ok := c.steady(); ok {
			t.Errorf("%s: a step of %v h", name, step)
		}
	}
}
