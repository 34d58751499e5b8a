package solve

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"mtbf/model"
	"mtbf/model/markov"
	"mtbf/model/system"
)

// An ended context ends every question, and its cause is what they return.
func TestEndedContext(t *testing.T) {
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(cause)
	m := of(t, func(u []system.Node) system.Node { return &system.Parallel{Of: u} }, [2]float64{1000, 10}, [2]float64{2000, 5})
	for name, err := range map[string]error{
		"system": func() error { _, err := System(ctx, m); return err }(),
		"whole":  func() error { _, err := SystemChain(ctx, m); return err }(),
		"bounds": func() error { _, err := Bounds(ctx, m); return err }(),
	} {
		if !errors.Is(err, cause) {
			t.Errorf("%s: %v", name, err)
		}
	}
	m.Components[0].MTBFEstimate = &model.Estimate{Point: 1000, Lo: 500, Hi: 3000, Confidence: 0.9}
	if _, err := WorstBestCase(ctx, m, &Result{}); !errors.Is(err, cause) {
		t.Errorf("corners: %v", err)
	}
}

// waning is a context that ends after it has been looked at so many times.
type waning struct {
	context.Context
	looks int
	end   func()
}

func newWaning(looks int, cause error) *waning {
	ctx, end := context.WithCancelCause(context.Background())
	return &waning{Context: ctx, looks: looks, end: func() { end(cause) }}
}

func (w *waning) Err() error {
	if w.looks--; w.looks < 0 {
		w.end()
	}
	return w.Context.Err()
}

// However early the context ends, either its cause is returned or what is
// missing is named, and nothing else.
func TestLeftIsNamed(t *testing.T) {
	m := of(t, func(u []system.Node) system.Node { return &system.Parallel{Of: u} }, [2]float64{1000, 10}, [2]float64{2000, 5})
	cause := errors.New("enough")
	counted := newWaning(math.MaxInt, cause)
	if r, err := System(counted, m); err != nil || len(r.Left) > 0 {
		t.Fatalf("%v, %v", r, err)
	}
	parts := map[string]int{}
	for at := range math.MaxInt - counted.looks {
		r, err := System(newWaning(at, cause), m)
		if err != nil {
			if !errors.Is(err, cause) {
				t.Errorf("ended at look %d: %v", at, err)
			}
			continue
		}
		for part, x := range map[string]float64{"MTTF without repairs": r.UnrepairedMTTF, "MTTF with repairs": r.MTTF} {
			if math.IsNaN(x) != slices.Contains(r.Left, part) {
				t.Errorf("ended at look %d: %s is %g, left %q", at, part, x, r.Left)
			}
			if math.IsNaN(x) {
				parts[part]++
			}
		}
		if len(r.SkippedEngines) > 0 {
			t.Errorf("ended at look %d: %q could not", at, r.SkippedEngines)
		}
	}
	if len(parts) != 2 {
		t.Errorf("left at some look: %v", parts)
	}
}

// Groups as large as a chain takes are answered, or refused by name, in work that
// is bounded; none is beyond 1.
func TestLargeGroups(t *testing.T) {
	p := part(t, "disc", 10_000, 24)
	for _, n := range []int{1000, 20_000, 65_535, 65_536} {
		for name, g := range map[string]system.Group{
			"crews":   {Kind: system.Redundant, K: n / 2, Crews: 2, Coverage: 1},
			"shocks":  {Kind: system.Redundant, K: n / 2, Coverage: 1, Beta: 0.1},
			"standby": {Kind: system.Standby, K: n / 2, Coverage: 0.9, Switchover: 1, DormancyFactor: 0.1},
		} {
			g.UncoveredMTTR = math.NaN()
			g.Units = make([]int, n)
			r, err := Groups(context.Background(), &g, &p)
			var param *model.ParamError
			switch {
			case n > 65_535:
				if !errors.As(err, &param) {
					t.Errorf("%s of %d: %v", name, n, err)
				}
			case errors.Is(err, system.ErrTooLarge):
				var slow *markov.ConvergenceError
				if !errors.As(err, &slow) {
					t.Errorf("%s of %d: %v", name, n, err)
				}
			case err != nil:
				t.Errorf("%s of %d: %v", name, n, err)
			case !(r.Availability >= 0 && r.Availability <= 1 && r.Unavailability >= 0 && r.Unavailability <= 1):
				t.Errorf("%s of %d: A %g, U %g", name, n, r.Availability, r.Unavailability)
			}
		}
	}
}

// Many groups of one kind are solved once; what many different ones may cost is
// bounded, and then they are too large.
func TestManyGroups(t *testing.T) {
	s := newSolver()
	p := part(t, "disc", 10_000, 24)
	g := system.Group{Kind: system.Redundant, Units: make([]int, 700), K: 400, Crews: 3, Coverage: 0.9, UncoveredMTTR: math.NaN()}
	solved := 0
	for ; ; solved++ {
		if _, err := s.solve(context.Background(), &g, &p); errors.Is(err, system.ErrTooLarge) {
			break
		} else if err != nil || solved > 10_000 {
			t.Fatal(solved, err)
		}
	}
	if solved < 10 {
		t.Errorf("%d groups", solved)
	}
}

// What is left of the work may be spent to its end: a pair, one crew, is a chain of
// three states, which cost 20 x 3 x 3 products.
func TestWorkToItsEnd(t *testing.T) {
	p := part(t, "disc", 10_000, 24)
	g := system.Group{Kind: system.Redundant, Units: []int{0, 1}, K: 1, Crews: 1, Coverage: 1, UncoveredMTTR: math.NaN()}
	for left, solved := range map[float64]int{179: 0, 180: 1, 359: 1, 360: 2} {
		s := newSolver()
		s.left = left
		for i := range solved + 1 {
			if _, err := s.solve(context.Background(), &g, &p); errors.Is(err, system.ErrTooLarge) != (i == solved) {
				t.Errorf("group %d of %g products: %v", i+1, left, err)
			}
		}
	}
}

// Modules that are never repaired: their time to the first failure is one without
// repairs, also where they are a group.
func TestUnrepairedGroup(t *testing.T) {
	p := part(t, "pump", 100, 0)
	g := &system.Group{Kind: system.Standby, Units: []int{0, 1, 2}, K: 1, Coverage: 1, UncoveredMTTR: math.NaN()}
	m := &system.Model{Components: []system.Component{p}, Units: []system.Unit{{Name: "a"}, {Name: "b"}, {Name: "c"}}, Top: g}
	r, err := System(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(r.UnrepairedMTTF-300) > 1e-9 || r.Availability != 0 || r.warns("no-failures") || !r.warns("failed-for-good") {
		t.Errorf("%+v", r)
	}
	if slices.Contains(r.Left, "MTTF") {
		t.Error(r.Left)
	}
}
