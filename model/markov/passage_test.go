package markov

import (
	"context"
	"errors"
	"testing"

	"mtbf/internal/oracle"
)

// A chain whose states fail at unlike rates fails by e^-20 and more in one stretch of
// steps: its reliability is the same whether it is asked for at once or in steps of
// less than a stretch, which nothing is extrapolated from.
func TestPassageOfFastFailures(t *testing.T) {
	const n, hours = 120, 12_000.0
	b := NewBuilder(n + 1)
	for i := range n {
		b.Add(i, n, 0.01*float64(1+i%7))
		if i+1 < n {
			b.Add(i, i+1, 0.3)
			b.Add(i+1, i, 0.7)
		}
	}
	m := &Model{Up: make([]bool, n+1)}
	for i := range n {
		m.Up[i] = true
	}
	var err error
	if m.Chain, err = b.Build(); err != nil {
		t.Fatal(err)
	}
	var steps []float64
	for at := 100.0; at <= hours; at += 100 {
		steps = append(steps, at)
	}
	slow, err := m.FirstPassage(context.Background(), steps...)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []float64{9000, 12_000} {
		fast, err := m.FirstPassage(context.Background(), 1, at)
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, "reliability", fast[1].Reliability, slow[int(at/100)-1].Reliability, 1e-9)
	}
}

// endsAfter is a context that ends when it has been looked at so many times.
type endsAfter struct {
	context.Context
	looks int
}

func (e *endsAfter) Err() error {
	if e.looks--; e.looks < 0 {
		return context.Canceled
	}
	return nil
}

// A large chain looks every few steps whether it shall end.
func TestLargeChainEndsSoon(t *testing.T) {
	const n = 50_000
	b := NewBuilder(n)
	for i := range n {
		b.Add(i, (i+1)%n, 1)
		b.Add((i+1)%n, i, 1)
	}
	c, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	p := make([]float64, n)
	p[0] = 1
	if _, err := newWalker(c).advance(&endsAfter{context.Background(), 8}, p, 10); !errors.Is(err, context.Canceled) {
		t.Errorf("%v: fewer than nine looks in some 200 steps", err)
	}
}
