package multiplex

import (
	"context"
	"errors"
	"testing"
)

// countdown is a context that ends when it has been looked at so often.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

// Wherever a chain is ended, the error is the end, and otherwise the residual is
// what it is.
func TestEndedAnywhere(t *testing.T) {
	for _, s := range []Scheme{VonNeumann(60), {Organ: Majority, Bundle: Bundle{N: 60, Fiducial: 0.1}, Error: 0.01, Tiers: 2}} {
		whole, err := s.Residual(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		ended := 0
		for looks := 0; ; looks = looks*5/4 + 1 {
			got, err := s.Residual(&countdown{context.Background(), looks})
			if err == nil {
				if got != whole {
					t.Errorf("%v, after %d looks: %g, not %g", s, looks, got, whole)
				}
				break
			}
			if ended++; !errors.Is(err, context.DeadlineExceeded) {
				t.Fatalf("%v, after %d looks: %v", s, looks, err)
			}
		}
		if ended < 10 {
			t.Errorf("%v: ended %d times", s, ended)
		}
		for looks := 0; looks < 2000; looks = looks*3/2 + 1 {
			if _, err := s.Size(&countdown{context.Background(), looks}, 1e-6); !errors.Is(err, context.DeadlineExceeded) {
				t.Fatalf("%v, size after %d looks: %v", s, looks, err)
			}
		}
	}
}
