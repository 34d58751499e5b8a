package montecarlo

import (
	"context"
	"fmt"
	"testing"
	"time"

	"mtbf/model/system"
)

// onePercent returns the milliseconds that a run of a relative standard error
// would take to one of 1 %.
func onePercent(start time.Time, relError float64) float64 {
	return time.Since(start).Seconds() * 1e3 * max(1, relError*relError/1e-4)
}

// rareTime reports the time of simulation, pilot included, to a relative
// standard error of 1 %, from runs on one processor, and how far the mean of
// the runs is off the exact answer.
func rareTime(b *testing.B, m *system.Model, method RareMethod) float64 {
	b.Helper()
	want := rareExact(b, m).Unavailability
	ms, off := 0.0, 0.0
	for i := range b.N {
		start := time.Now()
		r, err := Rare(context.Background(), m, RareOptions{Method: method, Seed: uint64(i), Workers: 1})
		if err != nil {
			b.Fatal(err)
		}
		ms += onePercent(start, r.RelError)
		off += r.Unavailability.Point/want - 1
	}
	ms /= float64(b.N)
	b.ReportMetric(ms, "ms/1%")
	b.ReportMetric(off/float64(b.N)*100, "bias-%")
	return ms
}

// plainTime is that of missions.
func plainTime(b *testing.B, m *system.Model) float64 {
	b.Helper()
	ms := 0.0
	for i := range b.N {
		start := time.Now()
		r, err := Simulate(context.Background(), m, Options{Seed: uint64(i), RelError: 0.03, FirstFailures: 1})
		if err != nil {
			b.Fatal(err)
		}
		ms += onePercent(start, r.Measures.Unavailability.RelativeError)
	}
	ms /= float64(b.N)
	b.ReportMetric(ms, "ms/1%")
	return ms
}

// BenchmarkRarePlain: at an unavailability of 1e-6, where missions can still
// answer, what they cost in units of the rare-event method that auto takes.
func BenchmarkRarePlain(b *testing.B) {
	const u = 1e-6
	for _, c := range []struct {
		name string
		m    *system.Model
	}{
		{"pair", rareSeries(1, 1, 2, rareExpo(b, "a", 24/rareLoad(u, 1, 1, 2), 24))},
		{"10x1of3", rareSeries(10, 1, 3, rareExpo(b, "a", 24/rareLoad(u, 10, 1, 3), 24))},
		{"10x2of3", rareSeries(10, 2, 3, rareExpo(b, "a", 24/rareLoad(u, 10, 2, 3), 24))},
	} {
		rare := 0.0
		b.Run(fmt.Sprintf("system=%s/U=1e-6/method=auto", c.name), func(b *testing.B) { rare = rareTime(b, c.m, RareAuto) })
		b.Run(fmt.Sprintf("system=%s/U=1e-6/method=missions", c.name), func(b *testing.B) {
			if ms := plainTime(b, c.m); rare > 0 {
				b.ReportMetric(ms/rare, "missions/auto")
			}
		})
	}
}

// BenchmarkRareLoad: the cost does not grow as failures become rare. It is given
// in units of that at a load of 1e-3.
func BenchmarkRareLoad(b *testing.B) {
	for _, c := range []struct {
		modules, k int
		method     RareMethod
	}{{10, 1, RareZeroVariance}, {10, 2, RareBiasing}} {
		base := 0.0
		for _, load := range []float64{1e-3, 1e-2, 1e-4, 1e-5, 1e-6} {
			b.Run(fmt.Sprintf("system=%dx%dof3/load=%g/method=%s", c.modules, c.k, load, c.method), func(b *testing.B) {
				ms := rareTime(b, rareSeries(c.modules, c.k, 3, rareExpo(b, "a", 24/load, 24)), c.method)
				if load == 1e-3 {
					base = ms
				}
				if base > 0 {
					b.ReportMetric(ms/base, "x-load=1e-3")
				}
			})
		}
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
