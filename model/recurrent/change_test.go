package recurrent

import (
	"context"
	"math"
	"testing"

	"mtbf/internal/oracle"
)

// TestChangeByHand: 8 failures by 200 h of 1000 and 4 after. Just after the
// eighth the log of the likelihood ratio is 8 log(8/0.2) + 4 log(4/0.8) - 12 log
// 12, the greatest of all splits. Time is that of the two units before it is made
// one scale: both are watched throughout, so 200 h stay 200 h.
func TestChangeByHand(t *testing.T) {
	hs := []History{
		{Unit: "a", To: 1000, Times: []float64{20, 70, 90, 160, 410, 900}},
		{Unit: "b", To: 1000, Times: []float64{45, 110, 130, 200, 600, 750}},
	}
	c := must(ChangePoint(context.Background(), hs, 0.9, 999, random(8)))
	oracle.Near(t, "moment", c.Time.Point, 200, 1e-14)
	oracle.Near(t, "statistic", c.Statistic, 2*(8*math.Log(40)+4*math.Log(5)-12*math.Log(12)), 1e-13)
	oracle.Near(t, "rate before", c.Before.Point, 8/400., 1e-14)
	oracle.Near(t, "rate after", c.After.Point, 4/1600., 1e-14)
	if !(c.Time.Lo < 200 && 200 < c.Time.Hi && c.PValue > 0.001 && c.PValue < 0.05) {
		t.Errorf("[%g, %g], p = %g", c.Time.Lo, c.Time.Hi, c.PValue)
	}
	again := must(ChangePoint(context.Background(), hs, 0.9, 999, random(8)))
	if again.PValue != c.PValue || again.Time.Hi != c.Time.Hi {
		t.Error("one stream gave two answers")
	}
}

// TestChangeToNothing: failures that stop leave a rate of which only the bound is
// known, and limits that do not reach far.
func TestChangeToNothing(t *testing.T) {
	c := must(ChangePoint(context.Background(), []History{{To: 1000, Times: []float64{5, 30, 33, 80, 120, 160, 210, 280, 300}}}, 0.9, 499, random(9)))
	oracle.Near(t, "moment", c.Time.Point, 300, 1e-14)
	oracle.Near(t, "bound", c.After.Hi, math.Log(10)/700, 1e-12)
	if c.After.Estimable() || c.PValue > 0.01 || c.Time.Hi > 600 {
		t.Errorf("%+v", c)
	}
}

// TestHullReachesItsLevel: the ends of the hull are at the level, or at a failure
// across which the ratio jumps over it, or at the margin.
func TestHullReachesItsLevel(t *testing.T) {
	s := newSearch(powerLaw(random(6), 0.5, 1.2, 0, 1000))
	best := s.best()
	for _, slack := range []float64{0, 0.5, 2, 5, 50} {
		lo, hi := s.hull(best.ratio - slack)
		if !(margin <= lo && lo <= best.at && best.at <= hi && hi <= 1-margin) {
			t.Fatalf("slack %g: [%g, %g] about %g", slack, lo, hi, best.at)
		}
		for _, u := range []float64{lo - 1e-9, hi + 1e-9} {
			if u > margin && u < 1-margin && s.ratio(s.before(u), u) > best.ratio-slack {
				t.Errorf("slack %g: %g outside the hull is as likely", slack, u)
			}
		}
	}
}

// before counts the failures up to the moment u.
func (s search) before(u float64) int {
	n := 0
	for _, x := range s.at {
		if x <= u {
			n++
		}
	}
	return n
}

// TestSegments: failures at 7, 17, ... 507 h, then 607, 707, and from 807 h on
// every 5 h. The cells of 5 h in which the rate changes end at 510 and 805.
func TestSegments(t *testing.T) {
	h := History{To: 1000}
	for x := 7.0; x < 1000; x += gapAt(x) {
		h.Times = append(h.Times, x)
	}
	want := []Segment{{From: 0, To: 510, Failures: 51}, {From: 510, To: 805, Failures: 2}, {From: 805, To: 1000, Failures: 39}}
	for _, penalty := range []float64{5, 10, 12} {
		s := must(Segments(context.Background(), []History{h}, penalty, 0.9))
		if len(s) != 3 {
			t.Fatalf("penalty %g: %d segments", penalty, len(s))
		}
		for i, w := range want {
			oracle.Near(t, "from", s[i].From, w.From, 1e-13)
			oracle.Near(t, "to", s[i].To, w.To, 1e-13)
			oracle.Near(t, "failures", float64(s[i].Failures), float64(w.Failures), 0)
			oracle.Near(t, "rate", s[i].Rate.Point, float64(w.Failures)/(w.To-w.From), 1e-13)
		}
	}
	if s := must(Segments(context.Background(), []History{h}, 1e4, 0.9)); len(s) != 1 {
		t.Errorf("%d segments at a penalty of 1e4", len(s))
	}
}

func gapAt(x float64) float64 {
	switch {
	case x < 500:
		return 10
	case x < 800:
		return 100
	}
	return 5
}

// TestPartitionIsBest: no cut in up to three beats it, by trying all on short
// counts padded by empty cells.
func TestPartitionIsBest(t *testing.T) {
	r := random(10)
	for range 20 {
		counts := make([]int, cells+1)
		for i := range cells {
			counts[i+1] = counts[i] + int(2*r.Float64()*r.Float64()*float64(1+i/90))
		}
		const penalty = 1.5
		value := func(ends ...int) float64 {
			first, sum := 0, -penalty*float64(len(ends)-1)
			for _, last := range ends {
				sum += plausibility(counts[last]-counts[first], last-first)
				first = last
			}
			return sum
		}
		best := value(partition(counts, penalty)...)
		for i := 1; i < cells; i++ {
			for j := i + 1; j < cells; j++ {
				if v := value(i, j, cells); v > best+1e-9 {
					t.Fatalf("cut at %d and %d: %g, found %g", i, j, v, best)
				}
			}
		}
	}
}

// TestSegmentsOfAConstantRate: how often a constant rate is cut, as documented.
func TestSegmentsOfAConstantRate(t *testing.T) {
	const R = 300
	r := random(14)
	for penalty, most := range map[float64]float64{6: 0.03, 8: 0.006} {
		found := 0
		for range R {
			h := powerLaw(r, 1, 0.1, 0, 1000)
			if len(partition(cumulate(h), penalty)) > 1 {
				found++
			}
		}
		if slack := 4 * math.Sqrt(most/R); float64(found)/R > most+slack {
			t.Errorf("penalty %g: %d of %d", penalty, found, R)
		}
	}
}
