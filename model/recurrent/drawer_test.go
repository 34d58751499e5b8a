package recurrent

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// failureByFailure draws all failures, the given share of them before a moment in the
// mean, and returns them in order.
func failureByFailure(r Stream, n int, moment, share float64) search {
	at := make([]float64, n)
	for i := range at {
		if r.Float64() < share {
			at[i] = moment * r.Float64()
		} else {
			at[i] = moment + (1-moment)*r.Float64()
		}
	}
	slices.Sort(at)
	return search{at}
}

// alike compares how often two ways to draw are at least at each of the levels.
func alike(t *testing.T, drawings int, levels []float64, one, other func(level float64) bool) {
	t.Helper()
	for _, level := range levels {
		a, b := 0, 0
		for range drawings {
			if one(level) {
				a++
			}
			if other(level) {
				b++
			}
		}
		p := float64(a+b) / float64(2*drawings)
		z := float64(a-b) / math.Sqrt(2*float64(drawings)*p*(1-p))
		if a+b == 0 || a+b == 2*drawings || math.Abs(z) > 4 {
			t.Errorf("at least %g: %d and %d of %d, z = %.2f", level, a, b, drawings, z)
		}
	}
}

// TestDrawerFollowsItsLaw: what is drawn as far as it is asked for is distributed as
// what is drawn failure by failure: the greatest ratio of a constant rate, and how far
// the ratio at a true change falls short of it.
func TestDrawerFollowsItsLaw(t *testing.T) {
	r := random(62)
	for _, n := range []int{2, 3, 40, 300, 2500} {
		t.Run(fmt.Sprintf("failures=%d", n), func(t *testing.T) {
			d := newDrawer(n, r)
			alike(t, 1500, []float64{2, 5, 8.5}, d.reaches, func(level float64) bool {
				return failureByFailure(r, n, 0.5, 0.5).best().ratio >= level
			})
			for _, share := range []float64{0.3, 0.6, 0.95} {
				const moment = 0.6
				alike(t, 1500, []float64{0.2, 1.5}, func(level float64) bool { return d.shortfall(moment, share) >= level }, func(level float64) bool {
					s := failureByFailure(r, n, moment, share)
					before, _ := slices.BinarySearch(s.at, moment)
					return math.Max(0, s.best().ratio-s.ratio(before, moment)) >= level
				})
			}
		})
	}
}

// TestDrawerAtItsEnds: a change at an end of where one is looked for, and rates of 0.
func TestDrawerAtItsEnds(t *testing.T) {
	d := newDrawer(100, random(63))
	for _, moment := range []float64{margin, 1 - margin} {
		for _, share := range []float64{0, 1} {
			if short := d.shortfall(moment, share); !(short >= 0) || math.IsInf(short, 1) {
				t.Errorf("change at %g, %g of the failures before: short by %g", moment, share, short)
			}
		}
	}
	if !d.reaches(0) || d.reaches(1e4) {
		t.Error("a ratio of 0 is always reached, one of 1e4 never")
	}
}

// TestGoodnessDraws: exponential times drawn in order are those that are sorted, and so
// many failures are as good as more.
func TestGoodnessDraws(t *testing.T) {
	r := random(64)
	drawn := func(n int, fill func(y []float64)) func(float64) bool {
		y := make([]float64, n)
		return func(level float64) bool { fill(y); return cramer(y) >= level }
	}
	inTurn := func(y []float64) { inOrder(y, r) }
	levels := []float64{0.05, 0.1, 0.18, 0.22}
	alike(t, 4000, levels, drawn(5, inTurn), drawn(5, func(y []float64) {
		for i := range y {
			y[i] = -math.Log1p(-r.Float64())
		}
	}))
	alike(t, 800, levels, drawn(fewEnough, inTurn), drawn(5*fewEnough, inTurn))
}
