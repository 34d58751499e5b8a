package life

import (
	"math/rand/v2"
	"testing"
)

func BenchmarkMean(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct {
		name string
		n    int
	}{{"n=20", 20}, {"n=20000", 20000}} {
		s := complete(lognormal(1.2), c.n, r)
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Mean(s, 0.9); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
