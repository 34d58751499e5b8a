package rare

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"mtbf/model"
	"mtbf/model/system"
)

// TestEndsInARun: every accelerated method ends between two transitions and
// gives what it knows, even if that is its pilot.
func TestEndsInARun(t *testing.T) {
	m := seriesOf(1, 1, 3, exponentialPart(t, "a", 300, 24))
	for _, method := range []Method{Auto, Plain, Biasing, ZeroVariance, Window, Splitting} {
		t.Run(string(method), func(t *testing.T) {
			whole, err := Simulate(context.Background(), m, Options{Method: method, RelError: 0.1, Seed: 1, MaxCycles: 200_000})
			if err != nil {
				t.Error(err)
				return
			}
			ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
			defer cancel()
			r, err := Simulate(ctx, m, Options{Method: method, RelError: 1e-6, Seed: 1, MaxCycles: 1 << 60})
			if errors.Is(err, context.DeadlineExceeded) { // not even the pilot was known
				return
			}
			if err != nil || r.Complete || r.Stopped != "time-limit" || !slices.ContainsFunc(r.Warnings, func(w model.Warning) bool { return w.Code == "incomplete" }) {
				t.Errorf("%s: %+v, %v", method, r, err)
				return
			}
			a, b := r.Unavailability, whole.Unavailability
			if math.Abs(a.Point-b.Point) > 4*(a.Hi-a.Lo+b.Hi-b.Lo) {
				t.Errorf("%s: %g when it ended, %g in the end", method, a.Point, b.Point)
			}
		})
		ended, cancel := context.WithCancelCause(context.Background())
		why := errors.New("told to")
		cancel(why)
		if _, err := Simulate(ended, m, Options{Method: method}); !errors.Is(err, why) {
			t.Errorf("%s: nothing known: %v", method, err)
		}
	}
}

// TestLongCycles: a unit that fails every hour beside one that fails every 8e7 h.
func TestLongCycles(t *testing.T) {
	apart := modelOf(func(u []system.Node) system.Node { return &system.Series{Of: u} }, exponentialPart(t, "fast", 1, 1e-3), exponentialPart(t, "slow", 8e7, 8e7))
	if _, err := Simulate(context.Background(), apart, Options{Seed: 1}); !errors.Is(err, ErrCycle) {
		t.Errorf("cycles of 1e8 transitions, which most samples do not meet: %v", err)
	}
}
