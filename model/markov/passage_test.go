package markov

import (
	"context"
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
