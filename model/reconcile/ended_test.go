package reconcile

import (
	"context"
	"errors"
	"testing"
)

// A search that is ended says so, and has no reading.
func TestEnds(t *testing.T) {
	for _, nesting := range []Nesting{Apart, Overlapping, Disjoint} {
		ctx, cancel := context.WithCancelCause(context.Background())
		why := errors.New("enough")
		cancel(why)
		if _, err := Search(ctx, grayRows(), Options{MinTotal: 50, MaxTotal: 200, MinYears: 1000, MaxYears: 1500, Nesting: nesting}); !errors.Is(err, why) {
			t.Errorf("%v: %v", nesting, err)
		}
	}
}
