package montecarlo

import (
	"context"
	"fmt"
	"testing"
	"time"

	"mtbf/model/system"
)

// rareTime reports the seconds of simulation, pilot included, to a relative
// standard error of 1 %, from runs on one processor.
func rareTime(b *testing.B, m *system.Model, method RareMethod) {
	b.Helper()
	want := rareExact(b, m).Unavailability
	seconds, off := 0.0, 0.0
	for i := range b.N {
		start := time.Now()
		r, err := Rare(context.Background(), m, RareOptions{Method: method, Seed: uint64(i), Workers: 1})
		if err != nil {
			b.Fatal(err)
		}
		seconds += time.Since(start).Seconds() * max(1, r.RelError*r.RelError/1e-4)
		off += r.Unavailability.Point/want - 1
	}
	b.ReportMetric(seconds/float64(b.N)*1e3, "ms/1%")
	b.ReportMetric(off/float64(b.N)*100, "bias-%")
}

// Bounded relative error: the cost does not grow as failures become rare.
func BenchmarkRareLoad(b *testing.B) {
	for _, load := range []float64{1e-2, 1e-3, 1e-4, 1e-5, 1e-6} {
		part := rareExpo(b, "a", 24/load, 24)
		b.Run(fmt.Sprintf("system=10x1of3/load=%g/method=zerovariance", load), func(b *testing.B) {
			rareTime(b, rareSeries(10, 1, 3, part), RareZeroVariance)
		})
		b.Run(fmt.Sprintf("system=10x2of3/load=%g/method=biasing", load), func(b *testing.B) {
			rareTime(b, rareSeries(10, 2, 3, part), RareBiasing)
		})
	}
}

func BenchmarkRare(b *testing.B) {
	for _, c := range []struct {
		name   string
		m      *system.Model
		method RareMethod
	}{
		{"pair", rareModel(rareParallel, rareExpo(b, "a", 10000, 24), rareExpo(b, "b", 10000, 24)), RareAuto},
		{"10x1of3/U=1e-12", rareSeries(10, 1, 3, rareExpo(b, "a", 517200, 24)), RareAuto},
		{"10x2of3/U=1e-12", rareSeries(10, 2, 3, rareExpo(b, "a", 24/rareLoad(1e-12, 10, 2, 3), 24)), RareAuto},
		{"100x1of3/U=1e-12", rareSeries(100, 1, 3, rareExpo(b, "a", 24/rareLoad(1e-12, 100, 1, 3), 24)), RareAuto},
		{"wear/10x1of3/U=1e-8", rareSeries(10, 1, 3, rareWear(b, "a", 24/rareLoad(1e-8, 10, 1, 3), 24, 1)), RareWindow},
		{"wear/10x1of3/U=1e-12", rareSeries(10, 1, 3, rareWear(b, "a", 24/rareLoad(1e-12, 10, 1, 3), 24, 1)), RareWindow},
		{"wear/10x1of3/U=1e-17", rareSeries(10, 1, 3, rareWear(b, "a", 24/rareLoad(1e-17, 10, 1, 3), 24, 1)), RareWindow},
		{"wear/2of3/U=1e-8", rareSeries(1, 2, 3, rareWear(b, "a", 24/rareLoad(1e-8, 1, 2, 3), 24, 1)), RareWindow},
		{"wear/2of3/U=1e-15", rareSeries(1, 2, 3, rareWear(b, "a", 24/rareLoad(1e-15, 1, 2, 3), 24, 1)), RareWindow},
	} {
		b.Run(fmt.Sprintf("system=%s/method=%s", c.name, c.method), func(b *testing.B) { rareTime(b, c.m, c.method) })
	}
}
