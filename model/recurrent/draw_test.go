package recurrent

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"
)

// TestSorterSorts: any number of shares, crowded ones and equal ones too.
func TestSorterSorts(t *testing.T) {
	r := random(61)
	var s sorter
	for _, n := range []int{0, 1, fewShares - 1, fewShares, 5000, 300, 5000} {
		for name, draw := range map[string]func() float64{
			"even":    r.Float64,
			"crowded": func() float64 { return 0.9 + 0.001*r.Float64() },
			"equal":   func() float64 { return math.Floor(3*r.Float64()) / 4 },
			"ends":    func() float64 { return math.Round(r.Float64()) * math.Nextafter(1, 0) },
		} {
			x := make([]float64, n)
			for i := range x {
				x[i] = draw()
			}
			want := slices.Sorted(slices.Values(x))
			if s.sort(x); !slices.Equal(x, want) {
				t.Errorf("%d %s shares are not in order", n, name)
			}
		}
	}
}

// TestBestLooksAtAll: leaving blocks out loses no split.
func TestBestLooksAtAll(t *testing.T) {
	r := random(62)
	for k := range 300 {
		d := newDrawer(1+int(2000*r.Float64()*r.Float64()), r)
		s := d.draw([]float64{0.5, 0.2, 0.96}[k%3], []float64{0.5, 0.7, 0.1}[k/3%3])
		want := split{ratio: math.Inf(-1)}
		for i := range len(s.at) + 1 {
			want = s.better(want, i)
		}
		if got := s.best(); got != want {
			t.Fatalf("%d failures: %+v, the best is %+v", len(s.at), got, want)
		}
	}
}

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
