package census

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// With two units and spells [0,4), [1,3), [2,5), [6,7): one spell runs for 1 + 1 +
// 1 hours, two for 1 + 1, three for 1; the third of three is overlap.
func TestSweepByHand(t *testing.T) {
	s := sweep{capacity: 2}
	for _, spell := range []model.Interval{{From: 0, To: 4}, {From: 1, To: 3}, {From: 2, To: 5}, {From: 6, To: 7}} {
		s.add(spell.From, spell.To)
	}
	s.finish()
	oracle.Near(t, "down", s.total.Down.Value(), 1+2+2+2+1+1, 1e-15)
	oracle.Near(t, "overlap", s.total.Overlap.Value(), 1, 1e-15)
}

// However many spells run at once, their hours are down or overlap, and the ends
// come out in order.
func TestSweepOfManySpells(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	spells := make([]model.Interval, 3000)
	total := 0.0
	for i := range spells {
		from := 100 * r.Float64()
		spells[i] = model.Interval{From: from, To: from + 30*r.Float64()}
		total += spells[i].Hours()
	}
	slices.SortFunc(spells, func(a, b model.Interval) int { return cmp.Compare(a.From, b.From) })
	s := sweep{capacity: 40}
	for _, spell := range spells {
		s.add(spell.From, spell.To)
	}
	for last := 0.0; len(s.running) > 0; s.running.pop() {
		if s.running[0] < last {
			t.Fatalf("an end at %v after one at %v", s.running[0], last)
		}
		s.settle(s.running[0])
		last = s.running[0]
	}
	oracle.Near(t, "hours", s.total.Down.Value()+s.total.Overlap.Value(), total, 1e-12)
}
