package system

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"mtbf/model"
)

var errEnough = errors.New("enough")

// waning is a context that ends after it has been looked at so many times.
type waning struct {
	context.Context
	looks int
	end   context.CancelCauseFunc
}

func newWaning(looks int) *waning {
	w := &waning{looks: looks}
	w.Context, w.end = context.WithCancelCause(context.Background())
	return w
}

func (w *waning) Err() error {
	if w.looks--; w.looks < 0 {
		w.end(errEnough)
	}
	return w.Context.Err()
}

// everything asks all questions, as long as the context lasts.
func everything(ctx context.Context, m *Model) (steady *Result, points []Point, sets *Sets, err error) {
	s, err := New(ctx, m)
	if err != nil {
		return nil, nil, nil, err
	}
	if steady, err = s.Solve(ctx, nil); err != nil {
		return nil, nil, nil, err
	}
	if points, err = s.At(ctx, nil, 100, 2000); err != nil {
		return steady, nil, nil, err
	}
	if sets, err = s.CutSets(ctx, SetOptions{MaxSets: 10}, nil); err != nil {
		return steady, points, nil, err
	}
	_, err = s.UnrepairedMTTF(ctx)
	return steady, points, sets, err
}

// However early the context ends, what is told before is what is told in the
// end, what is left out is named, and the error is the cause; and the work is
// over soon after: the context is not looked at again and again.
func TestContextsThatEndAnywhere(t *testing.T) {
	m := alike(gridOf(6), 60, repaired("edge", 1000, 10))
	counted := newWaning(math.MaxInt)
	whole, points, sets, err := everything(counted, m)
	if err != nil {
		t.Fatal(err)
	}
	looks := math.MaxInt - counted.looks
	t.Log(looks, "looks in all")
	if looks < 50 {
		t.Fatalf("the context was looked at %d times", looks)
	}
	for at := 0; at < looks; at = at*5/4 + 1 {
		ctx := newWaning(at)
		r, p, s, err := everything(ctx, m)
		if !errors.Is(err, errEnough) {
			t.Fatalf("ended at %d of %d looks: %v", at, looks, err)
		}
		if ctx.looks < -200 {
			t.Errorf("ended at %d of %d looks, and looked at %d times since", at, looks, -ctx.looks)
		}
		if r != nil {
			checkKnown(t, r, whole)
		}
		if p != nil && (p[1].Availability != points[1].Availability || p[1].UnrepairedReliability != points[1].UnrepairedReliability) {
			t.Errorf("ended at %d: %+v", at, p[1])
		}
		if s != nil && s.Count != sets.Count {
			t.Errorf("ended at %d: %g sets", at, s.Count)
		}
	}
}

// checkKnown compares what is known of a system with all there is to know.
func checkKnown(t *testing.T, r, whole *Result) {
	t.Helper()
	if r.Availability != whole.Availability || r.Unavailability != whole.Unavailability {
		t.Errorf("A %g, U %g", r.Availability, r.Unavailability)
	}
	for what, known := range map[string]bool{
		"failure frequency, MTBF and MDT": r.FailureFrequency == whole.FailureFrequency,
		"sensitivity":                     slices.Equal(r.Sensitivity, whole.Sensitivity),
		"importance":                      len(r.Importance) > 0 && r.Importance[7].Birnbaum == whole.Importance[7].Birnbaum,
	} {
		if known == slices.Contains(r.Left, what) {
			t.Errorf("%s: known is %v, left out: %q", what, known, r.Left)
		}
	}
}

// A replay ends with its context.
func TestReplayEnds(t *testing.T) {
	m := alike(&Parallel{units(0, 2)}, 2, repaired("disc", 1000, 10))
	if _, err := m.Replay(newWaning(0), outagesOf(down{"disc.1", 1, 2}), model.Interval{To: 100}, false); !errors.Is(err, errEnough) {
		t.Error(err)
	}
}
