package markov

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
)

// Work ends with the context, wherever it is.
func TestEndedContextEndsTheWork(t *testing.T) {
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(cause)
	g := Group{Kind: Standby, N: 300, K: 100, FailureRate: 1e-3, RepairRate: .1, Crews: 2, Coverage: .9, TakeoverHours: .2, DormancyFactor: .3}
	if _, err := g.Model(ctx); !errors.Is(err, cause) {
		t.Errorf("states: %v", err)
	}
	m, err := g.Model(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Chain.Steady(ctx); !errors.Is(err, cause) {
		t.Errorf("steady state: %v", err)
	}
	if _, err := m.MTTF(ctx); !errors.Is(err, cause) {
		t.Errorf("MTTF: %v", err)
	}
	if _, err := m.At(ctx, 1e4); !errors.Is(err, cause) {
		t.Errorf("at a time: %v", err)
	}
	if _, err := m.Chain.iterate(ctx, m.Chain.balanceGuess()); !errors.Is(err, cause) {
		t.Errorf("sweeps: %v", err)
	}
}

// Rates of any size leave numbers: units fail at once and are mended in a day,
// or the other way around.
func TestRatesFarApart(t *testing.T) {
	for _, x := range []struct{ fail, repair float64 }{{1e300, 1 / 24.}, {1e-3, 1e-300}, {1e300, 1e-300}, {1e-300, 1e300}} {
		t.Run(fmt.Sprint(x.fail, x.repair), func(t *testing.T) {
			up, down, mttf := 1.0, 0.0, 1/(3*.1*x.fail) // the first that is not covered
			if x.fail > x.repair {
				up, down, mttf = 0, 1, (1/3.+.9/2)/x.fail
			}
			for _, crews := range []int{1, 3} {
				r := groupMeasures(t, Group{N: 3, K: 2, FailureRate: x.fail, RepairRate: x.repair, Crews: crews, Coverage: .9})
				if math.Abs(r.Availability-up) > 1e-12 || math.Abs(r.Unavailability-down) > 1e-12 {
					t.Errorf("A %g, U %g", r.Availability, r.Unavailability)
				}
				oracle.Near(t, "MTTF", r.MTTF, mttf, 1e-9)
			}
		})
	}
}

// States in a line, beyond the size of full elimination too: the time to the
// first failure is as elimination has it.
func TestFirstFailureAlongALine(t *testing.T) {
	m, err := Group{N: 900, K: 880, FailureRate: 1e-4, RepairRate: .3, Crews: 2, Coverage: 1}.Model(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	a := m.absorbing()
	if !a.line() {
		t.Fatal("no line")
	}
	oracle.Near(t, "MTTF", a.alongLine(), eliminated(a), 1e-13)
	large := groupMeasures(t, Group{N: 20_000, K: 10_000, FailureRate: 1e-9, RepairRate: .3, Crews: 2, Coverage: 1})
	if !(large.MTTF > 1e300) || large.Availability > 1 {
		t.Errorf("MTTF %g, A %g", large.MTTF, large.Availability)
	}
}

// Probabilities of many states add up to 1 at most.
func TestAvailabilityIsAProbability(t *testing.T) {
	for n := 500; n <= 1000; n += 100 {
		r := groupMeasures(t, Group{N: n, K: n / 2, FailureRate: 1e-4, RepairRate: 1 / 24., Crews: 2, Coverage: 1})
		if r.Availability > 1 || r.Unavailability > 1 {
			t.Errorf("%d units: A %.17g", n, r.Availability)
		}
	}
}

// A time that is too long is refused, not walked through: one that never comes
// to a steady state by steps that are too many to count.
func TestTimesTooLong(t *testing.T) {
	const n = 400
	b := NewBuilder(n)
	for i := range n {
		b.Add(i, (i+1)%n, 1)
		b.Add(i, (i+n-1)%n, 1e-9)
	}
	c, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	s := newSpan(c, 0)
	s.steady, s.limit = []float64{}, 1e6
	var work *WorkError
	for _, hours := range []float64{1e6, 1e30, 1e308} {
		if err := s.walk(context.Background(), hours); !errors.As(err, &work) {
			t.Errorf("%g h: %v", hours, err)
		}
	}
}
