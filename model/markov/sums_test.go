package markov

import (
	"context"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
)

// twoPools is a chain of two kinds of units, so many of each, that fail and are repaired by
// one crew each; it is down where more than a number of them are.
func twoPools(t *testing.T, units, most int) *Model {
	t.Helper()
	b := NewBuilder((units + 1) * (units + 1))
	m := &Model{}
	for i := range units + 1 {
		for j := range units + 1 {
			at := i*(units+1) + j
			m.Up = append(m.Up, i+j <= most)
			if i < units {
				b.Add(at, at+units+1, 0.01*float64(units-i))
			}
			if j < units {
				b.Add(at, at+1, 0.003*float64(units-j))
			}
			if i > 0 {
				b.Add(at, at-units-1, 2)
			}
			if j > 0 {
				b.Add(at, at-1, 0.3)
			}
		}
	}
	chain, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	m.Chain = chain
	return m
}

// One pass for all times, with and without states that are left out, tells what the walk
// from time to time does: the small side too, which is 1e-25 at first.
func TestSumsAreThoseOfTheWalk(t *testing.T) {
	ctx := context.Background()
	for _, units := range []int{24, 40} {
		m := twoPools(t, units, 12)
		times := []float64{0.02, 1, 30, 400}
		up, down, ok, err := sumsAt(ctx, m.Chain, m.Start, m.Up, times)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		walk := newSpans(m)
		first, err := m.FirstPassage(ctx, append([]float64{0}, times...)...)
		if err != nil {
			t.Fatal(err)
		}
		for i, hours := range times {
			t.Run(fmt.Sprintf("%d units, %g h", units, hours), func(t *testing.T) {
				want, err := walk.at(ctx, hours)
				if err != nil {
					t.Fatal(err)
				}
				oracle.Near(t, "up", up[i], want.Availability, 1e-11)
				oracle.Near(t, "down", down[i], want.Unavailability, 1e-11)
				oracle.Near(t, "R", first[i+1].Reliability, want.Reliability, 1e-11)
				oracle.Near(t, "F", first[i+1].Unreliability, want.Unreliability, 1e-11)
			})
		}
	}
}

// What is asked for at no time, at 0, or beyond the reach of one pass.
func TestSumsAtTheEnds(t *testing.T) {
	ctx := context.Background()
	m := twoPools(t, 24, 12)
	up, down, err := m.Availabilities(ctx, 0, 1e7)
	if err != nil {
		t.Fatal(err)
	}
	steady, err := m.Measures(ctx)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "up at 0", up[0], 1, 1e-15)
	oracle.Equal(t, "down at 0", down[0], 0.0)
	oracle.Near(t, "down far on", down[1], steady.Unavailability, 1e-11)
	if _, _, err := m.Availabilities(ctx, -1); err == nil {
		t.Error("a time before the start is taken")
	}
}

// A failure that takes more steps than matter to all else is not taken for none: 30 and 20
// units without repair, all of which have failed by t with probability
//
//	(1-e^(-at))^30 (1-e^(-bt))^20.
func TestSumsReachWhatIsFarAway(t *testing.T) {
	const first, second, a, b = 30, 20, 1e-4, 3e-5
	build := NewBuilder((first + 1) * (second + 1))
	m := &Model{}
	for i := range first + 1 {
		for j := range second + 1 {
			at := i*(second+1) + j
			m.Up = append(m.Up, i < first || j < second)
			if i < first {
				build.Add(at, at+second+1, a*float64(first-i))
			}
			if j < second {
				build.Add(at, at+1, b*float64(second-j))
			}
		}
	}
	var err error
	if m.Chain, err = build.Build(); err != nil {
		t.Fatal(err)
	}
	for _, hours := range []float64{10, 100, 1000} {
		t.Run(fmt.Sprint(hours, " h"), func(t *testing.T) {
			want := math.Exp(first*math.Log(-math.Expm1(-a*hours)) + second*math.Log(-math.Expm1(-b*hours)))
			up, down, ok, err := sumsAt(t.Context(), m.Chain, m.Start, m.Up, []float64{hours})
			if err != nil || !ok {
				t.Fatal(ok, err)
			}
			oracle.Near(t, "down", down[0], want, 1e-11)
			oracle.Near(t, "up", up[0], 1, 1e-14)
		})
	}
}
