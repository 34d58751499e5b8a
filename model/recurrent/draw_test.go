package recurrent

import (
	"context"
	"errors"
	"testing"
)

// looks is a context that ends when it was looked at so many times.
type looks struct {
	context.Context
	left int
}

var errLooked = errors.New("looked at too often")

func (l *looks) Err() error {
	if l.left--; l.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestEndedContext: work that is not wanted any more ends at its next step.
func TestEndedContext(t *testing.T) {
	ended, cancel := context.WithCancelCause(context.Background())
	cancel(errLooked)
	hs := []History{{To: 1000, Times: []float64{20, 70, 90, 160, 410, 900}}, {To: 1000, Count: 4}}
	for name, work := range map[string]func(context.Context) error{
		"mcf":      func(ctx context.Context) error { _, err := MCF(ctx, hs, 0.9, Log); return err },
		"segments": func(ctx context.Context) error { _, err := Segments(ctx, hs, 8, 0.9); return err },
		"change":   func(ctx context.Context) error { _, err := ChangePoint(ctx, hs, 0.9, 1e9, random(1)); return err },
		"goodness": func(ctx context.Context) error { _, err := GoodnessOfFit(ctx, hs[:1], 1e9, random(1)); return err },
	} {
		if err := work(ended); !errors.Is(err, errLooked) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// The context is looked at before every drawing, of both simulations.
	for _, left := range []int{5, 15} {
		if _, err := ChangePoint(&looks{ended, left}, hs, 0.9, 10, random(1)); !errors.Is(err, errLooked) {
			t.Errorf("after %d drawings: %v", left, err)
		}
	}
}
